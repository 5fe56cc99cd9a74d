import { digits, endOfDigits, type Problem, problem } from './problem.ts'

/** Nothing but zeros. */
export function zero(text: string, from: number, to: number): Problem | null {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) !== 48) return problem('value.notZero', i, { found: text.slice(from, to) })
  return null
}

/** Not nothing but zeros. */
export function nonzero(text: string, from: number, to: number): Problem | null {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) !== 48) return null
  return problem('value.zero', from, { found: text.slice(from, to) })
}

/** Does not start with 0. */
export function nozeroprefix(text: string, from: number): Problem | null {
  return text.charCodeAt(from) === 48 ? problem('value.zeroPrefix', from) : null
}

/** "pt": piece p of t, both of half the length, 0 < p <= t (GS1 General Specifications 3.9.6, ITIP). */
export function pieceoftotal(text: string, from: number, to: number): Problem | null {
  const middle = from + ((to - from) >> 1)
  const piece = digits(text, from, middle)
  const total = digits(text, middle, to)
  if ((to - from) % 2 !== 0 || piece === 0 || total === 0 || piece > total) return problem('value.pieceOfTotal', from, { piece, total })
  return null
}

/** "p/t" without leading zeros, p <= t. */
export function posinseqslash(text: string, from: number, to: number): Problem | null {
  const slash = endOfDigits(text, from, to)
  const end = slash < to && text[slash] === '/' ? endOfDigits(text, slash + 1, to) : 0
  const wellFormed = end === to && slash > from && to > slash + 1 && text[from] !== '0' && text[slash + 1] !== '0'
  if (wellFormed && digits(text, from, slash) <= digits(text, slash + 1, to)) return null
  return problem('value.sequence', from, { found: text.slice(from, to) })
}

/** Latitude + 90 degrees in ten-millionths: at most 1800000000 (GS1 General Specifications 3.8.10). */
export function latitude(text: string, from: number, to: number): Problem | null {
  return digits(text, from, to) <= 1_800_000_000 ? null : problem('value.latitude', from, { found: text.slice(from, to) })
}

/** Longitude + 180 degrees in ten-millionths: at most 3600000000. */
export function longitude(text: string, from: number, to: number): Problem | null {
  return digits(text, from, to) <= 3_600_000_000 ? null : problem('value.longitude', from, { found: text.slice(from, to) })
}
