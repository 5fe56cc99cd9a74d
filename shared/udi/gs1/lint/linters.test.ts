import { describe, expect, it } from 'vitest'
import type { LinterName } from '../ai-table.ts'
import { gs1CheckDigit } from '../keys.ts'
import { checkPairOf } from './check-digits.ts'
import { LINTERS } from './linters.ts'
import { base64url } from './text.ts'

/** Good and bad components per linter; the place is the index of the fault. */
const CASES: Readonly<Record<LinterName, { readonly good: readonly string[]; readonly bad: readonly (readonly [string, number])[] }>> = {
  csum: {
    good: ['06901234567892', '369012340000001236', '6901234567892'],
    bad: [
      ['06901234567891', 13],
      ['6901234567890', 12],
    ],
  },
  csumalpha: {
    good: ['1987654Ad4X4bL5ttr2310c2K', '12345678901234567890123NT', '12345_!"%&\'()*+,-./LC', '99999zzzzzzzzzzzzzzzzzzT2', '22'],
    bad: [
      ['1987654Ad4X4bL5ttr2310cXK', 23],
      ['1987654Ad4X4bL5ttr2310c2X', 23],
      ['2', 0],
    ],
  },
  gcppos1: {
    good: ['0123A', '6901'],
    bad: [
      ['012', 0],
      ['012A', 3],
      ['A123', 0],
    ],
  },
  gcppos2: {
    good: ['A0123', '06901234567892'],
    bad: [
      ['0123', 1],
      ['0A234', 1],
    ],
  },
  yymmd0: {
    good: ['240229', '270500', '991231', '000229'],
    bad: [
      ['241301', 2],
      ['230229', 4],
      ['240431', 4],
      ['240001', 2],
    ],
  },
  yymmdd: {
    good: ['240229', '270531'],
    bad: [
      ['270500', 4],
      ['230229', 4],
    ],
  },
  yyyymmdd: {
    good: ['20000229', '20240229'],
    bad: [
      ['21000229', 6],
      ['20241301', 4],
      ['20240100', 6],
    ],
  },
  hh: { good: ['00', '23'], bad: [['24', 0]] },
  mi: { good: ['00', '59'], bad: [['60', 0]] },
  ss: { good: ['59'], bad: [['60', 0]] },
  hhmi: {
    good: ['0000', '2359'],
    bad: [
      ['2400', 0],
      ['2360', 2],
    ],
  },
  iso3166: {
    good: ['156', '276', '004'],
    bad: [
      ['000', 0],
      ['999', 0],
      ['157', 0],
    ],
  },
  iso3166999: { good: ['156', '999'], bad: [['998', 0]] },
  iso3166alpha2: {
    good: ['CN', 'DE'],
    bad: [
      ['XX', 0],
      ['cn', 0],
    ],
  },
  iso4217: {
    good: ['156', '978', '840'],
    bad: [
      ['000', 0],
      ['157', 0],
    ],
  },
  iso5218: { good: ['0', '1', '2', '9'], bad: [['3', 0]] },
  yesno: { good: ['0', '1'], bad: [['2', 0]] },
  winding: { good: ['0', '1', '9'], bad: [['2', 0]] },
  importeridx: { good: ['-', '_', 'a', 'Z', '0'], bad: [['!', 0]] },
  mediatype: {
    good: ['01', '10', '80', '99'],
    bad: [
      ['00', 0],
      ['11', 0],
      ['79', 0],
    ],
  },
  packagetype: {
    good: ['1A', '9', '202', 'ZZ'],
    bad: [
      ['0', 0],
      ['AAA', 0],
    ],
  },
  iban: {
    good: ['FR7630006000011234567890189', 'DE91100000000123456789', 'MU43BOMM0101123456789101000MUR', 'BE71096123456769'],
    bad: [
      ['BE71096123456760', 2],
      ['XX361234567890', 0],
      ['BE71', 0],
      ['LC14BOSLxx3456789012345678901230', 8],
    ],
  },
  latitude: { good: ['0000000000', '1800000000'], bad: [['1800000001', 0]] },
  longitude: { good: ['3600000000'], bad: [['3600000001', 0]] },
  zero: { good: ['0', '00'], bad: [['01', 1]] },
  nonzero: {
    good: ['01', '10'],
    bad: [
      ['0', 0],
      ['000', 0],
    ],
  },
  nozeroprefix: {
    good: ['1', '210'],
    bad: [
      ['0', 0],
      ['012', 0],
    ],
  },
  pieceoftotal: {
    good: ['0101', '0102', '9999'],
    bad: [
      ['0001', 0],
      ['0100', 0],
      ['0201', 0],
    ],
  },
  posinseqslash: {
    good: ['1/1', '9/10', '998/999'],
    bad: [
      ['0/1', 0],
      ['1/0', 0],
      ['2/1', 0],
      ['1//2', 0],
      ['/1', 0],
      ['1/', 0],
      ['1', 0],
      ['01/2', 0],
    ],
  },
  pcenc: {
    good: ['', 'ABC%20XYZ', '%fF'],
    bad: [
      ['%fg', 0],
      ['ABC%g', 3],
      ['A%2', 1],
    ],
  },
  hasnondigit: { good: ['1a', '-'], bad: [['123', 0]] },
  hyphen: {
    good: ['-', '--'],
    bad: [
      ['+', 0],
      ['-1', 1],
    ],
  },
  couponcode: {
    good: ['012345612345611110123'],
    bad: [
      ['a12345612345611110123', 0],
      ['01', 1],
      ['71234567890123', 0],
      ['01234561234560', 13],
      ['0123456', 6],
      ['0123456123456111101237', 21],
    ],
  },
  couponposoffer: {
    good: ['001234561234560123456', '101234561234560123456', '061234567890121234569123456789012345'],
    bad: [
      ['201234561234560123456', 0],
      ['07', 1],
      ['00123456123456', 13],
      ['0012345612345601234567', 21],
    ],
  },
}

describe('linters', () => {
  for (const [name, { good, bad }] of Object.entries(CASES)) {
    const lint = LINTERS[name as LinterName]
    it(`${name} passes what is right and places what is wrong`, () => {
      for (const text of good) expect([text, lint(`##${text}#`, 2, 2 + text.length)]).toEqual([text, null])
      for (const [text, at] of bad) expect([text, lint(text, 0, text.length)?.at]).toEqual([text, at])
    })
  }

  it('couponcode reads the optional fields', () => {
    const base = '012345612345611110123'
    const lint = (text: string) => LINTERS.couponcode(text, 0, text.length)?.params['field'] ?? null
    expect(lint(`${base}101101239`)).toBeNull()
    expect(lint(`${base}21101230123456`)).toBeNull()
    expect(lint(`${base}3240131`)).toBeNull()
    expect(lint(`${base}3241331`)).toBe('expirationDate')
    expect(lint(`${base}32401314240201`)).toBe('startDate')
    expect(lint(`${base}50123456`)).toBeNull()
    expect(lint(`${base}611234567`)).toBeNull()
    expect(lint(`${base}90000`)).toBeNull()
    expect(lint(`${base}90002`)).toBe('multiplyFlag')
    expect(lint(`${base}90`)).toBe('appliesTo')
  })

  it('base64url allows padding only to a multiple of three', () => {
    for (const good of ['123', '12=', '1==', '12']) expect(base64url(good, 0, good.length)).toBeNull()
    for (const bad of ['===', '123=', '12==', '1=2']) expect(base64url(bad, 0, bad.length)).not.toBeNull()
  })

  it('computes check digits and pairs', () => {
    expect(gs1CheckDigit('690123456789')).toBe(2)
    expect(gs1CheckDigit('1690123456789')).toBe(9)
    expect(gs1CheckDigit('36901234000000123')).toBe(6)
    expect(checkPairOf('1987654Ad4X4bL5ttr2310c', 0, 23)).toBe('2K')
  })
})
