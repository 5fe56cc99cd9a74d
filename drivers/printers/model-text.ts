import type { Taken } from './language.ts'
import { type PrinterIdentity, virtualModel } from './printer.ts'

/** A model as plain text up to an end of line or NUL, or up to the silence behind it; `other` when it is no text. */
export function takeModel(text: string, late: boolean): Taken<PrinterIdentity | 'other'> | null {
  const end = text.search(/[\r\n\0]/)
  if (end === -1 && !(late && text.length > 2)) return null
  const model = (end === -1 ? text : text.slice(0, end)).trim()
  const rest = end === -1 ? '' : text.slice(end).replace(/^[\r\n\0]+/, '')
  if (!/^[\x20-\x7e]{2,60}$/.test(model) || !/[A-Za-z]/.test(model)) return { value: 'other', rest }
  return { value: identityOf(model), rest }
}

/** An identity of which only the model is known. */
export const identityOf = (model: string, firmware = ''): PrinterIdentity => ({
  model,
  firmware,
  dotsPerMm: null,
  virtual: model === virtualModel,
})
