import { AI_TABLE, type AiEntry, type AiPart, type Charset } from './ai-table.ts'
import { LINTERS } from './lint/linters.ts'
import type { Linter } from './lint/problem.ts'

export type Part = {
  readonly set: Charset
  readonly min: number
  readonly max: number
  readonly optional: boolean
  readonly linters: readonly Linter[]
}

/** What a value of this AI is checked by: the shapes common on medical devices have a loop of their own. */
export const SHAPE = { general: 0, text: 1, number: 2, checked: 3, date: 4 } as const
export type Shape = (typeof SHAPE)[keyof typeof SHAPE]

/** Which field of the production identifier an AI fills. */
export const FIELD = { none: 0, lot: 1, serial: 2, made: 3, packed: 4, bestBefore: 5, sellBy: 6, expires: 7, di: 8 } as const
export type Field = (typeof FIELD)[keyof typeof FIELD]

/** One AI, ready for use. */
export type Rule = {
  readonly ai: string
  /** place in RULES, for tables by AI */
  readonly id: number
  readonly title: string
  readonly predefined: boolean
  readonly attribute: boolean
  readonly min: number
  readonly max: number
  readonly parts: readonly Part[]
  readonly shape: Shape
  readonly field: Field
  /** ids of AIs that must not stand beside this one */
  readonly excludes: readonly number[]
  /** every requirement: alternatives, each a list of terms, each term a list of ids of which one must be present */
  readonly requires: readonly (readonly (readonly (readonly number[])[])[])[]
  /** the requirements as the dictionary writes them */
  readonly requiresText: readonly string[]
  readonly dlpkey: readonly (readonly string[])[] | null
  /** a bit of its own when it is one of the AIs that get on with each other and need nothing but a GTIN; else 0 */
  readonly plainBit: number
}

/**
 * The AIs of everyday labels. A GTIN and any of these, each once, meets every pairing rule, so nothing need be looked
 * up; a test proves it against the rules themselves.
 */
export const PLAIN_AIS = ['01', '10', '11', '13', '15', '16', '17', '20', '21', '22', '240', '241', '243', '30'] as const
export const GTIN_BIT = 1

const FIELDS: Readonly<Record<string, Field>> = {
  '01': FIELD.di,
  '10': FIELD.lot,
  '21': FIELD.serial,
  '11': FIELD.made,
  '13': FIELD.packed,
  '15': FIELD.bestBefore,
  '16': FIELD.sellBy,
  '17': FIELD.expires,
}

type Listed = { readonly ai: string; readonly entry: AiEntry }

const LISTED: readonly Listed[] = AI_TABLE.flatMap((entry) => {
  const list: Listed[] = []
  for (let ai = Number(entry.first); ai <= Number(entry.last); ai++) list.push({ ai: String(ai).padStart(entry.first.length, '0'), entry })
  return list
})

/** Ids by pattern: a few dozen patterns stand in hundreds of entries. */
const MATCHES = new Map<string, readonly number[]>()

/** Every AI, ranges spelled out, in the order of the dictionary. */
export const RULES: readonly Rule[] = LISTED.map(compile)

/** Digits of the AIs that start with these two digits; 0 when there is none. */
export const AI_LENGTH = new Uint8Array(100)
/** Rules by number: two digits at 0, three at 100, four at 1100. */
const BY_NUMBER: (Rule | undefined)[] = new Array(11_100).fill(undefined)
export const BASE = [0, 0, 0, 100, 1100] as const

for (const rule of RULES) {
  AI_LENGTH[Number(rule.ai.slice(0, 2))] = rule.ai.length
  BY_NUMBER[BASE[rule.ai.length as 2 | 3 | 4] + Number(rule.ai)] = rule
}

/**
 * Lengths, AI included, of element strings with predefined length (GS1 General Specifications 7.8.5), reserved ones
 * included: they tell where an unknown AI ends. 0 where a separator ends it.
 */
export const PREDEFINED_LENGTH = new Uint8Array(100)
for (const [first, last, length] of [
  [0, 0, 20],
  [1, 3, 16],
  [4, 4, 18],
  [11, 19, 8],
  [20, 20, 4],
  [31, 36, 10],
  [41, 41, 16],
] as const)
  PREDEFINED_LENGTH.fill(length, first, last + 1)

/** The rule of an AI given as a number with `length` digits. */
export function ruleOf(length: number, value: number): Rule | undefined {
  return BY_NUMBER[BASE[length as 2 | 3 | 4] + value]
}

/** The rule of an AI, or undefined. */
export function findRule(ai: string): Rule | undefined {
  return /^\d{2,4}$/.test(ai) ? ruleOf(ai.length, Number(ai)) : undefined
}

/** The rule whose AI starts at `text[at]`, or undefined when none does. */
export function ruleAt(text: string, at: number): Rule | undefined {
  const first = text.charCodeAt(at) - 48
  const second = text.charCodeAt(at + 1) - 48
  // NaN past the end fails every comparison
  if (!(first >= 0 && first <= 9 && second >= 0 && second <= 9)) return undefined
  let value = first * 10 + second
  const length = AI_LENGTH[value]!
  if (length === 2) return BY_NUMBER[value]
  if (length === 0) return undefined
  for (let i = 2; i < length; i++) {
    const digit = text.charCodeAt(at + i) - 48
    if (!(digit >= 0 && digit <= 9)) return undefined
    value = value * 10 + digit
  }
  return BY_NUMBER[BASE[length as 3 | 4] + value]
}

function compile({ ai, entry }: Listed, id: number): Rule {
  const parts = entry.parts.map((part) => ({
    set: part.set,
    min: part.min,
    max: part.max,
    optional: part.optional,
    linters: part.lint.map((name) => LINTERS[name]),
  }))
  return {
    ai,
    id,
    title: entry.title,
    predefined: entry.predefined,
    attribute: entry.attribute,
    min: parts.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0),
    max: parts.reduce((sum, part) => sum + part.max, 0),
    parts,
    shape: shapeOf(entry.parts),
    field: FIELDS[ai] ?? FIELD.none,
    // an AI is not exclusive of itself even if it matches a pattern
    excludes: entry.ex.flatMap(matching).filter((other) => other !== id),
    requires: entry.req.map((alternatives) => alternatives.map((terms) => terms.map(matching))),
    requiresText: entry.req.map((alternatives) => alternatives.map((terms) => terms.join('+')).join(',')),
    dlpkey: entry.dlpkey,
    plainBit: plainBit(ai),
  }
}

function plainBit(ai: string): number {
  const index = (PLAIN_AIS as readonly string[]).indexOf(ai)
  return index < 0 ? 0 : GTIN_BIT << index
}

function matching(pattern: string): readonly number[] {
  const known = MATCHES.get(pattern)
  if (known !== undefined) return known
  const ids: number[] = []
  for (let id = 0; id < LISTED.length; id++) {
    const ai = LISTED[id]!.ai
    if (ai.length === pattern.length && [...pattern].every((c, i) => c === 'n' || c === ai[i])) ids.push(id)
  }
  MATCHES.set(pattern, ids)
  return ids
}

function shapeOf(parts: readonly AiPart[]): Shape {
  const [part] = parts
  if (parts.length !== 1 || part === undefined) return SHAPE.general
  const lint = part.lint.join()
  if (part.set === 'X' && lint === '') return SHAPE.text
  if (part.set === 'N' && lint === '') return SHAPE.number
  // digits only and longer than any company prefix: the prefix linters have nothing left to find
  if (part.set === 'N' && part.min === part.max && (lint === 'csum,gcppos1' || lint === 'csum,gcppos2')) return SHAPE.checked
  if (part.set === 'N' && part.max === 6 && lint === 'yymmd0') return SHAPE.date
  return SHAPE.general
}
