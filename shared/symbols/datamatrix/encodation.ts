import { EDIFACT_UNLATCH, FNC1, FNC1_CODEWORD, LATCH, MODE, type Mode, NATIVE, NATIVE_TO, PAD, UNLATCH, VALUES } from './characters.ts'
import { lookAhead } from './look-ahead.ts'

/** Longest message of any size, and room for what an encodation may add to it. */
const MOST = 3200

const message = new Int16Array(MOST)
/** Codewords of the last message: data, pads, and space for error correction. */
export const codewords = new Uint8Array(2400)
const values = new Uint8Array(2 * MOST)

let length = 0
let at = 0
let count = 0
let mode: Mode = MODE.ascii
let remaining: Uint16Array = new Uint16Array(0)

const TOO_LONG = -1
const GS_CODE = 29

/**
 * High-level encodation of GS1 element strings (GS as separator) with FNC1 in front, as ISO/IEC 16022 5.2 and annex P
 * lay down. Returns the number of codewords now in `codewords`, or -1 when no size holds them.
 */
export function encode(data: string, remainingCodewords: Uint16Array): number {
  if (data.length + 1 > MOST) return TOO_LONG
  length = data.length
  for (let i = 0; i < length; i++) {
    const code = data.charCodeAt(i)
    message[i] = code === GS_CODE ? FNC1 : code
  }
  remaining = remainingCodewords
  codewords[0] = FNC1_CODEWORD
  count = 1
  at = 0
  mode = MODE.ascii
  while (at < length) {
    if (count > remaining.length) return TOO_LONG
    if (mode === MODE.ascii) encodeAscii()
    else if (mode === MODE.edifact) encodeEdifact()
    else if (mode === MODE.base256) encodeBase256()
    else encodeTriples()
  }
  return count > remaining.length ? TOO_LONG : count
}

/** Fills up to `capacity`; pads after the first are scrambled (ISO/IEC 16022 5.2.3). */
export function pad(used: number, capacity: number): void {
  if (used < capacity) codewords[used] = PAD
  for (let i = used + 1; i < capacity; i++) {
    const scrambled = PAD + (((i + 1) * 149) % 253) + 1
    codewords[i] = scrambled > 254 ? scrambled - 254 : scrambled
  }
}

/** Codewords left in the smallest symbol with room for more than `used`; none when there is no such symbol. */
function left(used: number): number {
  return remaining[used] ?? 0
}

function isDigitAt(i: number): boolean {
  return i < length && (NATIVE_TO[message[i]! + 1]! & NATIVE.digit) !== 0
}

/** Two digits, or one character, in ASCII encodation. */
function putAscii(): void {
  const character = message[at]!
  if (isDigitAt(at) && isDigitAt(at + 1)) {
    codewords[count++] = 130 + (character - 48) * 10 + message[at + 1]! - 48
    at += 2
  } else {
    codewords[count++] = character === FNC1 ? FNC1_CODEWORD : character + 1
    at++
  }
}

function encodeAscii(): void {
  if (!(isDigitAt(at) && isDigitAt(at + 1))) {
    const next = lookAhead(message, length, at, MODE.ascii)
    if (next !== MODE.ascii) {
      codewords[count++] = LATCH[next]!
      mode = next
      return
    }
  }
  putAscii()
}

/** C40, Text and X12: three values in two codewords (5.2.5 to 5.2.7). */
function encodeTriples(): void {
  const { first, second } = VALUES[mode]!
  let n = 0
  while (at < length && first[message[at]! + 1] !== 255) {
    if (n % 3 === 0) {
      if (n > 0) {
        const next = lookAhead(message, length, at, mode)
        if (next !== mode) {
          flushTriples(n)
          codewords[count++] = UNLATCH
          if (next !== MODE.ascii) codewords[count++] = LATCH[next]!
          mode = next
          return
        }
      }
      if (length - at <= 3 && endTriples(n)) return
    }
    const index = message[at]! + 1
    values[n++] = first[index]!
    if (second[index] !== 255) values[n++] = second[index]!
    at++
  }
  // go back to the last full triple; the rest is ASCII
  while (n % 3 !== 0) {
    at--
    n -= second[message[at]! + 1] === 255 ? 1 : 2
  }
  flushTriples(n)
  codewords[count++] = UNLATCH
  mode = MODE.ascii
  if (at < length) putAscii()
}

/** The special endings that save the unlatch when the data just fill the symbol (5.2.5.2); true when one was used. */
function endTriples(n: number): boolean {
  const { first, second } = VALUES[mode]!
  const room = left(count + (n / 3) * 2)
  if (room > 2) return false
  let end = n
  for (let i = at; i < length; i++) {
    const index = message[i]! + 1
    if (first[index] === 255) return false
    values[end++] = first[index]!
    if (second[index] !== 255) values[end++] = second[index]!
  }
  const rest = end - n
  if (room === 2 && rest === 3) {
    flushTriples(end)
  } else if (room === 2 && rest === 2 && mode !== MODE.x12) {
    values[end++] = 0
    flushTriples(end)
  } else if (room <= 2 && room >= 1 && rest === 1) {
    flushTriples(n)
    if (room === 2) codewords[count++] = UNLATCH
    const character = message[at]!
    codewords[count++] = character === FNC1 ? FNC1_CODEWORD : character + 1
  } else {
    return false
  }
  mode = MODE.ascii
  at = length
  return true
}

function flushTriples(n: number): void {
  for (let i = 0; i < n; i += 3) {
    const packed = 1600 * values[i]! + 40 * values[i + 1]! + values[i + 2]! + 1
    codewords[count++] = packed >> 8
    codewords[count++] = packed & 255
  }
}

/** EDIFACT: four values in three codewords (5.2.8). */
function encodeEdifact(): void {
  let n = 0
  while (at < length && (NATIVE_TO[message[at]! + 1]! & NATIVE.edifact) !== 0) {
    if (n % 4 === 0) {
      if (length - at <= 2 && endEdifact(n)) return
      if (lookAhead(message, length, at, mode) !== mode) break
    }
    values[n++] = message[at]! & 63
    at++
  }
  const room = left(count + Math.floor(n / 4) * 3 - 1) - 1
  if (n % 4 !== 0 || at !== length || room >= 3) values[n++] = EDIFACT_UNLATCH
  flushEdifact(n)
  mode = MODE.ascii
  if (at < length) putAscii()
}

/** One or two codewords of room at the end are read as ASCII without unlatch (5.2.8.2). */
function endEdifact(n: number): boolean {
  const room = left(count + (n / 4) * 3)
  if ((room !== 1 && room !== 2) || length - at > room) return false
  flushEdifact(n)
  for (; at < length; at++) codewords[count++] = message[at] === FNC1 ? FNC1_CODEWORD : message[at]! + 1
  mode = MODE.ascii
  return true
}

function flushEdifact(n: number): void {
  const bytes = Math.ceil((n / 4) * 3)
  values.fill(0, n, n + 3)
  for (let i = 0, byte = 0; i < n; i += 4) {
    const packed = (values[i]! << 18) | (values[i + 1]! << 12) | (values[i + 2]! << 6) | values[i + 3]!
    for (let shift = 16; shift >= 0 && byte < bytes; shift -= 8, byte++) codewords[count++] = (packed >> shift) & 255
  }
}

/** Base 256: a length and scrambled bytes (5.2.9). GS1 data seldom comes here. */
function encodeBase256(): void {
  const start = at
  while (at < length && lookAhead(message, length, at, mode) === mode) at++
  const n = at - start
  const room = left(count + n) - 1
  let to = 0
  if (room === 0 && at === length) values[to++] = 0
  else if (n < 250) values[to++] = n
  else {
    values[to++] = Math.floor(n / 250) + 249
    values[to++] = n % 250
  }
  for (let i = start; i < at; i++) values[to++] = message[i]!
  for (let i = 0, first = count; i < to; i++) {
    const scrambled = values[i]! + (((first + i + 1) * 149) % 255) + 1
    codewords[count++] = scrambled & 255
  }
  mode = MODE.ascii
}
