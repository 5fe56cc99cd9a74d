import type { Agency, CodeKind, Element } from '../types.ts'
import { type Problem, problem } from './lint/problem.ts'
import type { Rule } from './rules.ts'
import { explainValue, isValidValue } from './value.ts'

/**
 * What was read so far. The four lists run side by side and hold `count` entries; what lies behind is left from an
 * earlier scan, so that a draft can be used again without allocating.
 */
export type Draft = {
  count: number
  readonly elements: Element[]
  readonly rules: Rule[]
  /** where each AI stands in the text */
  readonly places: number[]
  /** where each value stands in the text */
  readonly valuePlaces: number[]
  /** what is wrong, by index into the text; null when nothing is */
  problems: Problem[] | null
  /** a separator was seen */
  separated: boolean
  /** bits of the everyday AIs seen (Rule.plainBit); -1 once another AI or a repeated one was seen */
  plain: number
  agency: Agency | null
  symbology: string | null
  /** where the element strings start, or -1 when the scan is written in another form */
  dataAt: number
  /** a trade item number that stands alone, or nothing known here; null when the elements tell */
  kind: CodeKind | null
}

export function newDraft(): Draft {
  return {
    count: 0,
    elements: [],
    rules: [],
    places: [],
    valuePlaces: [],
    problems: null,
    separated: false,
    plain: 0,
    agency: null,
    symbology: null,
    dataAt: -1,
    kind: null,
  }
}

/** Makes a used draft empty. */
export function resetDraft(draft: Draft): Draft {
  draft.count = 0
  draft.problems = null
  draft.separated = false
  draft.plain = 0
  draft.agency = null
  draft.symbology = null
  draft.dataAt = -1
  draft.kind = null
  return draft
}

export function elementsOf(draft: Draft): readonly Element[] {
  return draft.elements.slice(0, draft.count)
}

export function report(draft: Draft, found: Problem): void {
  if (draft.problems === null) draft.problems = [found]
  else draft.problems.push(found)
}

export function add(draft: Draft, element: Element, rule: Rule, place: number, valuePlace: number): void {
  const at = draft.count++
  draft.elements[at] = element
  draft.rules[at] = rule
  draft.places[at] = place
  draft.valuePlaces[at] = valuePlace
  const bit = rule.plainBit
  draft.plain = bit === 0 || (draft.plain & bit) !== 0 ? -1 : draft.plain | bit
}

/** Takes `text[from, to)` as the value of an AI and notes whatever is wrong with it. */
export function take(draft: Draft, rule: Rule, text: string, place: number, from: number, to: number, valid: boolean): void {
  add(draft, { ai: rule.ai, value: text.slice(from, to) }, rule, place, from)
  if (!valid) for (const found of explainValue(rule, text, from, to)) report(draft, withAi(found, rule))
}

/** Takes a value that was written with escapes; `placeOf` leads from an index in the value back to the text. */
export function takeDecoded(draft: Draft, rule: Rule, value: string, place: number, placeOf: (index: number) => number): void {
  add(draft, { ai: rule.ai, value }, rule, place, placeOf(0))
  if (isValidValue(rule, value, 0, value.length)) return
  for (const found of explainValue(rule, value, 0, value.length)) {
    const named = withAi(found, rule)
    report(draft, problem(named.code, placeOf(named.at), named.params))
  }
}

function withAi(found: Problem, rule: Rule): Problem {
  return problem(found.code, found.at, { ai: rule.ai, ...found.params })
}
