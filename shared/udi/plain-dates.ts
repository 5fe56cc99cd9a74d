import { fullYear, isoDate } from './gs1/dates.ts'
import { hh, yymmdd, yyyymmdd } from './gs1/lint/dates.ts'
import { digits, endOfDigits, type Problem, problem } from './gs1/lint/problem.ts'
import { visible } from './gs1/value.ts'

/** A date as YYYY-MM-DD (YYYY-MM without a day), or what is wrong with it. */
export type ReadDate = { readonly iso: string } | { readonly wrong: Problem }

/**
 * Ways other agencies write a date. Two-digit years take the century rule of GS1 (General Specifications 7.12): neither
 * MA nor AHM nor HIBCC has one in a text known here (docs/spec/udi-agencies.md).
 */
export type DateForm = 'YYMMDD' | 'YYYYMMDD' | 'MMDDYY' | 'MMYY' | 'YYMMDDHH' | 'YYJJJ' | 'YYJJJHH' | 'CYYJJJ'

/** Reads `text[from, from + form.length)`; faults `value.date`, `value.month`, `value.day`, `value.hour`, `value.century`. */
export function readDate(form: DateForm, text: string, from: number, now: number): ReadDate {
  const to = from + form.length
  if (form === 'YYMMDD' && to <= text.length && (text.charCodeAt(to - 2) !== 48 || text.charCodeAt(to - 1) !== 48)) {
    const iso = isoDate(text, from, now)
    if (iso !== null) return { iso }
  }
  if (to > text.length || endOfDigits(text, from, to) < to)
    return { wrong: problem('value.date', from, { found: visible(text.slice(from, to)), form }) }
  switch (form) {
    case 'YYMMDD':
    case 'YYMMDDHH': {
      const wrong = yymmdd(text, from) ?? (form === 'YYMMDDHH' ? hh(text, from + 6) : null)
      return wrong
        ? { wrong }
        : { iso: isoOf(fullYear(two(text, from), now), text.slice(from + 2, from + 4), text.slice(from + 4, from + 6)) }
    }
    case 'YYYYMMDD': {
      const wrong = yyyymmdd(text, from)
      return wrong
        ? { wrong }
        : { iso: isoOf(Number(text.slice(from, from + 4)), text.slice(from + 4, from + 6), text.slice(from + 6, to)) }
    }
    case 'MMDDYY': {
      const turned = text.slice(from + 4, to) + text.slice(from, from + 4)
      const wrong = yymmdd(turned, 0)
      if (wrong) return { wrong: problem(wrong.code, from + (wrong.code === 'value.month' ? 0 : 2), wrong.params) }
      return { iso: isoOf(fullYear(two(text, from + 4), now), text.slice(from, from + 2), text.slice(from + 2, from + 4)) }
    }
    case 'MMYY': {
      const month = two(text, from)
      if (month < 1 || month > 12) return { wrong: problem('value.month', from, { found: text.slice(from, from + 2) }) }
      return { iso: `${fullYear(two(text, from + 2), now)}-${text.slice(from, from + 2)}` }
    }
    case 'YYJJJ':
    case 'YYJJJHH': {
      const wrong = form === 'YYJJJHH' ? hh(text, from + 5) : null
      return wrong ? { wrong } : ordinal(fullYear(two(text, from), now), text, from + 2)
    }
    case 'CYYJJJ':
      // the century digit is established for 0, this century, only
      if (text.charCodeAt(from) !== 48) return { wrong: problem('value.century', from, { found: text.slice(from, from + 1) }) }
      return ordinal(2000 + two(text, from + 1), text, from + 3)
  }
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

function isoOf(year: number, month: string, day: string): string {
  return `${year < 1000 ? String(year).padStart(4, '0') : year}-${month}-${day}`
}

const TWO = Array.from({ length: 32 }, (_, n) => String(n).padStart(2, '0'))

/** Days before each month, of a common year and of a leap year. */
const BEFORE = [
  [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365],
  [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366],
] as const

/** The day of a year by its number, three digits at `at`. */
function ordinal(year: number, text: string, at: number): ReadDate {
  const day = digits(text, at, at + 3)
  const before = BEFORE[year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0]
  if (day < 1 || day > before[12]) return { wrong: problem('value.day', at, { found: text.slice(at, at + 3) }) }
  let month = 1
  while (before[month as 1]! < day) month++
  return { iso: isoOf(year, TWO[month]!, TWO[day - before[(month - 1) as 0]!]!) }
}
