import { fault, type Outcome } from '../errors.ts'

/** Symbol quality standards: ISO/IEC 15415 for matrix symbols, 15416 for linear ones. */
export const gradeStandards = ['15415', '15416'] as const
export type GradeStandard = (typeof gradeStandards)[number]

/** An overall symbol grade, 0.0 to 4.0, with the conditions it holds for where they were given. */
export interface Grade {
  /** Tenths: 0 to 40. */
  readonly tenths: number
  /** Aperture, thousandths of an inch (ISO/IEC 15415 6.2); null: not given. */
  readonly aperture: number | null
  /** Peak wavelength, nm, or `W` for broadband light; null: not given. */
  readonly light: string | null
  /** Angle of the light, degrees; null: not given or the usual one. */
  readonly angle: number | null
  /** What stood where no grade could be read (`NO DECODE`); tenths are then 0, so that it never passes by itself. */
  readonly unread?: string
}

/** Lowest tenths of each letter (bands as verifiers print them: A 3.5, B 2.5, C 1.5, D 0.5). */
const bands = [
  ['A', 35],
  ['B', 25],
  ['C', 15],
  ['D', 5],
  ['F', 0],
] as const
export type GradeLetter = (typeof bands)[number][0]

/** What a letter alone is worth, tenths: a verifier that prints no number has graded in whole steps. */
const letterTenths: Readonly<Record<GradeLetter, number>> = { A: 40, B: 30, C: 20, D: 10, F: 0 }

export const letterOf = (tenths: number): GradeLetter => bands.find(([, least]) => tenths >= least)![0]

/** `3.2 (B)`: the number first, as the standards state it. */
export const gradeText = ({ tenths }: Pick<Grade, 'tenths'>): string => `${(tenths / 10).toFixed(1)} (${letterOf(tenths)})`

/** The formal grade, `2.8/05/660/45`, as far as its conditions were given. */
export function formalGrade({ tenths, aperture, light, angle, unread }: Grade): string {
  if (unread !== undefined) return unread === '' ? '–' : unread
  const parts = [
    (tenths / 10).toFixed(1),
    aperture === null ? null : String(aperture).padStart(2, '0'),
    light,
    angle === null ? null : String(angle),
  ]
  const end = parts.findLastIndex((part) => part !== null)
  return parts
    .slice(0, end + 1)
    .map((part) => part ?? '')
    .join('/')
}

/** Words of a failure: a passing grade beside one is a contradiction. */
const failed = /fail|no[ _-]?(?:decode|read)|not? (?:decod|read)|error|不合格|失败|无法|未/i
export const saysFailed = (text: string): boolean => failed.test(text)

/**
 * Reads a grade as verifiers write it: `3.2`, `3,2`, `B`, `B (3.2)`, `3.2/06/660`, `2.8/05/660/45`, `4.0/10/W/90`. Faults: `grade.unreadable`,
 * `grade.outOfRange` (above 4.0). A number with two decimals is cut, not rounded up: 1.49 is no 1.5. What contradicts itself is unreadable:
 * a letter outside the band of its number (`F (3.2)`), two numbers, a failure with a grade of D or better; so are limits (`>= 1.5`).
 */
export function readGrade(text: string): Outcome<Grade> {
  const [first = '', aperture = '', light = '', angle = ''] = text
    .trim()
    .split('/')
    .map((part) => part.trim())
  const unreadable = { ok: false, errors: [fault('grade.unreadable', { text: text.slice(0, 40) })] } as const
  const numbers = [...first.matchAll(/(?<![\d.,])\d{1,2}(?:[.,]\d{1,3})?(?![\d.,])/g)].map(([number]) => tenthsOf(number))
  const letters = [...first.matchAll(/(?<![A-Za-z])[ABCDF](?![A-Za-z])/g)].map(([letter]) => letter as GradeLetter)
  if (new Set(numbers).size > 1 || new Set(letters).size > 1 || /[<>≤≥]|(?:^|[\s(])-\d/.test(first)) return unreadable
  const [number] = numbers
  const [letter] = letters
  if (number === undefined && letter === undefined) return unreadable
  const tenths = number ?? letterTenths[letter!]
  if (tenths > 40) return { ok: false, errors: [fault('grade.outOfRange', { text: text.slice(0, 40) })] }
  if ((letter !== undefined && letterOf(tenths) !== letter) || (tenths >= 5 && saysFailed(first))) return unreadable
  return {
    ok: true,
    value: {
      tenths,
      aperture: /^\d{1,3}$/.test(aperture) ? Number(aperture) : null,
      light: /^(\d{3,4}|W)$/i.test(light) ? light.toUpperCase() : null,
      angle: /^\d{1,2}$/.test(angle) ? Number(angle) : null,
    },
  }
}

const tenthsOf = (number: string): number => Math.floor(Number(number.replace(',', '.')) * 10 + 1e-9)
