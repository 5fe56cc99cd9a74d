import type { Ask } from './language.ts'
import { type PrinterCode, type PrinterIdentity, type StatusReply, virtualModel } from './printer.ts'

const stx = '\u0002'
const etx = '\u0003'

/** Host status query: three framed lines (Zebra ZPL II, ~HS). */
export const statusQuery = '~HS\r\n'
/** Host identification: model, firmware, dots per mm, memory. */
export const identityQuery = '~HI\r\n'
/** Labels ever printed, as the set-get-do variable of printers that count them. */
export const counterQuery = '! U1 getvar "odometer.total_label_count"\r\n'

/** The whole frames at the start of a buffer and what follows them: replies arrive split and glued. */
export function takeFrames(buffer: string): { readonly frames: readonly string[]; readonly rest: string } {
  const frames: string[] = []
  let at = 0
  for (;;) {
    const start = buffer.indexOf(stx, at)
    if (start === -1) break
    const end = buffer.indexOf(etx, start)
    if (end === -1) return { frames, rest: buffer.slice(start) }
    frames.push(buffer.slice(start + 1, end))
    at = end + 1
  }
  return { frames, rest: buffer.slice(at) }
}

/** State from the first two ~HS frames; null when they are none. Fields by position, as the ZPL guide numbers them. */
export function parseStatus(first: string, second: string): StatusReply | null {
  const [a, b] = [first.split(','), second.split(',')]
  if (a.length < 11 || b.length < 9 || ![...a, ...b].every((field) => /^\s*\d*\s*$/.test(field))) return null
  const flag = (fields: readonly string[], i: number): boolean => Number(fields[i]) === 1
  const queued = Number(a[4]) + Number(b[8])
  return { code: codeOf(a, b, flag), queued }
}

function codeOf(a: readonly string[], b: readonly string[], flag: (fields: readonly string[], i: number) => boolean): PrinterCode {
  if (flag(b, 2)) return 'headOpen'
  if (flag(a, 1)) return 'mediaOut'
  if (flag(b, 3)) return 'ribbonOut'
  if (flag(a, 11)) return 'overheated'
  if (flag(a, 2)) return 'paused'
  return 'ready'
}

/** Identity from the ~HI frame `model,firmware,dpmm,memory[,…]`; null when it is none. */
export function parseIdentity(frame: string): PrinterIdentity | null {
  const [model, firmware, dpmm] = frame.split(',')
  if (model === undefined || firmware === undefined || model.trim() === '' || /^\d+$/.test(model)) return null
  const dots = Number(dpmm)
  return {
    model: model.trim(),
    firmware: firmware.trim(),
    dotsPerMm: Number.isInteger(dots) && dots > 0 ? dots : null,
    virtual: model.trim() === virtualModel,
  }
}

/** A getvar reply: the value in double quotes. */
export function parseCounter(reply: string): number | null {
  const value = /"(\d+)"/.exec(reply)?.[1]
  return value === undefined ? null : Number(value)
}

/** Answers ~HI: `other` when it came without a frame. */
export const identity: Ask<PrinterIdentity | 'other'> = {
  query: identityQuery,
  take(text) {
    const { frames, rest } = takeFrames(text)
    if (frames[0] !== undefined) return { value: parseIdentity(frames[0]) ?? 'other', rest }
    return text.length > 0 && !text.includes(stx) ? { value: 'other', rest: '' } : null
  },
}

export const status: Ask<StatusReply> = {
  query: statusQuery,
  take(text) {
    const { frames, rest } = takeFrames(text)
    if (frames.length < 3) return null
    return { value: parseStatus(frames[0]!, frames[1]!) ?? { code: 'wrongLanguage', queued: null }, rest }
  },
}

/** Errors and warnings as bits (~HQES, "Printer Status"): answered by printers that leave ~HS unanswered while they stand (Zebra, ~HS). */
export const errorsQuery = '~HQES\r\n'

/** Bits of the second error group, the worst first (ZPL II guide, ~HQ). */
const errorBits: readonly (readonly [number, PrinterCode])[] = [
  [0x4, 'headOpen'],
  [0x1, 'mediaOut'],
  [0x2, 'ribbonOut'],
  [0x8, 'cutter'],
  [0x1000, 'jam'],
  [0x30, 'overheated'],
  [0x10000, 'paused'],
]

/** State from a ~HQES answer; null when it is none. How many labels wait it does not say. */
export function parseErrors(text: string): StatusReply | null {
  const found = /ERRORS:\s+([01])\s+[0-9A-F]{8}\s+([0-9A-F]{8})/i.exec(text)
  if (found === null) return null
  if (found[1] === '0') return { code: 'ready', queued: null }
  const bits = Number.parseInt(found[2]!, 16)
  return { code: errorBits.find(([bit]) => (bits & bit) !== 0)?.[1] ?? 'unknown', queued: null }
}

export const errors: Ask<StatusReply> = {
  query: errorsQuery,
  take(text) {
    const end = text.indexOf(etx)
    if (end === -1 || !/WARNINGS:\s+[01]\s+[0-9A-F]{8}\s+[0-9A-F]{8}/i.test(text.slice(0, end))) return null
    const value = parseErrors(text.slice(0, end))
    return value === null ? null : { value, rest: text.slice(end + 1) }
  },
}

export const counter: Ask<number> = {
  query: counterQuery,
  take(text) {
    const value = parseCounter(text)
    return value === null ? null : { value, rest: '' }
  },
}
