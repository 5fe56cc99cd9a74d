import { hash } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, pixelsOf } from '../../drivers/image/zxing.ts'
import type { LabelRaster, LabelSettings } from '../../drivers/printers/label.ts'
import { languages } from '../../drivers/printers/registry.ts'
import type { Format } from '../../drivers/virtual-line/emulator.ts'
import { emulators } from '../../drivers/virtual-line/emulators.ts'
import { labelBytes, loadTemplate, renderLabel } from '../../electron/station/labels/make.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import { fieldsOf } from '../../shared/label/bind.ts'
import { type PrinterLanguage, printerLanguages, printerMedia } from '../../shared/printing.ts'
import { goldenBytes, goldenTiny } from './golden-bytes.ts'

const record = { lot: 'H26K1107', made: '2026-11-07', expires: '2031-11-06', serial: 'HS26K004101' }
const fields = { ...fieldsOf(sampleImplant, record), sscc: '369012340000001236' }
const settings = (dpi: number): LabelSettings => ({ dpi, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0, name: record.serial })

/** What the emulator of a language makes of bytes that come in pieces. */
function printed(language: PrinterLanguage, dpi: number, bytes: Uint8Array, piece = bytes.length): Format[] {
  const reader = emulators[language].reader(dpi)
  const formats: Format[] = []
  for (let at = 0; at < bytes.length; at += piece)
    for (const received of reader.push(Buffer.from(bytes.subarray(at, at + piece))))
      if (received.kind === 'format') formats.push(received.format)
  return formats
}

/** Rows of `#` and `.`; asymmetric both ways, so a flipped, mirrored or negative print shows. */
const tiny: LabelRaster = {
  width: 24,
  height: 12,
  stride: 3,
  bits: Uint8Array.from([
    0x80, 0x00, 0x01, 0xc0, 0x00, 0x00, 0xe0, 0x00, 0x00, 0xf0, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1b, 0x21, 0x53, 0x00, 0x00, 0x7e,
  ]),
}

/** A language that has no size of its own prints whole bytes: what is white beside the label does not count. */
function dots({ bitmap }: Format, { width, height }: LabelRaster): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) =>
      x < bitmap.width && y < bitmap.height && (bitmap.bits[y * bitmap.stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0 ? '#' : '.',
    ).join(''),
  )
}
const dotsOfRaster = (raster: LabelRaster): string[] => dots({ bitmap: raster } as Format, raster)

describe.each(printerLanguages)('%s', (language) => {
  test.each(['unit-40x20', 'box-60x40', 'sscc-100x150'].flatMap((template) => [203, 300, 600].map((dpi) => [template, dpi] as const)))(
    '%s at %i dpi: reviewed bytes, the same dots, a symbol that reads',
    { timeout: 20_000 },
    async (template, dpi) => {
      const { raster } = renderLabel(loadTemplate(template), fields, dpi, { training: false })
      const bytes = labelBytes(raster, { ...settings(dpi), language })
      expect([bytes.length, hash('sha256', bytes, 'hex')]).toEqual(goldenBytes[language][`${template} ${dpi}`])
      for (const piece of [bytes.length, 1460]) {
        const formats = printed(language, dpi, bytes, piece)
        expect(formats.map(({ copies }) => copies)).toEqual([1])
        expect(Buffer.from(formats[0]!.bitmap.bits).equals(Buffer.from(raster.bits))).toBe(true)
      }
      const { bitmap } = printed(language, dpi, bytes)[0]!
      const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height }
      const read = await decode(pixelsOf(bitmap, whole, 8), { formats: ['DataMatrix', 'Code128'], tryHarder: true, tryRotate: false })
      expect(read?.text).toMatch(template === 'sscc-100x150' ? /^00369012340000001236/ : /^0106901234500011.*21HS26K004101$/)
    },
  )

  test('a tiny label, byte for byte; the asymmetric dots come out neither negative nor mirrored', () => {
    const bytes = languages[language].encode(tiny, settings(203))
    expect(Buffer.from(bytes).toString('hex')).toBe(goldenTiny[language])
    for (const piece of [1, 2, 7, bytes.length]) {
      const formats = printed(language, 203, bytes, piece)
      expect(formats).toHaveLength(1)
      expect(dots(formats[0]!, tiny)).toEqual(dotsOfRaster(tiny))
      expect(formats[0]!.reprints).toBe(false)
    }
  })

  test('any dots come back, those too that look like orders of the language', () => {
    const orders = [
      '^XZ',
      '~JR',
      '\u001b!S',
      '\u001b!R',
      '\r\nPRINT 9,9\r\n',
      '\nP9\n',
      '\u0005\u0018',
      '\u001bA\u001bZ',
      '\u0010\u0014\u0002\u0001\u0008',
      '\u001d\u000c',
      '\u001bd',
    ]
    const inverse = (text: string): number[] => [...text].map((letter) => 0xff ^ letter.charCodeAt(0))
    const chunk = fc.oneof(
      fc.constantFrom(...orders).map((text) => [...text].map((letter) => letter.charCodeAt(0))),
      fc.constantFrom(...orders).map(inverse),
      fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }).map((length) => Array<number>(length).fill(0)),
    )
    fc.assert(
      fc.property(
        fc.array(chunk, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 64 }),
        (chunks, stride, piece) => {
          const ink = chunks.flat()
          const height = Math.ceil(ink.length / stride)
          const bits = Uint8Array.from({ length: stride * height }, (_, i) => ink[i] ?? 0)
          const raster: LabelRaster = { width: stride * 8, height, stride, bits }
          const formats = printed(language, 203, languages[language].encode(raster, settings(203)), piece)
          expect(formats).toHaveLength(1)
          expect(dots(formats[0]!, raster)).toEqual(dotsOfRaster(raster))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('an offset moves the dots; what would leave the label is cut off', () => {
    if (language === 'zpl') return // ^LS and ^LT move the print on the printer, not in its image.
    const at = (x: number, y: number) =>
      dots(printed(language, 203, languages[language].encode(tiny, { ...settings(203), offsetXMm: x, offsetYMm: y }))[0]!, tiny)
    const moved = at(1, 0.25)
    const source = dotsOfRaster(tiny)
    for (let y = 0; y < tiny.height; y++) expect(moved[y]).toBe(y < 2 ? '.'.repeat(24) : `${'.'.repeat(8)}${source[y - 2]!.slice(0, 16)}`)
    const cut = at(-1, -0.25)
    for (let y = 0; y < tiny.height; y++) expect(cut[y]).toBe(y > 9 ? '.'.repeat(24) : `${source[y + 2]!.slice(8)}${'.'.repeat(8)}`)
  })

  test('two labels sent as one stream, every medium, an empty label', () => {
    for (const media of printerMedia) {
      const one = languages[language].encode(tiny, { ...settings(203), media })
      const formats = printed(language, 203, Buffer.concat([one, one]))
      expect(formats.map((format) => dots(format, tiny))).toEqual([dotsOfRaster(tiny), dotsOfRaster(tiny)])
    }
    const white = { ...tiny, bits: new Uint8Array(tiny.bits.length) }
    expect(printed(language, 203, languages[language].encode(white, settings(203)))).toHaveLength(1)
  })

  test('a name full of commands is no command', () => {
    for (const name of [
      '^XA~JR^XZ',
      '"\r\nPRINT 9,9\r\n',
      '\u001bA\u001bZ\u0005\u0018',
      '\u0010\u0014\u0001',
      '批号 \u0000',
      'x'.repeat(400),
    ]) {
      const bytes = languages[language].encode(tiny, { ...settings(203), name })
      const formats = printed(language, 203, bytes)
      expect(formats.map((format) => [format.copies, dots(format, tiny)])).toEqual([[1, dotsOfRaster(tiny)]])
      expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/~JR|PRINT 9|批/)
    }
  })
})
