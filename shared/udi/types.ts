import type { Fault } from '../errors.ts'

/** Issuing agencies whose codes are told apart (China accepts GS1, MA and AHM; HIBCC and ICCBBA come on imports). */
export type Agency = 'GS1' | 'MA' | 'AHM' | 'HIBCC' | 'ICCBBA'

/**
 * An identifier and its value, as encoded: a GS1 AI, the letter of an MA segment, an AHM identifier, the flag of a HIBC
 * field, an ISBT 128 data identifier.
 */
export type Element = { readonly ai: string; readonly value: string }

/** Production identifier; dates YYYY-MM-DD (YYYY-MM where the code holds no day: HIBC MMYY), null when not in the code. */
export type Pi = {
  readonly lot: string | null
  readonly serial: string | null
  readonly made: string | null
  /** GS1 AI 17, MA 失效日期 (E), HIBC and ISBT 128 expiration */
  readonly expires: string | null
  readonly bestBefore: string | null
  readonly packed: string | null
  readonly sellBy: string | null
  /** sterilisation lot or date; GS1 has no AI for it */
  readonly sterilised: string | null
  /** MA 有效期至 (V), a label term of its own: in known codes a day before the 失效日期 */
  readonly validUntil: string | null
}

/**
 * What sort of code a scan is. `udi`: of an issuing agency; `logistic`: SSCC or the content of a logistic unit; `ean13`
 * to `itf14`: a trade item number alone; `drug`: 药品追溯码 (码上放心), no UDI; `legacy`: anything else, perhaps known
 * to a product master.
 */
export type CodeKind = 'udi' | 'logistic' | 'ean13' | 'ean8' | 'upcA' | 'itf14' | 'drug' | 'legacy'

/** One way to read a scan. */
export type Reading = { readonly agency: Agency; readonly di: string | null; readonly pi: Pi; readonly elements: readonly Element[] }

/** A unique device identification: who issued it, what it says, and the carrier's text as received. */
export type Udi = Reading & { readonly raw: string }

export type ParseResult = {
  /** no fault was found in the reading as sent */
  readonly ok: boolean
  readonly agency: Agency | null
  readonly di: string | null
  readonly pi: Pi
  readonly elements: readonly Element[]
  /** AIM identifier without `]`, `dl` for a GS1 Digital Link URI, null when the scan says nothing */
  readonly symbology: string | null
  /** every fault, in reading order */
  readonly errors: readonly Fault[]
  /** other readings, best first, when separators seem to be lost; none of them is chosen here */
  readonly readings: readonly Reading[]
  /** the scan as received (several parts joined by line feeds) */
  readonly raw: string
  /** null when nothing was recognised as a code at all (an empty scan, one too long) */
  readonly kind: CodeKind | null
  /** what the symbol holds, AIM identifier left out, where a product master is to be asked; null for `udi` and `logistic` */
  readonly value: string | null
  /** said, and not counted against `ok`: a rule no source establishes was not met, or a code of a kind nobody has proven */
  readonly warnings: readonly Fault[]
}

export type ParseOptions = {
  /** current year, four digits: two-digit years are read relative to it */
  readonly now: number
  /** whether the four characters `<GS>` stand for a separator; true unless said otherwise. False for device input. */
  readonly visibleGs?: boolean
}

export const NO_PI: Pi = Object.freeze({
  lot: null,
  serial: null,
  made: null,
  expires: null,
  bestBefore: null,
  packed: null,
  sellBy: null,
  sterilised: null,
  validUntil: null,
})
