import { type FaultParams, fault } from '../../../errors.ts'

/** What a linter found: the place is an index into the text it was given. */
export type Problem = { readonly code: string; readonly at: number; readonly params: FaultParams }

/**
 * Checks one component, `text[from, to)`, whose length and character set are already right.
 * One purpose each; null means nothing to say.
 */
export type Linter = (text: string, from: number, to: number) => Problem | null

const NOTHING = fault('').params

export function problem(code: string, at: number, params: FaultParams = NOTHING): Problem {
  return { code, at, params }
}

const ZERO = 48

/** The value of the digits `text[from, to)`; only for what is known to be digits. */
export function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - ZERO
  return value
}

/** The first index in `text[from, to)` that is not a digit, or `to`. */
export function endOfDigits(text: string, from: number, to: number): number {
  let i = from
  while (i < to && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++
  return i
}
