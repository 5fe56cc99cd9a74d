import { describe, expect, it } from 'vitest'
import { RECTANGLES, remainingCodewords, SQUARES } from './datamatrix/sizes.ts'
import { gs1DataMatrix } from './datamatrix.ts'
import { gs1128 } from './gs1-128.ts'
import { quietZoneOf, rasterOf } from './symbol.ts'

const codes = (outcome: ReturnType<typeof gs1128>) => (outcome.ok ? [] : outcome.errors.map((fault) => fault.code))

describe('GS1 DataMatrix', () => {
  it('has the capacities of ISO/IEC 16022 table 7', () => {
    expect(SQUARES.map((size) => size.dataCodewords)).toEqual([
      3, 5, 8, 12, 18, 22, 30, 36, 44, 62, 86, 114, 144, 174, 204, 280, 368, 456, 576, 696, 816, 1050, 1304, 1558,
    ])
    expect(RECTANGLES.map((size) => size.dataCodewords)).toEqual([5, 10, 16, 22, 32, 49])
    expect([...remainingCodewords(RECTANGLES).subarray(0, 12)]).toEqual([5, 4, 3, 2, 1, 5, 4, 3, 2, 1, 6, 5])
  })

  it('draws the finder and chooses the smallest symbol', () => {
    const symbol = gs1DataMatrix('0106901234567892')
    if (!symbol.ok) throw new Error('refused')
    const { width, height, modules } = symbol.value
    expect([width, height]).toEqual([16, 16])
    for (let i = 0; i < 16; i++) {
      expect(modules[i * 16]).toBe(1)
      expect(modules[15 * 16 + i]).toBe(1)
      expect(modules[i]).toBe(i % 2 === 0 ? 1 : 0)
      expect(modules[i * 16 + 15]).toBe(i % 2)
    }
  })

  it('refuses what it cannot hold, and carries nothing over from that', () => {
    expect(codes(gs1DataMatrix(''))).toEqual(['symbol.empty'])
    expect(codes(gs1DataMatrix('21é'))).toEqual(['symbol.character'])
    expect(codes(gs1DataMatrix(`21${'x_'.repeat(1600)}`))).toEqual(['symbol.tooMuchData'])
    expect(codes(gs1DataMatrix(`21${'x'.repeat(90)}`, { rectangular: true }))).toEqual(['symbol.tooMuchData'])
    const before = gs1DataMatrix('0106901234567892')
    gs1DataMatrix(`99${'aB'.repeat(400)}`)
    expect(gs1DataMatrix('0106901234567892')).toEqual(before)
  })
})

describe('GS1-128', () => {
  it('starts in subset C with FNC1 and ends with the stop pattern', () => {
    const symbol = gs1128('0106901234567892')
    if (!symbol.ok) throw new Error('refused')
    // start, FNC1, eight pairs, check: eleven modules each; stop: thirteen
    expect(symbol.value.width).toBe(11 * 11 + 13)
    expect(symbol.value.modules.subarray(0, 22).join('')).toBe('1101001110011110101110')
    expect(symbol.value.modules.subarray(-13).join('')).toBe('1100011101011')
  })

  it('refuses what Code 128 cannot hold', () => {
    expect(codes(gs1128(''))).toEqual(['symbol.empty'])
    expect(codes(gs1128('21\u0007'))).toEqual(['symbol.character'])
    expect(codes(gs1128('1'.repeat(501)))).toEqual(['symbol.tooMuchData'])
  })
})

describe('raster', () => {
  it('makes every module whole dots and keeps the quiet zone light', () => {
    const raster = rasterOf({ width: 2, height: 2, modules: Uint8Array.of(1, 0, 0, 1) }, { left: 1, right: 2, top: 1, bottom: 0 }, 3)
    const rows = Array.from({ length: raster.height }, (_, y) =>
      Array.from({ length: raster.width }, (_, x) => ((raster.bits[y * raster.stride + (x >> 3)]! >> (7 - (x & 7))) & 1).toString()).join(
        '',
      ),
    )
    const [light, upper, lower] = ['000000000000000', '000111000000000', '000000111000000']
    expect(rows).toEqual([light, light, light, upper, upper, upper, lower, lower, lower])
  })

  it('knows the quiet zones', () => {
    expect(quietZoneOf('gs1datamatrix')).toEqual({ left: 1, right: 1, top: 1, bottom: 1 })
    expect(quietZoneOf('gs1-128')).toEqual({ left: 10, right: 10, top: 0, bottom: 0 })
    expect(quietZoneOf('qrcode').top).toBe(4)
    expect(quietZoneOf('something').left).toBe(10)
  })
})
