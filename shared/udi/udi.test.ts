import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParseResult } from './types.ts'
import { MAX_SCAN_BYTES, parseAnyScan, parseParts, parseScan } from './udi.ts'

const NOW = { now: 2026 }
const GS = '\u001d'
const parse = (scan: string | Uint8Array) => parseScan(scan, NOW)
const codes = (result: ParseResult) => result.errors.map(({ code, at }) => `${code}@${at}`)
const text = (result: { readonly elements: ParseResult['elements'] }) => result.elements.map(({ ai, value }) => `(${ai})${value}`).join('')

/** The example of GS1 China */
const HEAD = '01069012345678921124060117270531'
const FULL = `${HEAD}10LB2401${GS}21S0001`
const BRACKETED = '(01)06901234567892(11)240601(17)270531(10)LB2401(21)S0001'
const PI = {
  lot: 'LB2401',
  serial: 'S0001',
  made: '2024-06-01',
  expires: '2027-05-31',
  bestBefore: null,
  packed: null,
  sellBy: null,
  sterilised: null,
  validUntil: null,
}

describe('the same UDI in every form', () => {
  const forms: readonly (readonly [string, string | null])[] = [
    [`]d2${FULL}`, 'd2'],
    [`]C1${FULL}`, 'C1'],
    [`]Q3${FULL}`, 'Q3'],
    [`]e0${FULL}`, 'e0'],
    [`]J1${FULL}`, 'J1'],
    [FULL, null],
    [`]d2${FULL.replace(GS, '<GS>')}`, 'd2'],
    [`]d2${GS}${FULL}`, 'd2'],
    [BRACKETED, null],
    ['https://id.example.cn/some/path/01/06901234567892/10/LB2401/21/S0001?11=240601&17=270531&linkType=gs1:pip#top', 'dl'],
    [']Q1HTTPS://ID.EXAMPLE.CN/01/06901234567892/10/LB%32401/21/S0001?11=240601;17=270531', 'dl'],
  ]
  it.each(forms)('%j', (scan, symbology) => {
    const result = parse(scan)
    expect(result.errors).toEqual([])
    expect(result).toMatchObject({ ok: true, agency: 'GS1', di: '06901234567892', pi: PI, symbology, raw: scan })
    expect([...result.elements].map(({ ai, value }) => `${ai}${value}`).sort()).toEqual([
      '0106901234567892',
      '10LB2401',
      '11240601',
      '17270531',
      '21S0001',
    ])
    expect(parse(new TextEncoder().encode(scan))).toEqual(result)
  })

  it('tolerates a needless separator after AIs of predefined length (GenSpecs 7.8.6.3) and at the end', () => {
    expect(text(parse(`]d20106901234567892${GS}17270531${GS}10A${GS}`))).toBe('(01)06901234567892(17)270531(10)A')
    expect(parse(`]d20106901234567892${GS}17270531${GS}10A${GS}`).ok).toBe(true)
  })

  it('reads plain GTINs of EAN, UPC and ITF, keeping fourteen digits', () => {
    expect(parse(']E06901234567892')).toMatchObject({ ok: true, di: '06901234567892', symbology: 'E0' })
    expect(parse(']E496385074')).toMatchObject({ ok: true, di: '00000096385074', symbology: 'E4' })
    expect(parse(']I116901234567899').di).toBe('16901234567899')
    expect(parse('6901234567892').di).toBe('06901234567892')
    expect(codes(parse(']E06901234567891'))).toEqual(['value.checkDigit@15'])
    expect(codes(parse(']E0690123'))).toEqual(['gtin.length@3'])
    expect(codes(parse(']E0690123456789X'))).toEqual(['gtin.digits@15'])
  })

  it('an SSCC gives no DI', () => {
    expect(parse('00369012340000001236')).toMatchObject({ ok: true, di: null, elements: [{ ai: '00', value: '369012340000001236' }] })
  })

  it('keeps brackets that belong to a value', () => {
    expect(text(parse('(01)06901234567892(10)A(B)C\\(21)D'))).toBe('(01)06901234567892(10)A(B)C(21)D')
    expect(codes(parse('(01)06901234567892(10)A\\(@B'))).toEqual(['char.illegal@25'])
    expect(codes(parse('(01)06901234567892x(99'))).toEqual(['ai.tooLong@4', 'char.illegal@18'])
  })
})

describe('dates', () => {
  it('day 00 is the last day of the month, leap years counted; elements keep the raw value', () => {
    const result = parse('01069012345678921728020010A')
    expect(result.pi.expires).toBe('2028-02-29')
    expect(result.elements[1]).toEqual({ ai: '17', value: '280200' })
  })

  it.each([
    ['760101', '2076-01-01'],
    ['770101', '1977-01-01'],
    ['000101', '2000-01-01'],
  ])('century of %s seen from 2026 (GenSpecs 7.12)', (date, iso) => {
    expect(parse(`010690123456789217${date}10A`).pi.expires).toBe(iso)
  })

  it('a year 50 or more behind lies in the next century', () => {
    expect(parseScan('01069012345678921701010110A', { now: 2099 }).pi.expires).toBe('2101-01-01')
  })
})

describe('faults, all at once, by byte', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['wrong check digit', '0106901234567891', ['value.checkDigit@15']],
    ['month 13', '01069012345678921727133110A', ['value.month@20']],
    ['30 February', '01069012345678921727023010A', ['value.day@22']],
    ['too short', '01069012', ['ai.tooShort@2']],
    ['letter in a number', ']d20106901234A67892', ['char.illegal@13']],
    ['value too long', '010690123456789210ABCDEFGHIJKLMNOPQRSTU', ['ai.tooLong@18']],
    ['empty value', `010690123456789210${GS}21A`, ['ai.tooShort@18']],
    ['unknown AI', '010690123456789205123', ['ai.unknown@16']],
    ['separators in a row', `010690123456789210A${GS}${GS}21B`, ['separator.unexpected@20']],
    ['NUL and control bytes', '010690123456789210A\u0000\u0007B', ['char.illegal@19']],
    ['lot without GTIN', '10A', ['ai.requires@0']],
    ['37 without its GTIN', '0106901234567892375', ['ai.excludes@16', 'ai.requires@16']],
    ['serial and TPX', `010690123456789221A${GS}235B`, ['ai.excludes@20']],
    ['GTIN twice, different', '01069012345678920116901234567899', ['ai.repeated@16']],
    ['DataMatrix without FNC1', `]d1${FULL}`, ['symbology.notGs1@0']],
    ['Code 128 without FNC1', ']C0(01)06901234567892', ['symbology.notGs1@0']],
    ['brackets in the symbol', ']d2(01)06901234567892', ['brackets.encoded@3']],
    ['a link in a GS1 symbol', ']d2https://a.cn/01/06901234567892', ['symbology.uri@0']],
    ['a number that is not GS1', ']C06901234', ['code.unrecognised@3']],
    ['empty', '', ['scan.empty@0']],
    ['AIM identifier alone', ']d2', ['scan.empty@3']],
    ['something else', 'HELLO', ['code.unrecognised@0']],
    ['three bytes before the fault', '010690123456789210中@', ['char.illegal@18']],
    ['link without key', 'https://example.com/products/12', ['dl.noKey@0']],
    ['link, qualifiers out of order', 'https://a.cn/01/06901234567892/21/S/10/L', ['dl.qualifierOrder@36']],
    ['link, foreign qualifier', 'https://a.cn/01/06901234567892/17/270531', ['dl.qualifier@31']],
    ['link, qualifier as attribute', 'https://a.cn/01/06901234567892?10=A', ['dl.inPath@31']],
    ['link, attribute not allowed', 'https://a.cn/00/369012340000001236?7040=1ABC', ['dl.attribute@35']],
    ['link, bad percent-encoding', 'https://a.cn/01/06901234567892/10/A%2', ['dl.percent@35']],
    ['link, wrong check digit behind an escape', 'https://a.cn/01/%30690123456789%31', ['value.checkDigit@31']],
  ]
  it.each(cases)('%s', (_, scan, expected) => {
    const result = parse(scan)
    expect(codes(result)).toEqual(expected)
    expect(result.ok).toBe(false)
  })

  it('a repeated AI with the same value is no fault', () => {
    expect(parse('01069012345678920106901234567892').ok).toBe(true)
  })

  it('offsets count the AIM identifier, <GS> as four bytes and characters in UTF-8', () => {
    expect(codes(parse(']d20106901234567892' + '10A<GS>21é@'))).toEqual(['char.illegal@28'])
    expect(parse('010690123456789210é').errors[0]!.params).toMatchObject({ characters: 'é', set: 'CSET 82', ai: '10' })
  })

  it('names what is expected', () => {
    expect(parse('0106901234567891').errors[0]!.params).toEqual({ ai: '01', expected: 2, found: 1 })
    expect(parse('10A').errors[0]!.params).toEqual({ ai: '10', oneOf: '01,02,03,8006,8026' })
  })

  it('thirty kinds of trouble in one scan come back together, in order', () => {
    const scan = `]d2${Array.from({ length: 30 }, (_, i) => `${i % 2 ? '17991399' : '10@'}${GS}`).join('')}`
    const { errors } = parse(`${scan}01`)
    const places = errors.map((fault) => fault.at ?? -1)
    expect(errors.length).toBeGreaterThan(30)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('recognises the other agencies', () => {
    const agency = (scan: string) => parse(scan).agency
    expect(agency('MA.156.M0.100472.11103316')).toBe('MA')
    expect(agency('http://m.example.cn/?c=MA.156.M0.100472.11103316')).toBe('MA')
    expect(agency(']d1MF123456')).toBe('AHM')
    expect(agency('+A123BJC5D6E71G')).toBe('HIBCC')
    expect(agency('=/A9999XYZ100T0476')).toBe('ICCBBA')
    expect(parse(']d1+A123BJC5D6E71G')).toMatchObject({ ok: true, agency: 'HIBCC', symbology: 'd1' })
  })

  it('refuses scans of a megabyte at once', () => {
    const scan = `01${'0'.repeat(1_000_000)}`
    const started = performance.now()
    expect(codes(parse(scan))).toEqual([`scan.tooLong@${MAX_SCAN_BYTES}`])
    expect(codes(parse(new Uint8Array(1_000_000)))).toEqual([`scan.tooLong@${MAX_SCAN_BYTES}`])
    expect(performance.now() - started).toBeLessThan(50)
    expect(codes(parse('中'.repeat(1366)))).toEqual([`scan.tooLong@${MAX_SCAN_BYTES}`])
    expect(codes(parse('中'.repeat(1365)))).toEqual(['code.unrecognised@0'])
  })

  it('says where bytes are not UTF-8', () => {
    const bytes = Uint8Array.from([...new TextEncoder().encode('010690123456789210é'), 0xff, 0x41])
    expect(codes(parse(bytes))).toEqual(['char.illegal@18', 'scan.notUtf8@20'])
  })
})

describe('lost separators', () => {
  it('offers the reading that was printed, first, and chooses nothing', () => {
    const result = parse(FULL.replace(GS, ''))
    expect(result.pi.lot).toBe('LB240121S0001')
    expect(text(result.readings[0]!)).toBe(BRACKETED)
    expect(result.readings[0]).toMatchObject({ di: '06901234567892', pi: PI })
  })

  it('offers readings where the straight one is not valid', () => {
    const result = parse(`${HEAD}10LB2401ABCDEFGH21S0001XYZ`)
    expect(result.ok).toBe(false)
    expect(text(result.readings[0]!)).toContain('(10)LB2401ABCDEFGH(21)S0001XYZ')
  })

  it('offers nothing when separators came through, or nothing fits', () => {
    expect(parse(`]d2${HEAD}10A21B${GS}21S0001`).readings).toEqual([])
    expect(parse(`${HEAD}10ABC`).readings).toEqual([])
    expect(parse('0106901234567891').readings).toEqual([])
  })

  it('every reading offered is itself without fault, and the search ends in time', () => {
    const value = fc.stringMatching(/^[0-9A-Z]{1,20}$/)
    fc.assert(
      fc.property(value, value, (lot, serial) => {
        const { readings } = parse(`${HEAD}10${lot}21${serial}`)
        for (const reading of readings) {
          const again = parse(text(reading))
          expect(again).toMatchObject({ ok: true, di: reading.di, pi: reading.pi })
        }
      }),
    )
    const started = performance.now()
    parse(`0106901234567891${'10'.repeat(90)}`)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('a label of two symbols', () => {
  it('joins the elements and pairs them over both', () => {
    const result = parseParts([']C10106901234567892', ']C11727053110LB2401'], NOW)
    expect(result).toMatchObject({ ok: true, agency: 'GS1', symbology: 'C1', di: '06901234567892' })
    expect(text(result)).toBe('(01)06901234567892(17)270531(10)LB2401')
  })

  it('takes an element both symbols carry once', () => {
    expect(text(parseParts(['0106901234567892', '010690123456789210A'], NOW))).toBe('(01)06901234567892(10)A')
  })

  it('faults carry the part they are in', () => {
    const result = parseParts(['0106901234567892', '011690123456789910@'], NOW)
    expect(result.errors.map(({ code, at, part }) => `${code}@${at}/${part}`)).toEqual(['part.conflict@0/1', 'char.illegal@18/1'])
    expect(parseParts(['10A', '21B'], NOW).errors.map(({ code, part }) => `${code}/${part}`)).toEqual(['ai.requires/0', 'ai.requires/1'])
  })
})

describe('whatever comes in', () => {
  const fragment = fc.constantFrom(
    '01',
    '06901234567892',
    '10',
    '21',
    '17',
    '270531',
    GS,
    '<GS>',
    ']d2',
    ']C1',
    '(',
    ')',
    '\\',
    '<',
    'A',
    '%',
    '8110',
    '423',
    '00',
    '\ud800',
    '中',
    '9',
    '?',
    '/',
  )
  const mess = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragment, { maxLength: 24 }).map((parts) => parts.join('')),
  )

  it('never throws; faults stand in order and inside the scan; ok means none', () => {
    fc.assert(
      fc.property(fc.oneof(mess, fc.uint8Array({ maxLength: 80 })), (scan) => {
        const result = parse(scan)
        const length = typeof scan === 'string' ? new TextEncoder().encode(scan).length : scan.length
        const places = result.errors.map((fault) => fault.at ?? -1)
        expect(places).toEqual([...places].sort((a, b) => a - b))
        for (const place of places) expect(place >= 0 && place <= length).toBe(true)
        expect(result.ok).toBe(result.errors.length === 0)
      }),
      { numRuns: 3000 },
    )
  })

  it('the short way says what the long way says', () => {
    const date = fc.constantFrom('270531', '280200', '271301', '2705')
    const value = fc.stringMatching(/^[!-z]{0,22}$/)
    const element = fc.oneof(
      fc.constantFrom('0106901234567892', '0106901234567891', '9912'),
      date.map((d) => `17${d}`),
      date.map((d) => `11${d}`),
      value.map((v) => `10${v}`),
      value.map((v) => `21${v}${GS}`),
      value.map((v) => `10${v}${GS}`),
    )
    fc.assert(
      fc.property(fc.constantFrom('', ']d2', ']C1', ']d1'), fc.array(element, { minLength: 1, maxLength: 5 }), (aim, elements) => {
        const scan = `${aim}0106901234567892${elements.join('')}`
        expect(parseScan(scan, NOW)).toEqual(parseAnyScan(scan, NOW))
      }),
      { numRuns: 5000 },
    )
  })
})
