import { type Fault, fault, type Outcome } from '../../errors.ts'
import { type Notes, newNotes } from '../notes.ts'
import type { Element } from '../types.ts'
import { maCheckDigit } from './check.ts'
import { isMaLetter, MA_LETTERS, type MaLetter } from './fields.ts'
import { readMa } from './parse.ts'

/** What an MA code is built from. Dates YYMMDD or YYYYMMDD, as they are to stand in the code. */
export type MaParts = {
  /** six digits */
  readonly registrant: string
  /** 0 (初级) to 9 */
  readonly packageLevel: number
  readonly item: string
  /** segments of the production identifier; written in the order S M L D E V Y */
  readonly pi: Readonly<Partial<Record<Exclude<MaLetter, 'P'>, string>>>
}

export type BuiltMa = { readonly text: string; readonly di: string }

/**
 * Builds an MA code with both check digits (docs/spec/udi-agencies.md). ZIIOT says that codes come from its own interface and the check
 * is proven for no text that holds a 9: print none before a code ZIIOT issued has come through `maRoundTrip`.
 * Faults: those of the parser, without a place.
 */
export function buildMa(parts: MaParts): Outcome<BuiltMa> {
  const body = `MA.156.M0.${parts.registrant}.${parts.packageLevel}${parts.item}`
  const di = `${body}${Math.max(0, maCheckDigit(body, 0, body.length))}`
  const pi = MA_LETTERS.filter((letter): letter is Exclude<MaLetter, 'P'> => letter !== 'P')
    .map((letter) => (parts.pi[letter] === undefined ? '' : `.${letter}${parts.pi[letter]}`))
    .join('')
  const text = pi === '' ? di : `${di}${pi}.C${Math.max(0, maCheckDigit(pi, 0, pi.length))}`
  const notes = read(text)
  const errors: Fault[] = (notes.problems ?? []).map(({ code, params }) => fault(code, params))
  // a dot within a part would be read as the end of it
  if (errors.length === 0 && !says(notes, di, parts)) errors.push(fault('ma.dotInside'))
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: { text, di } }
}

/**
 * Whether our building gives back a code that ZIIOT issued, character for character, and whether that code holds a 9,
 * the one character whose place in the check no published code proves.
 */
export function maRoundTrip(issued: string): { readonly same: boolean; readonly provesNine: boolean } {
  const provesNine = issued.includes('9')
  const notes = read(issued)
  const product = /^MA\.156\.M0\.(\d{6})\.(\d)(.+).$/.exec(notes.di ?? '')
  if (notes.problems !== null || product === null) return { same: false, provesNine }
  const letters = notes.elements.filter(
    (element): element is Element & { ai: Exclude<MaLetter, 'P'> } => isMaLetter(element.ai) && element.ai !== 'P',
  )
  const built = buildMa({
    registrant: product[1]!,
    packageLevel: Number(product[2]),
    item: product[3]!,
    pi: Object.fromEntries(letters.map(({ ai, value }) => [ai, value])),
  })
  return { same: built.ok && built.value.text === issued, provesNine }
}

function read(text: string): Notes {
  const notes = newNotes('MA', false)
  readMa(notes, text, 0, text.length, 2026)
  return notes
}

function says(notes: Notes, di: string, parts: MaParts): boolean {
  const given = Object.entries(parts.pi)
  return notes.di === di && given.every(([ai, value]) => notes.elements.some((element) => element.ai === ai && element.value === value))
}
