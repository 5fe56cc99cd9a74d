import type { Ask, Push, Taken } from './language.ts'
import { identityOf } from './model-text.ts'
import { type PrinterCode, type PrinterIdentity, type StatusReply, virtualModel } from './printer.ts'

const frame = /\x02?([\x20-\x7e]{2})([0-9A-Za-z])([\d ]{6})([\x20-\x7e]{16})\x03/

/**
 * ENQ (05), answered at once: STX, 2 job number, 1 status, 6 labels remaining, 16 job name, ETX (M-8400RVe manual, status 4). The number
 * becomes spaces when the job is done. A lost STX is forgiven, ETX is not.
 */
export const enquiry: Ask<StatusReply> = {
  query: '\u0005',
  take(text) {
    const found = frame.exec(text)
    if (found === null) return null
    const [whole, id, status, remaining] = found as unknown as readonly [string, string, string, string]
    return { value: parseEnquiry(id, status, Number(remaining)), rest: text.slice(found.index + whole.length) }
  },
}

/** SBPL names no model: that ENQ is answered is all that is known of it. The virtual printer says what it is where a job's name would be. */
export const identity: Ask<PrinterIdentity | 'other'> = {
  query: '\u0005',
  take(text, late) {
    const found = frame.exec(text)
    if (found === null) return late && text !== '' ? { value: 'other', rest: '' } : null
    return { value: identityOf(found[4]!.trim() === virtualModel ? virtualModel : 'SBPL'), rest: text.slice(found.index + found[0].length) }
  },
}

/** Faults by their letter (e series manual, section 7). */
const faults: Readonly<Record<string, PrinterCode>> = { b: 'headOpen', c: 'mediaOut', d: 'ribbonOut', e: 'jam' }

/** A-F idle, G-L printing, M-R waiting for a label to be taken, S-X compiling; digits: offline; small letters: faults. */
export function parseEnquiry(id: string, status: string, remaining: number): StatusReply {
  const job = /^\d\d$/.test(id) && id !== '00' ? Number(id) : null
  const state = { queued: null, job }
  if (/[a-z]/.test(status)) return { ...state, code: faults[status] ?? 'unknown' }
  if (/\d/.test(status)) return { ...state, code: 'paused' }
  if (/[YZ]/.test(status)) return { ...state, code: 'unknown' }
  const busy = status > 'F' || job !== null || remaining > 0
  return busy ? { ...state, code: 'ready', busy } : { code: 'ready', queued: 0, busy, job }
}

/** ACK: a job was received whole; NAK: it was not. */
export function push(text: string): Taken<Push> | null {
  const at = text.search(/[\x06\x15]/)
  if (at === -1) return null
  const rest = text.slice(0, at) + text.slice(at + 1)
  return { value: text[at] === '\u0006' ? { received: true } : { fault: 'unknown', labels: null }, rest }
}
