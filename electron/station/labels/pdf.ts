import { deflateSync } from 'node:zlib'
import type { Picture } from '../ports.ts'

/** Points of PDF a millimetre. */
const pointsPerMm = 72 / 25.4

/**
 * A one-page PDF that holds the raster dot for dot as a 1-bit image (ISO 32000-1 8.9.5), at its true size, never resampled. White is 1 in
 * DeviceGray, so Decode is inverted. The file depends on the dots alone: no date, no producer.
 */
export function labelPdf(picture: Picture): Uint8Array {
  const [w, h] = [(picture.widthMm * pointsPerMm).toFixed(3), (picture.heightMm * pointsPerMm).toFixed(3)]
  const image = deflateSync(picture.bits)
  const content = Buffer.from(`q ${w} 0 0 ${h} 0 0 cm /L Do Q`)
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Resources << /XObject << /L 5 0 R >> >> /Contents 4 0 R >>`),
    stream(`<< /Length ${content.length} >>`, content),
    stream(
      `<< /Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0] /Interpolate false /Filter /FlateDecode /Length ${image.length} >>`,
      image,
    ),
  ]
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\u00e2\u00e3\n', 'latin1')]
  const offsets: number[] = []
  let at = parts[0]!.length
  for (const [i, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    offsets.push(at)
    at += part.length
    parts.push(part)
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

const stream = (dictionary: string, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`${dictionary}\nstream\n`), bytes, Buffer.from('\nendstream')])
