import { membersOf } from '../notes.ts'

/** Characters of HIBC in the order of their numbers (ANSI/HIBC 2.6; docs/spec/udi-agencies.md). */
export const MOD_43 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%'

const NUMBER = new Int8Array(128).fill(-1)
for (let i = 0; i < MOD_43.length; i++) NUMBER[MOD_43.charCodeAt(i)] = i

export const ALPHANUMERIC = membersOf(MOD_43.slice(0, 36))
/** What a lot or serial may hold: the whole set without the slash that parts the data. */
export const LOT_MEMBERS = membersOf(MOD_43.replace('/', ''))

/** Sum of the numbers of `text[from, to)`, or -1 when a character has none. */
export function mod43Sum(text: string, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) {
    const number = NUMBER[text.charCodeAt(i)] ?? -1
    if (number < 0) return -1
    sum += number
  }
  return sum
}

/** The check character of `text[from, to)`; null when a character has no number. */
export function mod43(text: string, from: number, to: number): string | null {
  const sum = mod43Sum(text, from, to)
  return sum < 0 ? null : MOD_43[sum % 43]!
}
