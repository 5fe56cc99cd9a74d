import { inflateSync } from 'node:zlib'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, test } from 'vitest'
import { encodePng1 } from '../../drivers/image/png.ts'
import { ZplReader } from '../../drivers/virtual-line/zpl-interpreter.ts'
import { checkLabel, labelBytes, loadTemplate, renderLabel } from '../../electron/station/labels/make.ts'
import { labelPdf } from '../../electron/station/labels/pdf.ts'
import { sampleImplant, sampleSyringe } from '../../electron/station/training.ts'
import { fieldsOf } from '../../shared/label/bind.ts'
import { template as templateSchema } from '../../shared/label/template.ts'
import { readElsewhere } from './other-renderer.ts'

const record = { lot: 'H26K1107', made: '2026-11-07', expires: '2031-11-06', serial: 'HS26K004101' }
const fields = fieldsOf(sampleImplant, record)
const settings = (dpi: number) => ({ dpi, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 })

async function dotsOfPng(png: Uint8Array): Promise<{ width: number; height: number; dark(x: number, y: number): boolean }> {
  const image = await loadImage(Buffer.from(png))
  const canvas = createCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return { width: image.width, height: image.height, dark: (x, y) => data[(y * image.width + x) * 4]! < 128 }
}

describe.each(['unit-40x20', 'box-60x40', 'sscc-100x150'])('%s', (name) => {
  test.each([203, 300, 600])('PNG, PDF and ^GFA hold the same dots at %i dpi, and every symbol decodes', async (dpi) => {
    const rendered = renderLabel(loadTemplate(name), { ...fields, sscc: '369012340000001236' }, dpi, { training: false })
    await checkLabel(rendered)
    const { raster } = rendered
    const [format] = new ZplReader().push(Buffer.from(labelBytes(raster, settings(dpi))))
    expect(format?.kind === 'format' && Buffer.from(format.format.bitmap.bits).equals(Buffer.from(raster.bits))).toBe(true)
    const pdf = Buffer.from(labelPdf({ ...raster, dpi, widthMm: rendered.document.widthMm, heightMm: rendered.document.heightMm }))
    const start = pdf.lastIndexOf('stream\n', pdf.lastIndexOf('endstream')) + 7
    expect(inflateSync(pdf.subarray(start, pdf.lastIndexOf('\nendstream'))).equals(Buffer.from(raster.bits))).toBe(true)
    const png = await dotsOfPng(encodePng1(raster, dpi))
    expect([png.width, png.height]).toEqual([raster.width, raster.height])
    let different = 0
    for (let y = 0; y < raster.height; y += 3)
      for (let x = 0; x < raster.width; x++)
        if (png.dark(x, y) !== ((raster.bits[y * raster.stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0)) different++
    expect(different).toBe(0)
  })
})

test('an independent ZPL renderer shows a symbol that reads the same', { timeout: 60_000 }, async () => {
  const { raster } = renderLabel(loadTemplate('box-60x40'), fields, 203, { training: false })
  const found = await readElsewhere(labelBytes(raster, settings(203)))
  expect(found).toEqual({ symbology: ']d2', text: '0106901234500011112611071731110610H26K1107\u001d21HS26K004101' })
})

describe('what cannot be printed is refused before a byte leaves', () => {
  const problems = (work: () => unknown): string[] => {
    try {
      work()
      return []
    } catch (error) {
      return (error as { problems: readonly { code: string; params: object }[] }).problems.map(
        ({ code, params }) => `${code} ${JSON.stringify(params)}`,
      )
    }
  }
  const box = loadTemplate('box-60x40')
  test('a character without a glyph, named', () => {
    expect(problems(() => renderLabel(box, { ...fields, name: '髋臼杯\u{1F600}' }, 300, { training: false }))).toEqual([
      'label.noGlyph {"characters":"😀"}',
    ])
  })
  test('a text that does not fit, also when shrunk', () => {
    expect(problems(() => renderLabel(box, { ...fields, name: '很长的名字'.repeat(10) }, 300, { training: false }))[0]).toMatch(
      /label\.textTooWide/,
    )
  })
  test('data that break a GS1 rule: wrong check digit, impossible date', () => {
    expect(problems(() => renderLabel(box, { ...fields, di: '06901234500012' }, 300, { training: false })).join()).toMatch(/label\.data/)
    expect(problems(() => renderLabel(box, { ...fields, lot: '批号' }, 300, { training: false })).join()).toMatch(/label\.data/)
  })
  test('a symbol that the head cannot draw large enough, or that leaves the label', () => {
    const small = templateSchema.parse({ ...box, widthMm: 45, elements: box.elements })
    expect(problems(() => renderLabel(small, fields, 300, { training: false })).join()).toMatch(/label\.symbolOutside/)
    const tiny = templateSchema.parse({
      ...box,
      elements: box.elements.map((element) => (element.type === 'symbol' ? { ...element, most: 4 } : element)),
    })
    expect(problems(() => renderLabel(tiny, fields, 203, { training: false })).join()).toMatch(/label\.symbolToo(Small|Big)/)
  })
  test('a template nobody knows, or that is no template', () => {
    expect(problems(() => loadTemplate('../../etc/passwd'))).toEqual(['template.unknown {"template":"../../etc/passwd"}'])
    expect(problems(() => loadTemplate('nothing'))).toEqual(['template.unknown {"template":"nothing"}'])
  })
})

test('a training label carries the bar and its symbol still reads', async () => {
  for (const [name, product] of [
    ['box-60x40', sampleImplant],
    ['unit-40x20', sampleSyringe],
  ] as const) {
    const rendered = renderLabel(loadTemplate(name), fieldsOf(product, record), 300, { training: true })
    await checkLabel(rendered)
    const { raster } = rendered
    const row = raster.height - 2
    const black = Array.from(
      { length: raster.width },
      (_, x) => (raster.bits[row * raster.stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0,
    ).filter(Boolean).length
    expect(black).toBe(raster.width)
  }
})
