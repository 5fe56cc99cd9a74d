import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expand, ZplReader } from '../virtual-line/zpl-interpreter.ts'
import { runLengthHex, zplLabel } from './zpl.ts'

const raster = (rows: readonly string[]) => {
  const width = rows[0]!.length
  const stride = (width + 7) >> 3
  const bits = new Uint8Array(stride * rows.length)
  for (const [y, row] of rows.entries()) for (let x = 0; x < width; x++) if (row[x] === '#') bits[y * stride + (x >> 3)]! |= 0x80 >> (x & 7)
  return { width, height: rows.length, stride, bits }
}
const hex = (rows: readonly string[]): string => Buffer.from(runLengthHex(raster(rows))).toString('latin1')
const settings = { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }

describe('run-length hex', () => {
  test('white rows, black rows, repeated rows, short and long runs', () => {
    expect(hex(['................'])).toBe(',')
    expect(hex(['################'])).toBe('!')
    expect(hex(['#...............', '#...............'])).toBe('8,:')
    expect(hex(['####............', '....####........'])).toBe('F,0F,')
    expect(hex([`${'#'.repeat(400 * 4)}....####`])).toBe('zF0F')
  })
  test('any raster comes back dot for dot through an interpreter written apart from it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.oneof(fc.constant(0), fc.constant(255), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 40 }),
        (stride, height, pattern) => {
          const bits = Uint8Array.from({ length: stride * height }, (_, i) => pattern[i % pattern.length]!)
          const data = Buffer.from(runLengthHex({ width: stride * 8, height, stride, bits })).toString('latin1')
          expect(expand(data, stride, height)).toEqual(bits)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a label', () => {
  const picture = raster(['##..##..', '........', '#.#.#.#.'])
  test('is one format with one copy and no reprint after an error', () => {
    const text = Buffer.from(zplLabel(picture, settings)).toString('latin1')
    expect(text).toBe('^XA^MNY^PW8^LL3^LH0,0^LS0^LT0^JZN^PR4~SD15^FO0,0^GFA,3,3,1,HC,HA^FS^PQ1,0,1,Y^XZ\n')
  })
  test('is drawn by the virtual printer as it was, in whatever pieces it comes', () => {
    const bytes = Buffer.from(zplLabel(picture, settings))
    for (const size of [1, 3, 7, bytes.length]) {
      const reader = new ZplReader()
      const formats = []
      for (let at = 0; at < bytes.length; at += size) formats.push(...reader.push(bytes.subarray(at, at + size)))
      expect(formats).toHaveLength(1)
      const [only] = formats
      expect(only?.kind === 'format' && only.format.bitmap.bits).toEqual(picture.bits)
    }
  })
})
