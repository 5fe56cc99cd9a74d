import { FNC1, MODE, type Mode, NATIVE, NATIVE_TO } from './characters.ts'

// Counts are kept in single precision, with the constants of the other widespread implementation (BWIPP), because the
// scheme chosen at a tie depends on rounding and equal symbols are wanted.
const fround = Math.fround
const TWO_THIRDS = 0.6666667
const FOUR_THIRDS = 1.3333334
const TEN_THIRDS = 3.3333334

/**
 * The scheme to use from `at` on: counts codewords of all schemes over the characters to come until one is ahead by a
 * whole one (ISO/IEC 16022 annex P).
 */
export function lookAhead(message: Int16Array, length: number, at: number, mode: Mode): Mode {
  const inAscii = mode === MODE.ascii
  let ascii = inAscii ? 0 : 1
  let c40 = inAscii ? 1 : mode === MODE.c40 ? 0 : 2
  let text = inAscii ? 1 : mode === MODE.text ? 0 : 2
  let x12 = inAscii ? 1 : mode === MODE.x12 ? 0 : 2
  let edifact = inAscii ? 1 : mode === MODE.edifact ? 0 : 2
  let base256 = inAscii ? 1.25 : mode === MODE.base256 ? 0 : 2.25
  // Base 256 cannot carry FNC1
  const bytes = message[at] === FNC1 ? MODE.ascii : MODE.base256

  for (let i = at; i < length; i++) {
    const character = message[i]!
    const native = NATIVE_TO[character + 1]!
    ascii = (native & NATIVE.digit) !== 0 ? ascii + 0.5 : Math.ceil(ascii) + 1
    c40 = fround(c40 + ((native & NATIVE.c40) !== 0 ? TWO_THIRDS : FOUR_THIRDS))
    text = fround(text + ((native & NATIVE.text) !== 0 ? TWO_THIRDS : FOUR_THIRDS))
    x12 = fround(x12 + ((native & NATIVE.x12) !== 0 ? TWO_THIRDS : TEN_THIRDS))
    edifact += (native & NATIVE.edifact) !== 0 ? 0.75 : 3.25
    base256 += character === FNC1 ? 4 : 1
    if (i - at < 4) continue

    const others = Math.min(c40, text, x12, edifact)
    if (ascii + 1 <= others && ascii + 1 <= base256) return MODE.ascii
    if (base256 + 1 <= ascii || base256 + 1 < others) return bytes
    if (edifact + 1 < Math.min(ascii, c40, text, x12, base256)) return MODE.edifact
    if (text + 1 < Math.min(ascii, c40, x12, edifact, base256)) return MODE.text
    if (x12 + 1 < Math.min(ascii, c40, text, edifact, base256)) return MODE.x12
    if (c40 + 1 < Math.min(ascii, text, edifact, base256)) {
      if (c40 < x12) return MODE.c40
      if (c40 === x12) return terminatorFirst(message, length, i + 1) ? MODE.x12 : MODE.c40
    }
  }

  ascii = Math.ceil(ascii)
  c40 = Math.ceil(c40)
  text = Math.ceil(text)
  x12 = Math.ceil(x12)
  edifact = Math.ceil(edifact)
  base256 = Math.ceil(base256)
  if (ascii <= Math.min(c40, text, x12, edifact, base256)) return MODE.ascii
  if (base256 < Math.min(ascii, c40, text, x12, edifact)) return bytes
  if (edifact < Math.min(ascii, c40, text, x12, base256)) return MODE.edifact
  if (text < Math.min(ascii, c40, x12, edifact, base256)) return MODE.text
  if (x12 < Math.min(ascii, c40, text, edifact, base256)) return MODE.x12
  return MODE.c40
}

/** Whether an X12 terminator (CR, `*`, `>`) comes before anything X12 cannot carry. */
function terminatorFirst(message: Int16Array, length: number, from: number): boolean {
  for (let i = from; i < length; i++) {
    const character = message[i]!
    if (character === 13 || character === 42 || character === 62) return true
    if ((NATIVE_TO[character + 1]! & NATIVE.x12) === 0) return false
  }
  return false
}
