import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { en } from '../../i18n/en.ts'
import { zhCN } from '../../i18n/zh-CN.ts'
import { parseScan } from '../udi.ts'
import { explainScan } from './explain.ts'

const NOW = { now: 2026 }
const GS = '\u001d'
const cuts = (scan: string) => explainScan(scan, NOW).cuts.map(({ at, text, what, rule }) => `${at} ${text} ${what} ${rule}`)

describe('which rule cut which characters', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'element strings',
      `]d20106901234567892${GS}1727053110LB<GS>21S`,
      [
        '0 ]d2 aim aim',
        '3 01 gs1.ai ai',
        '5 06901234567892 gs1.value predefined',
        '19 U+001D gs1.separator needless',
        '20 17 gs1.ai ai',
        '22 270531 gs1.value predefined',
        '28 10 gs1.ai ai',
        '30 LB gs1.value variable',
        '32 <GS> gs1.separator separator',
        '36 21 gs1.ai ai',
        '38 S gs1.value variable',
      ],
    ],
    ['an AI nobody knows', '010690123456789205123', ['0 01 gs1.ai ai', '2 06901234567892 gs1.value predefined', '16 05123 unread unread']],
    [
      'brackets, escapes and bytes of longer characters',
      '(01)06901234567892(10)é\\(B<GS>(21)C',
      [
        '0 (01) gs1.ai brackets',
        '4 06901234567892 gs1.value brackets',
        '18 (10) gs1.ai brackets',
        '22 é\\(B gs1.value brackets',
        '27 <GS> gs1.separator separator',
        '31 (21) gs1.ai brackets',
        '35 C gs1.value brackets',
      ],
    ],
    [
      'a link',
      'https://a.cn/01/06901234567892?17=270531',
      [
        '0 https://a.cn/ gs1.uri uri',
        '13 01 gs1.ai ai',
        '15 / gs1.uri uri',
        '16 06901234567892 gs1.value uri',
        '30 ? gs1.uri uri',
        '31 17 gs1.ai ai',
        '33 = gs1.uri uri',
        '34 270531 gs1.value uri',
      ],
    ],
    ['a trade item number', ']E06901234567892', ['0 ]E0 aim aim', '3 6901234567892 gs1.gtin gtin']],
    ['a drug code', '81234567890123456789', ['0 81234567890123456789 drug drug']],
    ['a number of the firm', ']C0KS-1', ['0 ]C0 aim aim', '3 KS-1 legacy legacy']],
    [
      'MA',
      'MA.156.M0.123456.01000013.LB1.C0',
      [
        '0 MA. ma.prefix maDi',
        '3 156 ma.country maDi',
        '6 . ma.dot maPi',
        '7 M0 ma.industry maDi',
        '9 . ma.dot maPi',
        '10 123456 ma.registrant maDi',
        '16 . ma.dot maPi',
        '17 0 ma.package maProduct',
        '18 100001 ma.item maProduct',
        '24 3 ma.check maCheck',
        '25 . ma.dot maPi',
        '26 L ma.letter maPi',
        '27 B1 ma.L maPi',
        '29 . ma.dot maPi',
        '30 C ma.letter maPi',
        '31 0 ma.C maCheck',
      ],
    ],
    [
      'HIBC secondary',
      '+$$52001510X3GD',
      [
        '0 + hibc.plus hibcPrimary',
        '1 $$ hibc.flag hibcSecondary',
        '3 5 hibc.dateFlag hibcSecondary',
        '4 20015 hibc.date.YYJJJ hibcSecondary',
        '9 10X3 hibc.lot hibcSecondary',
        '13 G hibc.link hibcLink',
        '14 D hibc.check hibcCheck',
      ],
    ],
    [
      'ISBT 128',
      '=+02000=/A9999XYZ100T0476=>025032',
      [
        '0 =+ isbt.id isbt',
        '2 02000 isbt.compound isbtCompound',
        '7 =/ isbt.id isbt',
        '9 A9999 isbt.fin isbt',
        '14 XYZ100 isbt.fpc isbt',
        '20 T0476 isbt.pdc isbt',
        '25 => isbt.id isbt',
        '27 025032 isbt.expires isbt',
      ],
    ],
    [
      'AHM',
      'MF12345SN01*PL1',
      [
        '0 MF ahm.prefix ahm',
        '2 12345 ahm.di ahm',
        '7 SN ahm.id ahm',
        '9 01 ahm.SN ahm',
        '11 * ahm.star ahm',
        '12 PL ahm.id ahm',
        '14 1 ahm.PL ahm',
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, scan, expected) => {
    expect(cuts(scan)).toEqual(expected)
  })

  it('a fault points at the run it lies in, and a missing end at the last one', () => {
    const { faults, cuts: runs } = explainScan('010690123456789117271331', NOW)
    expect(faults.map(({ code, cut }) => [code, runs[cut]!.text])).toEqual([
      ['value.checkDigit', '06901234567891'],
      ['value.month', '271331'],
    ])
    const cutOff = explainScan('MA.156.M0.100472', NOW)
    expect(cutOff.faults).toMatchObject([{ code: 'ma.incomplete', cut: cutOff.cuts.length - 1 }])
    expect(explainScan('+A123BJC5D6E71H', NOW).faults).toMatchObject([{ code: 'hibc.check', cut: 4 }])
  })
})

describe('bytes', () => {
  it('every hidden character by byte, code and name; sixteen bytes a row', () => {
    const { hidden, hex } = explainScan(`0106901234567892${GS}10é\u200b A`, NOW)
    expect(hidden).toEqual([
      { at: 16, length: 1, code: 'U+001D', name: 'GS' },
      { at: 21, length: 3, code: 'U+200B', name: 'ZWSP' },
      { at: 24, length: 1, code: 'U+0020', name: 'SP' },
    ])
    expect(hex.map(({ at, hex: bytes, text }) => `${at} ${bytes.join('')} ${text}`)).toEqual([
      '0 30313036393031323334353637383932 0106901234567892',
      '16 1D3130C3A9E2808B2041 .10......A',
    ])
  })

  it('bytes that are not UTF-8 are shown as they came', () => {
    const scan = Uint8Array.from([0x30, 0x31, 0xff, 0x41])
    const { hex, hidden } = explainScan(scan, NOW)
    expect(hex[0]!.hex).toEqual(['30', '31', 'FF', '41'])
    expect(hidden).toEqual([{ at: 2, length: 1, code: 'U+FFFD', name: 'REPLACEMENT CHARACTER' }])
  })

  it('a scan too long to be read has no cuts', () => {
    expect(explainScan('0'.repeat(5000), NOW)).toMatchObject({ cuts: [], hex: [], faults: [{ code: 'scan.tooLong', cut: -1 }] })
  })
})

describe('words', () => {
  const folder = join(import.meta.dirname, '..')
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const found = (pattern: RegExp) => [...new Set([...sources.matchAll(pattern)].map((match) => match[1]!))]

  it('every fault and warning has words and a way to mend it, in both languages', () => {
    const codes = [
      ...found(/(?:problem|fault)\(\s*'([a-zA-Z]+\.[a-zA-Z0-9]+)'/g),
      ...found(/(?:fail|warn)\(notes, '([a-zA-Z]+\.[a-zA-Z0-9]+)'/g),
    ].filter((code) => !code.startsWith('recover.'))
    expect(codes.length).toBeGreaterThan(80)
    for (const words of [zhCN, en] as readonly Record<string, string>[])
      for (const code of codes) for (const kind of ['fault', 'mend']) expect(words[`udi.${kind}.${code}`], `${kind} ${code}`).toBeTruthy()
  })

  it('every run, rule, kind and reason has words in both languages, with the same places', () => {
    const keys = [
      ...found(/cut\(notes, '([a-zA-Z.]+)'/g).map((what) => `udi.what.${what}`),
      ...found(/put\('([a-z0-9.]+)'/g).map((what) => `udi.what.${what}`),
      ...found(/why\('([a-zA-Z]+)'/g).map((rule) => `udi.rule.${rule}`),
      ...found(/say\([^']*'(recover\.[a-zA-Z]+)'/g).map((reason) => `udi.${reason}`),
      ...found(/fault\('(recover\.[a-zA-Z]+)'/g).map((code) => `udi.refused.${code}`),
    ]
    expect(keys.length).toBeGreaterThan(60)
    const places = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
    for (const key of keys) expect((zhCN as Record<string, string>)[key], key).toBeTruthy()
    for (const [key, text] of Object.entries(zhCN))
      if (key.startsWith('udi.')) expect(places(text), key).toEqual(places(en[key as keyof typeof en]))
  })
})

describe('whatever comes in', () => {
  it('the cuts make up the whole scan without a gap, and the result is that of parsing', () => {
    const fragment = fc.constantFrom(
      '01',
      '06901234567892',
      '10',
      GS,
      '<GS>',
      ']d2',
      ']C0',
      '(',
      ')',
      '(21)',
      'MA.156.M0.',
      '.L',
      '+A1',
      '$$3',
      '/',
      '=/',
      '&,1',
      'MF',
      'BA',
      '*',
      'A',
      '中',
      '9',
      'https://a.cn/',
      '<UDI IAC="MA">',
      '<SN>',
      '\ud800',
    )
    const mess = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment, { maxLength: 16 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(mess, (scan) => {
        const { cuts: runs, result } = explainScan(scan, NOW)
        expect(result).toEqual(parseScan(scan, NOW))
        let at = 0
        for (const run of runs) {
          expect(run.at).toBe(at)
          expect(run.length).toBeGreaterThanOrEqual(0)
          at += run.length
        }
        expect(at).toBe(Buffer.byteLength(scan))
      }),
      { numRuns: 3000 },
    )
  })
})
