import { gs1CheckDigit } from '../../shared/udi/gs1/keys.ts'
import type { KnownProduct, RecoveryMaster, SerialShape } from '../../shared/udi/recover/master.ts'
import { seeded } from './bench.ts'

/** A GS1 code whose separators were taken out, what it said, and what a firm's master would know of it. */
export type Stripped = {
  /** AIs in the order of the label */
  readonly combination: string
  readonly scan: string
  /** `(ai)value...` */
  readonly truth: string
  readonly di: string
  readonly lots: readonly string[]
  readonly serials: readonly SerialShape[]
  readonly ais: readonly string[]
}

const COMBINATIONS: readonly (readonly string[])[] = [
  ['01', '17', '10', '21'],
  ['01', '11', '17', '10', '21'],
  ['01', '10', '21'],
  ['01', '11', '10', '21'],
  ['01', '17', '21', '10'],
  ['01', '21', '10'],
  ['01', '21', '17', '10'],
  ['01', '10', '17'],
  ['01', '10', '11', '17'],
  ['01', '10', '17', '21'],
  ['01', '17', '10', '240'],
  ['01', '17', '10', '30'],
  ['01', '17', '10'],
  ['01', '11', '17', '21'],
]

const DIGITS = '0123456789'
const CAPITALS = 'ABCDEFGHJKLMNPRSTUVWXY'
const FIRST_YEAR = 2022
const LAST_YEAR = 2026

/**
 * Codes of `count` labels: lots and serials in the ways firms write them (year and month behind letters, a whole date, plain
 * numbers, letters and digits mixed, with hyphens), dates of today. The same seed gives the same codes.
 */
export function strippedCodes(count: number, seed: number): readonly Stripped[] {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const of = (set: string, n: number) => Array.from({ length: n }, () => set[below(set.length)]!).join('')
  const two = (n: number) => String(n).padStart(2, '0')
  const year = () => FIRST_YEAR + below(LAST_YEAR - FIRST_YEAR + 1)

  const lotOf = (style: number, letters: string): string => {
    const month = `${two(year() % 100)}${two(1 + below(12))}`
    switch (style) {
      case 0:
        return `${letters}${month}`
      case 1:
        return `20${month}${two(1 + below(28))}`
      case 2:
        return `${month}${two(1 + below(28))}${of(CAPITALS, below(2))}`
      case 3:
        return of(DIGITS, 4 + below(5))
      case 4:
        return `${letters}-${month.slice(0, 2)}-${of(DIGITS, 3)}`
      default:
        return of(DIGITS + CAPITALS, 6 + below(7))
    }
  }
  const serialOf = (style: number, prefix: string, length: number): string => {
    if (style === 0) return prefix + of(DIGITS, length - prefix.length)
    if (style === 1) return of(DIGITS, length)
    return of(DIGITS + CAPITALS, length)
  }

  return Array.from({ length: count }, (_, i) => {
    const ais = COMBINATIONS[i % COMBINATIONS.length]!
    const key = `069${of(DIGITS, 10)}`
    const di = key + gs1CheckDigit(key)
    const letters = of(CAPITALS, 1 + below(2))
    const lotStyle = below(6)
    const lot = lotOf(lotStyle, letters)
    const serialStyle = below(3)
    const prefix = of(CAPITALS, 1 + below(2))
    const length = 5 + below(10)
    const made = year()
    const values: Readonly<Record<string, string>> = {
      '01': di,
      '10': lot,
      '11': `${two(made % 100)}${two(1 + below(12))}${two(1 + below(28))}`,
      '17': `${two((made + 1 + below(5)) % 100)}${two(1 + below(12))}${two(1 + below(28))}`,
      '21': serialOf(serialStyle, prefix, length),
      '30': String(1 + below(200)),
      '240': of(DIGITS + CAPITALS, 4 + below(5)),
    }
    return {
      combination: ais.join(' '),
      scan: `]d2${ais.map((ai) => ai + values[ai]!).join('')}`,
      truth: ais.map((ai) => `(${ai})${values[ai]!}`).join(''),
      di,
      lots: [lot, ...Array.from({ length: 7 }, () => lotOf(lotStyle, letters))],
      serials: serialStyle === 2 ? [] : [{ prefix: serialStyle === 0 ? prefix : '', length, digitsOnly: true }],
      ais,
    }
  })
}

/**
 * `stale`: the DI is known, the lots on order are others (goods of last year); `lots`: DI, lots on order and serial shapes are
 * known; `labels`: also which AIs the label carries.
 */
export type Knowledge = 'none' | 'stale' | 'lots' | 'labels'

export function masterOf(code: Stripped, knowledge: Knowledge): RecoveryMaster | null {
  if (knowledge === 'none') return null
  const carries = knowledge === 'labels' ? code.ais.filter((ai) => ai !== '01') : null
  const lots = knowledge === 'stale' ? code.lots.slice(1).filter((lot) => lot !== code.lots[0]) : code.lots
  const known: KnownProduct = { lots, serials: code.serials, carries }
  return { product: (di) => (di === code.di ? known : null) }
}
