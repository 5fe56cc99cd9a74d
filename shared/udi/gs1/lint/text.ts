import { endOfDigits, type Problem, problem } from './problem.ts'

/** At least one character that is not a digit. */
export function hasnondigit(text: string, from: number, to: number): Problem | null {
  return endOfDigits(text, from, to) < to ? null : problem('value.onlyDigits', from)
}

/** Hyphens only: the sign of a temperature below zero. */
export function hyphen(text: string, from: number, to: number): Problem | null {
  for (let i = from; i < to; i++) if (text[i] !== '-') return problem('value.hyphen', i, { found: text[i]! })
  return null
}

/** Every "%" starts a percent-encoded byte (RFC 3986 2.1). */
export function pcenc(text: string, from: number, to: number): Problem | null {
  for (let i = from; i < to; i++) {
    if (text.charCodeAt(i) !== 37) continue
    if (i + 3 > to || !isHex(text.charCodeAt(i + 1)) || !isHex(text.charCodeAt(i + 2)))
      return problem('value.percent', i, { found: text.slice(i, Math.min(i + 3, to)) })
    i += 2
  }
  return null
}

export function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)
}

/** Base64url with at most two "=" at the end, and then a length divisible by three (CSET 64). */
export function base64url(text: string, from: number, to: number): Problem | null {
  let end = to
  while (end > from && text[end - 1] === '=') end--
  const inside = text.indexOf('=', from)
  if (inside >= 0 && inside < end) return problem('value.base64', inside)
  const pads = to - end
  return pads > 2 || (pads > 0 && (to - from) % 3 !== 0) ? problem('value.base64', end) : null
}
