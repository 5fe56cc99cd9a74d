import { endOfDigits } from './gs1/lint/problem.ts'
import { visible } from './gs1/value.ts'
import { cut, fail, known, membersOf, type Notes, onlyOf, warn } from './notes.ts'
import { readDate } from './plain-dates.ts'

const STAR = 42
/** "MF" + at most thirteen characters (docs/spec/udi-agencies.md). */
const LONGEST_DI = 13
/** No text says which characters may stand: the visible ones of ASCII, the star that ends a value left out. */
const MEMBERS = membersOf(
  Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))
    .join('')
    .replace('*', ''),
)

/** A field: its identifier, the length of its value (-1: a star ends it), what a cut of it is called. */
type Field = { readonly id: string; readonly length: number; readonly what: string }

const field = (id: string, length: number): Field => ({ id, length, what: `ahm.${id}` })
const BA = field('BA', -1)
const BN = field('BN', -1)
const SN = field('SN', -1)
const MD = field('MD', 6)
const BD = field('BD', 6)
const ED = field('ED', 6)
const PL = field('PL', 1)

/** The field that begins at `text[at]`, or null. */
function fieldAt(text: string, at: number): Field | null {
  switch (text.charCodeAt(at) * 256 + text.charCodeAt(at + 1)) {
    case 0x4241:
      return BA
    case 0x424e:
      return BN
    case 0x534e:
      return SN
    case 0x4d44:
      return MD
    case 0x4244:
      return BD
    case 0x4544:
      return ED
    case 0x504c:
      return PL
    default:
      return null
  }
}

export function isAhm(text: string, from: number): boolean {
  if (text.charCodeAt(from) !== 77 || text.charCodeAt(from + 1) !== 70) return false
  const third = text.charCodeAt(from + 2)
  return (third >= 48 && third <= 57) || (third >= 65 && third <= 90)
}

/**
 * Reads an AHM (阿里健康) code. One public source gives the syntax and no sample (docs/spec/udi-agencies.md), so every reading
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
    const found = fieldAt(text, i)
    const end = found === null ? -1 : fieldEnd(found, text, i + 2, to)
    if (end < 0) return false
    i = end
  }
  return true
}

/** Index behind the value that starts at `text[start]`, its star included, or -1. */
function fieldEnd({ length }: Field, text: string, start: number, to: number): number {
  if (length < 0) {
    let end = start
    while (end < to && text.charCodeAt(end) !== STAR) end++
    return end === start ? -1 : Math.min(end + 1, to)
  }
  const end = start + length
  if (end > to || endOfDigits(text, start, end) < end) return -1
  return text.charCodeAt(end) === STAR ? end + 1 : end
}

function readFields(notes: Notes, text: string, from: number, to: number, now: number): void {
  let i = from
  while (i < to) {
    const found = fieldAt(text, i)
    const next = found === null ? -1 : fieldEnd(found, text, i + 2, to)
    if (found === null || next < 0) {
      cut(notes, 'unread', i, to)
      fail(notes, 'ahm.field', i, { found: visible(text.slice(i, i + 12)) })
      return
    }
    const star = text.charCodeAt(next - 1) === STAR ? 1 : 0
    cut(notes, 'ahm.id', i, i + 2)
    cut(notes, found.what, i + 2, next - star)
    if (star === 1) cut(notes, 'ahm.star', next - 1, next)
    takeField(notes, found, text, i + 2, next - star, now)
    i = next
  }
}

function takeField(notes: Notes, found: Field, text: string, from: number, to: number, now: number): void {
  const { id } = found
  const value = text.slice(from, to)
  if (known(notes, id) !== null) {
    fail(notes, 'ahm.repeated', from, { ai: id })
    return
  }
  notes.elements.push({ ai: id, value })
  const { pi } = notes
  if (found === PL) return
  if (found.length < 0) {
    if (!onlyOf(notes, MEMBERS, 'ASCII', id, text, from, to)) return
    if (found === SN) pi.serial = value
    else if (pi.lot !== null && pi.lot !== value) fail(notes, 'ahm.repeated', from, { ai: id })
    else pi.lot = value
    return
  }
  const read = readDate('YYMMDD', text, from, now)
  if ('wrong' in read) fail(notes, read.wrong.code, read.wrong.at, { ai: id, ...read.wrong.params })
  else if (found === MD) pi.made = read.iso
  else if (found === BD) pi.bestBefore = read.iso
  else pi.expires = read.iso
}
