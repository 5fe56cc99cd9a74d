import type { Reading } from '../types.ts'
import { add, type Draft, elementsOf, newDraft } from './draft.ts'
import { nextSeparator, separatorAt } from './element-string.ts'
import { type Pricing, pricingOf } from './pricing.ts'
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

/** AIs that a last value may be thought to have swallowed. */
const USUAL: ReadonlySet<string> = new Set(['00', '01', '02', '10', '11', '17', '21', '13', '15', '16', '30', '37', '240'])

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
 * Every way to read a scan whose separators were lost that obeys all rules, likeliest first; the straight reading
 * itself is left out. Nothing is chosen here: a person or the expected label decides.
 */
export function alternativeReadings(lost: Lost, from: number, before: Draft, straight: Draft): readonly Reading[] {
  const straightKey = keyOf(straight)
  const others: Reading[] = []
  for (const { draft } of wholeReadings(lost, from, before, pricingOf(null, lost.now))) {
    if (keyOf(draft) === straightKey) continue
    const { di, pi } = identify(draft, lost.now, true)
    others.push({ agency: 'GS1', di, pi, elements: elementsOf(draft) })
    if (others.length === MOST_READINGS) break
  }
  return others
}

export type Priced = { readonly draft: Draft; readonly cost: number }

/** Every reading of `text[from, to)` behind `before` that breaks no rule, cheapest first; at most twelve. */
export function wholeReadings(lost: Lost, from: number, before: Draft, pricing: Pricing): readonly Priced[] {
  if (lost.to - from > LONGEST) return []
  const found: Priced[] = []
  for (const ending of new Search(lost, pricing).endings(from)) {
    const draft = withEnding(before, ending, lost.text)
    checkTogether(draft)
    if (draft.problems === null) found.push({ draft, cost: ending.cost + pricing.step(null, ending.rule) })
  }
  return found.sort((a, b) => a.cost - b.cost)
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
  return readings.filter((reading) => reading.elements.every((element) => USUAL.has(element.ai)))
}

const USUAL_START = new Uint8Array(100)
for (const ai of USUAL) USUAL_START[Number(ai.slice(0, 2))] = 1

/** Whether two digits that begin a usual AI stand in `text[from, to)`: a cheap "perhaps". */
export function mayHaveSwallowed(text: string, from: number, to: number): boolean {
  let before = -1
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48
    const here = digit >= 0 && digit <= 9 ? digit : -1
    if (before >= 0 && here >= 0 && USUAL_START[before * 10 + here] === 1) return true
    before = here
  }
  return false
}

function swallowedAny(text: string, from: number, to: number, present: Draft): boolean {
  for (let i = from; i < to - 2; i++) {
    const first = text.charCodeAt(i) - 48
    const second = text.charCodeAt(i + 1) - 48
    if (!(first >= 0 && first <= 9 && second >= 0 && second <= 9)) continue
    if (USUAL_START[first * 10 + second] === 0 || AI_LENGTH[first * 10 + second] === 0) continue
    const rule = ruleAt(text, i)
    if (rule === undefined || !USUAL.has(rule.ai) || present.rules.lastIndexOf(rule, present.count - 1) >= 0) continue
    const start = i + rule.ai.length
    if (to - start < rule.min) continue
    if (rule.min !== rule.max || isValidValue(rule, text, start, start + rule.max)) return true
  }
  return false
}

class Search {
  private readonly lost: Lost
  private readonly pricing: Pricing
  private readonly known = new Map<number, readonly Ending[]>()
  private left = BUDGET

  constructor(lost: Lost, pricing: Pricing) {
    this.lost = lost
    this.pricing = pricing
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
      const cost = this.pricing.value(rule, text, from, end)
      for (const next of this.endings(end + separator)) {
        if (!repeats(next, rule)) found.push({ cost: cost + this.pricing.step(rule, next.rule) + next.cost, rule, from, to: end, next })
      }
    }
    return found.sort((a, b) => a.cost - b.cost).slice(0, BEAM)
  }
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
