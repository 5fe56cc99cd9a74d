/** What an AIM identifier promises about the data behind it (ISO/IEC 15424; GS1 General Specifications 5.1.3). */
export type AimKind = 'gs1' | 'gtin' | 'plain'

/** Symbols whose FNC1 in first position says "GS1 element strings". Case counts: ]d2 is a DataMatrix, ]D2 is not. */
const GS1: ReadonlySet<string> = new Set(['C1', 'd2', 'Q3', 'J1', 'e0', 'e1', 'e2'])
/** EAN/UPC and ITF: digits that are a GTIN and nothing else. */
const GTIN: ReadonlySet<string> = new Set(['E0', 'E1', 'E2', 'E3', 'E4', 'I0', 'I1'])

/** Length of `]` + letter + modifier. */
export const AIM_LENGTH = 3

/** The identifier without `]`, or null when the scan has none. */
export function aimOf(scan: string): string | null {
  if (scan.charCodeAt(0) !== 93 || scan.length < AIM_LENGTH) return null
  const letter = scan.charCodeAt(1)
  const modifier = scan.charCodeAt(2)
  const isLetter = (letter >= 65 && letter <= 90) || (letter >= 97 && letter <= 122)
  const isModifier = (modifier >= 48 && modifier <= 57) || (modifier >= 65 && modifier <= 90) || (modifier >= 97 && modifier <= 122)
  return isLetter && isModifier ? scan.slice(1, AIM_LENGTH) : null
}

export function aimKind(aim: string): AimKind {
  if (GS1.has(aim)) return 'gs1'
  return GTIN.has(aim) ? 'gtin' : 'plain'
}
