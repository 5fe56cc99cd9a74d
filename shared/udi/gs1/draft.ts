import type { Element } from '../types.ts'
import { type Problem, problem } from './lint/problem.ts'
import type { Rule } from './rules.ts'
import { explainValue, isValidValue } from './value.ts'

/** What was read so far: three lists that run side by side, and what is wrong, by index into the text. */
export type Draft = {
  readonly elements: Element[]
  readonly rules: Rule[]
  /** where each AI stands in the text */
  readonly places: number[]
  /** where each value stands in the text */
  readonly valuePlaces: number[]
  problems: Problem[] | null
  /** a separator was seen */
  separated: boolean
}

export function newDraft(): Draft {
  return { elements: [], rules: [], places: [], valuePlaces: [], problems: null, separated: false }
}

export function report(draft: Draft, found: Problem): void {
  if (draft.problems === null) draft.problems = [found]
  else draft.problems.push(found)
}

/** Takes `text[from, to)` as the value of an AI and notes whatever is wrong with it. */
export function take(draft: Draft, rule: Rule, text: string, place: number, from: number, to: number, valid: boolean): void {
  draft.elements.push({ ai: rule.ai, value: text.slice(from, to) })
  draft.rules.push(rule)
  draft.places.push(place)
  draft.valuePlaces.push(from)
  if (!valid) for (const found of explainValue(rule, text, from, to)) report(draft, withAi(found, rule))
}

/** Takes a value that was written with escapes; `placeOf` leads from an index in the value back to the text. */
export function takeDecoded(draft: Draft, rule: Rule, value: string, place: number, placeOf: (index: number) => number): void {
  draft.elements.push({ ai: rule.ai, value })
  draft.rules.push(rule)
  draft.places.push(place)
  draft.valuePlaces.push(placeOf(0))
  if (isValidValue(rule, value, 0, value.length)) return
  for (const found of explainValue(rule, value, 0, value.length)) {
    const named = withAi(found, rule)
    report(draft, problem(named.code, placeOf(named.at), named.params))
  }
}

function withAi(found: Problem, rule: Rule): Problem {
  return problem(found.code, found.at, { ai: rule.ai, ...found.params })
}
