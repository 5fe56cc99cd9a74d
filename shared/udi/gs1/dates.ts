import { daysInMonth } from './lint/dates.ts'

/**
 * The four-digit year of a two-digit one: 51 or more ahead lies in the century before, 50 or more behind in the one
 * after (GS1 General Specifications 7.12).
 */
export function fullYear(yy: number, now: number): number {
  const century = now - (now % 100)
  const ahead = yy - (now % 100)
  if (ahead >= 51) return century - 100 + yy
  return ahead <= -50 ? century + 100 + yy : century + yy
}

/** Dates already written out, by year of the century, month and day; they hold for one current year. */
let known: (string | undefined)[] = []
let knownFor = -1

/**
 * YYMMDD at `text[at]` as YYYY-MM-DD, day 00 as the last day of the month; null when the six characters are not a date
 * (linter yymmd0).
 */
export function isoDate(text: string, at: number, now: number): string | null {
  const y1 = text.charCodeAt(at) - 48
  const y2 = text.charCodeAt(at + 1) - 48
  const m1 = text.charCodeAt(at + 2) - 48
  const m2 = text.charCodeAt(at + 3) - 48
  const d1 = text.charCodeAt(at + 4) - 48
  const d2 = text.charCodeAt(at + 5) - 48
  // a sign bit betrays what is no digit
  if ((y1 | y2 | m1 | m2 | d1 | d2 | (9 - y1) | (9 - y2) | (9 - m1) | (9 - m2) | (9 - d1) | (9 - d2)) < 0) return null
  const year = y1 * 10 + y2
  const month = m1 * 10 + m2
  const day = d1 * 10 + d2
  if (month < 1 || month > 12 || day > (month === 2 && year % 4 === 0 ? 29 : LAST_DAY[month]!)) return null
  if (knownFor !== now) {
    known = new Array(100 * 13 * 32).fill(undefined)
    knownFor = now
  }
  const index = (year * 13 + month) * 32 + day
  const before = known[index]
  if (before !== undefined) return before
  const iso = write(fullYear(year, now), month, day)
  known[index] = iso
  return iso
}

const LAST_DAY = Uint8Array.of(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

function write(year: number, month: number, day: number): string {
  const last = day === 0 ? daysInMonth(year, month) : day
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(last).padStart(2, '0')}`
}
