import { asciiOf, halfPush, identity, push, realtimeStatus } from './escpos-status.ts'
import { dotsOf, joined, type LabelRaster, type LabelSettings } from './label.ts'
import type { LanguageDriver } from './language.ts'

/** Rows of one GS v 0: what the smallest buffers take. */
const band = 128

/**
 * One label as ESC/POS raster: initialise, GS v 0 in bands of whole-width rows, then GS FF to the next label or mark, or a few lines of feed
 * on continuous paper. A 1 bit is black. The language has no common order for darkness, speed or label size: those are set at the printer.
 * No position either, so an offset is white put before the dots.
 */
export function escposLabel(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const { rowBytes, rows, bits } = moved(raster, dotsOf(settings.offsetXMm, settings.dpi), dotsOf(settings.offsetYMm, settings.dpi))
  const parts: (string | Uint8Array)[] = ['\u001b@']
  for (let row = 0; row < rows; row += band) {
    const count = Math.min(band, rows - row)
    parts.push(`\u001dv0\0${word(rowBytes)}${word(count)}`, bits.subarray(row * rowBytes, (row + count) * rowBytes))
  }
  parts.push(settings.media === 'continuous' ? '\u001bd\u0003' : '\u001d\u000c')
  return joined(parts)
}

/** The rows with the offset in them. A raster moved left or up loses what leaves it; to the right and down it grows. */
function moved(
  raster: LabelRaster,
  dx: number,
  dy: number,
): { readonly rowBytes: number; readonly rows: number; readonly bits: Uint8Array } {
  const { height, stride, bits } = raster
  if (dx === 0 && dy === 0) return { rowBytes: stride, rows: height, bits }
  const rowBytes = Math.max(1, stride + Math.ceil(dx / 8))
  const rows = Math.max(1, height + dy)
  const out = new Uint8Array(rowBytes * rows)
  const shift = ((dx % 8) + 8) % 8
  const from = Math.floor(dx / 8)
  for (let row = 0; row < rows; row++) {
    const source = row - dy
    if (source < 0 || source >= height) continue
    for (let i = 0; i < rowBytes; i++) {
      const at = i - from
      const here = at >= 0 && at < stride ? bits[source * stride + at]! : 0
      const before = at > 0 && at <= stride ? bits[source * stride + at - 1]! : 0
      out[row * rowBytes + i] = (here >> shift) | ((before << (8 - shift)) & 0xff)
    }
  }
  return { rowBytes, rows, bits: out }
}

const word = (n: number): string => String.fromCharCode(n & 0xff, n >> 8)

/**
 * The label with what a printer that answers is asked besides: before it, GS ( D takes the drawer pulse and the power-off of DLE DC4 out of
 * force, whose bytes could occur among the dots; behind it, GS ( H function 48 has the printer say when job `n` is done. Printers that do
 * not answer are sent neither: they might print them.
 */
function stamp(label: Uint8Array, n: number): Uint8Array {
  return joined(['\u001d(D\u0005\0\u0014\u0001\0\u0002\0', label, `\u001d(H\u0006\0\u0030\u0030${asciiOf(n)}`])
}

/** Label and receipt printers with raster: Epson TM and those who follow. */
export const escpos: LanguageDriver = {
  encode: escposLabel,
  identity,
  status: [realtimeStatus],
  // DLE EOT is taken out of the stream wherever it comes, or ignored.
  statusUnidentified: true,
  statusInvisible: true,
  idle: 'idleAfterBusy',
  counter: null,
  jobs: { most: 9999, stamp },
  push,
  halfPush,
}
