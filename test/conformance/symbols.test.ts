import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import bwipjs from 'bwip-js'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { gs1128 } from '../../shared/symbols/gs1-128.ts'
import { type ModuleGrid, quietZoneOf } from '../../shared/symbols/symbol.ts'
import { buildElementString } from '../../shared/udi/gs1/build.ts'
import type { Element } from '../../shared/udi/types.ts'
import { seeded } from '../bench/bench.ts'
import { randomRecords } from '../bench/records.ts'

/** Another seed: SIGNET_SEED=... ; the failing record is in the message either way. */
const SEED = Number(process.env['SIGNET_SEED'] ?? 20261121)
const MINUTES = 60_000

type Raw = { readonly pixs?: readonly number[]; readonly pixx?: number; readonly pixy?: number; readonly sbs?: readonly number[] }

function dataOf(elements: readonly Element[]): string {
  const built = buildElementString(elements)
  if (!built.ok) throw new Error(`not a valid record: ${JSON.stringify(built.errors)}`)
  return built.value.data
}

function bwip(bcid: string, elements: readonly Element[]): ModuleGrid {
  const text = elements.map(({ ai, value }) => `(${ai})${value}`).join('')
  const [symbol] = bwipjs.raw({ bcid, text }) as readonly Raw[]
  if (symbol?.sbs) {
    const modules = Uint8Array.from(symbol.sbs.flatMap((width, i) => new Array<number>(width).fill(i % 2 === 0 ? 1 : 0)))
    return { width: modules.length, height: 1, modules }
  }
  return { width: symbol!.pixx!, height: symbol!.pixy!, modules: Uint8Array.from(symbol!.pixs!) }
}

function picture(grid: ModuleGrid): string {
  return Array.from({ length: grid.height }, (_, y) => grid.modules.subarray(y * grid.width, (y + 1) * grid.width).join('')).join('\n')
}

function ours(grid: ReturnType<typeof gs1DataMatrix>, elements: readonly Element[]): string {
  return grid.ok ? picture(grid.value) : `${JSON.stringify(grid.errors)} for ${JSON.stringify(elements)}`
}

/** Compares pictures only when they differ: ten thousand deep comparisons would cost more than the encoding. */
function expectSame(grid: ReturnType<typeof gs1DataMatrix>, peer: ModuleGrid, elements: readonly Element[]): void {
  const same = grid.ok && grid.value.width === peer.width && Buffer.compare(grid.value.modules, peer.modules) === 0
  if (!same) expect(`${JSON.stringify(elements)}\n${ours(grid, elements)}`).toBe(`${JSON.stringify(elements)}\n${picture(peer)}`)
}

/** Records that fill symbols up to the largest. */
function longRecords(count: number): readonly (readonly Element[])[] {
  const random = seeded(SEED + 1)
  return randomRecords(count, SEED + 2).map((record, i) => {
    const extra = Array.from({ length: i % 9 }, (_, k) => {
      const source = randomRecords(8, Math.floor(random() * 1e9)).flat()
      return {
        ai: String(91 + k),
        value: source
          .map((element) => element.value)
          .join('')
          .slice(0, 1 + Math.floor(random() * 90)),
      }
    })
    return [...record, ...extra]
  })
}

describe(`modules equal those of bwip-js, seed ${SEED}`, () => {
  it('GS1 DataMatrix, square, 10,000 random records', { timeout: 5 * MINUTES }, () => {
    console.log(`seed ${SEED}`)
    const sizes = new Set<number>()
    for (const elements of randomRecords(10_000, SEED)) {
      const peer = bwip('gs1datamatrix', elements)
      sizes.add(peer.width)
      expectSame(gs1DataMatrix(dataOf(elements)), peer, elements)
    }
    expect([...sizes].sort((a, b) => a - b)).toEqual(expect.arrayContaining([16, 18, 20, 22, 24, 26, 32]))
  })

  it('GS1 DataMatrix, long records up to large symbols', { timeout: 2 * MINUTES }, () => {
    let largest = 0
    for (const elements of longRecords(300)) {
      const peer = bwip('gs1datamatrix', elements)
      largest = Math.max(largest, peer.width)
      expectSame(gs1DataMatrix(dataOf(elements)), peer, elements)
    }
    expect(largest).toBeGreaterThan(70)
  })

  it('GS1 DataMatrix, every square size, the largest with its unequal blocks included', { timeout: 2 * MINUTES }, () => {
    const sizes = new Set<number>()
    for (let digits = 2; digits <= 3090; digits = Math.ceil(digits * 1.05) + 1) {
      // numbers in AI 99 of 90 digits each: two digits a codeword fill the symbol evenly
      const values: Element[] = []
      for (let left = digits, k = 0; left > 0; left -= 90, k++)
        values.push({ ai: '99', value: String((k * 7) % 10).repeat(Math.min(left, 90)) })
      const data = values.map(({ ai, value }) => ai + value).join('\u001d')
      const [raw] = bwipjs.raw({
        bcid: 'datamatrix',
        text: `^FNC1${data.replaceAll('\u001d', '^FNC1')}`,
        parsefnc: true,
      } as never) as readonly Raw[]
      const grid = gs1DataMatrix(data)
      sizes.add(raw!.pixx!)
      expectSame(grid, { width: raw!.pixx!, height: raw!.pixy!, modules: Uint8Array.from(raw!.pixs!) }, [
        { ai: 'digits', value: String(digits) },
      ])
    }
    expect([...sizes].sort((a, b) => a - b)).toEqual([
      10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52, 64, 72, 80, 88, 96, 104, 120, 132, 144,
    ])
  })

  it('GS1 DataMatrix, rectangular', { timeout: 2 * MINUTES }, () => {
    const sizes = new Set<string>()
    for (const elements of randomRecords(2000, SEED + 3)) {
      const grid = gs1DataMatrix(dataOf(elements), { rectangular: true })
      if (!grid.ok) {
        expect(() => bwip('gs1datamatrixrectangular', elements)).toThrow()
        continue
      }
      sizes.add(`${grid.value.height}x${grid.value.width}`)
      expectSame(grid, bwip('gs1datamatrixrectangular', elements), elements)
    }
    expect(sizes.size).toBeGreaterThanOrEqual(5)
  })

  it('GS1-128', { timeout: 2 * MINUTES }, () => {
    for (const elements of randomRecords(4000, SEED + 4)) expectSame(gs1128(dataOf(elements)), bwip('gs1-128', elements), elements)
  })
})

describe('what an independent reader sees', () => {
  beforeAll(async () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
    await prepareZXingModule({ overrides: { wasmBinary: Uint8Array.from(wasm).buffer }, fireImmediately: true })
  })

  async function readBack(grid: ModuleGrid, symbology: string, format: 'DataMatrix' | 'Code128'): Promise<string | null> {
    const dots = 4
    const zone = quietZoneOf(symbology)
    const rowDots = grid.height === 1 ? 60 : dots
    const margin = 4 * dots
    const width = (grid.width + zone.left + zone.right) * dots + 2 * margin
    const height = grid.height * rowDots + (zone.top + zone.bottom) * dots + 2 * margin
    const pixels = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let y = 0; y < grid.height * rowDots; y++) {
      for (let x = 0; x < grid.width * dots; x++) {
        if (grid.modules[Math.floor(y / rowDots) * grid.width + Math.floor(x / dots)] !== 1) continue
        const at = ((y + zone.top * dots + margin) * width + x + zone.left * dots + margin) * 4
        pixels.fill(0, at, at + 3)
      }
    }
    const options: ReaderOptions = { formats: [format], textMode: 'Plain', tryHarder: true }
    const [found] = await readBarcodes({ data: pixels, width, height, colorSpace: 'srgb' } as ImageData, options)
    return found ? `${found.symbologyIdentifier}${found.text}` : null
  }

  it('GS1 DataMatrix gives ]d2 and the data', { timeout: MINUTES }, async () => {
    for (const elements of randomRecords(60, SEED + 5)) {
      for (const rectangular of [false, true]) {
        const data = dataOf(elements)
        const grid = gs1DataMatrix(data, { rectangular })
        if (grid.ok) expect(await readBack(grid.value, 'gs1datamatrix', 'DataMatrix')).toBe(`]d2${data}`)
      }
    }
  })

  it('GS1-128 gives ]C1 and the data', { timeout: MINUTES }, async () => {
    for (const elements of randomRecords(60, SEED + 6)) {
      const data = dataOf(elements)
      const grid = gs1128(data)
      expect(grid.ok && (await readBack(grid.value, 'gs1-128', 'Code128'))).toBe(`]C1${data}`)
    }
  })
})
