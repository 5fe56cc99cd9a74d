import { describe, expect, test } from 'vitest'
import { decode, pixelsOf } from '../../drivers/image/zxing.ts'
import type { LabelSettings, NativeSymbol } from '../../drivers/printers/label.ts'
import { languages } from '../../drivers/printers/registry.ts'
import { emulators } from '../../drivers/virtual-line/emulators.ts'
import { loadTemplate, nativeOf, renderLabel } from '../../electron/station/labels/make.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import { fieldsOf } from '../../shared/label/bind.ts'
import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { gs1128 } from '../../shared/symbols/gs1-128.ts'
import { readElsewhere } from './other-renderer.ts'

const settings: LabelSettings = { dpi: 300, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }
const native = ['zpl', 'tspl'] as const
const fieldsWith = (lot: string, serial: string) => ({
  ...fieldsOf(sampleImplant, { lot, serial, made: '2026-11-07', expires: '2031-11-06' }),
  sscc: '369012340000001236',
})

function printed(language: (typeof native)[number], bytes: Uint8Array, dpi = 300) {
  return emulators[language]
    .reader(dpi)
    .push(Buffer.from(bytes))
    .flatMap((received) => (received.kind === 'format' ? [received.format] : []))
}

describe.each(native)('symbols drawn by a %s printer', (language) => {
  test.each(['unit-40x20', 'box-60x40', 'sscc-100x150'])('%s: the same dots as the raster, in fewer bytes', (template) => {
    const { document, raster } = renderLabel(loadTemplate(template), fieldsWith('H26K1107', 'HS26K004101'), 300, { training: false })
    const { encode } = languages[language]
    const bytes = encode(raster, { ...settings, ...nativeOf(document, { nativeSymbol: true }) })
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/\^B[XC]|DMATRIX|BARCODE/)
    expect(bytes.length).toBeLessThan(encode(raster, settings).length)
    const [format] = printed(language, bytes)
    expect(Buffer.from(format!.bitmap.bits).equals(Buffer.from(raster.bits))).toBe(true)
  })

  // Every value a lot or serial may hold (GS1 character set 82), orders of the language among them.
  test.each([
    ['A"B%&\'()*+,', '-./0:;<=>?!'],
    ['_1_d034__', 'Ab_9_1'],
    ['>;>8>6>5>0', '!102!105!099'],
    ['PRINT-9,9', 'DMATRIX"'],
  ])('lot %s, serial %s', async (lot, serial) => {
    const { document, raster } = renderLabel(loadTemplate('box-60x40'), fieldsWith(lot, serial), 300, { training: false })
    const bytes = languages[language].encode(raster, { ...settings, ...nativeOf(document, { nativeSymbol: true }) })
    const formats = printed(language, bytes)
    expect(formats).toHaveLength(1)
    const { bitmap } = formats[0]!
    const whole = { x: 0, y: 0, width: bitmap.width, height: bitmap.height }
    const read = await decode(pixelsOf(bitmap, whole, 8), { formats: ['DataMatrix'], tryHarder: true, tryRotate: false })
    expect(read?.text).toBe(`010690123450001111261107173111061${`0${lot}`}\u001d21${serial}`)
    expect(Buffer.from(bitmap.bits).equals(Buffer.from(raster.bits))).toBe(true)
  })

  test('values with control bytes and orders never stand in the stream as such', () => {
    const evil = 'x^XA~JR"\r\nPRINT 9,9\r\n\u0010\u001b!R'
    const made = gs1DataMatrix('10A')
    const bars = gs1128('10A')
    if (!made.ok || !bars.ok) throw new Error('no symbol')
    const place = { x: 10, y: 10, dots: 2, barHeight: 60 }
    const symbols: NativeSymbol[] = [
      { ...place, symbology: 'gs1datamatrix', data: evil, columns: made.value.width, rows: made.value.height },
      { ...place, symbology: 'gs1-128', data: evil, columns: bars.value.width, rows: 1 },
    ]
    const blank = { width: 400, height: 200, stride: 50, bits: new Uint8Array(50 * 200) }
    const text = Buffer.from(languages[language].encode(blank, { ...settings, native: symbols })).toString('latin1')
    const plain = Buffer.from(languages[language].encode(blank, settings)).toString('latin1')
    const count = (all: string, part: string): number => all.split(part).length - 1
    for (const order of ['^XA', '~JR', 'PRINT', '\r\n\u0010', '\u001b!R', '~SD']) {
      const added = order === 'PRINT' ? count(text, 'PRINT ') - count(plain, 'PRINT ') : count(text, order) - count(plain, order)
      expect(added).toBe(0)
    }
  })
})

test('another ZPL renderer draws a symbol that reads the same', { timeout: 20_000 }, async () => {
  const { document, raster } = renderLabel(loadTemplate('box-60x40'), fieldsWith('H26+K"1107', 'HS26K004101'), 203, { training: false })
  const bytes = languages.zpl.encode(raster, { ...settings, dpi: 203, ...nativeOf(document, { nativeSymbol: true }) })
  expect(await readElsewhere(bytes)).toEqual({ symbology: ']d2', text: '0106901234500011112611071731110610H26+K"1107\u001d21HS26K004101' })
})

test('languages that carry no FNC1 in a symbol of their own keep the dots', () => {
  for (const name of ['epl2', 'cpcl', 'sbpl', 'escpos'] as const) {
    const { document, raster } = renderLabel(loadTemplate('box-60x40'), fieldsWith('L1', 'S1'), 203, { training: false })
    const { encode } = languages[name]
    const at203 = { ...settings, dpi: 203 }
    expect(
      Buffer.from(encode(raster, { ...at203, ...nativeOf(document, { nativeSymbol: true }) })).equals(Buffer.from(encode(raster, at203))),
    ).toBe(true)
  }
})
