import { describe, expect, it } from 'vitest'
import { buildMa, maRoundTrip } from './ma/build.ts'
import { maCheckDigit } from './ma/check.ts'
import type { ParseResult, Pi } from './types.ts'
import { parseScan } from './udi.ts'

const NOW = { now: 2026 }
const parse = (scan: string) => parseScan(scan, NOW)
const codes = (list: ParseResult['errors']) => list.map(({ code, at }) => `${code}@${at}`)
const held = (pi: Pi) => Object.fromEntries(Object.entries(pi).filter(([, value]) => value !== null))
const EXAMPLE = 'MA.156.M0.123456.01000013.S000001.M240601.LB2401.E270531.C8'
const ISBT = '=/A9999XYZ100T0476=,000025=A99972312345600=>025032=}023032&,1000000000000XYZ123'
const ISBT_PI = { lot: '000000000000XYZ123', serial: '000025', made: '2023-02-01', expires: '2025-02-01' }

type True = readonly [why: string, scan: string, agency: string, di: string | null, pi: object, warnings: readonly string[]]
const rightOnes: readonly True[] = [
  ['MA, published, DI alone', 'MA.156.M0.100472.11103316', 'MA', 'MA.156.M0.100472.11103316', {}, []],
  ['MA, published, letters in the item', 'MA.156.M0.100350.01004YA10017', 'MA', 'MA.156.M0.100350.01004YA10017', {}, []],
  ['MA, published, package digit 1', 'MA.156.M0.100204.13351764', 'MA', 'MA.156.M0.100204.13351764', {}, []],
  ['MA, published, small letters', 'MA.156.M0.100011.2cscp023', 'MA', 'MA.156.M0.100011.2cscp023', {}, []],
  [
    'MA with its PI',
    EXAMPLE,
    'MA',
    'MA.156.M0.123456.01000013',
    { lot: 'B2401', serial: '000001', made: '2024-06-01', expires: '2027-05-31' },
    [],
  ],
  [
    'MA, published PI: 失效日期 a day behind 有效期至',
    'MA.156.M0.100472.11103316.SLMSAGAAAC.M210628.LAY21062803.E220628.V220627.C3',
    'MA',
    'MA.156.M0.100472.11103316',
    { lot: 'AY21062803', serial: 'LMSAGAAAC', made: '2021-06-28', expires: '2022-06-28', validUntil: '2022-06-27' },
    [],
  ],
  [
    'MA, published PI with a sterilisation lot',
    'MA.156.M0.100472.11103316.Sx00008.M220117.L20220117.D20220118.E220130.V220117.C3',
    'MA',
    'MA.156.M0.100472.11103316',
    { lot: '20220117', serial: 'x00008', made: '2022-01-17', sterilised: '20220118', expires: '2022-01-30', validUntil: '2022-01-17' },
    [],
  ],
  [
    'MA, dates of eight digits; no check',
    'MA.156.M0.100472.11103316.M20240601',
    'MA',
    'MA.156.M0.100472.11103316',
    { made: '2024-06-01' },
    ['ma.noCheck@35'],
  ],
  [
    'MA, the made date before 2020-08',
    'MA.156.M0.100472.11103316.P180101',
    'MA',
    'MA.156.M0.100472.11103316',
    { made: '2018-01-01' },
    ['ma.noCheck@33'],
  ],
  ['MA, DI check wrong: said, not refused', 'MA.156.M0.100472.11103311', 'MA', 'MA.156.M0.100472.11103311', {}, ['ma.checkDigit@24']],
  [
    'MA, PI check wrong: said, not refused',
    `${EXAMPLE.slice(0, -1)}1`,
    'MA',
    'MA.156.M0.123456.01000013',
    { lot: 'B2401', serial: '000001', made: '2024-06-01', expires: '2027-05-31' },
    ['ma.checkDigit@58'],
  ],
  ['MA of another country', 'MA.840.M0.100472.11103316', 'MA', 'MA.840.M0.100472.11103316', {}, ['ma.countryOther@3', 'ma.checkDigit@24']],
  ['MA in a link', 'https://m.example.cn/q?c=MA.156.M0.100472.11103316&f=1', 'MA', 'MA.156.M0.100472.11103316', {}, []],
  [
    'MA as XML',
    '<UDI IAC="MA"><DI>MA.156.M0.100472.11103316</DI><SN>S1</SN><MFG>20240601</MFG><LOT/><EXP>270531</EXP><VAL></VAL></UDI>',
    'MA',
    'MA.156.M0.100472.11103316',
    { serial: 'S1', made: '2024-06-01', expires: '2027-05-31' },
    [],
  ],
  ['HIBC primary', '+A123BJC5D6E71G', 'HIBCC', 'A123BJC5D6E71', {}, []],
  ['HIBC primary, level 0', '+A999ABC1230V', 'HIBCC', 'A999ABC1230', {}, []],
  ['HIBC secondary, link G', '+$$52001510X3GD', 'HIBCC', null, { lot: '10X3', expires: '2020-01-15' }, []],
  ['HIBC of both', '+A99912345/$$52001510X33', 'HIBCC', 'A99912345', { lot: '10X3', expires: '2020-01-15' }, []],
  ['HIBC of both, Code 39', ']A0+A99912345/$$52001510X33', 'HIBCC', 'A99912345', { lot: '10X3', expires: '2020-01-15' }, []],
  ['HIBC of both, + not sent', 'A99912345/$$52001510X33', 'HIBCC', 'A99912345', { lot: '10X3', expires: '2020-01-15' }, ['hibc.noPlus@0']],
  ['HIBC secondary, + not sent', '$$52001510X3GD', 'HIBCC', null, { lot: '10X3', expires: '2020-01-15' }, ['hibc.noPlus@0']],
  ['HIBC, month and year', hibc('+A99912345/$$0527LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05' }, []],
  ['HIBC, month 12', hibc('+A99912345/$$1227LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-12' }, []],
  ['HIBC, MMDDYY', hibc('+A99912345/$$2053127LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05-31' }, []],
  ['HIBC, YYMMDD', hibc('+A99912345/$$3270531LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05-31' }, []],
  ['HIBC, YYMMDDHH', hibc('+A99912345/$$427053123LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05-31' }, []],
  ['HIBC, YYJJJ of a leap year', hibc('+A99912345/$$528366LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2028-12-31' }, []],
  ['HIBC, YYJJJHH', hibc('+A99912345/$$62706000LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-03-01' }, []],
  ['HIBC, no date', hibc('+A99912345/$$7LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1' }, []],
  ['HIBC, date and serial', hibc('+A99912345/$$+3270531SN1'), 'HIBCC', 'A99912345', { serial: 'SN1', expires: '2027-05-31' }, []],
  ['HIBC, lot alone', hibc('+A99912345/$LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1' }, []],
  ['HIBC, serial alone', hibc('+A99912345/$+SN1'), 'HIBCC', 'A99912345', { serial: 'SN1' }, []],
  ['HIBC, five digits in front', hibc('+A99912345/27151LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05-31' }, []],
  ['HIBC, count of two digits', hibc('+A99912345/$$8123270531LOT1'), 'HIBCC', 'A99912345', { lot: 'LOT1', expires: '2027-05-31' }, []],
  ['HIBC, count of five digits, nothing else', hibc('+A99912345/$$900012'), 'HIBCC', 'A99912345', {}, []],
  [
    'HIBC, a supplement nobody here can read',
    hibc('+A99912345/$LOT1/16D20240601'),
    'HIBCC',
    'A99912345',
    { lot: 'LOT1' },
    ['hibc.supplement@16'],
  ],
  ['HIBC, the check character is the slash', hibc('+A9995AAAA120'), 'HIBCC', 'A9995AAAA120', {}, []],
  ['ISBT 128, the published example', ISBT, 'ICCBBA', 'A9999XYZ100T0476', ISBT_PI, []],
  ['ISBT 128, compound message', `]d1=+06000${ISBT}`, 'ICCBBA', 'A9999XYZ100T0476', ISBT_PI, []],
  ['ISBT 128, DI alone', '=/A9999XYZ100T0476', 'ICCBBA', 'A9999XYZ100T0476', {}, []],
  ['ISBT 128, another century digit', '=/A9999XYZ100T0476=>925032', 'ICCBBA', 'A9999XYZ100T0476', {}, ['isbt.century@20']],
  [
    'AHM, whole',
    'MF12345BALOT1*SN0001*MD240601ED270531PL1',
    'AHM',
    'MF12345',
    { lot: 'LOT1', serial: '0001', made: '2024-06-01', expires: '2027-05-31' },
    ['ahm.unproven@0'],
  ],
  [
    'AHM, BN and best before',
    'MF1234567890123BNLOT1*BD270531',
    'AHM',
    'MF1234567890123',
    { lot: 'LOT1', bestBefore: '2027-05-31' },
    ['ahm.unproven@0'],
  ],
]

type False = readonly [why: string, scan: string, agency: string | null, errors: readonly string[]]
const wrongOnes: readonly False[] = [
  ['MA in a symbol that says GS1', ']d2MA.156.M0.100472.11103316', 'MA', ['symbology.notPlain@0']],
  ['MA without product code', 'MA.156.M0.100472', 'MA', ['ma.incomplete@16']],
  ['MA, country of two digits', 'MA.15.M0.100472.11103316', 'MA', ['ma.country@3']],
  ['MA of another industry', 'MA.156.M1.100472.11103316', 'MA', ['ma.industry@7']],
  ['MA, registrant of five digits', 'MA.156.M0.10047.11103316', 'MA', ['ma.registrant@10']],
  ['MA, package digit is none', 'MA.156.M0.100472.A1103316', 'MA', ['ma.product@17']],
  ['MA, check is no digit', 'MA.156.M0.100472.1110331A', 'MA', ['ma.product@17']],
  ['MA, a character without number', 'MA.156.M0.100472.111 3316', 'MA', ['char.illegal@20']],
  ['MA, unknown segment', 'MA.156.M0.100472.11103316.X1.C0', 'MA', ['ma.segment@26']],
  ['MA, lot twice', 'MA.156.M0.100472.11103316.LA.LB.C0', 'MA', ['ma.repeated@30']],
  ['MA, empty lot', 'MA.156.M0.100472.11103316.L.C0', 'MA', ['ma.empty@27']],
  ['MA, month 13', 'MA.156.M0.100472.11103316.M241301.C0', 'MA', ['value.month@29']],
  ['MA, day 00', 'MA.156.M0.100472.11103316.E240600.C0', 'MA', ['value.day@31']],
  ['MA, date of seven digits', 'MA.156.M0.100472.11103316.E2406011.C0', 'MA', ['value.date@27']],
  ['MA, something behind the check', 'MA.156.M0.100472.11103316.S1.C0.LA', 'MA', ['ma.checkPlace@29']],
  ['MA, check of two digits', 'MA.156.M0.100472.11103316.S1.C10', 'MA', ['ma.check@30']],
  ['MA as XML, unknown tag', '<UDI IAC="MA"><GTIN>1</GTIN></UDI>', 'MA', ['ma.xml@14']],
  ['MA as XML, cut off', '<UDI IAC="MA"><SN>S1</SN>', 'MA', ['ma.xml@25']],
  ['HIBC, wrong check character', '+A123BJC5D6E71H', 'HIBCC', ['hibc.check@14']],
  ['HIBC, wrong check character, a smaller one', '+A123BJC5D6E71F', 'HIBCC', ['hibc.check@14']],
  ['HIBC, small letters', '+A123bjc5D6E71G', 'HIBCC', ['char.illegal@5']],
  ['HIBC, too short', '+A12', 'HIBCC', ['hibc.short@1']],
  ['HIBC, product number of 19', hibc('+A123123456789012345678901'), 'HIBCC', ['hibc.length@1']],
  ['HIBC, unit of measure is no digit', hibc('+A123BJC5D6E7X'), 'HIBCC', ['hibc.unit@13']],
  ['HIBC, month 13', hibc('+A99912345/$$1327LOT1'), 'HIBCC', ['value.month@13']],
  ['HIBC, 30 February', hibc('+A99912345/$$2023027LOT1'), 'HIBCC', ['value.day@16']],
  ['HIBC, hour 24', hibc('+A99912345/$$427053124LOT1'), 'HIBCC', ['value.hour@20']],
  ['HIBC, day 366 of a common year', hibc('+A99912345/$$527366LOT1'), 'HIBCC', ['value.day@16']],
  ['HIBC, flag that is none', hibc('+A99912345/$$AB'), 'HIBCC', ['hibc.dateFlag@13']],
  ['HIBC, date cut off', hibc('+A99912345/$$32705'), 'HIBCC', ['hibc.secondary@14']],
  ['HIBC, nothing behind the slash', hibc('+A99912345/X'), 'HIBCC', ['hibc.secondary@11']],
  ['ISBT 128, DI of 15', '=/A9999XYZ100T047', 'ICCBBA', ['isbt.length@2']],
  ['ISBT 128, structure that is not read', '=/A9999XYZ100T0476=%0600', 'ICCBBA', ['isbt.structure@18']],
  ['ISBT 128, compound promises more', `=+07000${ISBT}`, 'ICCBBA', ['isbt.count@2']],
  ['ISBT 128, day 366', '=/A9999XYZ100T0476=>025366', 'ICCBBA', ['value.day@23']],
  ['ISBT 128, two DIs', '=/A9999XYZ100T0476=/A9999XYZ100T0477', 'ICCBBA', ['isbt.repeated@20']],
  ['ISBT 128, lot of 19', '&,11234567890123456789', 'ICCBBA', ['isbt.structure@21']],
  ['ISBT 128, a space', '=,00 025', 'ICCBBA', ['char.illegal@4']],
  ['AHM, the DI could end in two places', 'MF123BA45BA67', 'AHM', ['ahm.ambiguous@2']],
  ['AHM, a field nobody knows', 'MF1234567890123XX1', 'AHM', ['ahm.field@15']],
  ['AHM, month 13', 'MF1234567890123MD241301', 'AHM', ['value.month@19']],
  ['drug code', '81234567890123456789', null, ['code.drug@0']],
  ['drug code, Code 128', ']C081234567890123456789', null, ['code.drug@3']],
]

/** Adds the check character, worked out here and not by the code under test. */
function hibc(data: string): string {
  const set = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%'
  const sum = [...data].reduce((total, character) => total + set.indexOf(character), 0)
  return data + set[sum % 43]
}

describe('codes that are right', () => {
  it.each(rightOnes)('%s', (_, scan, agency, di, pi, warnings) => {
    const result = parse(scan)
    expect(codes(result.errors)).toEqual([])
    expect(result).toMatchObject({ ok: true, agency, di, kind: 'udi', value: null, raw: scan })
    expect(held(result.pi)).toEqual(pi)
    expect(codes(result.warnings)).toEqual(warnings)
    expect(parseScan(new TextEncoder().encode(scan), NOW)).toEqual(result)
  })
})

describe('codes that are wrong', () => {
  it.each(wrongOnes)('%s', (_, scan, agency, errors) => {
    const result = parse(scan)
    expect(codes(result.errors)).toEqual(errors)
    expect(result).toMatchObject({ ok: false, agency })
  })

  it('a value with a fault is an element and not in the PI', () => {
    const result = parse('MA.156.M0.100472.11103316.M241301.LA.C0')
    expect(held(result.pi)).toEqual({ lot: 'A' })
    expect(result.elements.find(({ ai }) => ai === 'M')).toEqual({ ai: 'M', value: '241301' })
  })
})

describe('what else a scan can be', () => {
  const kinds: readonly (readonly [string, ParseResult['kind'], string | null])[] = [
    ['0106901234567892', 'udi', null],
    ['10LB2401', 'udi', null],
    ['00369012340000001236', 'logistic', null],
    ['6901234567892', 'ean13', '6901234567892'],
    [']E06901234567892', 'ean13', '6901234567892'],
    [']E00036000291452', 'upcA', '0036000291452'],
    ['036000291452', 'upcA', '036000291452'],
    [']E496385074', 'ean8', '96385074'],
    [']I116901234567899', 'itf14', '16901234567899'],
    ['81234567890123456789', 'drug', '81234567890123456789'],
    [']C1800312345678901231', 'udi', null],
    [']C180030690123456789212', 'udi', null],
    [']C080030690123456789212', 'drug', '80030690123456789212'],
    ['KS-2201/7', 'legacy', 'KS-2201/7'],
    [']C0KS-2201/7', 'legacy', 'KS-2201/7'],
    ['20240501', 'legacy', '20240501'],
    ['', null, null],
  ]
  it.each(kinds)('%j', (scan, kind, value) => {
    expect(parse(scan)).toMatchObject({ kind, value })
  })

  it('a house number that a + would make a HIBC stays one; that it could be one is said', () => {
    const result = parse('A123BJC5D6E71G')
    expect(result).toMatchObject({ ok: false, agency: null, di: null, kind: 'legacy', value: 'A123BJC5D6E71G' })
    expect(result.warnings).toEqual([{ code: 'hibc.perhaps', params: { di: 'A123BJC5D6E71' }, at: 0, part: null }])
    expect(result.readings).toEqual([])
    expect(parse('A123BJC5D6E71H').warnings).toEqual([])
  })
})

describe('MA check and building', () => {
  it.each([
    ['.SLMSAGAAAC.M210628.LAY21062803.E220628.V220627', 3],
    ['.Sx00008.M220117.L20220117.D20220118.E220130.V220117', 3],
    ['.Ste002.M200206.L343432.D555555.E200228.V200307', 9],
    ['MA.156.M0.100472.1110331', 6],
  ])('%s -> %i', (text, check) => {
    expect(maCheckDigit(text, 0, text.length)).toBe(check)
  })

  const parts = { registrant: '123456', packageLevel: 0, item: '100001', pi: { L: 'B2401', S: '000001', E: '270531', M: '240601' } }
  it('builds the example code, whatever the order given, and reads it back', () => {
    expect(buildMa(parts)).toEqual({ ok: true, value: { text: EXAMPLE, di: 'MA.156.M0.123456.01000013' } })
  })

  it('refuses what the parser refuses, and a dot inside a part', () => {
    const refused = (changed: object) => {
      const built = buildMa({ ...parts, ...changed })
      return built.ok ? null : built.errors.map(({ code }) => code)
    }
    expect(refused({ registrant: '12345' })).toEqual(['ma.registrant'])
    expect(refused({ pi: { E: '271331' } })).toEqual(['value.month'])
    expect(refused({ pi: { L: 'A.S1' } })).toEqual(['ma.dotInside'])
    expect(refused({ item: '1.S2' })).not.toBeNull()
  })

  it('says whether an issued code comes back from our building, and whether it proves a 9', () => {
    expect(maRoundTrip(EXAMPLE)).toEqual({ same: true, provesNine: false })
    expect(maRoundTrip('MA.156.M0.100350.01004YA10017')).toEqual({ same: true, provesNine: false })
    expect(maRoundTrip('MA.156.M0.100472.11103311').same).toBe(false)
    expect(maRoundTrip('MA.156.M0.100472.11193310').provesNine).toBe(true)
  })
})
