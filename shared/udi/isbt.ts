import { endOfDigits } from './gs1/lint/problem.ts'
import { visible } from './gs1/value.ts'
import { cut, fail, known, membersOf, type Notes, onlyOf, warn } from './notes.ts'
import { readDate } from './plain-dates.ts'

const EQUALS = 61
const AMPERSAND = 38
const MEMBERS = membersOf('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
const LONGEST_LOT = 18

/** Data structures that are read, and the characters each holds (docs/spec/udi-agencies.md). */
const LENGTHS: Readonly<Record<string, number>> = { '=/': 16, '=,': 6, '=': 15, '=>': 6, '=}': 6, '=+': 5 }

/** Whether an ISBT 128 data identifier of a device stands at `text[from]`. */
export function isIsbt(text: string, from: number): boolean {
  const first = text.charCodeAt(from)
  const next = text.charCodeAt(from + 1)
  if (first === AMPERSAND) return next === 44 || next === 40 || next === 62
  if (first !== EQUALS) return false
  return isAlphanumeric(next) || next === 47 || next === 44 || next === 62 || next === 125 || next === 43
}

/**
 * Reads ISBT 128 data structures standing side by side, with or without the header of a compound message, whose first two
 * digits count them (ICCBBA ST-011; docs/spec/udi-agencies.md). The DI is the sixteen characters behind `=/`; the donation number behind
 * `=` is an element and no field of the PI. Faults: `isbt.*`, `char.illegal`, `value.*`; warning: `isbt.century`.
 */
export function readIsbt(notes: Notes, text: string, from: number, now: number): void {
  const to = text.length
  let promised = -1
  let structures = 0
  for (let i = from; i < to; ) {
    const id = identifierAt(text, i)
    if (id === null) {
      const next = nextStructure(text, i + 1, to)
      cut(notes, 'unread', i, next)
      fail(notes, 'isbt.structure', i, { found: visible(text.slice(i, Math.min(next, i + 6))) })
      i = next
      structures++
      continue
    }
    const start = i + id.length
    const end = valueEnd(id, text, start, to)
    cut(notes, 'isbt.id', i, start)
    if (id === '=+') {
      if (i === from) promised = countOf(notes, text, start, end)
      else fail(notes, 'isbt.compoundPlace', i)
      cut(notes, 'isbt.compound', start, end)
      notes.elements.push({ ai: id, value: text.slice(start, end) })
    } else {
      structures++
      take(notes, id, text, start, end, now)
    }
    i = end
  }
  if (promised >= 0 && promised !== structures) fail(notes, 'isbt.count', from + 2, { expected: promised, found: structures })
}

function isAlphanumeric(code: number): boolean {
  return code < 128 && MEMBERS[code] === 1
}

function identifierAt(text: string, at: number): string | null {
  const next = text.charCodeAt(at + 1)
  if (text.charCodeAt(at) === AMPERSAND) return next === 44 && text.charCodeAt(at + 2) === 49 ? '&,1' : null
  if (text.charCodeAt(at) !== EQUALS) return null
  switch (next) {
    case 47:
      return '=/'
    case 44:
      return '=,'
    case 62:
      return '=>'
    case 125:
      return '=}'
    case 43:
      return '=+'
    default:
      return isAlphanumeric(next) ? '=' : null
  }
}

function nextStructure(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    if (code === EQUALS || code === AMPERSAND) return i
  }
  return to
}

/** A value ends where its length says or the next identifier begins, whichever is first. */
function valueEnd(id: string, text: string, start: number, to: number): number {
  return nextStructure(text, start, Math.min(to, start + (LENGTHS[id] ?? LONGEST_LOT)))
}

function countOf(notes: Notes, text: string, start: number, end: number): number {
  if (end - start === 5 && endOfDigits(text, start, end) === end) return Number(text.slice(start, start + 2))
  fail(notes, 'isbt.length', start, { ai: '=+', expected: 5, length: end - start })
  return -1
}

function take(notes: Notes, id: string, text: string, start: number, end: number, now: number): void {
  const value = text.slice(start, end)
  const expected = LENGTHS[id]
  const { pi } = notes
  if (id === '=/') {
    cut(notes, 'isbt.fin', start, Math.min(start + 5, end))
    cut(notes, 'isbt.fpc', Math.min(start + 5, end), Math.min(start + 11, end))
    cut(notes, 'isbt.pdc', Math.min(start + 11, end), end)
  } else cut(notes, WHAT[id] ?? 'unread', start, end)
  const before = known(notes, id)
  if (before !== null && before !== value) {
    fail(notes, 'isbt.repeated', start, { ai: id })
    return
  }
  notes.elements.push({ ai: id, value })
  if (expected === undefined ? value.length === 0 : value.length !== expected) {
    fail(notes, 'isbt.length', start, { ai: id, expected: expected ?? LONGEST_LOT, length: value.length })
    return
  }
  if (!onlyOf(notes, MEMBERS, 'ISBT', id, text, start, end)) return
  if (id === '=/') notes.di = value
  else if (id === '=,') pi.serial = value
  else if (id === '&,1') pi.lot = value
  else if (id === '=>' || id === '=}') {
    const read = readDate('CYYJJJ', text, start, now)
    if ('iso' in read) pi[id === '=>' ? 'expires' : 'made'] = read.iso
    else if (read.wrong.code === 'value.century') warn(notes, 'isbt.century', start, read.wrong.params)
    else fail(notes, read.wrong.code, read.wrong.at, { ai: id, ...read.wrong.params })
  }
}

const WHAT: Readonly<Record<string, string>> = {
  '=,': 'isbt.division',
  '=': 'isbt.donation',
  '=>': 'isbt.expires',
  '=}': 'isbt.made',
  '&,1': 'isbt.lot',
}
