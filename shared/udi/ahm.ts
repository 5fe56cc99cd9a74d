import { endOfDigits } from './gs1/lint/problem.ts'
import { visible } from './gs1/value.ts'
import { cut, fail, membersOf, type Notes, onlyOf, warn } from './notes.ts'
import { readDate } from './plain-dates.ts'

const STAR = 42
/** "MF" + at most thirteen characters (facts 3.3). */
const LONGEST_DI = 13
/** No text says which characters may stand: the visible ones of ASCII, the star that ends a value left out. */
const MEMBERS = membersOf(
  Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
    .join('')
    .replace('*', ''),
)

/** Identifiers, and how long their values are; -1 for a value that "*" ends. */
const FIELDS: Readonly<Record<string, number>> = { BA: -1, BN: -1, SN: -1, MD: 6, BD: 6, ED: 6, PL: 1 }

export function isAhm(text: string, from: number): boolean {
  if (text.charCodeAt(from) !== 77 || text.charCodeAt(from + 1) !== 70) return false
  const third = text.charCodeAt(from + 2)
  return (third >= 48 && third <= 57) || (third >= 65 && third <= 90)
}

/**
 * Reads an AHM (阿里健康) code. One public source gives the syntax and no sample (facts 3.3, section 9), so every reading
 * carries the warning `ahm.unproven`. A DI shorter than thirteen characters has no end of its own: where it could end
 * in more than one place that leaves a whole code, `ahm.ambiguous` says so and nothing is taken.
 */
export function readAhm(notes: Notes, text: string, from: number, now: number): void {
  const to = text.length
  warn(notes, 'ahm.unproven', from)
  cut(notes, 'ahm.prefix', from, from + 2)
  const ends = possibleEnds(text, from + 2, to)
  if (ends.length > 1) {
    cut(notes, 'unread', from + 2, to)
    fail(notes, 'ahm.ambiguous', from + 2, { places: ends.length })
    return
  }
  const [end = Math.min(to, from + 2 + LONGEST_DI)] = ends
  cut(notes, 'ahm.di', from + 2, end)
  const value = text.slice(from, end)
  notes.elements.push({ ai: 'MF', value: text.slice(from + 2, end) })
  if (onlyOf(notes, MEMBERS, 'ASCII', 'MF', text, from + 2, end)) notes.di = value
  readFields(notes, text, end, to, now)
}

/** Every place the DI may end at: the text does, or identifiers and values follow up to the end. */
function possibleEnds(text: string, from: number, to: number): readonly number[] {
  const ends: number[] = []
  for (let end = from + 1; end <= to && end <= from + LONGEST_DI; end++) {
    if (end === to || isWhole(text, end, to)) ends.push(end)
    // a star ends a lot or a serial, so it stands in no DI
    if (text.charCodeAt(end) === STAR) break
  }
  return ends
}

function isWhole(text: string, from: number, to: number): boolean {
  let i = from
  while (i < to) {
    const end = fieldEnd(text, i, to)
    if (end < 0) return false
    i = end
  }
  return true
}

/** Index behind the field at `text[at]`, its star included, or -1. */
function fieldEnd(text: string, at: number, to: number): number {
  const length = FIELDS[text.slice(at, at + 2)]
  if (length === undefined) return -1
  const start = at + 2
  if (length < 0) {
    const star = text.indexOf('*', start)
    const end = star < 0 || star > to ? to : star
    return end === start ? -1 : Math.min(end + 1, to)
  }
  if (endOfDigits(text, start, Math.min(start + length, to)) < start + length) return -1
  const end = start + length
  return text.charCodeAt(end) === STAR ? end + 1 : end
}

function readFields(notes: Notes, text: string, from: number, to: number, now: number): void {
  let i = from
  while (i < to) {
    const next = fieldEnd(text, i, to)
    const id = text.slice(i, i + 2)
    if (next < 0) {
      cut(notes, 'unread', i, to)
      fail(notes, 'ahm.field', i, { found: visible(text.slice(i, i + 12)) })
      return
    }
    const star = text.charCodeAt(next - 1) === STAR ? 1 : 0
    cut(notes, 'ahm.id', i, i + 2)
    cut(notes, `ahm.${id}`, i + 2, next - star)
    if (star === 1) cut(notes, 'ahm.star', next - 1, next)
    takeField(notes, id, text, i + 2, next - star, now)
    i = next
  }
}

function takeField(notes: Notes, id: string, text: string, from: number, to: number, now: number): void {
  const value = text.slice(from, to)
  if (notes.elements.some((element) => element.ai === id)) {
    fail(notes, 'ahm.repeated', from, { ai: id })
    return
  }
  notes.elements.push({ ai: id, value })
  if (!onlyOf(notes, MEMBERS, 'ASCII', id, text, from, to)) return
  const { pi } = notes
  if (id === 'BA' || id === 'BN') {
    if (pi.lot !== null && pi.lot !== value) fail(notes, 'ahm.repeated', from, { ai: id })
    else pi.lot = value
  } else if (id === 'SN') pi.serial = value
  else if (id !== 'PL') {
    const read = readDate('YYMMDD', text, from, now)
    if ('wrong' in read) fail(notes, read.wrong.code, read.wrong.at, { ai: id, ...read.wrong.params })
    else if (id === 'MD') pi.made = read.iso
    else if (id === 'BD') pi.bestBefore = read.iso
    else pi.expires = read.iso
  }
}
