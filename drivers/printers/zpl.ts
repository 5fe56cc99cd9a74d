import { dotsOf, joined, type LabelRaster, type LabelSettings } from './label.ts'
import type { LanguageDriver } from './language.ts'
import { drawnByPrinter } from './native.ts'
import { counter, errors, identity, status } from './zpl-status.ts'
import { zplSymbol } from './zpl-symbol.ts'

/** ^MN: how the next label is found. */
const mediaLetters = { gap: 'Y', mark: 'M', continuous: 'N' } as const

const hex = '0123456789ABCDEF'
const hexCodes = Uint8Array.from(hex, (digit) => digit.charCodeAt(0))
const [comma, colon, bang] = [0x2c, 0x3a, 0x21]

/**
 * One label as ZPL II: width, length, speed, darkness, no reprint after an error (^JZN, or a jam would print a serial twice), the raster
 * as ^GFA with run-length hex, one copy. Symbols that the printer draws itself are left out of the raster. Works on printers and clones alike; Z64 does not.
 */
export function zplLabel(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const [x, y] = [dotsOf(settings.offsetXMm, settings.dpi), dotsOf(settings.offsetYMm, settings.dpi)]
  const { left, orders } = drawnByPrinter(raster, settings.native ?? [], zplSymbol)
  const total = raster.stride * raster.height
  const media = mediaLetters[settings.media ?? 'gap']
  const head = `^XA^MN${media}^PW${raster.width}^LL${raster.height}^LH0,0^LS${-x}^LT${y}^JZN^PR${settings.speed}~SD${String(settings.darkness).padStart(2, '0')}^FO0,0^GFA,${total},${total},${raster.stride},`
  return joined([head, runLengthHex(left), '^FS', ...orders, '^PQ1,0,1,Y^XZ\n'])
}

/**
 * ^GF hex with run lengths: `,` fills a row with white, `!` with black, `:` repeats the row above, G-Y count 1-19, g-z count 20-400
 * repeats of the next digit (ZPL II programming guide, ^GF and alternative data compression).
 */
export function runLengthHex({ height, stride, bits }: LabelRaster): Uint8Array {
  const out = new Uint8Array(height * (stride * 2 + 1))
  let at = 0
  for (let row = 0; row < height; row++) {
    const start = row * stride
    if (row > 0 && sameRow(bits, start, start - stride, stride)) {
      out[at++] = colon
      continue
    }
    let end = start + stride
    const last = bits[end - 1]!
    const fill = last === 0 || last === 0xff ? last : -1
    if (fill !== -1) while (end > start && bits[end - 1] === fill) end--
    at = writeBytes(out, at, bits, start, end, fill === -1 ? -1 : fill & 15)
    if (fill === 0) out[at++] = comma
    else if (fill === 0xff) out[at++] = bang
  }
  return out.subarray(0, at)
}

/** Digits of bytes as runs; a last digit equal to `tail` belongs to the row's fill. */
function writeBytes(out: Uint8Array, from: number, bits: Uint8Array, start: number, end: number, tail: number): number {
  let at = from
  let digit = -1
  let run = 0
  for (let i = start; i < end; i++) {
    const byte = bits[i]!
    if (byte === 0 && digit === 0) {
      run += 2
      continue
    }
    const high = byte >> 4
    const low = byte & 15
    if (high === digit) run++
    else {
      if (run === 1) out[at++] = hexCodes[digit]!
      else if (run > 1) at = writeRun(out, at, run, hexCodes[digit]!)
      digit = high
      run = 1
    }
    if (low === digit) run++
    else {
      if (run === 1) out[at++] = hexCodes[digit]!
      else at = writeRun(out, at, run, hexCodes[digit]!)
      digit = low
      run = 1
    }
  }
  if (digit === tail) return at
  if (run === 1) out[at++] = hexCodes[digit]!
  else if (run > 1) at = writeRun(out, at, run, hexCodes[digit]!)
  return at
}

function writeRun(out: Uint8Array, start: number, length: number, digit: number): number {
  let at = start
  if (length < 20) {
    // Most runs: one count letter, no division.
    out[at++] = 0x46 + length
    out[at++] = digit
    return at
  }
  let run = length
  while (run > 0) {
    if (run === 1) {
      out[at++] = digit
      return at
    }
    const chunk = Math.min(run, 419)
    const twenties = (chunk / 20) | 0
    const ones = chunk - twenties * 20
    if (twenties > 0) out[at++] = 0x66 + twenties
    if (ones > 0) out[at++] = 0x46 + ones
    out[at++] = digit
    run -= chunk
  }
  return at
}

function sameRow(bits: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bits[a + i] !== bits[b + i]) return false
  return true
}

/** Zebra ZPL II and those who emulate it. */
export const zpl: LanguageDriver = {
  encode: zplLabel,
  nativeSymbols: true,
  identity,
  status: [status, errors],
  statusUnidentified: false,
  idle: 'plain',
  counter,
  // Cancel current partially input format (ZPL II programming guide); whole ones that wait stay.
  dropHalf: '~JX',
}
