import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Element } from '../types.ts'
import { parseScan } from '../udi.ts'
import { buildBracketed, buildDigitalLink, buildElementString } from './build.ts'
import { CSET_82 } from './charset.ts'
import { newDraft, take } from './draft.ts'
import { buildSscc, gs1CheckDigit, toGln, toGtin14, toSscc } from './keys.ts'
import { checkPairing, checkTogether } from './resolve.ts'
import { findRule, RULES } from './rules.ts'
import { explainValue, isValidValue } from './value.ts'

const NOW = { now: 2026 }

const gtin = fc.stringMatching(/^\d{13}$/).map((key) => ({ ai: '01', value: `${key}${gs1CheckDigit(key)}` }))
const date = fc
  .record({ y: fc.integer({ min: 0, max: 99 }), m: fc.integer({ min: 1, max: 12 }), d: fc.integer({ min: 0, max: 28 }) })
  .map(({ y, m, d }) => [y, m, d].map((n) => String(n).padStart(2, '0')).join(''))
const value = (max: number) => fc.string({ unit: fc.constantFrom(...CSET_82), minLength: 1, maxLength: max })
const record: fc.Arbitrary<readonly Element[]> = fc
  .tuple(
    gtin,
    fc.option(date, { nil: null }),
    fc.option(date, { nil: null }),
    fc.option(value(20), { nil: null }),
    fc.option(value(20), { nil: null }),
    fc.option(value(30), { nil: null }),
  )
  .map(([key, made, expires, lot, serial, id]) => {
    const optional: readonly (readonly [string, string | null])[] = [
      ['11', made],
      ['17', expires],
      ['10', lot],
      ['21', serial],
      ['240', id],
    ]
    return [key, ...optional.flatMap(([ai, text]) => (text === null ? [] : [{ ai, value: text }]))]
  })

describe('building', () => {
  it('puts separators only where they are needed', () => {
    const elements = [
      { ai: '01', value: '06901234567892' },
      { ai: '10', value: 'LB2401' },
      { ai: '17', value: '270531' },
      { ai: '21', value: 'S0001' },
    ]
    expect(buildElementString(elements)).toEqual({
      ok: true,
      value: { data: '010690123456789210LB2401\u001d1727053121S0001', hri: '(01)06901234567892(10)LB2401(17)270531(21)S0001' },
    })
    const canonical = buildElementString(elements, { order: 'canonical' })
    expect(canonical.ok && canonical.value.data).toBe('01069012345678921727053110LB2401\u001d21S0001')
  })

  it('refuses what the parser would', () => {
    const build = (elements: readonly Element[]) => {
      const built = buildElementString(elements)
      return built.ok ? [] : built.errors.map((fault) => fault.code)
    }
    expect(build([])).toEqual(['elements.none'])
    expect(build([{ ai: '10', value: 'A' }])).toEqual(['ai.requires'])
    expect(
      build([
        { ai: '01', value: '06901234567891' },
        { ai: '10', value: '中' },
      ]),
    ).toEqual(['value.checkDigit', 'char.illegal'])
    expect(build([{ ai: '05', value: '1' }])).toEqual(['ai.unknown'])
    expect(
      build([
        { ai: '01', value: '06901234567892' },
        { ai: '21', value: '' },
      ]),
    ).toEqual(['ai.tooShort'])
  })

  it('parse undoes build, in every form', () => {
    fc.assert(
      fc.property(record, (elements) => {
        const built = buildElementString(elements)
        const bracketed = buildBracketed(elements)
        const link = buildDigitalLink(elements, 'https://id.example.cn/')
        if (!built.ok || !bracketed.ok || !link.ok) throw new Error('a valid record was refused')
        // data from a device: the four characters <GS> are data there
        expect(parseScan(`]d2${built.value.data}`, { ...NOW, visibleGs: false })).toMatchObject({ ok: true, elements })
        expect(parseScan(bracketed.value, { ...NOW, visibleGs: false })).toMatchObject({ ok: true, elements })
        const linked = parseScan(link.value, NOW)
        expect(linked.errors).toEqual([])
        expect([...linked.elements].sort((a, b) => Number(a.ai) - Number(b.ai))).toEqual(
          [...elements].sort((a, b) => Number(a.ai) - Number(b.ai)),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('a link takes the qualifiers in order and the rest as query', () => {
    const link = buildDigitalLink(
      [
        { ai: '17', value: '270531' },
        { ai: '21', value: 'S/1' },
        { ai: '01', value: '06901234567892' },
        { ai: '10', value: 'L?' },
      ],
      'https://a.cn',
    )
    expect(link).toEqual({ ok: true, value: 'https://a.cn/01/06901234567892/10/L%3F/21/S%2F1?17=270531' })
  })
})

describe('values', () => {
  it('the quick check and the explanation agree, for every AI', () => {
    const text = fc.oneof(fc.stringMatching(/^\d{0,34}$/), fc.string({ maxLength: 95 }), value(95), date)
    fc.assert(
      fc.property(fc.constantFrom(...RULES), text, (rule, candidate) => {
        expect(isValidValue(rule, candidate, 0, candidate.length)).toBe(explainValue(rule, candidate, 0, candidate.length).length === 0)
      }),
      { numRuns: 5000 },
    )
  })

  it('checks components one by one', () => {
    const problems = (ai: string, text: string) => explainValue(findRule(ai)!, text, 0, text.length).map(({ code, at }) => `${code}@${at}`)
    expect(problems('8008', '24060112')).toEqual([])
    expect(problems('8008', '2406011260')).toEqual(['value.minute@8'])
    expect(problems('8008', '240601121')).toEqual(['ai.tooShort@0'])
    expect(problems('423', '156276')).toEqual([])
    expect(problems('423', '156999')).toEqual(['value.country@3'])
    expect(problems('8003', '16901234567892')).toEqual(['value.notZero@0'])
    expect(problems('8030', 'AB=C')).toEqual(['value.base64@2'])
    expect(problems('8010', '6901ab')).toEqual(['char.illegal@4'])
  })
})

describe('pairing', () => {
  it('everyday labels skip the rules only because they meet them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RULES), { maxLength: 6 }), (rules) => {
        const draftOf = () => {
          const draft = newDraft()
          for (const [at, rule] of [findRule('01')!, ...rules].entries()) take(draft, rule, 'x', at, 0, 1, true)
          return draft
        }
        const [short, long] = [draftOf(), draftOf()]
        checkTogether(short)
        checkPairing(long)
        expect(short.problems).toEqual(long.problems)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('keys', () => {
  it('normalises GTINs, keeping their format', () => {
    expect(toGtin14('96385074')).toEqual({ ok: true, value: { gtin: '00000096385074', format: 'GTIN-8' } })
    expect(toGtin14('6901234567892')).toEqual({ ok: true, value: { gtin: '06901234567892', format: 'GTIN-13' } })
    expect(toGtin14('16901234567899')).toMatchObject({ ok: true, value: { format: 'GTIN-14' } })
    expect(toGtin14('16901234567898').ok).toBe(false)
    expect(toGtin14('123').ok).toBe(false)
    expect(toGtin14('690123456789X').ok).toBe(false)
  })

  it('knows SSCC and GLN', () => {
    expect(buildSscc('36901234000000123')).toEqual({ ok: true, value: '369012340000001236' })
    expect(toSscc('369012340000001236').ok).toBe(true)
    expect(toSscc('369012340000001235').ok).toBe(false)
    expect(toGln('6901234567892').ok).toBe(true)
    expect(toGln('690123456789').ok).toBe(false)
  })
})
