import { membersOf } from '../notes.ts'

/** Characters of MA codes in the order of the check table: their places are their numbers; 43 and 44 belong to none. */
const TABLE = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg\0\0hijklmnopqrstuvwxyz-.@$,*+%/#!^~'

/** What segments of an MA code may hold: the check table without the dot that parts them. */
export const MA_MEMBERS = membersOf(TABLE.replace('.', '').replaceAll('\0', ''))
export const MA_SET = 'MA'

const NUMBER = new Int8Array(128).fill(-1)
for (let i = 0; i < TABLE.length; i++) if (TABLE[i] !== '\0') NUMBER[TABLE.charCodeAt(i)] = i

/**
 * The check digit of `text[from, to)`: the numbers of all characters written one behind the other, every second digit
 * from the right doubled (docs/spec/udi-agencies.md; checked against seven published codes, none of which holds a 9). -1 when a
 * character has no number.
 */
export function maCheckDigit(text: string, from: number, to: number): number {
  let sum = 0
  let doubled = false
  for (let i = to - 1; i >= from; i--) {
    const number = NUMBER[text.charCodeAt(i)] ?? -1
    if (number < 0) return -1
    sum += doubled ? DOUBLED[number % 10]! : number % 10
    doubled = !doubled
    if (number < 10) continue
    const tens = (number / 10) | 0
    sum += doubled ? DOUBLED[tens]! : tens
    doubled = !doubled
  }
  return (10 - (sum % 10)) % 10
}

/** Sum of the digits of the double. */
const DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9] as const
