/** How the serials of a product look. */
export type SerialShape = {
  readonly prefix: string
  /** characters of the whole serial, the prefix included */
  readonly length: number
  /** nothing but digits follows the prefix */
  readonly digitsOnly: boolean
}

/** What a product master knows of one DI. */
export type KnownProduct = {
  /** lots on order */
  readonly lots: readonly string[]
  /** empty when the serials may look like anything */
  readonly serials: readonly SerialShape[]
  /** AIs its labels carry, the key left out; null when that is not known */
  readonly carries: readonly string[] | null
}

export type RecoveryMaster = {
  /** GTIN of fourteen digits; null for one that is not in the master */
  readonly product: (di: string) => KnownProduct | null
}

export function hasShape({ prefix, length, digitsOnly }: SerialShape, text: string, from: number, to: number): boolean {
  if (to - from !== length || !text.startsWith(prefix, from)) return false
  if (!digitsOnly) return true
  for (let i = from + prefix.length; i < to; i++) if (text.charCodeAt(i) < 48 || text.charCodeAt(i) > 57) return false
  return true
}
