import { type Draft, report, takeDecoded } from './draft.ts'
import { nextSeparator, separatorAt } from './element-string.ts'
import { problem } from './lint/problem.ts'
import { findRule } from './rules.ts'
import { visible } from './value.ts'

/** Length of `(ai)` at `text[at]`, or 0. Brackets hold two to four digits, so that others can stay data. */
function bracketAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 40) return 0
  let i = at + 1
  while (text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++
  const digits = i - at - 1
  return digits >= 2 && digits <= 4 && text.charCodeAt(i) === 41 ? digits + 2 : 0
}

/**
 * Reads `(01)06901234567892(10)A1`, the way people write element strings. `\(` is a bracket that belongs to the value
 * (as in the GS1 syntax engine); so is one that does not enclose two to four digits. Separators are not needed; one in
 * front of an AI or at the end is tolerated.
 */
export function readBracketed(draft: Draft, text: string, from: number, to: number, visibleGs: boolean): void {
  let i = from
  while (i < to) {
    const bracket = bracketAt(text, i)
    if (bracket === 0) {
      const next = nextBracket(text, i + 1, to)
      report(draft, problem('brackets.expected', i, { found: visible(text.slice(i, Math.min(i + 8, next))) }))
      i = next
      continue
    }
    const ai = text.slice(i + 1, i + bracket - 1)
    const start = i + bracket
    const next = nextBracket(text, start, to)
    const end = valueEnd(text, start, next, visibleGs)
    const rule = findRule(ai)
    if (rule === undefined) report(draft, problem('ai.unknown', i + 1, { found: ai }))
    else takeDecoded(draft, rule, unescaped(text, start, end), i, (index) => placeOf(text, start, index))
    if (end < next) draft.separated = true
    i = next
  }
}

function nextBracket(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (text.charCodeAt(i) === 92) i++
    else if (bracketAt(text, i) > 0) return i
  }
  return to
}

function valueEnd(text: string, start: number, next: number, visibleGs: boolean): number {
  const at = nextSeparator(text, start, next, visibleGs)
  // only a separator that really stands at the end ends the value; elsewhere it is an illegal character
  return at < next && at + separatorAt(text, at, visibleGs) === next ? at : next
}

function unescaped(text: string, from: number, to: number): string {
  return text.slice(from, to).replaceAll('\\(', '(')
}

function placeOf(text: string, start: number, index: number): number {
  let at = start
  for (let k = 0; k < index; k++) at += text.startsWith('\\(', at) ? 2 : 1
  return at
}
