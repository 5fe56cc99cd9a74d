import type { Taken } from './language.ts'
import { type PrinterIdentity, virtualModel } from './printer.ts'

/**
 * A model as plain text; `other` when it is no text. Only silence ends it: a line end that came after it would be taken for the one-byte
 * answer to the next question.
 */
export function takeModel(text: string, late: boolean): Taken<PrinterIdentity | 'other'> | null {
  if (!late || text === '') return null
  const model = text.split(/[\r\n\0]/)[0]!.trim()
  const known = /^[\x20-\x7e]{2,60}$/.test(model) && /[A-Za-z]/.test(model)
  return { value: known ? identityOf(model) : 'other', rest: '' }
}

/** An identity of which only the model is known. */
export const identityOf = (model: string, firmware = ''): PrinterIdentity => ({
  model,
  firmware,
  dotsPerMm: null,
  virtual: model === virtualModel,
})
