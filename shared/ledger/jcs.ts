/** A value the ledger may hold: RFC 8785 input without fractions, so that every reader prints the same bytes. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * RFC 8785 (JCS) text of a value. Keys are sorted by UTF-16 code units, undefined members are left out.
 *
 * Numbers must be safe integers: quantities and money are integers or strings, which keeps number printing (RFC 8785 3.2.2.3)
 * out of the ledger. Throws RangeError for anything else, because a body that two programs print differently has no leaf.
 */
export function canonical(value: Json): string {
  if (value === null || value === true || value === false) return String(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('ledger.number')
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('ledger.surrogate')
    return JSON.stringify(value)
  }
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  const parts: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(member)}`)
  }
  return `{${parts.join(',')}}`
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)
