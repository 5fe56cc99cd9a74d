import { gs1CheckDigit } from '../../shared/udi/gs1/keys.ts'
import { mod43 } from '../../shared/udi/hibc/mod43.ts'
import { buildMa } from '../../shared/udi/ma/build.ts'
import { seeded } from './bench.ts'

export const AGENCIES = ['GS1', 'MA', 'AHM', 'HIBCC', 'ICCBBA'] as const

const DIGITS = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const PIECES = [
  '01',
  '10',
  '17',
  '21',
  '00',
  '37',
  '\u001d',
  '<GS>',
  ']d2',
  ']C0',
  ']Q1',
  ']E0',
  '(',
  ')',
  '(10)',
  '\\',
  '%',
  '?',
  '/',
  '#',
  '&',
  '=',
  'MA.',
  'MA.156.M0.',
  '.L',
  '.C',
  '.',
  '<UDI IAC="MA">',
  '<DI>',
  '</DI>',
  '</UDI>',
  'http://a.cn/?c=MA.',
  'MF',
  'BA',
  'SN',
  '*',
  'PL1',
  '+',
  '+A',
  '$$',
  '$',
  '$$+',
  '$$3',
  '$$9',
  '=/',
  '=,',
  '=>',
  '=}',
  '&,1',
  '=+',
  '\u0000',
  ' ',
  '中',
  '\ud800',
  'é',
  '9',
  '270531',
  '8',
] as const

/** Codes as they should be, of every agency in turn. The same seed gives the same codes. */
export function rightCodes(count: number, seed: number): readonly { readonly agency: (typeof AGENCIES)[number]; readonly scan: string }[] {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const of = (set: string, n: number) => Array.from({ length: n }, () => set[below(set.length)]!).join('')
  const two = (n: number) => String(n).padStart(2, '0')
  const date = () => `${20 + below(15)}${two(1 + below(12))}${two(1 + below(28))}`
  const day = () => `${two(20 + below(15))}${String(1 + below(365)).padStart(3, '0')}`
  const text = (most: number) => of(DIGITS + UPPER, 1 + below(most))
  const make = (agency: (typeof AGENCIES)[number]): string => {
    switch (agency) {
      case 'GS1': {
        const key = of(DIGITS, 13)
        return `]d201${key}${gs1CheckDigit(key)}17${date()}10${text(12)}\u001d21${text(12)}`
      }
      case 'MA': {
        const pi = { S: text(10), M: date(), L: text(10), E: date() }
        const built = buildMa({
          registrant: of(DIGITS, 6),
          packageLevel: below(10),
          item: of(DIGITS + UPPER, 6),
          pi: below(4) === 0 ? {} : pi,
        })
        if (!built.ok) throw new Error('no MA code was built')
        return built.value.text
      }
      case 'AHM':
        return `MF${of(DIGITS, 13)}BN${text(10)}*SN${text(10)}*MD${date()}ED${date()}PL${below(10)}`
      case 'HIBCC': {
        const primary = `+${of(UPPER, 1)}${of(DIGITS + UPPER, 3)}${text(18)}${below(10)}`
        const ref = [
          '',
          `/$$3${date()}${text(12)}`,
          `/$$5${day()}${text(12)}`,
          `/$$+2${two(1 + below(12))}${two(1 + below(28))}27${text(9)}`,
          `/$${text(9)}`,
        ]
        const data = primary + ref[below(ref.length)]!
        return data + mod43(data, 0, data.length)!
      }
      case 'ICCBBA':
        return `=/${of(UPPER, 1)}${of(DIGITS + UPPER, 15)}=,${of(DIGITS, 6)}=>0${day()}=}0${day()}&,1${text(18)}`
    }
  }
  return Array.from({ length: count }, (_, i) => {
    const agency = AGENCIES[i % AGENCIES.length]!
    return { agency, scan: make(agency) }
  })
}

/** Strings that try a parser: right codes with characters changed, cut, doubled and swapped, heaps of pieces, and noise. */
export function* fuzzScans(count: number, seed: number): Generator<string> {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const right = rightCodes(500, seed + 1)
  const noise = (n: number) =>
    Array.from({ length: n }, () => String.fromCharCode(below(8) === 0 ? below(0x10000) : 32 + below(95))).join('')
  const mutated = (scan: string): string => {
    const at = below(scan.length + 1)
    switch (below(6)) {
      case 0:
        return scan.slice(0, at) + noise(1) + scan.slice(at + 1)
      case 1:
        return scan.slice(0, at) + scan.slice(at + 1)
      case 2:
        return scan.slice(0, at) + PIECES[below(PIECES.length)]! + scan.slice(at)
      case 3:
        return scan.slice(0, at)
      case 4:
        return scan + scan.slice(at)
      default:
        return scan.slice(at) + scan.slice(0, at)
    }
  }
  for (let i = 0; i < count; i++) {
    const kind = below(10)
    if (kind === 0) yield noise(below(60))
    else if (kind < 3) yield Array.from({ length: below(20) }, () => PIECES[below(PIECES.length)]!).join('')
    else {
      let scan = right[below(right.length)]!.scan
      for (let n = 1 + below(3); n > 0; n--) scan = mutated(scan)
      yield scan
    }
  }
}
