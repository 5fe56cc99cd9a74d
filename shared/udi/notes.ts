import type { FaultParams } from '../errors.ts'
import { type Problem, problem } from './gs1/lint/problem.ts'
import { visible } from './gs1/value.ts'
import type { Agency, Element, Pi } from './types.ts'

/** Characters a rule cut out of a scan; `what` names them (words: `udi.what.*`), places are indexes into the text. */
export type Cut = { readonly what: string; readonly from: number; readonly to: number }

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** What the parser of an agency other than GS1 has read so far. */
export type Notes = {
  readonly agency: Agency
  di: string | null
  readonly pi: Writable<Pi>
  readonly elements: Element[]
  /** null when nothing is wrong */
  problems: Problem[] | null
  warnings: Problem[] | null
  /** null when nobody asked for an explanation */
  readonly cuts: Cut[] | null
}

/** @param explained whether cuts are to be collected */
export function newNotes(agency: Agency, explained: boolean): Notes {
  return {
    agency,
    di: null,
    pi: {
      lot: null,
      serial: null,
      made: null,
      expires: null,
      bestBefore: null,
      packed: null,
      sellBy: null,
      sterilised: null,
      validUntil: null,
    },
    elements: [],
    problems: null,
    warnings: null,
    cuts: explained ? [] : null,
  }
}

export function fail(notes: Notes, code: string, at: number, params?: FaultParams): void {
  const found = problem(code, at, params)
  if (notes.problems === null) notes.problems = [found]
  else notes.problems.push(found)
}

export function warn(notes: Notes, code: string, at: number, params?: FaultParams): void {
  const found = problem(code, at, params)
  if (notes.warnings === null) notes.warnings = [found]
  else notes.warnings.push(found)
}

/** Notes an empty run too: where something is missing is worth showing. */
export function cut(notes: Notes, what: string, from: number, to: number): void {
  if (notes.cuts !== null) notes.cuts.push({ what, from, to })
}

/** Reports the characters of `text[from, to)` outside a set, one problem per run; true when there are none. */
export function onlyOf(notes: Notes, members: Uint8Array, set: string, id: string, text: string, from: number, to: number): boolean {
  let i = from
  while (i < to && members[text.charCodeAt(i)] === 1) i++
  if (i >= to) return true
  for (; i < to; i++) {
    if (members[text.charCodeAt(i)] === 1) continue
    const start = i
    while (i + 1 < to && members[text.charCodeAt(i + 1)] !== 1) i++
    fail(notes, 'char.illegal', start, { ai: id, characters: visible(text.slice(start, i + 1)), set })
  }
  return false
}

/** The value of an identifier that was read before, or null. */
export function known(notes: Notes, id: string): string | null {
  const { elements } = notes
  for (let e = 0; e < elements.length; e++) if (elements[e]!.ai === id) return elements[e]!.value
  return null
}

/** By character code below 128: 1 for each of `characters`. */
export function membersOf(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1
  return table
}
