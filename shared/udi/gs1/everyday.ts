import type { Element, ParseResult, Reading } from '../types.ts'
import { MEMBERS } from './charset.ts'
import { isoDate } from './dates.ts'
import { mayHaveSwallowed } from './readings.ts'

/** CSET 82 without `<`, which may begin the written separator. */
const CERTAIN = MEMBERS.X.slice()
CERTAIN[60] = 0
const LONGEST_TEXT = 20
const GS_CODE = 29
const LESS_THAN = 60
const LETTER_G = 71
const NO_FAULTS = Object.freeze([])
const NO_READINGS: readonly Reading[] = Object.freeze([])
/** Bits of the AIs seen, so that a repeated one is noticed. */
const SEEN = { di: 1, lot: 2, serial: 4, made: 8, packed: 16, bestBefore: 32, sellBy: 64, expires: 128 } as const
const MOST = 6

/**
 * The short way for nearly every scan of a device: a GTIN with lot, serial and dates, each at most once, all valid. Says
 * null whenever anything is out of the ordinary, and the long way (udi.ts) decides; what it does say is what the long
 * way would say, only sooner. A property test holds the two together.
 */
export function parseEveryday(raw: string, from: number, symbology: string | null, now: number): ParseResult | null {
  const to = raw.length
  let seen = 0
  let separated = false
  let lastText = -1
  let count = 0
  let a: Element | null = null
  let b: Element | null = null
  let c: Element | null = null
  let d: Element | null = null
  let e: Element | null = null
  let di = ''
  let lot: string | null = null
  let serial: string | null = null
  let made: string | null = null
  let packed: string | null = null
  let bestBefore: string | null = null
  let sellBy: string | null = null
  let expires: string | null = null
  let f: Element | null = null

  for (let i = from; i < to; ) {
    const code = raw.charCodeAt(i) * 256 + raw.charCodeAt(i + 1)
    const start = i + 2
    let ai: string
    let value: string
    let bit: number
    switch (code) {
      case 0x3031: // 01
        if (start + 14 > to || !isGtin(raw, start)) return null
        ai = '01'
        bit = SEEN.di
        i = start + 14
        value = di = raw.slice(start, i)
        break
      case 0x3130: // 10
      case 0x3231: {
        // 21
        let end = start
        while (end < to) {
          const character = raw.charCodeAt(end)
          if (CERTAIN[character] !== 1 && (character !== LESS_THAN || raw.charCodeAt(end + 1) === LETTER_G)) break
          end++
        }
        const length = end - start
        if (length === 0 || length > LONGEST_TEXT) return null
        value = raw.slice(start, end)
        if (code === 0x3130) {
          ai = '10'
          bit = SEEN.lot
          lot = value
        } else {
          ai = '21'
          bit = SEEN.serial
          serial = value
        }
        lastText = start
        i = end
        if (end < to) {
          // what stopped the loop may be the written separator, or an illegal character
          if (raw.charCodeAt(end) !== GS_CODE) return null
          separated = true
          i++
        }
        break
      }
      case 0x3131: // 11
      case 0x3133: // 13
      case 0x3135: // 15
      case 0x3136: // 16
      case 0x3137: {
        // 17
        i = start + 6
        if (i > to) return null
        const date = isoDate(raw, start, now)
        if (date === null) return null
        value = raw.slice(start, i)
        if (code === 0x3137) {
          ai = '17'
          bit = SEEN.expires
          expires = date
        } else if (code === 0x3131) {
          ai = '11'
          bit = SEEN.made
          made = date
        } else if (code === 0x3135) {
          ai = '15'
          bit = SEEN.bestBefore
          bestBefore = date
        } else if (code === 0x3133) {
          ai = '13'
          bit = SEEN.packed
          packed = date
        } else {
          ai = '16'
          bit = SEEN.sellBy
          sellBy = date
        }
        break
      }
      default:
        return null
    }
    if ((seen & bit) !== 0) return null
    seen |= bit
    const element = { ai, value }
    if (count === 0) a = element
    else if (count === 1) b = element
    else if (count === 2) c = element
    else if (count === 3) d = element
    else if (count === 4) e = element
    else if (count === 5) f = element
    count++
  }
  if ((seen & SEEN.di) === 0 || count > MOST) return null
  if (!separated && lastText >= 0 && mayHaveSwallowed(raw, lastText + 1, to)) return null
  return {
    ok: true,
    agency: 'GS1',
    di,
    pi: { lot, serial, made, expires, bestBefore, packed, sellBy, sterilised: null, validUntil: null },
    elements: listOf(count, a!, b!, c!, d!, e!, f!),
    symbology,
    errors: NO_FAULTS,
    readings: NO_READINGS,
    raw,
    kind: 'udi',
    value: null,
    warnings: NO_FAULTS,
  }
}

function listOf(count: number, a: Element, b: Element, c: Element, d: Element, e: Element, f: Element): readonly Element[] {
  if (count === 1) return [a]
  if (count === 2) return [a, b]
  if (count === 3) return [a, b, c]
  if (count === 4) return [a, b, c, d]
  return count === 5 ? [a, b, c, d, e] : [a, b, c, d, e, f]
}

/** Fourteen digits with a right check digit; a sign bit betrays what is no digit. */
function isGtin(text: string, from: number): boolean {
  let odd = 0
  let even = 0
  let bad = 0
  for (let i = from; i < from + 14; i += 2) {
    const d = text.charCodeAt(i) - 48
    const e = text.charCodeAt(i + 1) - 48
    bad |= d | e | (9 - d) | (9 - e)
    odd += d
    even += e
  }
  return bad >= 0 && (3 * odd + even) % 10 === 0
}
