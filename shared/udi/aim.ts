/** What an AIM identifier promises about the data behind it (ISO/IEC 15424; GS1 General Specifications 5.1.3). */
export type AimKind = 'gs1' | 'gtin' | 'plain'

/** An identifier without its `]`. */
export type Aim = { readonly id: string; readonly kind: AimKind }

/** Symbols whose FNC1 in first position says "GS1 element strings". Case counts: ]d2 is a DataMatrix, ]D2 is not. */
const GS1: ReadonlySet<string> = new Set(['C1', 'd2', 'Q3', 'J1', 'e0', 'e1', 'e2'])
/** EAN/UPC and ITF: digits that are a GTIN and nothing else. */
const GTIN: ReadonlySet<string> = new Set(['E0', 'E1', 'E2', 'E3', 'E4', 'I0', 'I1'])

/** Length of `]` + letter + modifier. */
export const AIM_LENGTH = 3

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const MODIFIERS = `0123456789${LETTERS}`

/** Every identifier by its two character codes, so that reading one makes no string. */
const KNOWN: (Aim | null)[] = new Array(128 * 128).fill(null)
for (const letter of LETTERS) {
  for (const modifier of MODIFIERS) {
    const id = letter + modifier
    KNOWN[letter.charCodeAt(0) * 128 + modifier.charCodeAt(0)] = { id, kind: GS1.has(id) ? 'gs1' : GTIN.has(id) ? 'gtin' : 'plain' }
  }
}

/** The AIM identifier a scan starts with, or null. */
export function aimOf(scan: string): Aim | null {
  if (scan.charCodeAt(0) !== 93 || scan.length < AIM_LENGTH) return null
  const letter = scan.charCodeAt(1)
  const modifier = scan.charCodeAt(2)
  return letter < 128 && modifier < 128 ? KNOWN[letter * 128 + modifier]! : null
}
