import { PI_FIELDS } from './parts.ts'
import type { Agency, ParseResult, Pi } from './types.ts'

/** What of a reading is compared; a `ParseResult` is one. */
export type Compared = Pick<ParseResult, 'agency' | 'di' | 'pi' | 'kind' | 'value'>

/** What a product master knows of codes: the firm's name for the product a code belongs to, or null. */
export type ProductOf = (code: {
  readonly agency: Agency | null
  readonly di: string | null
  readonly value: string | null
}) => string | null

export type ComparedField = {
  readonly field: 'di' | keyof Pi
  /** one per reading, in order; null where the reading says nothing */
  readonly values: readonly (string | null)[]
  /** no two readings say different things */
  readonly agrees: boolean
}

export type Comparison = {
  /**
   * `yes`: one DI, or one product by the master; `no`: different products by the master, or different DIs of one agency that
   * the master does not join; `unknown`: DIs of several agencies, or none, and the master does not know them
   */
  readonly sameProduct: 'yes' | 'no' | 'unknown'
  /** every field some reading says something about: DI first, then the PI */
  readonly fields: readonly ComparedField[]
  /** those of `fields` that disagree; DIs of one product (by the master) are no contradiction */
  readonly contradictions: readonly ComparedField[]
}

const ANY: ProductOf = () => null

/**
 * Compares the codes of one package. Different package levels carry different DIs by rule (YY/T 1879-2022 4), so that only a
 * product master can join DIs; without one nothing is assumed. A date without a day agrees with every day of its month.
 */
export function compareCodes(readings: readonly Compared[], productOf: ProductOf = ANY): Comparison {
  const products = readings.map(({ agency, di, value }) => productOf({ agency, di, value }))
  const sameProduct = sameProductOf(readings, products)
  const dis = readings.map(({ di, value }) => di ?? value)
  const di: ComparedField = { field: 'di', values: dis, agrees: sameProduct === 'yes' || allAgree(dis) }
  const fields = [di, ...PI_FIELDS.map((field) => fieldOf(readings, field))].filter(({ values }) => values.some((value) => value !== null))
  return {
    sameProduct,
    fields,
    contradictions: fields.filter((field) => !field.agrees && !(field.field === 'di' && sameProduct === 'unknown')),
  }
}

function fieldOf(readings: readonly Compared[], field: keyof Pi): ComparedField {
  const values = readings.map(({ pi }) => pi[field])
  return { field, values, agrees: allAgree(values) }
}

function sameProductOf(readings: readonly Compared[], products: readonly (string | null)[]): Comparison['sameProduct'] {
  const named = new Set(products.filter((product) => product !== null))
  if (named.size > 1) return 'no'
  // a reading without a DI speaks of the product of the others
  const coded = readings.filter(({ di, value }) => di !== null || value !== null)
  if (coded.length === 0) return 'unknown'
  if (named.size === 1 && readings.every((reading, i) => products[i] !== null || !coded.includes(reading))) return 'yes'
  const byAgency = new Map<Agency | null, Set<string>>()
  for (const { agency, di, value } of coded) {
    const known = byAgency.get(agency) ?? new Set()
    byAgency.set(agency, known.add(di ?? value ?? ''))
  }
  if ([...byAgency.values()].some((dis) => dis.size > 1)) return 'no'
  return byAgency.size === 1 ? 'yes' : 'unknown'
}

function allAgree(values: readonly (string | null)[]): boolean {
  const said = values.filter((value) => value !== null)
  return said.every((value, i) => said.slice(i + 1).every((other) => agree(value, other)))
}

const MONTH = /^\d{4}-\d{2}$/

function agree(a: string, b: string): boolean {
  if (a === b) return true
  return (MONTH.test(a) && b.startsWith(`${a}-`)) || (MONTH.test(b) && a.startsWith(`${b}-`))
}
