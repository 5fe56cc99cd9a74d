import { endOfDigits } from '../gs1/lint/problem.ts'
import { visible } from '../gs1/value.ts'
import { cut, fail, known, type Notes, onlyOf, warn } from '../notes.ts'
import { type DateForm, readDate } from '../plain-dates.ts'
import { MA_MEMBERS, MA_SET, maCheckDigit } from './check.ts'

/** Letters that open a segment of the production identifier (docs/spec/udi-agencies.md); C, the check, stands for itself. */
export const MA_LETTERS = ['S', 'M', 'L', 'D', 'E', 'V', 'Y', 'P'] as const
export type MaLetter = (typeof MA_LETTERS)[number]

export function isMaLetter(letter: string): letter is MaLetter {
  return letter.length === 1 && maLetterAt(letter, 0) !== null
}

/** The letter of a segment that stands at `text[at]`, or null. */
export function maLetterAt(text: string, at: number): MaLetter | null {
  return BY_CODE[text.charCodeAt(at)] ?? null
}

const BY_CODE: (MaLetter | undefined)[] = new Array(128).fill(undefined)
for (const letter of MA_LETTERS) BY_CODE[letter.charCodeAt(0)] = letter

/**
 * Reads `MA.156.M0.` + registrant + `.` + product code, which begins at `from`. Returns the index behind it.
 * The product code is a package digit, an item of any length and a check digit: published codes hold more than the six
 * characters of the manual, and letters.
 */
export function readMaDi(notes: Notes, text: string, from: number, to: number): number {
  const before = notes.problems?.length ?? 0
  cut(notes, 'ma.prefix', from, Math.min(from + 3, to))
  const country = segment(text, from + 3, to)
  const industry = segment(text, country.next, to)
  const registrant = segment(text, industry.next, to)
  const product = segment(text, registrant.next, to)
  if (product.from > to || product.from === product.to) {
    const missing = [country, industry, registrant, product].findIndex(({ from, to: end }) => from > to || from === end)
    fail(notes, 'ma.incomplete', to, { missing: ['country', 'industry', 'registrant', 'product'][missing] ?? 'product' })
    return to
  }
  cut(notes, 'ma.country', country.from, country.to)
  cut(notes, 'ma.industry', industry.from, industry.to)
  cut(notes, 'ma.registrant', registrant.from, registrant.to)
  cut(notes, 'ma.dot', country.to, country.next)
  cut(notes, 'ma.dot', industry.to, industry.next)
  cut(notes, 'ma.dot', registrant.to, registrant.next)
  const found = (part: Segment) => ({ found: visible(text.slice(part.from, part.to)) })
  if (country.to - country.from !== 3 || endOfDigits(text, country.from, country.to) < country.to)
    fail(notes, 'ma.country', country.from, found(country))
  else if (!text.startsWith('156', country.from)) warn(notes, 'ma.countryOther', country.from, found(country))
  if (industry.to - industry.from !== 2 || !text.startsWith('M0', industry.from)) fail(notes, 'ma.industry', industry.from, found(industry))
  if (registrant.to - registrant.from !== 6 || endOfDigits(text, registrant.from, registrant.to) < registrant.to)
    fail(notes, 'ma.registrant', registrant.from, found(registrant))
  readProduct(notes, text, from, product)
  const sound = (notes.problems?.length ?? 0) === before
  const value = text.slice(from, product.to)
  notes.elements.push({ ai: 'DI', value })
  if (sound) notes.di = value
  return product.to
}

function readProduct(notes: Notes, text: string, from: number, product: Segment): void {
  const last = product.to - 1
  cut(notes, 'ma.package', product.from, product.from + 1)
  cut(notes, 'ma.item', product.from + 1, Math.max(last, product.from + 1))
  if (!onlyOf(notes, MA_MEMBERS, MA_SET, 'DI', text, product.from, product.to)) return
  const first = text.charCodeAt(product.from)
  const check = text.charCodeAt(last) - 48
  if (product.to - product.from < 3 || first < 48 || first > 57 || !(check >= 0 && check <= 9)) {
    fail(notes, 'ma.product', product.from, { found: text.slice(product.from, product.to) })
    return
  }
  cut(notes, 'ma.check', last, product.to)
  const expected = maCheckDigit(text, from, last)
  if (expected >= 0 && expected !== check) warn(notes, 'ma.checkDigit', last, { part: 'DI', expected, found: check })
}

type Segment = { readonly from: number; readonly to: number; readonly next: number }

function segment(text: string, from: number, to: number): Segment {
  let end = from
  while (end < to && text.charCodeAt(end) !== 46) end++
  return { from, to: Math.min(end, Math.max(from, to)), next: end + 1 }
}

/** Takes `text[from, to)` as the value of a segment. A value with a fault is an element, and no PI. */
export function takeMa(notes: Notes, letter: MaLetter, text: string, from: number, to: number, now: number): void {
  if (notes.cuts !== null) cut(notes, `ma.${letter}`, from, to)
  const value = text.slice(from, to)
  if (known(notes, letter) !== null) {
    fail(notes, 'ma.repeated', from, { ai: letter })
    return
  }
  notes.elements.push({ ai: letter, value })
  if (from === to) {
    fail(notes, 'ma.empty', from, { ai: letter })
    return
  }
  if (!onlyOf(notes, MA_MEMBERS, MA_SET, letter, text, from, to)) return
  const { pi } = notes
  switch (letter) {
    case 'S':
      pi.serial = value
      break
    case 'L':
      pi.lot = value
      break
    case 'D':
      pi.sterilised = value
      break
    case 'Y':
      break
    case 'M':
    case 'P':
      pi.made ??= date(notes, letter, value, from, now)
      break
    case 'E':
      pi.expires = date(notes, letter, value, from, now)
      break
    case 'V':
      pi.validUntil = date(notes, letter, value, from, now)
      break
  }
}

/** YYMMDD or YYYYMMDD (docs/spec/udi-agencies.md); a day 00 has no meaning here. */
function date(notes: Notes, letter: MaLetter, value: string, from: number, now: number): string | null {
  const form: DateForm = value.length === 8 ? 'YYYYMMDD' : 'YYMMDD'
  if (value.length !== form.length) {
    fail(notes, 'value.date', from, { ai: letter, found: value, form: 'YYMMDD, YYYYMMDD' })
    return null
  }
  const read = readDate(form, value, 0, now)
  if ('iso' in read) return read.iso
  fail(notes, read.wrong.code, from + read.wrong.at, { ai: letter, ...read.wrong.params })
  return null
}
