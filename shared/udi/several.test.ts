import { describe, expect, it } from 'vitest'
import { compareCodes, type ProductOf } from './compare.ts'
import { halfOf, joinParts } from './join.ts'
import { parseParts, parseScan } from './udi.ts'

const NOW = { now: 2026 }
const parse = (scan: string) => parseScan(scan, NOW)
const DI = ']C10106901234567892'
const PI = ']C11727053110LB2401'

describe('several codes of one package', () => {
  const gs1 = parse(']d201069012345678921727053110LB2401')
  const ma = parse('MA.156.M0.123456.01000013.LLB2401.E270531')
  const master: ProductOf = ({ di, value }) =>
    di === '06901234567892' || di === 'MA.156.M0.123456.01000013' || value === 'KS-2201'
      ? 'catheter'
      : di === '16901234567899'
        ? 'other'
        : null

  it('one DI is one product; the PI of every code is laid side by side', () => {
    const { sameProduct, fields, contradictions } = compareCodes([gs1, parse('010690123456789221S1')])
    expect(sameProduct).toBe('yes')
    expect(fields.map(({ field, values }) => [field, values])).toEqual([
      ['di', ['06901234567892', '06901234567892']],
      ['lot', ['LB2401', null]],
      ['serial', [null, 'S1']],
      ['expires', ['2027-05-31', null]],
    ])
    expect(contradictions).toEqual([])
  })

  it('DIs of two agencies are one product when the master says so, and unknown without it', () => {
    expect(compareCodes([gs1, ma]).sameProduct).toBe('unknown')
    expect(compareCodes([gs1, ma]).contradictions).toEqual([])
    expect(compareCodes([gs1, ma], master)).toMatchObject({ sameProduct: 'yes', contradictions: [] })
  })

  it('DIs of two agencies are different products when the master says so', () => {
    const other: ProductOf = ({ agency }) => agency
    expect(compareCodes([gs1, ma], other)).toMatchObject({ sameProduct: 'no', contradictions: [{ field: 'di' }] })
  })

  it('a number of the firm counts as what the master knows it for', () => {
    expect(compareCodes([gs1, parse('KS-2201')], master).sameProduct).toBe('yes')
    expect(compareCodes([gs1, parse('KS-9999')], master).sameProduct).toBe('unknown')
  })

  it('different products and differing values are contradictions, side by side', () => {
    const other = parse('01169012345678991727053010LB2402')
    const { sameProduct, contradictions } = compareCodes([gs1, other], master)
    expect(sameProduct).toBe('no')
    expect(contradictions).toEqual([
      { field: 'di', values: ['06901234567892', '16901234567899'], agrees: false },
      { field: 'lot', values: ['LB2401', 'LB2402'], agrees: false },
      { field: 'expires', values: ['2027-05-31', '2027-05-30'], agrees: false },
    ])
    expect(compareCodes([gs1, other]).sameProduct).toBe('no')
  })

  it('a month agrees with a day in it, and with no other', () => {
    const hibc = { ...gs1, pi: { ...gs1.pi, expires: '2027-05' } }
    expect(compareCodes([gs1, hibc]).contradictions).toEqual([])
    expect(compareCodes([gs1, { ...hibc, pi: { ...hibc.pi, expires: '2027-06' } }]).contradictions).toHaveLength(1)
  })

  it('the trade item number in an EAN-13 is the DI beside it', () => {
    expect(compareCodes([gs1, parse(']E06901234567892')]).sameProduct).toBe('yes')
  })

  it('nothing at all is unknown', () => {
    expect(compareCodes([])).toEqual({ sameProduct: 'unknown', fields: [], contradictions: [] })
  })
})

describe('a label of two symbols, scan by scan', () => {
  const codes = (joined: ReturnType<typeof joinParts>) =>
    joined.state === 'refused' ? joined.errors.map(({ code, part }) => `${code}/${part}`) : []

  it('a DI awaits its PI, a PI asks for its DI, a whole code is complete', () => {
    expect(joinParts(DI, null, NOW)).toMatchObject({ state: 'awaits', due: 'pi' })
    expect(joinParts(PI, null, NOW)).toMatchObject({ state: 'awaits', due: 'di' })
    expect(joinParts(`${DI}10A`, null, NOW)).toMatchObject({ state: 'complete', result: { di: '06901234567892' } })
    expect(joinParts('=/A9999XYZ100T0476', null, NOW)).toMatchObject({ state: 'awaits', due: 'pi' })
    expect(halfOf(parse('+$$52001510X3GD'))).toBe('pi')
  })

  it.each([
    [DI, PI],
    [PI, DI],
  ])('joins in either order', (first, second) => {
    const joined = joinParts(first, second, NOW)
    expect(joined).toMatchObject({
      state: 'complete',
      result: { ok: true, di: '06901234567892', pi: { lot: 'LB2401', expires: '2027-05-31' } },
    })
  })

  it('joins HIBC by its link, ISBT 128 by structures', () => {
    expect(joinParts('+A123BJC5D6E71G', '+$$52001510X3GD', NOW)).toMatchObject({
      state: 'complete',
      result: { agency: 'HIBCC', di: 'A123BJC5D6E71', pi: { lot: '10X3', expires: '2020-01-15' } },
    })
    expect(codes(joinParts('+A999ABC1230V', '+$$52001510X3GD', NOW))).toEqual(['hibc.link/1'])
    expect(codes(joinParts('+$$52001510X3GD', '+A999ABC1230V', NOW))).toEqual(['hibc.link/0'])
    expect(joinParts('=/A9999XYZ100T0476', '=,000025', NOW)).toMatchObject({ state: 'complete', result: { pi: { serial: '000025' } } })
  })

  it.each([
    ['two DIs', DI, ']C10116901234567899', ['part.bothDi/1']],
    ['two PIs', PI, ']C121S1', ['part.bothPi/1']],
    ['a whole code first', `${DI}10A`, PI, ['part.whole/0']],
    ['a whole code second', DI, `${DI}10A`, ['part.whole/1']],
    ['another agency', DI, '+$$52001510X3GD', ['part.agency/1']],
    ['a fault in the second', DI, ']C11727133110A', ['value.month/1']],
    ['a drug code second', DI, '81234567890123456789', ['code.drug/1']],
    ['nothing of a UDI', 'KS-2201', null, ['code.unrecognised/0']],
    ['a logistic unit', '00369012340000001236', null, ['part.neither/0']],
    ['a count that must not stand with a GTIN', '375', DI, ['ai.excludes/0', 'ai.requires/0']],
  ])('refuses %s', (_, first, second, errors) => {
    const joined = joinParts(first, second, NOW)
    expect(joined.state).toBe('refused')
    expect(codes(joined)).toEqual(errors)
  })

  it('a drug code is no part of any label', () => {
    expect(parseParts([DI, '81234567890123456789'], NOW).errors.map(({ code }) => code)).toEqual(['code.drug', 'part.agency'])
  })

  it('several parts with a value they disagree on say so for every agency', () => {
    const result = parseParts(['=/A9999XYZ100T0476=,000025', '=,000026'], NOW)
    expect(result.errors.map(({ code, params }) => [code, params['ai']])).toContainEqual(['part.conflict', 'serial'])
    expect(result.ok).toBe(false)
  })
})
