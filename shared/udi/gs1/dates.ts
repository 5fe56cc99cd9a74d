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

/** YYMMDD at `text[at]`, a valid date, as YYYY-MM-DD; day 00 is the last day of the month. */
export function isoDate(text: string, at: number, now: number): string {
  const yy = two(text, at)
  const month = two(text, at + 2)
  const day = two(text, at + 4)
  if (knownFor !== now) {
    known = new Array(100 * 13 * 32).fill(undefined)
    knownFor = now
  }
  const index = (yy * 13 + month) * 32 + day
  return (known[index] ??= write(fullYear(yy, now), month, day))
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
}

function write(year: number, month: number, day: number): string {
  const last = day === 0 ? daysInMonth(year, month) : day
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(last).padStart(2, '0')}`
}
