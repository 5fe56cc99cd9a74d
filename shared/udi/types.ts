import type { Fault } from '../errors.ts'

/** Issuing agencies whose codes are told apart (facts: China accepts GS1, MA and AHM; HIBCC and ICCBBA come on imports). */
export type Agency = 'GS1' | 'MA' | 'AHM' | 'HIBCC' | 'ICCBBA'

/** An application identifier and its value, as encoded. */
export type Element = { readonly ai: string; readonly value: string }

/** Production identifier; dates YYYY-MM-DD, null when not in the code. */
export type Pi = {
  readonly lot: string | null
  readonly serial: string | null
  readonly made: string | null
  readonly expires: string | null
  readonly bestBefore: string | null
  readonly packed: string | null
  readonly sellBy: string | null
  /** sterilisation lot or date; GS1 has no AI for it */
  readonly sterilised: string | null
}

/** One way to read a scan. */
export type Reading = { readonly di: string | null; readonly pi: Pi; readonly elements: readonly Element[] }

/** A unique device identification: who issued it, what it says, and the carrier's text as received. */
export type Udi = Reading & { readonly agency: Agency; readonly raw: string }

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
})
