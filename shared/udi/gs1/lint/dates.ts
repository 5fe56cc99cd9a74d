import { digits, type Problem, problem } from './problem.ts'

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Days of a month; the year matters for February only. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29
  return DAYS[month - 1] ?? 0
}

// Two-digit years lie between 1950 and 2099 for as long as this matters; 00 is 2000, a leap year, so yy % 4 decides
function date(text: string, yearAt: number, year: number, monthAt: number, leastDay: number): Problem | null {
  const month = digits(text, monthAt, monthAt + 2)
  if (month < 1 || month > 12) return problem('value.month', monthAt, { found: text.slice(monthAt, monthAt + 2) })
  const day = digits(text, monthAt + 2, monthAt + 4)
  if (day < leastDay || day > daysInMonth(year, month)) return problem('value.day', monthAt + 2, { found: text.slice(yearAt, monthAt + 4) })
  return null
}

/** YYMMDD, a real day. */
export function yymmdd(text: string, from: number): Problem | null {
  return date(text, from, 2000 + digits(text, from, from + 2), from + 2, 1)
}

/** YYMMDD; day 00 leaves the day open. */
export function yymmd0(text: string, from: number): Problem | null {
  return date(text, from, 2000 + digits(text, from, from + 2), from + 2, 0)
}

/** YYYYMMDD, a real day. */
export function yyyymmdd(text: string, from: number): Problem | null {
  return date(text, from, digits(text, from, from + 4), from + 4, 1)
}

/** Hour 00 to 23. */
export function hh(text: string, from: number): Problem | null {
  return below(text, from, 24, 'value.hour')
}

/** Minute 00 to 59. */
export function mi(text: string, from: number): Problem | null {
  return below(text, from, 60, 'value.minute')
}

/** Second 00 to 59. */
export function ss(text: string, from: number): Problem | null {
  return below(text, from, 60, 'value.second')
}

/** Hour and minute. */
export function hhmi(text: string, from: number): Problem | null {
  return hh(text, from) ?? mi(text, from + 2)
}

function below(text: string, from: number, limit: number, code: string): Problem | null {
  return digits(text, from, from + 2) < limit ? null : problem(code, from, { found: text.slice(from, from + 2) })
}
