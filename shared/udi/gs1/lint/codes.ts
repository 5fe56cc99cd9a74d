import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_TYPES } from './code-lists.ts'
import { digits, type Problem, problem } from './problem.ts'

function listed(list: ReadonlySet<string>, code: string, text: string, from: number, to: number): Problem | null {
  const found = text.slice(from, to)
  return list.has(found) ? null : problem(code, from, { found })
}

/** ISO 3166-1 numeric country. */
export function iso3166(text: string, from: number, to: number): Problem | null {
  return listed(COUNTRY_NUMBERS, 'value.country', text, from, to)
}

/** ISO 3166-1 numeric country, or 999 for several. */
export function iso3166999(text: string, from: number, to: number): Problem | null {
  return text.startsWith('999', from) ? null : iso3166(text, from, to)
}

/** ISO 3166-1 alpha-2 country. */
export function iso3166alpha2(text: string, from: number, to: number): Problem | null {
  return listed(COUNTRY_LETTERS, 'value.country', text, from, to)
}

/** ISO 4217 numeric currency. */
export function iso4217(text: string, from: number, to: number): Problem | null {
  return listed(CURRENCY_NUMBERS, 'value.currency', text, from, to)
}

/** ISO/IEC 5218 sex: 0, 1, 2 or 9. */
export function iso5218(text: string, from: number): Problem | null {
  return oneOf('0129', 'value.sex', text, from)
}

/** 0 no, 1 yes. */
export function yesno(text: string, from: number): Problem | null {
  return oneOf('01', 'value.yesNo', text, from)
}

/** Winding direction of a roll: 0, 1 or 9. */
export function winding(text: string, from: number): Problem | null {
  return oneOf('019', 'value.winding', text, from)
}

/** Importer index of EU 2018/574: one letter, digit, "-" or "_". */
export function importeridx(text: string, from: number): Problem | null {
  return oneOf('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz', 'value.importer', text, from)
}

function oneOf(allowed: string, code: string, text: string, from: number): Problem | null {
  const found = text[from] ?? ''
  return found !== '' && allowed.includes(found) ? null : problem(code, from, { found })
}

/** AIDC media type: 01 to 10 and 80 to 99 are assigned. */
export function mediatype(text: string, from: number, to: number): Problem | null {
  const value = digits(text, from, to)
  return (value >= 1 && value <= 10) || value >= 80 ? null : problem('value.mediaType', from, { found: text.slice(from, to) })
}

/** Package type of UN/ECE Recommendation 21. */
export function packagetype(text: string, from: number, to: number): Problem | null {
  return listed(PACKAGE_TYPES, 'value.packageType', text, from, to)
}

const SHORTEST_IBAN = 11

/** IBAN: country, allowed characters and check digits modulo 97 (ISO 13616-1). */
export function iban(text: string, from: number, to: number): Problem | null {
  const failed = (reason: string, at: number) => problem('value.iban', at, { reason })
  if (to - from < SHORTEST_IBAN) return failed('length', from)
  if (!COUNTRY_LETTERS.has(text.slice(from, from + 2))) return failed('country', from)
  let sum = 0
  for (let k = 0; k < to - from; k++) {
    const i = from + ((k + 4) % (to - from))
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) sum = (sum * 10 + code - 48) % 97
    else if (code >= 65 && code <= 90) sum = (sum * 100 + code - 55) % 97
    else return failed('character', i)
  }
  return sum === 1 ? null : failed('checkDigits', from + 2)
}
