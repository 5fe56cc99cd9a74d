import { fault, type Outcome } from '../../errors.ts'
import { checkDigitOf } from './lint/check-digits.ts'

/** A GTIN in fourteen digits with a right check digit. */
export type Gtin14 = string & { readonly __brand: 'Gtin14' }
/** A global location number, thirteen digits. */
export type Gln = string & { readonly __brand: 'Gln' }
/** A serial shipping container code, eighteen digits. */
export type Sscc = string & { readonly __brand: 'Sscc' }

export type GtinFormat = 'GTIN-8' | 'GTIN-12' | 'GTIN-13' | 'GTIN-14'

const FORMATS: Readonly<Record<number, GtinFormat>> = { 8: 'GTIN-8', 12: 'GTIN-12', 13: 'GTIN-13', 14: 'GTIN-14' }

/** The GS1 check digit of a string of digits (GS1 General Specifications 7.9.1). */
export function gs1CheckDigit(digits: string): number {
  return checkDigitOf(digits, 0, digits.length)
}

/**
 * A GTIN of any length as fourteen digits, with the format it was written in (GS1 General Specifications 3.3.2).
 * Faults: `gtin.digits`, `gtin.length`, `value.checkDigit`.
 */
export function toGtin14(digits: string): Outcome<{ readonly gtin: Gtin14; readonly format: GtinFormat }> {
  const format = FORMATS[digits.length]
  if (!/^\d*$/.test(digits)) return { ok: false, errors: [fault('gtin.digits', {}, digits.search(/\D/))] }
  if (format === undefined) return { ok: false, errors: [fault('gtin.length', { length: digits.length }, 0)] }
  const wrong = wrongCheckDigit(digits)
  if (wrong) return { ok: false, errors: [wrong] }
  return { ok: true, value: { gtin: digits.padStart(14, '0') as Gtin14, format } }
}

/** Faults: `key.length`, `value.checkDigit`. */
export function toGln(digits: string): Outcome<Gln> {
  return key<Gln>(digits, 13)
}

/** Faults: `key.length`, `value.checkDigit`. */
export function toSscc(digits: string): Outcome<Sscc> {
  return key<Sscc>(digits, 18)
}

/**
 * Builds an SSCC: extension digit + company prefix + serial reference, seventeen digits, and its check digit
 * (GS1 General Specifications 3.2.1). Faults: `key.length`.
 */
export function buildSscc(seventeenDigits: string): Outcome<Sscc> {
  if (!/^\d{17}$/.test(seventeenDigits))
    return { ok: false, errors: [fault('key.length', { expected: 17, length: seventeenDigits.length }, 0)] }
  return { ok: true, value: `${seventeenDigits}${gs1CheckDigit(seventeenDigits)}` as Sscc }
}

function key<K extends string>(digits: string, length: number): Outcome<K> {
  if (digits.length !== length || !/^\d+$/.test(digits))
    return { ok: false, errors: [fault('key.length', { expected: length, length: digits.length }, 0)] }
  const wrong = wrongCheckDigit(digits)
  return wrong ? { ok: false, errors: [wrong] } : { ok: true, value: digits as K }
}

function wrongCheckDigit(digits: string) {
  const expected = checkDigitOf(digits, 0, digits.length - 1)
  const found = Number(digits.at(-1))
  return expected === found ? null : fault('value.checkDigit', { expected, found }, digits.length - 1)
}
