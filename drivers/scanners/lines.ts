import type { ScanDelimiter } from '../../shared/scanning.ts'

/** Bytes of the longest line; no label of ours holds more. */
export const longestLine = 4_096

/** Bytes to lines, in pieces of any size. Holds one line of at most 4096 bytes, whatever comes. */
export interface LineSplitter {
  /** The lines that end within these bytes, UTF-8, every other byte as sent. May be left in the middle and taken up again. */
  feed(bytes: Uint8Array): Generator<string, void>
  /** Silence: under `gap` the end of a line, otherwise nothing. */
  quiet(): string | null
  /** Bytes are missing from here on (link broken, too much at once): what was begun is no line. */
  breakOff(): void
}

const STX = 2
const ETX = 3
const LF = 10
const CR = 13

/**
 * `noise` is called for each line that was too long or broken off, and once for each run of bytes outside STX and ETX.
 * `auto` ends at CR, LF or ETX; the marks of one end may come together, `CR LF`, `CR LF ETX` or `ETX CR LF`, and are one.
 */
export function lineSplitter(delimiter: ScanDelimiter, noise: () => void): LineSplitter {
  const line = Buffer.allocUnsafe(longestLine)
  let length = 0
  /** The line is already too long or has lost bytes: nothing until the next end. */
  let spoilt = false
  /** Between STX and ETX. */
  let framed = false
  let strayed = false
  let afterCr = false
  /** Marks of the end that was just seen, as bits; 0 once other bytes came. */
  let ended = 0

  const bitOf = (byte: number): number => (byte === CR ? 1 : byte === LF ? 2 : byte === ETX ? 4 : 0)

  function keep(byte: number): void {
    if (spoilt) return
    if (length < longestLine) {
      line[length++] = byte
      return
    }
    spoil()
  }

  function spoil(): void {
    noise()
    spoilt = true
    length = 0
  }

  /** The line that ends here, or null if it was spoilt. */
  function take(): string | null {
    const whole = spoilt ? null : line.toString('utf8', 0, length)
    spoilt = false
    length = 0
    return whole
  }

  function begin(): void {
    if (length > 0) noise()
    length = 0
    spoilt = false
    framed = true
    ended = 0
    strayed = false
  }

  function auto(byte: number): string | null {
    if (byte === STX) {
      begin()
      return null
    }
    const bit = bitOf(byte)
    if (bit === 0) {
      if (ended !== 0) framed = false
      ended = 0
      keep(byte)
      return null
    }
    const sameEnd =
      ended !== 0 && (ended & bit) === 0 && !(byte === CR && (ended & 2) !== 0 && (ended & 4) === 0) && !(byte === ETX && !framed)
    if (sameEnd) {
      ended |= bit
      return null
    }
    ended = bit
    return take()
  }

  function between(byte: number): string | null {
    if (byte === STX) begin()
    else if (!framed) {
      if (byte !== CR && byte !== LF && !strayed) {
        strayed = true
        noise()
      }
    } else if (byte === ETX) {
      framed = false
      return take()
    } else keep(byte)
    return null
  }

  function pair(byte: number): string | null {
    if (afterCr && byte === LF) {
      afterCr = false
      return take()
    }
    if (afterCr) keep(CR)
    afterCr = byte === CR
    if (!afterCr) keep(byte)
    return null
  }

  function single(end: number): (byte: number) => string | null {
    return (byte) => {
      if (byte === end) return take()
      keep(byte)
      return null
    }
  }

  function all(byte: number): string | null {
    keep(byte)
    return null
  }

  const step = { auto, cr: single(CR), lf: single(LF), crlf: pair, stxetx: between, gap: all }[delimiter]

  return {
    *feed(bytes) {
      for (const byte of bytes) {
        const whole = step(byte)
        if (whole !== null) yield whole
      }
    },
    quiet() {
      if (delimiter !== 'gap' || (length === 0 && !spoilt)) return null
      return take()
    },
    breakOff() {
      if (length > 0 || afterCr) spoil()
      else if (delimiter !== 'stxetx') spoilt = true
      framed = false
      afterCr = false
      ended = 0
    },
  }
}
