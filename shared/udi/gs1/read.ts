import { AIM_LENGTH, type Aim } from '../aim.ts'
import type { CodeKind } from '../types.ts'
import { readBracketed } from './bracketed.ts'
import { isWebUri, readDigitalLink } from './digital-link.ts'
import { type Draft, newDraft, report, resetDraft } from './draft.ts'
import { readElementString, separatorAt } from './element-string.ts'
import { problem } from './lint/problem.ts'
import { looksLikeGtin, readPlainGtin } from './plain-gtin.ts'
import { ruleAt } from './rules.ts'
import { isValidValue, visible } from './value.ts'

/** Tells the kinds of GS1 scan apart, AIM identifier first, then the first characters, and reads it. */
export function readGs1(draft: Draft, text: string, aim: Aim | null, visibleGs: boolean): Draft {
  const from = aim === null ? 0 : AIM_LENGTH
  draft.symbology = aim === null ? null : aim.id
  const first = text.charCodeAt(from)
  const elements = (first >= 48 && first <= 57) || separatorAt(text, from, visibleGs) > 0
  if (elements && (aim === null || aim.kind === 'gs1')) readElements(draft, text, from, visibleGs)
  else readOther(draft, text, from, aim, elements, visibleGs)
  if (aim === null && elements && draft.problems !== null && looksLikeGtin(text, from)) {
    resetDraft(draft)
    readGtin(draft, text, from)
  }
  return draft
}

function readElements(draft: Draft, text: string, from: number, visibleGs: boolean): void {
  draft.agency = 'GS1'
  draft.dataAt = from
  readElementString(draft, text, from, text.length, visibleGs)
}

const BY_LENGTH: Readonly<Record<number, CodeKind>> = { 8: 'ean8', 12: 'upcA', 13: 'ean13', 14: 'itf14' }

function readGtin(draft: Draft, text: string, from: number): void {
  draft.agency = 'GS1'
  // readers send UPC-A as EAN-13 with a zero in front
  const upc = text.length - from === 13 && text.charCodeAt(from) === 48
  draft.kind = upc ? 'upcA' : (BY_LENGTH[text.length - from] ?? 'legacy')
  readPlainGtin(draft, text, from)
}

function readOther(draft: Draft, text: string, from: number, aim: Aim | null, elements: boolean, visibleGs: boolean): void {
  const kind = aim?.kind ?? null
  const symbology = aim?.id ?? ''
  if (from === text.length) {
    report(draft, problem('scan.empty', from))
  } else if (kind === 'gtin') {
    readGtin(draft, text, from)
  } else if (text.charCodeAt(from) === 40) {
    draft.agency = 'GS1'
    // a reader does not put brackets around AIs: they are in the symbol, where they do not belong
    if (kind === 'gs1') report(draft, problem('brackets.encoded', from, { symbology }))
    if (kind === 'plain') report(draft, problem('symbology.notGs1', 0, { symbology }))
    readBracketed(draft, text, from, text.length, visibleGs)
  } else if (elements && looksLikeGs1(text, from, visibleGs)) {
    report(draft, problem('symbology.notGs1', 0, { symbology }))
    readElements(draft, text, from, visibleGs)
  } else if (!elements && isWebUri(text, from)) {
    if (kind === 'gs1') report(draft, problem('symbology.uri', 0, { symbology }))
    draft.symbology = 'dl'
    readDigitalLink(draft, text, from, text.length)
    draft.agency = draft.count > 0 ? 'GS1' : null
  } else if (kind === 'gs1') {
    readElements(draft, text, from, visibleGs)
  } else {
    draft.kind = 'legacy'
    report(draft, problem('code.unrecognised', from, { found: visible(text.slice(from, from + 12)) }))
  }
}

/** A symbol without the GS1 flag may hold any digits; these start with a key, or with an element that is right. */
function looksLikeGs1(text: string, from: number, visibleGs: boolean): boolean {
  const rule = ruleAt(text, from + separatorAt(text, from, visibleGs))
  if (rule === undefined) return false
  if (rule.ai === '00' || rule.ai === '01' || rule.ai === '02') return text.length - from >= rule.ai.length + rule.max
  const probe = newDraft()
  readElementString(probe, text, from, text.length, visibleGs)
  const { value } = probe.elements[0]!
  return isValidValue(rule, value, 0, value.length)
}

/** What sort of code the elements make; digits that obey no rule of GS1 and are not said to be GS1 are a firm's own. */
export function kindOf(draft: Draft, di: string | null): CodeKind | null {
  if (draft.kind !== null) return draft.kind
  if (di !== null) return 'udi'
  const { count, elements, problems, symbology } = draft
  let logistic = false
  for (let e = 0; e < count; e++) {
    const { ai } = elements[e]!
    if (ai === '01') return 'udi'
    logistic ||= ai === '00' || ai === '02'
  }
  if (logistic) return 'logistic'
  if (count === 0) return problems?.[0]?.code === 'scan.empty' ? null : 'legacy'
  return symbology === null && problems !== null && problems.some(({ code }) => code !== 'ai.requires') ? 'legacy' : 'udi'
}
