import type { FaultParams } from '../../errors.ts'
import { AIM_LENGTH, type Aim } from '../aim.ts'
import type { Draft } from '../gs1/draft.ts'
import { separatorAt } from '../gs1/element-string.ts'
import type { Cut } from '../notes.ts'
import { BRACKETS, NEEDLESS, type Why, whyOf, whyValue } from './what.ts'

/** A cut with its rule; `ai` and `params` fill the words. */
export type Ruled = Cut & { readonly ai: string | null; readonly params: FaultParams; readonly why: Why }

type Form = 'elements' | 'brackets' | 'link'

/** The cuts of a GS1 scan in reading order, without a gap. */
export function gs1Cuts(draft: Draft, text: string, aim: Aim | null, visibleGs: boolean): readonly Ruled[] {
  const cuts: Ruled[] = []
  const from = aim === null ? 0 : AIM_LENGTH
  const put = (what: string, start: number, end: number, why: Why = whyOf(what), ai: string | null = null, params: FaultParams = {}) => {
    if (end > start) cuts.push({ what, from: start, to: end, ai, params, why })
  }
  if (draft.kind !== null) {
    put(draft.kind === 'legacy' ? 'legacy' : 'gs1.gtin', from, text.length)
    return cuts
  }
  const form: Form = draft.dataAt >= 0 ? 'elements' : draft.symbology === 'dl' ? 'link' : 'brackets'
  let i = from
  for (let e = 0; e < draft.count; e++) {
    const rule = draft.rules[e]!
    const place = draft.places[e]!
    const predefinedBefore = e > 0 && draft.rules[e - 1]!.predefined
    between(put, text, i, place, form, visibleGs, e === 0 || predefinedBefore)
    const valueAt = draft.valuePlaces[e]!
    const next = e + 1 < draft.count ? draft.places[e + 1]! : text.length
    const params = { ai: rule.ai, title: rule.title, min: rule.min, max: rule.max }
    const aiEnd = form === 'link' ? place + rule.ai.length : valueAt
    put('gs1.ai', place, aiEnd, form === 'brackets' ? BRACKETS : whyOf('gs1.ai'), rule.ai, params)
    put('gs1.uri', aiEnd, valueAt)
    i = valueEnd(draft, e, text, valueAt, next, form, visibleGs)
    put('gs1.value', valueAt, i, whyValue(rule.predefined, form), rule.ai, params)
  }
  between(put, text, i, text.length, form, visibleGs, false)
  return cuts
}

function valueEnd(draft: Draft, e: number, text: string, from: number, next: number, form: Form, visibleGs: boolean): number {
  if (form === 'elements') return from + draft.elements[e]!.value.length
  if (form === 'link') {
    let i = from
    while (i < next && !'/?&;#'.includes(text[i]!)) i++
    return i
  }
  for (const length of visibleGs ? [1, 4] : [1]) {
    if (next - length >= from && separatorAt(text, next - length, visibleGs) === length) return next - length
  }
  return next
}

type Put = (what: string, from: number, to: number, why?: Why) => void

/** What stands between two elements: separators, parts of a link, or what no rule could read. */
function between(put: Put, text: string, from: number, to: number, form: Form, visibleGs: boolean, needless: boolean): void {
  let i = from
  while (i < to) {
    const separator = form === 'link' ? 0 : separatorAt(text, i, visibleGs)
    if (separator > 0) {
      put('gs1.separator', i, i + separator, needless ? NEEDLESS : undefined)
      i += separator
      continue
    }
    let end = i + 1
    while (end < to && (form === 'link' || separatorAt(text, end, visibleGs) === 0)) end++
    put(form === 'link' ? 'gs1.uri' : 'unread', i, end)
    i = end
  }
}
