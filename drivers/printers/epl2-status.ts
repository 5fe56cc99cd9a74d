import type { Ask, Push, Taken } from './language.ts'
import { identityOf } from './model-text.ts'
import type { PrinterCode, PrinterIdentity, StatusReply } from './printer.ts'

/** `UQ`, configuration inquiry: lines of text, the first names the model and firmware. How many follow differs, so silence ends them. */
export const identity: Ask<PrinterIdentity | 'other'> = {
  query: '\nUQ\n',
  take(text, late) {
    if (!late || text === '') return null
    const first = text.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? ''
    const [model, firmware] = first.trim().split(/\s+/)
    const known = model !== undefined && /^[\x21-\x7e]{2,60}$/.test(model) && /[A-Za-z]/.test(model) && !text.includes('\u0002')
    return { value: known ? identityOf(model, firmware ?? '') : 'other', rest: '' }
  },
}

/** Error numbers of ^ee and US (EPL programming guide, ^ee). */
const codes: Readonly<Record<string, PrinterCode>> = {
  '00': 'ready',
  '07': 'mediaOut',
  '11': 'headOpen',
  '62': 'overheated',
  '81': 'cutter',
  '92': 'paused',
}

/** `^ee`: `00`, or numbers of errors with commas. It tells ribbon from media in no model known. */
export const errorStatus: Ask<StatusReply> = {
  query: '\n^ee\n',
  take(text) {
    const found = /(?:^|[\r\n])(\d\d(?:,\d\d)*)\r?\n/.exec(text)
    if (found === null) return null
    const worst = found[1]!.split(',').find((number) => number !== '00') ?? '00'
    const code = codes[worst] ?? 'unknown'
    return { value: { code, queued: code === 'ready' ? 0 : null }, rest: text.slice(found.index + found[0].length) }
  },
}

/**
 * What US makes the printer say unasked (Intermec ESim, eR): NAK, error number, after 07 `P` or `R` and the labels left, XOFF; XON when it
 * is over. ACK answers US itself and says nothing of a label.
 */
export function push(text: string): Taken<Push> | null {
  const found = /\x15(\d\d)(?:([PR])(\d{3}))?\x13|\x11|\x06/.exec(text)
  if (found === null) return null
  const rest = text.slice(0, found.index) + text.slice(found.index + found[0].length)
  if (found[1] === undefined) return { value: { fault: 'ready', labels: null }, rest }
  const code = found[2] === 'R' ? 'ribbonOut' : (codes[found[1]!] ?? 'unknown')
  return { value: { fault: code, labels: found[3] === undefined ? null : Number(found[3]) }, rest }
}

export const halfPush = /\x15(?:\d|\d\d(?:[PR]\d{0,3})?)?$/
