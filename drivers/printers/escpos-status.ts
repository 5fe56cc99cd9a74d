import type { Ask, Push, Taken } from './language.ts'
import { identityOf } from './model-text.ts'
import type { PrinterCode, PrinterIdentity, StatusReply } from './printer.ts'

/** `GS I 67`: `_`, the model, NUL. */
export const identity: Ask<PrinterIdentity | 'other'> = {
  query: '\u001dI\u0043',
  take(text, late) {
    const found = /_([\x20-\x7e]{1,60})\0/.exec(text)
    if (found !== null) return { value: identityOf(found[1]!.trim()), rest: text.slice(found.index + found[0].length) }
    return late && text !== '' ? { value: 'other', rest: '' } : null
  },
}

/** Every answer to DLE EOT has bits 1 and 4 set and bits 0 and 7 clear. */
const isStatus = (code: number): boolean => (code & 0x93) === 0x12

/** `DLE EOT` 1 to 4, a byte each, at once: printer, why it is offline, error, paper. Of glued answers the newest four count. */
export const realtimeStatus: Ask<StatusReply> = {
  query: '\u0010\u0004\u0001\u0010\u0004\u0002\u0010\u0004\u0003\u0010\u0004\u0004',
  take(text, late) {
    const bytes = [...text].map((character) => character.charCodeAt(0)).filter(isStatus)
    if (bytes.length < 4) return late && text.length > 8 ? { value: { code: 'wrongLanguage', queued: null }, rest: '' } : null
    return { value: parseRealtime(bytes.slice(-4)), rest: '' }
  },
}

/**
 * State from four answers. 1: bit 3 offline. 2: bit 2 cover open, 5 stopped for paper, 6 error. 3: bit 3 cutter, 5 not to be mended, 6 mends
 * itself (a hot head). 4: bits 5 and 6 paper out.
 */
export function parseRealtime([printer = 0, offline = 0, error = 0, paper = 0]: readonly number[]): StatusReply {
  const code: PrinterCode =
    (offline & 0x04) !== 0
      ? 'headOpen'
      : (paper & 0x60) !== 0 || (offline & 0x20) !== 0
        ? 'mediaOut'
        : (error & 0x08) !== 0
          ? 'cutter'
          : (error & 0x40) !== 0
            ? 'overheated'
            : (error & 0x20) !== 0 || (offline & 0x40) !== 0
              ? 'unknown'
              : (printer & 0x08) !== 0
                ? 'paused'
                : 'ready'
  return { code, queued: code === 'ready' ? 0 : null }
}

/** A job number as the four characters of GS ( H. */
export const asciiOf = (n: number): string => String(n).padStart(4, '0')

/** `7 "` number NUL: the process with that number has been worked off (GS ( H function 48). */
export function push(text: string): Taken<Push> | null {
  const found = /\x37\x22(\d{4})\0/.exec(text)
  if (found === null) return null
  return { value: { done: Number(found[1]) }, rest: text.slice(0, found.index) + text.slice(found.index + found[0].length) }
}

export const halfPush = /\x37(?:\x22\d{0,4})?$/
