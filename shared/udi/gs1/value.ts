import { MEMBERS, SET_NAME } from './charset.ts'
import { yymmd0 } from './lint/dates.ts'
import type { Problem } from './lint/problem.ts'
import { problem } from './lint/problem.ts'
import { base64url } from './lint/text.ts'
import { type Part, type Rule, SHAPE } from './rules.ts'

/** Whether `text[from, to)` is a valid value. Says the same as `explainValue` finding nothing, only faster. */
export function isValidValue(rule: Rule, text: string, from: number, to: number): boolean {
  const length = to - from
  if (length < rule.min || length > rule.max) return false
  switch (rule.shape) {
    case SHAPE.text: {
      const members = MEMBERS.X
      for (let i = from; i < to; i++) if (members[text.charCodeAt(i)] !== 1) return false
      return true
    }
    case SHAPE.number:
      return allDigits(text, from, to)
    case SHAPE.checked: {
      // weights 3, 1, 3 ... from the right, the check digit itself counting once; a sign bit betrays what is no digit
      let odd = 0
      let even = 0
      let bad = 0
      let i = to - 1
      for (; i > from; i -= 2) {
        const d = text.charCodeAt(i) - 48
        const e = text.charCodeAt(i - 1) - 48
        bad |= d | e | (9 - d) | (9 - e)
        odd += d
        even += e
      }
      if (i === from) {
        const d = text.charCodeAt(i) - 48
        bad |= d | (9 - d)
        odd += d
      }
      return bad >= 0 && (odd + 3 * even) % 10 === 0
    }
    case SHAPE.date:
      return allDigits(text, from, to) && yymmd0(text, from) === null
    default:
      return explainValue(rule, text, from, to).length === 0
  }
}

function allDigits(text: string, from: number, to: number): boolean {
  let bad = 0
  for (let i = from; i < to; i++) {
    const d = text.charCodeAt(i) - 48
    bad |= d | (9 - d)
  }
  return bad >= 0
}

/**
 * Everything that is wrong with `text[from, to)` as a value of the AI, places as indexes into `text`: length, characters
 * outside the set (one problem per run), then what the linters of each component say.
 */
export function explainValue(rule: Rule, text: string, from: number, to: number): readonly Problem[] {
  const problems: Problem[] = []
  let at = from
  let tooShort = false
  for (const part of rule.parts) {
    if (part.optional && at >= to) break
    const end = Math.min(at + part.max, to)
    if (!illegalCharacters(part, text, at, end, problems) && end - at >= part.min) {
      for (const lint of part.linters) {
        const found = lint(text, at, end)
        if (found !== null) problems.push(found)
      }
      const pads = part.set === 'Z' ? base64url(text, at, end) : null
      if (pads !== null) problems.push(pads)
    }
    tooShort ||= end - at < part.min
    at = end
  }
  if (tooShort) problems.push(problem('ai.tooShort', from, { min: rule.min, length: to - from }))
  if (at < to) {
    problems.push(problem('ai.tooLong', from, { max: rule.max, length: to - from }))
    const last = rule.parts.at(-1)
    if (last) illegalCharacters(last, text, at, to, problems)
  }
  return problems
}

function illegalCharacters(part: Part, text: string, from: number, to: number, problems: Problem[]): boolean {
  const members = MEMBERS[part.set]
  let found = false
  for (let i = from; i < to; i++) {
    if (members[text.charCodeAt(i)] === 1) continue
    const start = i
    while (i + 1 < to && members[text.charCodeAt(i + 1)] !== 1) i++
    problems.push(problem('char.illegal', start, { characters: visible(text.slice(start, i + 1)), set: SET_NAME[part.set] }))
    found = true
  }
  return found
}

/** Control characters, spaces other than the plain one and lone surrogates as U+XXXX, so that a person can see them. */
export function visible(text: string): string {
  let out = ''
  for (const character of text.slice(0, 40)) {
    const code = character.codePointAt(0) ?? 0
    const hidden = code < 0x21 || (code >= 0x7f && code < 0xa1) || (code >= 0xd800 && code < 0xe000) || HIDDEN.has(code) || code >= 0xfff0
    out += hidden ? `U+${code.toString(16).toUpperCase().padStart(4, '0')}` : character
  }
  return text.length > 40 ? `${out}…` : out
}

/** No-break and zero-width characters, marks of direction, byte order mark. */
const HIDDEN: ReadonlySet<number> = new Set([
  0xad, 0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067,
  0x2068, 0x2069, 0x3000, 0xfeff,
])
