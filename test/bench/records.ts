import { gs1CheckDigit } from '../../shared/udi/gs1/keys.ts'
import type { Element } from '../../shared/udi/types.ts'
import { seeded } from './bench.ts'

/** CSET 82 without brackets, which bracketed text of other makers cannot carry unescaped. */
const ALL = '!"%&\'*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
/** Runs of one kind make an encoder change its mode; they are mixed within a value. */
const KINDS = [
  ALL,
  '0123456789',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '!"%&*+,-./:;<=>?',
  'ABC*>0123',
]

/** UDI records of every length: GTIN, dates, lot and serial of 1 to 20 characters. The same seed gives the same records. */
export function randomRecords(count: number, seed: number): readonly (readonly Element[])[] {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const text = (length: number) => {
    let kind = KINDS[below(KINDS.length)]!
    let out = ''
    while (out.length < length) {
      if (below(8) === 0) kind = KINDS[below(KINDS.length)]!
      out += kind[below(kind.length)]!
    }
    return out
  }
  const date = () => `${20 + below(20)}${String(1 + below(12)).padStart(2, '0')}${String(1 + below(28)).padStart(2, '0')}`
  return Array.from({ length: count }, () => {
    const key = String(below(1e13)).padStart(13, '0')
    const record: Element[] = [{ ai: '01', value: `${key}${gs1CheckDigit(key)}` }]
    if (below(2) === 0) record.push({ ai: '11', value: date() })
    if (below(2) === 0) record.push({ ai: '17', value: date() })
    if (below(3) > 0) record.push({ ai: '10', value: text(1 + below(20)) })
    if (below(3) > 0) record.push({ ai: '21', value: text(1 + below(20)) })
    return record
  })
}
