import { crc32, deflateSync } from 'node:zlib'

/** One bit per dot, rows padded to whole bytes, most significant bit left, 1 = black. */
export type BitRaster = {
  readonly width: number
  readonly height: number
  /** bytes per row */
  readonly stride: number
  readonly bits: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const MM_PER_INCH = 25.4

/**
 * A 1-bit greyscale PNG (colour type 0) with the resolution in pHYs, so that a viewer can show it at its true size.
 *
 * @param dpi dots per inch of the head; pHYs holds whole dots per metre
 * @throws RangeError when the raster has no dot or its bits do not fill height x stride
 * @see W3C PNG (Third Edition) 11.2.1 IHDR, 11.3.4.3 pHYs
 */
export function encodePng1(raster: BitRaster, dpi: number): Uint8Array {
  const { width, height, stride, bits } = raster
  const rowBytes = Math.ceil(width / 8)
  if (width < 1 || height < 1 || stride < rowBytes || bits.length < height * stride) throw new RangeError('raster and its bits disagree')
  if (!(dpi > 0)) throw new RangeError('dpi must be positive')
  const header = new Uint8Array(13)
  const headerView = new DataView(header.buffer)
  headerView.setUint32(0, width)
  headerView.setUint32(4, height)
  header[8] = 1
  const density = new Uint8Array(9)
  const perMetre = Math.round((dpi * 1000) / MM_PER_INCH)
  const densityView = new DataView(density.buffer)
  densityView.setUint32(0, perMetre)
  densityView.setUint32(4, perMetre)
  density[8] = 1

  // PNG has 0 = black, so every byte is inverted; the padding stays 0 to make equal rasters equal bytes
  const lastMask = width % 8 === 0 ? 0xff : (0xff << (8 - (width % 8))) & 0xff
  const rows = new Uint8Array(height * (rowBytes + 1))
  for (let y = 0; y < height; y++) {
    const from = y * stride
    const to = y * (rowBytes + 1) + 1
    for (let x = 0; x < rowBytes; x++) rows[to + x] = ~bits[from + x]! & 0xff
    rows[to + rowBytes - 1]! &= lastMask
  }
  return concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(data.length + 12)
  const view = new DataView(out.buffer)
  view.setUint32(0, data.length)
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i)
  out.set(data, 8)
  view.setUint32(data.length + 8, crc32(out.subarray(4, data.length + 8)))
  return out
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
