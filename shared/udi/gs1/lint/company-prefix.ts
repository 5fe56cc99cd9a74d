import { endOfDigits, type Problem, problem } from './problem.ts'

/** The shortest GS1 Company Prefix in use has four digits. */
const SHORTEST = 4

/** The key starts with a GS1 Company Prefix. Which prefixes are allocated is not known here, so only its shape is checked. */
export function gcppos1(text: string, from: number, to: number): Problem | null {
  if (to - from < SHORTEST) return problem('value.companyPrefix', from, { found: text.slice(from, to) })
  const end = endOfDigits(text, from, from + SHORTEST)
  return end === from + SHORTEST ? null : problem('value.companyPrefix', end, { found: text.slice(from, from + SHORTEST) })
}

/** The same behind one indicator or extension digit (GTIN, SSCC). */
export function gcppos2(text: string, from: number, to: number): Problem | null {
  return gcppos1(text, Math.min(from + 1, to), to)
}
