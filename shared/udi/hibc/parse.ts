import { cut, fail, type Notes, onlyOf, warn } from '../notes.ts'
import { ALPHANUMERIC, MOD_43, mod43Sum } from './mod43.ts'
import { readSecondary } from './secondary.ts'

const PLUS = 43
const LIC = 4
/** LIC + 1 to 18 characters of the product number + unit of measure (docs/spec/udi-agencies.md). */
const SHORTEST = LIC + 2
const LONGEST = LIC + 19
const PLUS_NUMBER = MOD_43.indexOf('+')

/** Whether a HIBC supplier code starts at `text[from]`: `+` and a letter, a digit or `$`. */
export function isHibc(text: string, from: number): boolean {
  if (text.charCodeAt(from) !== PLUS) return false
  const next = text.charCodeAt(from + 1)
  return next === 36 || (next >= 48 && next <= 57) || (next >= 65 && next <= 90)
}

const JOINED = /^[A-Z][A-Z0-9]{4,21}\d\/[$0-9]/
const SECONDARY = /^\$(\$[0-9+]|[A-Z0-9+])/
const PRIMARY = /^[A-Z][A-Z0-9]{4,21}\d[0-9A-Z\-. $/+%]$/

/**
 * Whether `text[from, )` is a HIBC whose `+` was not sent: the form is one and the check character, taken with the `+`, is
 * right. `perhaps`: a primary code alone, whose form says so little that one in 43 house numbers would pass for it.
 */
export function withoutPlus(text: string, from: number): 'yes' | 'perhaps' | 'no' {
  const first = text.charCodeAt(from)
  if (!(first === 36 || (first >= 65 && first <= 90)) || text.length - from < SHORTEST + 1) return 'no'
  const sum = mod43Sum(text, from, text.length - 1)
  if (sum < 0 || MOD_43[(sum + PLUS_NUMBER) % 43] !== text[text.length - 1]) return 'no'
  const data = text.slice(from)
  if (JOINED.test(data) || SECONDARY.test(data)) return 'yes'
  return PRIMARY.test(data) ? 'perhaps' : 'no'
}

/**
 * Reads a HIBC supplier code (ANSI/HIBC 2.6; docs/spec/udi-agencies.md): primary, secondary, or both parted by a slash. The DI is LIC,
 * product number and unit of measure, without `+` and check character. A secondary code alone has no DI; its link
 * character is the element `L`. Faults: `hibc.*`, `char.illegal`, `value.*`; warnings: `hibc.noPlus`, `hibc.supplement`.
 *
 * @param plus whether `text[from]` is the `+`
 */
export function readHibc(notes: Notes, text: string, from: number, now: number, plus: boolean): void {
  const to = text.length
  const start = from + (plus ? 1 : 0)
  if (plus) cut(notes, 'hibc.plus', from, start)
  else warn(notes, 'hibc.noPlus', from)
  const first = text.charCodeAt(start)
  const primary = first >= 65 && first <= 90
  if (to - start < (primary ? SHORTEST + 1 : 4)) {
    cut(notes, 'unread', start, to)
    fail(notes, 'hibc.short', start, { length: to - start })
    return
  }
  const checkAt = to - 1
  if (primary) {
    const slash = text.indexOf('/', start)
    const joined = slash >= 0 && slash < checkAt
    readPrimary(notes, text, start, joined ? slash : checkAt)
    if (joined) {
      cut(notes, 'hibc.slash', slash, slash + 1)
      const next = text.charCodeAt(slash + 1)
      if (slash + 1 < checkAt && (next === 36 || (next >= 48 && next <= 57))) readSecondary(notes, text, slash + 1, checkAt, now)
      else fail(notes, 'hibc.secondary', slash + 1, { found: text.slice(slash + 1, checkAt).slice(0, 12) })
    }
  } else {
    readSecondary(notes, text, start, checkAt - 1, now)
    cut(notes, 'hibc.link', checkAt - 1, checkAt)
    notes.elements.push({ ai: 'L', value: text.slice(checkAt - 1, checkAt) })
  }
  readCheck(notes, text, start, checkAt)
}

function readPrimary(notes: Notes, text: string, from: number, to: number): void {
  const value = text.slice(from, to)
  notes.elements.push({ ai: '+', value })
  cut(notes, 'hibc.lic', from, Math.min(from + LIC, to))
  cut(notes, 'hibc.pcn', Math.min(from + LIC, to), Math.max(to - 1, from))
  cut(notes, 'hibc.unit', Math.max(to - 1, from), to)
  if (!onlyOf(notes, ALPHANUMERIC, 'HIBC', '+', text, from, to)) return
  if (value.length < SHORTEST || value.length > LONGEST) {
    fail(notes, 'hibc.length', from, { min: SHORTEST, max: LONGEST, length: value.length })
    return
  }
  const unit = text.charCodeAt(to - 1)
  if (unit < 48 || unit > 57) {
    fail(notes, 'hibc.unit', to - 1, { found: text.slice(to - 1, to) })
    return
  }
  notes.di = value
}

function readCheck(notes: Notes, text: string, start: number, checkAt: number): void {
  cut(notes, 'hibc.check', checkAt, checkAt + 1)
  const sum = mod43Sum(text, start, checkAt)
  const found = text.slice(checkAt)
  notes.elements.push({ ai: 'C', value: found })
  if (sum < 0) {
    if (notes.problems === null) fail(notes, 'hibc.check', checkAt, { expected: '', found })
    return
  }
  const expected = MOD_43[(sum + PLUS_NUMBER) % 43]!
  if (found !== expected) fail(notes, 'hibc.check', checkAt, { expected: shown(expected), found: shown(found) })
}

/** A space is shown as "_", as the standard's human readable text does. */
function shown(character: string): string {
  return character === ' ' ? '_' : character
}
