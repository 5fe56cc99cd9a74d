import fc from 'fast-check'
import { expect, test } from 'vitest'
import { languageOf1284, parse1284 } from './ieee1284.ts'

test('long and short names of the keys, spaces, the length before the first, and values with colons', () => {
  expect(parse1284('MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC ZT411-203dpi ZPL;CLS:PRINTER;SN:99J1;')).toEqual({
    maker: 'Zebra Technologies',
    model: 'ZTC ZT411-203dpi ZPL',
    commands: 'ZPL',
    serial: '99J1',
  })
  expect(parse1284('\u0000\u0051MANUFACTURER:TSC; command set: TSPL2,ESC/POS ;MODEL:a:b;')).toEqual({
    maker: 'TSC',
    model: 'a:b',
    commands: 'TSPL2,ESC/POS',
    serial: '',
  })
  expect(parse1284('mfg:SATO;mdl:CL4NX;mfg:other')).toMatchObject({ maker: 'SATO', model: 'CL4NX' })
  expect(parse1284('')).toEqual({ maker: '', model: '', commands: '', serial: '' })
})
test('whatever a device says is read without harm', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => typeof parse1284(text).maker === 'string'))
})
test.each([
  ['ZPL', '', 'zpl'],
  ['zpl ', '', 'zpl'],
  ['ZPLII', '', 'zpl'],
  ['EPL,ZPL', '', 'zpl'],
  ['EPL2', '', 'epl2'],
  ['PPLE', '', 'epl2'],
  ['TSPL', '', 'tspl'],
  ['tspl2', '', 'tspl'],
  ['ESC/POS, TSPL', '', 'tspl'],
  ['ESC/POS', '', 'escpos'],
  ['escpos', '', 'escpos'],
  ['CPCL', '', 'cpcl'],
  ['SBPL', '', 'sbpl'],
  ['XPP,XL', 'ZTC GK420d', 'zpl'],
  ['', 'ZTC LP2844-Z-200dpi EPL', 'epl2'],
  ['RAW', 'SATO CL4NX 203dpi', 'sbpl'],
  ['', 'POSTEK C168', 'epl2'],
  ['', 'Gprinter GP-3120TU', 'tspl'],
  ['PCL,PJL', 'LaserJet', null],
  ['', '', null],
] as const)('command set %s, model %s: %s', (commands, model, language) => {
  expect(languageOf1284(commands, model)).toBe(language)
})
