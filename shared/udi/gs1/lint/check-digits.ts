import { type Problem, problem } from './problem.ts'

/** GS1 check digit of `text[from, to)`: weights 3, 1, 3 ... from the right (GS1 General Specifications 7.9.1). */
export function checkDigitOf(text: string, from: number, to: number): number {
  let sum = 0
  let weight = 3
  for (let i = to - 1; i >= from; i--) {
    sum += weight * (text.charCodeAt(i) - 48)
    weight = 4 - weight
  }
  return (10 - (sum % 10)) % 10
}

/** The last digit is the GS1 check digit of those before it. */
export function csum(text: string, from: number, to: number): Problem | null {
  const expected = checkDigitOf(text, from, to - 1)
  const found = text.charCodeAt(to - 1) - 48
  return expected === found ? null : problem('value.checkDigit', to - 1, { expected, found })
}

const DATA_ORDER = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
const CHECK_ORDER = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const DATA_VALUE = values(DATA_ORDER)
const PRIMES = firstPrimes(97)

/** The last two characters are the check character pair (GS1 General Specifications 7.9.5, alphanumeric keys). */
export function csumalpha(text: string, from: number, to: number): Problem | null {
  const end = to - 2
  if (end < from || end - from > PRIMES.length) return problem('value.checkPair', from, { expected: '', found: text.slice(from, to) })
  const expected = checkPairOf(text, from, end)
  const found = text.slice(end, to)
  return expected === found ? null : problem('value.checkPair', end, { expected, found })
}

export function checkPairOf(text: string, from: number, end: number): string {
  let sum = 0
  for (let i = from; i < end; i++) sum += DATA_VALUE[text.charCodeAt(i) & 127]! * PRIMES[end - 1 - i]!
  sum %= 1021
  return CHECK_ORDER[sum >> 5]! + CHECK_ORDER[sum & 31]!
}

function values(order: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let i = 0; i < order.length; i++) table[order.charCodeAt(i)] = i
  return table
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate++) if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return primes
}
