import { hasShape, type KnownProduct } from '../recover/master.ts'
import { fullYear } from './dates.ts'
import { type Rule, SHAPE } from './rules.ts'

/** What a reading costs, so that the cheapest is the likeliest. */
export type Pricing = {
  /** of `text[from, to)` as the value of an AI */
  readonly value: (rule: Rule, text: string, from: number, to: number) => number
  /** of one AI following another; null is the beginning, or the end */
  readonly step: (rule: Rule | null, next: Rule | null) => number
}

/**
 * Costs in bits: how much it takes to write a reading down if labels are as the tables below say. The shortest description is
 * the likeliest reading. The figures are ours, set on generated labels (docs/spec/udi-recovery.md), and no standard's.
 */

/** Bits for one AI behind another. Canonical order is key, dates, then the rest, lot before serial. */
const STEPS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '': { '01': 0.1, '00': 5, '02': 6, '10': 5, '11': 6, '17': 6, '21': 6 },
  '01': { '17': 1.3, '11': 2, '10': 2.3, '21': 3, '': 4, '240': 8, '30': 8 },
  '11': { '17': 0.5, '10': 2.5, '21': 4, '': 6 },
  '17': { '10': 0.5, '21': 2.5, '11': 5, '': 5, '30': 7 },
  '10': { '': 1.1, '21': 1.5, '17': 3.5, '11': 4.5, '240': 6, '30': 6 },
  '21': { '': 0.7, '10': 3, '17': 4, '11': 5, '240': 6, '30': 7 },
  '240': { '': 1.5, '10': 3, '21': 3, '30': 5 },
  '30': { '': 1, '10': 3, '21': 3 },
}
const RARE_STEP = 10
const UNUSUAL_STEP = 6
/** Dates and variants that stand on devices now and then. */
const SOMETIMES = 7
const SOMETIMES_AIS: ReadonlySet<string> = new Set(['13', '15', '16', '20', '22', '30', '37', '240'])

/** Bits for the length of a lot or serial, 1 to 20 characters. */
const LENGTHS = [0, 9, 8, 6, 4.5, 4, 3.2, 3.2, 3.2, 3.4, 3.4, 4, 4, 4.6, 4.6, 5.5, 5.5, 7, 7, 7, 7] as const
const DIGIT = 3.32
const LETTER = 4.7
const FIRST = 5.2
/** A lot on order is one of a few; another one of the product is possible, and seldom. */
const LOT_NOT_ON_ORDER = 3
const SHAPE_OF_NO_SERIAL = 12
const NOT_CARRIED = 14
const DATE = 11
const UNLIKELY_DATE = 8

/** @param product what the master knows of the DI in the scan, or null */
export function pricingOf(product: KnownProduct | null, now: number): Pricing {
  return {
    value: (rule, text, from, to) => carriedBits(product, rule) + valueBits(product, rule, text, from, to, now),
    step: (rule, next) => stepBits(rule?.ai ?? '', next?.ai ?? ''),
  }
}

export function stepBits(ai: string, next: string): number {
  const known = STEPS[ai]?.[next]
  if (known !== undefined) return known
  if (next === '') return 2
  if (STEPS[next] !== undefined) return UNUSUAL_STEP
  return SOMETIMES_AIS.has(next) ? SOMETIMES : RARE_STEP
}

function carriedBits(product: KnownProduct | null, { ai }: Rule): number {
  if (product === null || product.carries === null || ai === '01' || product.carries.includes(ai)) return 0
  return NOT_CARRIED
}

function valueBits(product: KnownProduct | null, rule: Rule, text: string, from: number, to: number, now: number): number {
  if (rule.shape === SHAPE.date) return dateBits(rule.ai, text, from, now)
  if (rule.shape === SHAPE.checked) return 0
  const plain = textBits(text, from, to)
  if (product === null) return plain
  if (rule.ai === '10' && product.lots.length > 0) {
    const known = product.lots.some((lot) => lot.length === to - from && text.startsWith(lot, from))
    return known ? Math.min(plain, 1 + Math.log2(product.lots.length)) : plain + LOT_NOT_ON_ORDER
  }
  if (rule.ai === '21' && product.serials.length > 0) {
    const shape = product.serials.find((one) => hasShape(one, text, from, to))
    if (shape === undefined) return plain + SHAPE_OF_NO_SERIAL
    return Math.min(plain, 1 + (shape.digitsOnly ? DIGIT : FIRST) * (shape.length - shape.prefix.length))
  }
  return plain
}

/** Expiry lies ahead more often than behind, making never ahead. */
function dateBits(ai: string, text: string, from: number, now: number): number {
  return DATE + (isLikelyDate(ai, text.slice(from, from + 6), now) ? 0 : UNLIKELY_DATE)
}

/** Whether YYMMDD is a year that labels of today hold: expiry 4 years behind to 12 ahead, the others 12 behind to this one. */
export function isLikelyDate(ai: string, value: string, now: number): boolean {
  const ahead = fullYear(Number(value.slice(0, 2)), now) - now
  if (ai === '17' || ai === '15' || ai === '16') return ahead >= -4 && ahead <= 12 && (value.slice(4) !== '00' || ai === '17')
  return ahead >= -12 && ahead <= 0 && value.slice(4) !== '00'
}

/** What a run of text costs: digits go with digits, letters with letters, signs are seldom. */
export function textBits(text: string, from: number, to: number): number {
  let bits: number = LENGTHS[to - from] ?? 8
  let before = -1
  for (let i = from; i < to; i++) {
    const kind = kindOf(text.charCodeAt(i))
    if (kind === 3) bits += before === 3 ? 14 : 9
    else if (before < 0) bits += kind === 2 ? FIRST + 2 : FIRST
    else if (kind === 0) bits += before === 0 ? DIGIT + 0.25 : DIGIT + 0.8
    else bits += LETTER + (before === kind ? 0.9 : 2.6) + (kind === 2 ? 1 : 0)
    before = kind
  }
  return bits
}

/** 0 digit, 1 capital, 2 small letter, 3 sign. */
function kindOf(code: number): 0 | 1 | 2 | 3 {
  if (code >= 48 && code <= 57) return 0
  if (code >= 65 && code <= 90) return 1
  return code >= 97 && code <= 122 ? 2 : 3
}
