import { endOfDigits } from '../gs1/lint/problem.ts'
import { visible } from '../gs1/value.ts'
import { cut, fail, type Notes, onlyOf, warn } from '../notes.ts'
import { type DateForm, readDate } from '../plain-dates.ts'
import { LOT_MEMBERS } from './mod43.ts'

const DOLLAR = 36
const PLUS = 43

/** Date forms by the digit in front of the date; 0 and 1 are the month's own first digit, 7 says that there is none. */
const FORMS: readonly (DateForm | null)[] = ['MMYY', 'MMYY', 'MMDDYY', 'YYMMDD', 'YYMMDDHH', 'YYJJJ', 'YYJJJHH', null]

/**
 * Reads secondary data, `text[from, to)`, without `+`, link and check: `$$` + date + lot, `$$+` + date + serial, `$` + lot,
 * `$+` + serial, or five digits YYJJJ + lot (ANSI/HIBC 2.6; docs/spec/udi-agencies.md). Behind `$$`, an 8 counts with two digits and a 9
 * with five (as public readers do). Faults: `hibc.secondary`, `hibc.dateFlag`, `char.illegal`, `value.*`.
 */
export function readSecondary(notes: Notes, text: string, from: number, to: number, now: number): void {
  const slash = text.indexOf('/', from)
  const end = slash < 0 || slash >= to ? to : slash
  readFirst(notes, text, from, end, now)
  if (end < to) {
    cut(notes, 'hibc.supplement', end, to)
    warn(notes, 'hibc.supplement', end, { found: visible(text.slice(end, Math.min(to, end + 20))) })
    notes.elements.push({ ai: '/', value: text.slice(end + 1, to) })
  }
}

function readFirst(notes: Notes, text: string, from: number, to: number, now: number): void {
  if (text.charCodeAt(from) !== DOLLAR) {
    takeDate(notes, 'YYJJJ', 'YYJJJ', text, from, to, false, now)
    return
  }
  if (text.charCodeAt(from + 1) !== DOLLAR) {
    const serial = text.charCodeAt(from + 1) === PLUS
    const start = from + (serial ? 2 : 1)
    cut(notes, 'hibc.flag', from, Math.min(start, to))
    takeRest(notes, text, start, to, serial)
    return
  }
  const serial = text.charCodeAt(from + 2) === PLUS
  let i = from + (serial ? 3 : 2)
  cut(notes, 'hibc.flag', from, Math.min(i, to))
  if (!serial) {
    i = takeQuantity(notes, text, i, to)
    if (i >= to && i > from + 2) return
  }
  const flag = i < to ? text.charCodeAt(i) - 48 : -1
  const form = FORMS[flag]
  if (form === undefined) {
    fail(notes, 'hibc.dateFlag', i, { found: visible(text.slice(i, Math.min(i + 1, to))) })
    return
  }
  if (flag > 1) cut(notes, 'hibc.dateFlag', i, i + 1)
  if (form === null) {
    takeRest(notes, text, i + 1, to, serial)
    return
  }
  takeDate(notes, flag > 1 ? `$$${flag}` : '$$', form, text, flag > 1 ? i + 1 : i, to, serial, now)
}

/** Returns the index behind the quantity, or `at` when there is none. */
function takeQuantity(notes: Notes, text: string, at: number, to: number): number {
  const flag = text.charCodeAt(at)
  const length = flag === 56 ? 2 : flag === 57 ? 5 : 0
  if (length === 0 || at >= to) return at
  const end = at + 1 + length
  cut(notes, 'hibc.quantityFlag', at, at + 1)
  if (end > to || endOfDigits(text, at + 1, end) < end) {
    fail(notes, 'hibc.secondary', at, { found: visible(text.slice(at, Math.min(end, to))) })
    return to
  }
  cut(notes, 'hibc.quantity', at + 1, end)
  notes.elements.push({ ai: `$$${text[at]}`, value: text.slice(at + 1, end) })
  return end
}

function takeDate(notes: Notes, id: string, form: DateForm, text: string, from: number, to: number, serial: boolean, now: number): void {
  const end = from + form.length
  if (end > to) {
    fail(notes, 'hibc.secondary', from, { found: visible(text.slice(from, to)) })
    return
  }
  cut(notes, `hibc.date.${form}`, from, end)
  notes.elements.push({ ai: id, value: text.slice(from, end) })
  const read = readDate(form, text, from, now)
  if ('iso' in read) notes.pi.expires = read.iso
  else fail(notes, read.wrong.code, read.wrong.at, { ai: id, ...read.wrong.params })
  takeRest(notes, text, end, to, serial)
}

/** A lot or a serial up to the end; none at all is allowed behind a date. */
function takeRest(notes: Notes, text: string, from: number, to: number, serial: boolean): void {
  if (from >= to) return
  const id = serial ? '$+' : '$'
  const value = text.slice(from, to)
  cut(notes, serial ? 'hibc.serial' : 'hibc.lot', from, to)
  notes.elements.push({ ai: id, value })
  if (!onlyOf(notes, LOT_MEMBERS, 'HIBC', id, text, from, to)) return
  if (serial) notes.pi.serial = value
  else notes.pi.lot = value
}
