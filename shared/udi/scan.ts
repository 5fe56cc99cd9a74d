import { byPlace, type Fault, fault } from '../errors.ts'
import { otherAgency, readAgency, readBareHibc } from './agency.ts'
import { AIM_LENGTH, type Aim, aimOf } from './aim.ts'
import { type Draft, elementsOf, newDraft, report, resetDraft } from './gs1/draft.ts'
import { separatorAt } from './gs1/element-string.ts'
import { type Problem, problem } from './gs1/lint/problem.ts'
import { kindOf, readGs1 } from './gs1/read.ts'
import { alternativeReadings, ambiguousReadings } from './gs1/readings.ts'
import { checkTogether, identify } from './gs1/resolve.ts'
import { fail, type Notes } from './notes.ts'
import { type CodeKind, NO_PI, type ParseOptions, type ParseResult, type Reading } from './types.ts'
import { type Received, receivedBytes, receivedText, utf8Length } from './utf8.ts'

/** No symbol holds more; anything longer is refused before it is read. */
export const MAX_SCAN_BYTES = 4096

export const NO_FAULTS: readonly Fault[] = Object.freeze([])
export const NO_READINGS: readonly Reading[] = Object.freeze([])

/** A scan as it came, and what was read from it. */
export type Inspected = {
  readonly result: ParseResult
  readonly received: Received
  readonly aim: Aim | null
  /** what a GS1 parser read, or one of another agency; both null for what is neither */
  readonly draft: Draft | null
  readonly notes: Notes | null
}

/** Used again for every scan: parsing is never re-entered, and results share nothing with it. */
const scratch = newDraft()

/** What `parseScan` says, always the long way. */
export function parseAnyScan(scan: string | Uint8Array, options: ParseOptions): ParseResult {
  if (isTooLong(scan)) return tooLong(scan)
  const received = typeof scan === 'string' ? null : receivedBytes(scan)
  const text = received === null ? (scan as string) : received.text
  const aim = aimOf(text)
  const other = readOtherCode(text, aim, options.now, false)
  if (other !== null) return otherResult(other, text, aim, received)
  return gs1Result(readGs1(resetDraft(scratch), text, aim, options.visibleGs ?? true), text, aim, received, options)
}

/** As `parseAnyScan`, with what an explanation needs; null when the scan is too long to be read. */
export function inspectScan(scan: string | Uint8Array, options: ParseOptions): Inspected | null {
  if (isTooLong(scan)) return null
  const received = typeof scan === 'string' ? receivedText(scan) : receivedBytes(scan)
  const { text } = received
  const aim = aimOf(text)
  const other = readOtherCode(text, aim, options.now, true)
  if (other !== null) return { result: otherResult(other, text, aim, received), received, aim, draft: null, notes: other.notes }
  const draft = readGs1(newDraft(), text, aim, options.visibleGs ?? true)
  return { result: gs1Result(draft, text, aim, received, options), received, aim, draft, notes: null }
}

function gs1Result(draft: Draft, text: string, aim: Aim | null, received: Received | null, options: ParseOptions): ParseResult {
  if (received !== null) reportBadUtf8(draft, received)
  checkTogether(draft)
  const { problems } = draft
  const { di, pi } = identify(draft, options.now, problems === null)
  const kind = kindOf(draft, di)
  return {
    ok: problems === null,
    agency: draft.agency,
    di,
    pi,
    elements: elementsOf(draft),
    symbology: draft.symbology,
    errors: problems === null ? NO_FAULTS : faultsOf(problems, received ?? receivedText(text), null),
    readings: readingsOf(draft, text, options),
    raw: text,
    kind,
    value: kind === null || kind === 'udi' || kind === 'logistic' ? null : text.slice(aim === null ? 0 : AIM_LENGTH),
    warnings: perhapsHibc(draft, text, aim, options.now),
  }
}

type OtherCode = { readonly kind: CodeKind; readonly notes: Notes | null; readonly problem: Problem | null }

const DRUG_LENGTH = 20

/**
 * A code of another agency, or a drug code: twenty digits that begin with 8, in a symbol that does not say GS1 (docs/spec/udi-agencies.md:
 * never to be taken for a UDI). Null when GS1 has the word.
 */
function readOtherCode(text: string, aim: Aim | null, now: number, explained: boolean): OtherCode | null {
  if (aim?.kind === 'gtin') return null
  const from = aim === null ? 0 : AIM_LENGTH
  const first = text.charCodeAt(from)
  if (first >= 48 && first <= 57) {
    if (first !== 56 || text.length - from !== DRUG_LENGTH || aim?.kind === 'gs1' || !allDigits(text, from)) return null
    return { kind: 'drug', notes: null, problem: problem('code.drug', from) }
  }
  const agency = otherAgency(text, from)
  if (agency === null) {
    const bare = readBareHibc(text, from, now, explained)
    return bare?.sure ? { kind: 'udi', notes: bare.notes, problem: null } : null
  }
  const notes = readAgency(agency, text, from, now, explained)
  if (aim?.kind === 'gs1') fail(notes, 'symbology.notPlain', 0, { symbology: aim.id, agency })
  return { kind: 'udi', notes, problem: null }
}

function allDigits(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) if (text.charCodeAt(i) < 48 || text.charCodeAt(i) > 57) return false
  return true
}

function otherResult({ kind, notes, problem: alone }: OtherCode, text: string, aim: Aim | null, received: Received | null): ParseResult {
  const problems = alone !== null ? [alone] : (notes?.problems ?? null)
  const bad = received !== null && received.badIndex >= 0 ? [problem('scan.notUtf8', received.badIndex)] : []
  const errors =
    problems === null && bad.length === 0 ? NO_FAULTS : faultsOf([...(problems ?? []), ...bad], received ?? receivedText(text), null)
  const warnings = notes?.warnings ?? null
  return {
    ok: errors.length === 0,
    agency: notes?.agency ?? null,
    di: notes?.di ?? null,
    pi: notes?.pi ?? NO_PI,
    elements: notes?.elements ?? [],
    symbology: aim?.id ?? null,
    errors,
    readings: NO_READINGS,
    raw: text,
    kind,
    value: kind === 'udi' ? null : text.slice(aim === null ? 0 : AIM_LENGTH),
    warnings: warnings === null ? NO_FAULTS : faultsOf(warnings, received ?? receivedText(text), null),
  }
}

function readingsOf(draft: Draft, text: string, { now, visibleGs = true }: ParseOptions): readonly Reading[] {
  if (draft.dataAt < 0) return NO_READINGS
  if (draft.problems === null && draft.separated) return NO_READINGS
  const lost = { text, to: text.length, visibleGs, now }
  if (draft.problems === null) return ambiguousReadings(lost, draft)
  return alternativeReadings(lost, draft.dataAt + separatorAt(text, draft.dataAt, visibleGs), newDraft(), draft)
}

/** A house number that would be a HIBC if a `+` stood in front: said, never taken. */
function perhapsHibc(draft: Draft, text: string, aim: Aim | null, now: number): readonly Fault[] {
  if (draft.kind !== 'legacy' || aim?.kind === 'gtin') return NO_FAULTS
  const from = aim === null ? 0 : AIM_LENGTH
  const bare = readBareHibc(text, from, now, false)
  if (bare === null || bare.notes.di === null || bare.notes.problems !== null) return NO_FAULTS
  return [fault('hibc.perhaps', { di: bare.notes.di }, from)]
}

export function faultsOf(problems: readonly Problem[], received: Received, part: number | null): readonly Fault[] {
  return problems.map((found) => fault(found.code, found.params, received.byteAt(found.at), part)).sort(byPlace)
}

export function reportBadUtf8(draft: Draft, received: Received): void {
  if (received.badIndex >= 0) report(draft, problem('scan.notUtf8', received.badIndex))
}

export function isTooLong(scan: string | Uint8Array): boolean {
  if (scan.length > MAX_SCAN_BYTES) return true
  return typeof scan === 'string' && scan.length * 3 > MAX_SCAN_BYTES && utf8Length(scan, scan.length) > MAX_SCAN_BYTES
}

export function tooLong(scan: string | Uint8Array): ParseResult {
  return {
    ok: false,
    agency: null,
    di: null,
    pi: NO_PI,
    elements: [],
    symbology: null,
    // counting the bytes of a very long scan would cost what the limit saves
    errors: [fault('scan.tooLong', { max: MAX_SCAN_BYTES }, MAX_SCAN_BYTES)],
    readings: NO_READINGS,
    raw: typeof scan === 'string' ? scan.slice(0, MAX_SCAN_BYTES) : receivedBytes(scan.subarray(0, MAX_SCAN_BYTES)).text,
    kind: null,
    value: null,
    warnings: NO_FAULTS,
  }
}
