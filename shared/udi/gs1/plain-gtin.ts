import { type Draft, report, takeDecoded } from './draft.ts'
import { toGtin14 } from './keys.ts'
import { problem } from './lint/problem.ts'
import { findRule } from './rules.ts'
import { visible } from './value.ts'

const GTIN = findRule('01')!

/** Digits that can be nothing but a GTIN when no element string fits: 8, 12, 13 or 14 of them, the check digit right. */
export function looksLikeGtin(text: string, from: number): boolean {
  return toGtin14(text.slice(from)).ok
}

/** Reads what an EAN/UPC or ITF symbol holds: digits only, kept in elements as the fourteen digits of AI 01. */
export function readPlainGtin(draft: Draft, text: string, from: number): void {
  const digits = text.slice(from)
  const outcome = toGtin14(digits)
  if (outcome.ok) {
    takeDecoded(draft, GTIN, outcome.value.gtin, from, (index) => from + Math.max(0, index - (14 - digits.length)))
    return
  }
  for (const { code, params, at } of outcome.errors) {
    const found = code === 'gtin.digits' ? { found: visible(digits.slice(at ?? 0)) } : params
    report(draft, problem(code, from + (at ?? 0), found))
  }
}
