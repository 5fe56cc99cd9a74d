import type { TraceLevel } from '../product.ts'

/** In the order in which they name a scan: the first fault is the headline. */
export const verdicts = ['unreadable', 'notGs1', 'foreign', 'wrongProduct', 'wrongLotOrDate', 'duplicate', 'outOfOrder', 'match'] as const
export type Verdict = (typeof verdicts)[number]

export type FaultField = 'carrier' | 'di' | 'lot' | 'made' | 'expires' | 'serial' | 'ordinal' | 'text'

/** One thing that is wrong with a scan: what was due, what was there, and where a known label belongs. */
export interface ScanFault {
  readonly verdict: Exclude<Verdict, 'match'>
  readonly field: FaultField
  readonly expected: string | null
  readonly found: string | null
  readonly order: string | null
  readonly at: number | null
}

/** A scan as the codecs read it, reduced to what a verdict needs. */
export interface Reading {
  readonly raw: string
  /** Nothing was decoded: empty, or the reader's no-read token. */
  readonly noRead: boolean
  /** False when the carrier is a plain symbol (]d1, ]C0, ]Q1) with GS1-looking data. */
  readonly gs1Carrier: boolean
  /** False when the text breaks a rule of its code, so nothing in it can be trusted. */
  readonly valid: boolean
  readonly separatorLost: boolean
  readonly symbology: string | null
  readonly di: string | null
  readonly lot: string | null
  readonly serial: string | null
  readonly made: string | null
  readonly expires: string | null
}

/** What the label of this job must carry; null = not on the label. */
export interface Due {
  readonly trace: TraceLevel
  readonly di: string
  readonly lot: string | null
  readonly made: string | null
  readonly expires: string | null
}

/** What the ledger knows of a serial of this DI. */
export interface SerialFate {
  /** The outstanding label of this job that carries it, if any. */
  readonly outstanding: { readonly label: number; readonly ordinal: number } | null
  /** It already has a fate: verified, voided, … in this or another order. */
  readonly settled: { readonly order: string; readonly at: number; readonly ordinal: number; readonly verified: boolean } | null
  /** It is outstanding in another job. */
  readonly elsewhere: string | null
}

export interface Judgement {
  readonly verdict: Verdict
  readonly faults: readonly ScanFault[]
  /** The label that becomes verified (match, or outOfOrder alone), else null. */
  readonly label: number | null
  readonly ordinal: number | null
}

/**
 * Judges one scan. All faults are listed; a label is taken only for `match` and for `outOfOrder` alone, so a scan that is not the
 * expected label never consumes the expected one.
 *
 * `oldest` is the outstanding label that is due next; `fate` is asked only for serials of the right DI.
 */
export function judge(
  reading: Reading,
  due: Due,
  oldest: { readonly label: number; readonly ordinal: number } | null,
  fate: (serial: string) => SerialFate,
): Judgement {
  const faults = carrierFaults(reading)
  if (faults.length === 0 || (reading.valid && reading.di !== null)) faults.push(...contentFaults(reading, due))
  const wrongContent = faults.some((fault) => fault.verdict !== 'notGs1')
  let label = oldest
  if (reading.di === due.di && due.trace === 'serial' && reading.serial !== null) {
    const found = fate(reading.serial)
    label = found.outstanding
    faults.push(...serialFaults(reading.serial, found, oldest, wrongContent))
  } else if (oldest === null && faults.length === 0) {
    faults.push(fault('foreign', 'ordinal', null, null))
  }
  const ordered = faults.toSorted((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
  const verdict = ordered[0]?.verdict ?? 'match'
  const taken = verdict === 'match' || (verdict === 'outOfOrder' && ordered.length === 1) ? label : null
  return { verdict, faults: ordered, label: taken?.label ?? null, ordinal: taken?.ordinal ?? null }
}

function carrierFaults(reading: Reading): ScanFault[] {
  if (reading.noRead) return [fault('unreadable', 'carrier', null, null)]
  const faults: ScanFault[] = []
  if (!reading.gs1Carrier) faults.push(fault('notGs1', 'carrier', ']d2', reading.symbology === null ? null : `]${reading.symbology}`))
  if (reading.di === null || !reading.valid)
    faults.push(fault('foreign', 'text', reading.separatorLost ? 'GS' : null, printable(reading.raw)))
  return faults
}

function contentFaults(reading: Reading, due: Due): ScanFault[] {
  if (reading.di === null) return []
  if (reading.di !== due.di) return [fault('wrongProduct', 'di', due.di, reading.di)]
  const faults: ScanFault[] = []
  if (due.lot !== reading.lot) faults.push(fault('wrongLotOrDate', 'lot', due.lot, reading.lot))
  if (due.made !== reading.made) faults.push(fault('wrongLotOrDate', 'made', due.made, reading.made))
  if (due.expires !== reading.expires) faults.push(fault('wrongLotOrDate', 'expires', due.expires, reading.expires))
  if (due.trace === 'serial' && reading.serial === null) faults.push(fault('foreign', 'serial', null, null))
  if (due.trace !== 'serial' && reading.serial !== null) faults.push(fault('wrongLotOrDate', 'serial', null, reading.serial))
  return faults
}

function serialFaults(
  serial: string,
  found: SerialFate,
  oldest: { readonly label: number; readonly ordinal: number } | null,
  wrongContent: boolean,
): ScanFault[] {
  if (found.outstanding !== null) {
    if (oldest === null || found.outstanding.label === oldest.label) return []
    return [fault('outOfOrder', 'ordinal', String(oldest.ordinal), String(found.outstanding.ordinal))]
  }
  if (found.settled !== null) return [{ ...fault('duplicate', 'serial', null, serial), order: found.settled.order, at: found.settled.at }]
  if (found.elsewhere !== null) return [{ ...fault('wrongLotOrDate', 'serial', null, serial), order: found.elsewhere }]
  return wrongContent ? [] : [fault('foreign', 'serial', null, serial)]
}

const fault = (verdict: ScanFault['verdict'], field: FaultField, expected: string | null, found: string | null): ScanFault => ({
  verdict,
  field,
  expected,
  found,
  order: null,
  at: null,
})

const printable = (raw: string): string => (raw.length > 80 ? `${raw.slice(0, 80)}…` : raw)
