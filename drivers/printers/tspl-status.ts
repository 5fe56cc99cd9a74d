import type { Ask } from './language.ts'
import { takeModel } from './model-text.ts'
import type { PrinterCode, PrinterIdentity, StatusReply } from './printer.ts'

/** `~!T`: the model as text. Answered only by a printer that is ready. */
export const identity: Ask<PrinterIdentity | 'other'> = { query: '~!T\r\n', take: takeModel }

/**
 * `ESC ! S`: STX s1 s2 s3 s4 ETX CR LF (TSC TSPL2 manual p. 85), answered at once, in error too. s1 says what it does: @ nothing, ` paused,
 * B C F P W at work, E error, K and L wait for a hand. s3 and s4 are flags above 0x40. A lost STX is forgiven, ETX is not.
 */
export const fullStatus: Ask<StatusReply> = {
  query: '\u001b!S',
  take(text) {
    const found = /\x02?([\x40-\x7f]{4})\x03(?:\r\n)?/.exec(text)
    if (found === null) return null
    return { value: parseFullStatus(found[1]!), rest: text.slice(found.index + found[0].length) }
  },
}

/** State from the four characters of `ESC ! S`. */
export function parseFullStatus(four: string): StatusReply {
  const flags = (at: number): number => four.charCodeAt(at) & 0x3f
  const doing = four[0]!
  const fault = mediaFault(flags(3)) ?? deviceFault(flags(2))
  if (fault !== null) return { code: fault, queued: null }
  if (doing === '`' || doing === 'K') return { code: 'paused', queued: null }
  if (doing === 'E') return { code: 'unknown', queued: null }
  return doing === '@' ? { code: 'ready', queued: 0, busy: false } : { code: 'ready', queued: null, busy: true }
}

/** s4: 1 paper empty, 2 paper jam, 4 ribbon empty, 8 ribbon jam, 0x20 head open. */
function mediaFault(flags: number): PrinterCode | null {
  if ((flags & 0x20) !== 0) return 'headOpen'
  if ((flags & 0x01) !== 0) return 'mediaOut'
  if ((flags & 0x04) !== 0) return 'ribbonOut'
  return (flags & 0x0a) !== 0 ? 'jam' : null
}

/** s3: 1 head too hot, 2 motor too hot, 4 head error, 8 cutter jam, 0x10 memory. */
function deviceFault(flags: number): PrinterCode | null {
  if ((flags & 0x03) !== 0) return 'overheated'
  if ((flags & 0x08) !== 0) return 'cutter'
  return (flags & 0x14) !== 0 ? 'unknown' : null
}

/** `ESC ! ?`: one byte of flags (TSC and Gprinter manuals). Several glued answers: the newest counts. */
export const shortStatus: Ask<StatusReply> = {
  query: '\u001b!?',
  take: (text) => (text === '' ? null : { value: parseShortStatus(text), rest: '' }),
}

/** State from the last byte of an answer; more than a few bytes are no such answer. */
export function parseShortStatus(text: string): StatusReply {
  const byte = text.charCodeAt(text.length - 1)
  if (text.length > 4 || byte > 0xff) return { code: 'wrongLanguage', queued: null }
  const bit = (n: number): boolean => (byte & (1 << n)) !== 0
  const code: PrinterCode =
    bit(0) || bit(6)
      ? 'headOpen'
      : bit(2)
        ? 'mediaOut'
        : bit(3)
          ? 'ribbonOut'
          : bit(1)
            ? 'jam'
            : bit(7)
              ? 'unknown'
              : bit(4)
                ? 'paused'
                : 'ready'
  if (code !== 'ready') return { code, queued: null }
  return bit(5) ? { code, queued: null, busy: true } : { code, queued: 0, busy: false }
}
