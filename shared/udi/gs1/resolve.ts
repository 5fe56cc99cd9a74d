import type { Pi } from '../types.ts'
import { NO_PI } from '../types.ts'
import { isoDate } from './dates.ts'
import { type Draft, report } from './draft.ts'
import { problem } from './lint/problem.ts'
import { addAi, clearAis, excludedAis, unmetRequirement } from './pairing.ts'
import { FIELD, GTIN_BIT } from './rules.ts'
import { isValidValue } from './value.ts'

/**
 * The rules that look at all elements of a label together: a repeated AI has the same value (GS1 General
 * Specifications 4.15), none stands beside one it excludes (4.13), each has what it needs (4.14).
 */
export function checkTogether(draft: Draft): void {
  // -1 has every bit, the one of the GTIN included
  if (draft.plain > 0 && (draft.plain & GTIN_BIT) !== 0) return
  checkPairing(draft)
}

/** What checkTogether does for labels that are not everyday ones. */
export function checkPairing(draft: Draft): void {
  const { count, rules, elements } = draft
  clearAis()
  for (let e = 0; e < count; e++) {
    if (addAi(rules[e]!)) continue
    const ai = rules[e]!.ai
    const first = elements.find((element) => element.ai === ai)!.value
    const value = elements[e]!.value
    if (value !== first) report(draft, problem('ai.repeated', draft.places[e]!, { ai, first, value }))
  }
  for (let e = 0; e < count; e++) {
    const rule = rules[e]!
    if (rule.requires.length > 0) {
      const unmet = unmetRequirement(rule)
      if (unmet >= 0) report(draft, problem('ai.requires', draft.places[e]!, { ai: rule.ai, oneOf: rule.requiresText[unmet]! }))
    }
    if (rule.excludes.length > 0) {
      const others = excludedAis(rule)
      if (others !== null) reportExcluded(draft, e, others)
    }
  }
}

/** Each pair that must not be is said once, at the later of the two. */
function reportExcluded(draft: Draft, e: number, others: readonly string[]): void {
  const ai = draft.rules[e]!.ai
  for (const other of others) {
    const o = draft.rules.findIndex((rule) => rule.ai === other)
    const bothSay = draft.rules[o]!.excludes.includes(draft.rules[e]!.id)
    if (bothSay && o > e) continue
    const [first, second] = o > e ? [ai, other] : [other, ai]
    report(draft, problem('ai.excludes', draft.places[Math.max(o, e)]!, { ai: second, other: first }))
  }
}

/**
 * The device identifier (AI 01) and production identifier. A value that is not valid is left out, so it is checked again
 * unless `sound` says that no fault was found.
 */
export function identify(draft: Draft, now: number, sound: boolean): { readonly di: string | null; readonly pi: Pi } {
  const { count, rules, elements } = draft
  let di: string | null = null
  let lot: string | null = null
  let serial: string | null = null
  let made: string | null = null
  let packed: string | null = null
  let bestBefore: string | null = null
  let sellBy: string | null = null
  let expires: string | null = null
  for (let e = 0; e < count; e++) {
    const { field } = rules[e]!
    if (field === FIELD.none) continue
    const { value } = elements[e]!
    if (!sound && !isValidValue(rules[e]!, value, 0, value.length)) continue
    switch (field) {
      case FIELD.di:
        di ??= value
        break
      case FIELD.lot:
        lot ??= value
        break
      case FIELD.serial:
        serial ??= value
        break
      case FIELD.made:
        made ??= isoDate(value, 0, now)
        break
      case FIELD.packed:
        packed ??= isoDate(value, 0, now)
        break
      case FIELD.bestBefore:
        bestBefore ??= isoDate(value, 0, now)
        break
      case FIELD.sellBy:
        sellBy ??= isoDate(value, 0, now)
        break
      case FIELD.expires:
        expires ??= isoDate(value, 0, now)
        break
    }
  }
  if (count === 0) return { di, pi: NO_PI }
  return { di, pi: { lot, serial, made, expires, bestBefore, packed, sellBy, sterilised: null, validUntil: null } }
}
