import { MEMBERS } from './charset.ts'
import { type Draft, report, take } from './draft.ts'
import { problem } from './lint/problem.ts'
import { PREDEFINED_LENGTH, ruleAt, SHAPE } from './rules.ts'
import { isValidValue, visible } from './value.ts'

/** FNC1 as separator is transmitted as GS (GS1 General Specifications 7.8.3). */
export const GS = '\u001d'
const GS_CODE = 29
const LESS_THAN = 60
/** CSET 82 without `<`, which may begin a separator. */
const CERTAIN_TEXT = MEMBERS.X.slice()
CERTAIN_TEXT[LESS_THAN] = 0
/** How people and logs write it. */
export const VISIBLE_GS = '<GS>'

/** Length of the separator at `text[at]`: 1, 4 for `<GS>`, 0 when there is none. */
export function separatorAt(text: string, at: number, visibleGs: boolean): number {
  const code = text.charCodeAt(at)
  if (code === GS_CODE) return 1
  return visibleGs && code === LESS_THAN && text.startsWith(VISIBLE_GS, at) ? 4 : 0
}

/** Index of the next separator in `text[from, to)`, or `to`. */
export function nextSeparator(text: string, from: number, to: number, visibleGs: boolean): number {
  for (let i = from; i < to; i++) if (separatorAt(text, i, visibleGs) > 0) return i
  return to
}

/**
 * Reads concatenated element strings (GS1 General Specifications 7.8.4 to 7.8.6). A separator is needed after every
 * AI that is not of predefined length, unless it is the last; a needless one is tolerated (7.8.6.3), also in front.
 */
export function readElementString(draft: Draft, text: string, from: number, to: number, visibleGs: boolean): void {
  let i = from + separatorAt(text, from, visibleGs)
  while (i < to) {
    const rule = ruleAt(text, i)
    if (rule === undefined) {
      i = skipUnknown(draft, text, i, to, visibleGs)
      continue
    }
    const start = i + rule.ai.length
    let end = start
    let valid: boolean
    if (rule.predefined) {
      end = start + rule.max
      valid = end <= to && isValidValue(rule, text, start, end)
      if (!valid) end = nextSeparator(text, start, Math.min(end, to), visibleGs)
    } else if (rule.shape === SHAPE.text || rule.shape === SHAPE.number) {
      const certain = rule.shape === SHAPE.text ? CERTAIN_TEXT : MEMBERS.N
      valid = true
      for (; end < to; end++) {
        const code = text.charCodeAt(end)
        if (certain[code] === 1) continue
        if (separatorAt(text, end, visibleGs) > 0) break
        if (code !== LESS_THAN || rule.shape === SHAPE.number) valid = false
      }
      const length = end - start
      valid &&= length >= rule.min && length <= rule.max
    } else {
      end = nextSeparator(text, start, to, visibleGs)
      valid = isValidValue(rule, text, start, end)
    }
    take(draft, rule, text, i, start, end, valid)
    i = end
    if (i < to) {
      const separator = separatorAt(text, i, visibleGs)
      if (separator > 0) {
        draft.separated = true
        i += separator
      }
    }
  }
}

/** Reports what stands where an AI should, and finds where reading can go on. */
function skipUnknown(draft: Draft, text: string, at: number, to: number, visibleGs: boolean): number {
  const separator = separatorAt(text, at, visibleGs)
  if (separator > 0) {
    report(draft, problem('separator.unexpected', at))
    draft.separated = true
    return at + separator
  }
  const next = nextSeparator(text, at, to, visibleGs)
  report(draft, problem('ai.unknown', at, { found: visible(text.slice(at, Math.min(at + 4, next))) }))
  const first = text.charCodeAt(at) - 48
  const second = text.charCodeAt(at + 1) - 48
  const digits = first >= 0 && first <= 9 && second >= 0 && second <= 9
  const length = digits ? PREDEFINED_LENGTH[first * 10 + second]! : 0
  const end = length > 0 ? Math.min(at + length, next) : next
  const after = end < to ? separatorAt(text, end, visibleGs) : 0
  if (after > 0) draft.separated = true
  return end + after
}
