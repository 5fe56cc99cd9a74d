import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { rasterOf } from '../../shared/symbols/symbol.ts'
import { decode, pixelsOf } from '../image/zxing.ts'
import type { Bitmap } from './emulator.ts'
import { blankOf } from './faults.ts'

/** What a fixed scanner sends for a label that passes: AIM id and data, or NR. Only what a decoder reads from the dots. */
export async function readBitmap(bitmap: Bitmap): Promise<string> {
  const pixels = pixelsOf(bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }, 8)
  const formats = ['DataMatrix', 'Code128'] as const
  const found = isBlank(bitmap)
    ? null
    : ((await decode(pixels, { formats: [formats[0]], tryHarder: false, tryRotate: false })) ??
      (await decode(pixels, { formats: [...formats], tryHarder: true, tryRotate: false })))
  return found === null ? 'NR' : `${found.symbology}${found.text}`
}

/** A label of another lot that strayed onto the line: the same data with the lot's last character changed. */
export async function otherLot(bitmap: Bitmap): Promise<Bitmap> {
  const pixels = pixelsOf(bitmap, { x: 0, y: 0, width: bitmap.width, height: bitmap.height }, 8)
  const found = await decode(pixels, { formats: ['DataMatrix'], tryHarder: true, tryRotate: false })
  const changed = (found?.text ?? '').replace(
    /^(01\d{14}(?:1[1-7]\d{6})*10[^\u001d]*?)([^\u001d])(\u001d|$)/,
    (_all, head: string, last: string, tail: string) => `${head}${last === 'X' ? 'Y' : 'X'}${tail}`,
  )
  const symbol = gs1DataMatrix(changed)
  if (!symbol.ok) return blankOf(bitmap)
  const picture = rasterOf(symbol.value, { left: 2, right: 2, top: 2, bottom: 2 }, 5)
  const bits = new Uint8Array(bitmap.bits.length)
  for (let row = 0; row < picture.height && row < bitmap.height; row++)
    bits.set(
      picture.bits.subarray(row * picture.stride, row * picture.stride + Math.min(picture.stride, bitmap.stride)),
      row * bitmap.stride,
    )
  return { ...bitmap, bits }
}

const isBlank = (bitmap: Bitmap): boolean => bitmap.bits.every((byte) => byte === 0)
