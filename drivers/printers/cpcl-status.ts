import type { Ask } from './language.ts'
import { takeModel } from './model-text.ts'
import type { PrinterCode, PrinterIdentity, StatusReply } from './printer.ts'

/** `ESC v`: model and version as text. */
export const identity: Ask<PrinterIdentity | 'other'> = { query: '\u001bv', take: takeModel }

/** `ESC h` and the extended `ESC i`, a byte each. The first comes back only when what was sent before it has been worked on. */
export const wholeStatus: Ask<StatusReply> = {
  query: '\u001bh\u001bi',
  take: (text) => (text.length < 2 ? null : { value: parseStatus(text.slice(-2)), rest: '' }),
}

/** `ESC h` alone, for printers without the extended answer. */
export const shortStatus: Ask<StatusReply> = {
  query: '\u001bh',
  take: (text) => (text === '' ? null : { value: parseStatus(text.slice(-1)), rest: '' }),
}

/**
 * State from the last answer. ESC h: bit 0 busy, 1 paper out, 2 latch open, 3 battery low, 4 was switched on. ESC i: 4 jam, 5 label not
 * taken, 6 paper low, 7 no ribbon. A byte with bits above these is another language.
 */
export function parseStatus(bytes: string): StatusReply {
  const [first, second] = [bytes.charCodeAt(0), bytes.length > 1 ? bytes.charCodeAt(1) : 0]
  if ((first & 0xe0) !== 0 || first > 0xff || second > 0xff || (second & 0x0f) !== 0) return { code: 'wrongLanguage', queued: null }
  const code: PrinterCode =
    (first & 0x04) !== 0
      ? 'headOpen'
      : (first & 0x02) !== 0
        ? 'mediaOut'
        : (second & 0x80) !== 0
          ? 'ribbonOut'
          : (second & 0x10) !== 0
            ? 'jam'
            : 'ready'
  const busy = (first & 0x01) !== 0
  return { code, queued: code === 'ready' && !busy ? 0 : null, busy, restarted: (first & 0x10) !== 0 }
}
