import type { Reading } from '../types.ts'
import { add, type Draft, elementsOf, newDraft } from './draft.ts'
import { nextSeparator, separatorAt } from './element-string.ts'
import { checkTogether, identify } from './resolve.ts'
import { AI_LENGTH, type Rule, ruleAt } from './rules.ts'
import { isValidValue } from './value.ts'

/** A scan longer than any UDI is not worth guessing at. */
const LONGEST = 200
/** Values tried before the search gives up, so that no scan can hold the line up. */
const BUDGET = 20_000
/** Best endings kept per place. */
const BEAM = 12
const MOST_READINGS = 5

/** How usual an AI is on a device: what a reading costs by the AIs it assumes. */
const COST: Readonly<Record<string, number>> = {
  '00': 1,
  '01': 1,
  '02': 1,
  '10': 1,
  '11': 1,
  '17': 1,
  '21': 1,
  '13': 3,
  '15': 3,
  '16': 3,
  '30': 3,
  '37': 3,
  '240': 3,
}
const RARE = 8
const INTERNAL = 6
/** Lots and serials of one character are legal and rare. */
const ONE_CHARACTER = 2

/** The rest of a reading from one place on. */
type Ending = {
  readonly cost: number
  readonly rule: Rule | null
  readonly from: number
  readonly to: number
  readonly next: Ending | null
}

const COMPLETE: Ending = { cost: 0, rule: null, from: 0, to: 0, next: null }

export type Lost = { readonly text: string; readonly to: number; readonly visibleGs: boolean; readonly now: number }

/**
 * Every way to read a scan whose separators were lost that obeys all rules, most usual AIs first; the straight reading
 * itself is left out. Nothing is chosen here: a person or the expected label decides.
 */
export function alternativeReadings(lost: Lost, from: number, before: Draft, straight: Draft): readonly Reading[] {
  if (lost.to - from > LONGEST) return []
  const found: { readonly reading: Reading; readonly cost: number }[] = []
  const straightKey = keyOf(straight)
  for (const ending of new Search(lost).endings(from)) {
    const draft = withEnding(before, ending, lost.text)
    if (keyOf(draft) === straightKey) continue
    checkTogether(draft)
    if (draft.problems !== null) continue
    const { di, pi } = identify(draft, lost.now, true)
    found.push({ reading: { agency: 'GS1', di, pi, elements: elementsOf(draft) }, cost: ending.cost })
    if (found.length === MOST_READINGS) break
  }
  return found.map((entry) => entry.reading)
}

/**
 * The readings of a scan that is valid as it stands, but whose last value may have swallowed others: there was no
 * separator, and behind its first character stands an AI usual on devices that is not there yet.
 */
export function ambiguousReadings(lost: Lost, straight: Draft): readonly Reading[] {
  const last = straight.count - 1
  const rule = straight.rules[last]
  if (straight.separated || rule === undefined || rule.min === rule.max) return []
  if (!swallowedAny(lost.text, straight.valuePlaces[last]! + 1, lost.to, straight)) return []
  const before = newDraft()
  for (let e = 0; e < last; e++) copyElement(straight, e, before)
  const readings = alternativeReadings(lost, straight.places[last]!, before, straight)
  return readings.filter((reading) => reading.elements.every((element) => COST[element.ai] !== undefined))
}

const USUAL = new Uint8Array(100)
for (const ai of Object.keys(COST)) USUAL[Number(ai.slice(0, 2))] = 1

/** Whether two digits that begin a usual AI stand in `text[from, to)`: a cheap "perhaps". */
export function mayHaveSwallowed(text: string, from: number, to: number): boolean {
  let before = -1
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    const here = digit >= 0 && digit <= 9 ? digit : -1
    if (before >= 0 && here >= 0 && USUAL[before * 10 + here] === 1) return true
    before = here
  }
  return false
}

function swallowedAny(text: string, from: number, to: number, present: Draft): boolean {
  for (let i = from; i < to - 2; i++) {
    const first = text.charCodeAt(i) - 48
    const second = text.charCodeAt(i + 1) - 48
    if (!(first >= 0 && first <= 9 && second >= 0 && second <= 9)) continue
    if (USUAL[first * 10 + second] === 0 || AI_LENGTH[first * 10 + second] === 0) continue
    const rule = ruleAt(text, i)
    if (rule === undefined || COST[rule.ai] === undefined || present.rules.lastIndexOf(rule, present.count - 1) >= 0) continue
    const start = i + rule.ai.length
    if (to - start < rule.min) continue
    if (rule.min !== rule.max || isValidValue(rule, text, start, start + rule.max)) return true
  }
  return false
}

class Search {
  private readonly lost: Lost
  private readonly known = new Map<number, readonly Ending[]>()
  private left = BUDGET

  constructor(lost: Lost) {
    this.lost = lost
  }

  /** The cheapest ways to read from `at` to the end, best first. */
  endings(at: number): readonly Ending[] {
    if (at >= this.lost.to) return [COMPLETE]
    const before = this.known.get(at)
    if (before) return before
    const found = this.search(at)
    this.known.set(at, found)
    return found
  }

  private search(at: number): readonly Ending[] {
    const { text, to, visibleGs } = this.lost
    const rule = ruleAt(text, at)
    if (rule === undefined) return []
    const from = at + rule.ai.length
    const limit = Math.min(from + rule.max, nextSeparator(text, from, to, visibleGs))
    const found: Ending[] = []
    for (let end = from + rule.min; end <= limit && this.left > 0; end++) {
      // nothing but the end, a separator or an AI can follow
      const separator = end < to ? separatorAt(text, end, visibleGs) : 0
      if (end < to && separator === 0 && ruleAt(text, end) === undefined) continue
      this.left--
      if (!isValidValue(rule, text, from, end)) continue
      const cost = costOf(rule, end - from)
      for (const next of this.endings(end + separator)) {
        if (!repeats(next, rule)) found.push({ cost: cost + next.cost, rule, from, to: end, next })
      }
    }
    return found.sort((a, b) => a.cost - b.cost).slice(0, BEAM)
  }
}

function costOf(rule: Rule, length: number): number {
  const usual = COST[rule.ai] ?? (rule.ai.startsWith('9') ? INTERNAL : RARE)
  return usual + (length === 1 ? ONE_CHARACTER : 0)
}

function repeats(ending: Ending, rule: Rule): boolean {
  for (let e: Ending | null = ending; e !== null; e = e.next) if (e.rule === rule) return true
  return false
}

function withEnding(before: Draft, ending: Ending, text: string): Draft {
  const draft = newDraft()
  for (let e = 0; e < before.count; e++) copyElement(before, e, draft)
  for (let e: Ending | null = ending; e?.rule; e = e.next) {
    add(draft, { ai: e.rule.ai, value: text.slice(e.from, e.to) }, e.rule, e.from - e.rule.ai.length, e.from)
  }
  return draft
}

export function copyElement(source: Draft, index: number, target: Draft): void {
  add(target, source.elements[index]!, source.rules[index]!, source.places[index]!, source.valuePlaces[index]!)
}

function keyOf(draft: Draft): string {
  return elementsOf(draft)
    .map((element) => `${element.ai}\u001d${element.value}`)
    .join('\u001d')
}
