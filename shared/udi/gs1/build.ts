import { type Fault, fault, type Outcome } from '../../errors.ts'
import type { Element } from '../types.ts'
import { type Draft, newDraft, takeDecoded } from './draft.ts'
import { GS } from './element-string.ts'
import { problem } from './lint/problem.ts'
import { checkTogether } from './resolve.ts'
import { findRule, type Rule } from './rules.ts'

export type Built = {
  /** element strings with GS only where one is needed; FNC1 in first position is left to the symbol */
  readonly data: string
  /** human readable interpretation: brackets around AIs, everything else as encoded (GS1 General Specifications 4.15) */
  readonly hri: string
}

export type BuildOptions = {
  /** `given` keeps the caller's order; `canonical` puts AIs of predefined length first, which saves separators */
  readonly order?: 'given' | 'canonical'
}

/**
 * Concatenates elements into element strings (GS1 General Specifications 7.8.6): a separator follows every AI that is
 * not of predefined length, the last excepted. Every rule the parser checks is checked; faults have no place, but name
 * the AI. Faults: those of the parser, and `elements.none`.
 */
export function buildElementString(elements: readonly Element[], options: BuildOptions = {}): Outcome<Built> {
  const checked = check(elements)
  if (!checked.ok) return checked
  const rules = options.order === 'canonical' ? canonical(checked.value) : checked.value
  let data = ''
  let hri = ''
  for (const [index, { rule, value }] of rules.entries()) {
    data += rule.ai + value
    if (!rule.predefined && index < rules.length - 1) data += GS
    hri += `(${rule.ai})${value}`
  }
  return { ok: true, value: { data, hri } }
}

/** `(01)...(10)...` with `\(` for a bracket that belongs to a value; `parseScan` reads it back. */
export function buildBracketed(elements: readonly Element[]): Outcome<string> {
  const checked = check(elements)
  if (!checked.ok) return checked
  return { ok: true, value: checked.value.map(({ rule, value }) => `(${rule.ai})${value.replaceAll('(', '\\(')}`).join('') }
}

/**
 * An uncompressed GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax): primary key, its qualifiers in their
 * order, everything else as query. Faults: those of the parser, `dl.noKey`, `dl.attribute` for an AI a URI cannot carry.
 *
 * @param stem scheme and host, such as `https://id.example.com`
 */
export function buildDigitalLink(elements: readonly Element[], stem: string): Outcome<string> {
  const checked = check(elements)
  if (!checked.ok) return checked
  const items = checked.value
  const key = items.find((item) => item.rule.dlpkey !== null)
  if (key === undefined) return { ok: false, errors: [fault('dl.noKey')] }
  const present = new Set(items.map((item) => item.rule.ai))
  const sequences = key.rule.dlpkey ?? []
  // of alternative sequences the one that takes most of what is there
  const best = sequences.reduce<readonly string[]>((a, b) => (held(b, present) > held(a, present) ? b : a), [])
  const path = best.flatMap((ai) => items.filter((item) => item.rule.ai === ai).slice(0, 1))
  const query = items.filter((item) => item.rule.ai !== key.rule.ai && !path.includes(item))
  const barred = query.filter((item) => !item.rule.attribute)
  if (barred.length > 0) return { ok: false, errors: barred.map((item) => fault('dl.attribute', { ai: item.rule.ai })) }
  const segments = [key, ...path].map(({ rule, value }) => `/${rule.ai}/${escaped(value)}`).join('')
  const attributes = query.map(({ rule, value }) => `${rule.ai}=${escaped(value)}`).join('&')
  return { ok: true, value: `${stem.replace(/\/+$/, '')}${segments}${attributes === '' ? '' : `?${attributes}`}` }
}

/** Percent-encodes all but the unreserved characters of RFC 3986 2.3; values hold ASCII only. */
function escaped(value: string): string {
  return value.replace(/[^A-Za-z0-9\-._~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
}

function held(sequence: readonly string[], present: ReadonlySet<string>): number {
  return sequence.filter((ai) => present.has(ai)).length
}

type Item = { readonly rule: Rule; readonly value: string }

function canonical(items: readonly Item[]): readonly Item[] {
  return [...items.filter((item) => item.rule.predefined), ...items.filter((item) => !item.rule.predefined)]
}

function check(elements: readonly Element[]): Outcome<readonly Item[]> {
  const draft: Draft = newDraft()
  const items: Item[] = []
  if (elements.length === 0) return { ok: false, errors: [fault('elements.none')] }
  for (const { ai, value } of elements) {
    const rule = findRule(ai)
    if (rule === undefined) draft.problems = [...(draft.problems ?? []), problem('ai.unknown', 0, { found: ai })]
    else {
      takeDecoded(draft, rule, value, 0, () => 0)
      items.push({ rule, value })
    }
  }
  checkTogether(draft)
  if (draft.problems === null) return { ok: true, value: items }
  const errors: readonly Fault[] = draft.problems.map(({ code, params }) => fault(code, params))
  return { ok: false, errors }
}
