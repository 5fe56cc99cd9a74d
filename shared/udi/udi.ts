import { byPlace, type Fault, fault } from '../errors.ts'
import { otherAgency } from './agency.ts'
import { AIM_LENGTH, type Aim, aimOf } from './aim.ts'
import { readBracketed } from './gs1/bracketed.ts'
import { isWebUri, readDigitalLink } from './gs1/digital-link.ts'
import { type Draft, elementsOf, newDraft, report, resetDraft } from './gs1/draft.ts'
import { readElementString, separatorAt } from './gs1/element-string.ts'
import { parseEveryday } from './gs1/everyday.ts'
import { type Problem, problem } from './gs1/lint/problem.ts'
import { looksLikeGtin, readPlainGtin } from './gs1/plain-gtin.ts'
import { alternativeReadings, ambiguousReadings, copyElement } from './gs1/readings.ts'
import { checkTogether, identify } from './gs1/resolve.ts'
import { ruleAt } from './gs1/rules.ts'
import { isValidValue, visible } from './gs1/value.ts'
import { NO_PI, type ParseOptions, type ParseResult, type Reading } from './types.ts'
import { type Received, receivedBytes, receivedText, utf8Length } from './utf8.ts'

/** No symbol holds more; anything longer is refused before it is read. */
export const MAX_SCAN_BYTES = 4096

const NO_FAULTS: readonly Fault[] = Object.freeze([])
const NO_READINGS: readonly Reading[] = Object.freeze([])

/** Used again for every scan: parsing is never re-entered, and results share nothing with it. */
const scratch = newDraft()

/**
 * Reads one scan: element strings (with or without AIM identifier), bracketed text, a GS1 Digital Link URI or a plain
 * GTIN. Never throws; every fault comes back at once, each with its byte offset (docs/spec/codes.md, errors.md).
 */
export function parseScan(scan: string | Uint8Array, options: ParseOptions): ParseResult {
  if (typeof scan === 'string' && scan.length <= LONGEST_EVERYDAY) {
    const result = parseEverydayScan(scan, options.now)
    if (result !== null) return result
  }
  return parseAnyScan(scan, options)
}

/** Longer than any everyday UDI, and short enough to need no other limit. */
const LONGEST_EVERYDAY = 200

function parseEverydayScan(scan: string, now: number): ParseResult | null {
  if (scan.charCodeAt(0) === 48) return parseEveryday(scan, 0, null, now)
  const aim = aimOf(scan)
  return aim === null || aim.kind !== 'gs1' ? null : parseEveryday(scan, AIM_LENGTH, aim.id, now)
}

/** What `parseScan` says, always the long way. */
export function parseAnyScan(scan: string | Uint8Array, options: ParseOptions): ParseResult {
  if (isTooLong(scan)) return tooLong(scan)
  const received = typeof scan === 'string' ? null : receivedBytes(scan)
  const text = typeof scan === 'string' ? scan : received!.text
  const visibleGs = options.visibleGs ?? true
  const draft = read(resetDraft(scratch), text, visibleGs)
  if (received !== null) reportBadUtf8(draft, received)
  checkTogether(draft)
  const { problems } = draft
  const { di, pi } = identify(draft, options.now, problems === null)
  return {
    ok: problems === null,
    agency: draft.agency,
    di,
    pi,
    elements: elementsOf(draft),
    symbology: draft.symbology,
    errors: problems === null ? NO_FAULTS : faultsOf(problems, received ?? receivedText(text), null),
    readings: draft.dataAt < 0 ? NO_READINGS : readingsOf(draft, text, visibleGs, options.now),
    raw: text,
  }
}

/**
 * Reads a label whose UDI is split over several symbols: elements are joined in the order given, the pairing rules see
 * them all (GS1 General Specifications 4.13 and 4.14 speak of all carriers on an item), a value the parts disagree on is
 * a fault. `part` of each fault is the index of the scan.
 */
export function parseParts(scans: readonly (string | Uint8Array)[], options: ParseOptions): ParseResult {
  const joined = newDraft()
  const errors: Fault[] = []
  const partOf: number[] = []
  const sources: Received[] = []
  const drafts: Draft[] = []
  for (const [part, scan] of scans.entries()) {
    if (isTooLong(scan)) {
      errors.push({ ...tooLong(scan).errors[0]!, part })
      sources.push(receivedText(''))
      continue
    }
    const received = typeof scan === 'string' ? receivedText(scan) : receivedBytes(scan)
    const draft = read(newDraft(), received.text, options.visibleGs ?? true)
    reportBadUtf8(draft, received)
    sources.push(received)
    drafts.push(draft)
    errors.push(...faultsOf(draft.problems ?? [], received, part))
    for (let e = 0; e < draft.count; e++) {
      const { ai, value } = draft.elements[e]!
      const known = joined.elements.findIndex((element, k) => element.ai === ai && partOf[k] !== part)
      if (known < 0) {
        copyElement(draft, e, joined)
        partOf.push(part)
      } else if (joined.elements[known]!.value !== value) {
        const values = [joined.elements[known]!.value, value]
        errors.push(fault('part.conflict', { ai, values }, received.byteAt(draft.places[e]!), part))
      }
    }
  }
  checkTogether(joined)
  for (const found of joined.problems ?? []) {
    // a place alone does not tell the part; together with the AI named it does
    const e = joined.elements.findIndex((element, k) => element.ai === found.params['ai'] && joined.places[k] === found.at)
    const part = partOf[e] ?? 0
    errors.push(fault(found.code, found.params, sources[part]!.byteAt(found.at), part))
  }
  const { di, pi } = identify(joined, options.now, errors.length === 0)
  return {
    ok: errors.length === 0,
    agency: same(drafts.map((draft) => draft.agency)),
    di,
    pi,
    elements: elementsOf(joined),
    symbology: same(drafts.map((draft) => draft.symbology)),
    errors: errors.sort(byPlace),
    readings: NO_READINGS,
    raw: sources.map((source) => source.text).join('\n'),
  }
}

function same<T>(values: readonly (T | null)[]): T | null {
  const [first = null] = values
  return values.every((value) => value === first) ? first : null
}

/** Tells the kinds of scan apart, AIM identifier first, then the first characters, and reads it. */
function read(draft: Draft, text: string, visibleGs: boolean): Draft {
  const aim = aimOf(text)
  const from = aim === null ? 0 : AIM_LENGTH
  draft.symbology = aim === null ? null : aim.id
  const first = text.charCodeAt(from)
  const elements = (first >= 48 && first <= 57) || separatorAt(text, from, visibleGs) > 0
  if (elements && (aim === null || aim.kind === 'gs1')) readElements(draft, text, from, visibleGs)
  else readOther(draft, text, from, aim, elements, visibleGs)
  if (aim === null && elements && draft.problems !== null && looksLikeGtin(text, from)) {
    resetDraft(draft)
    draft.agency = 'GS1'
    readPlainGtin(draft, text, from)
  }
  return draft
}

function readElements(draft: Draft, text: string, from: number, visibleGs: boolean): void {
  draft.agency = 'GS1'
  draft.dataAt = from
  readElementString(draft, text, from, text.length, visibleGs)
}

function readOther(draft: Draft, text: string, from: number, aim: Aim | null, elements: boolean, visibleGs: boolean): void {
  const kind = aim?.kind ?? null
  const symbology = aim?.id ?? ''
  if (from === text.length) {
    report(draft, problem('scan.empty', from))
  } else if (kind === 'gtin') {
    draft.agency = 'GS1'
    readPlainGtin(draft, text, from)
  } else if (text.charCodeAt(from) === 40) {
    draft.agency = 'GS1'
    // a reader does not put brackets around AIs: they are in the symbol, where they do not belong
    if (kind === 'gs1') report(draft, problem('brackets.encoded', from, { symbology }))
    if (kind === 'plain') report(draft, problem('symbology.notGs1', 0, { symbology }))
    readBracketed(draft, text, from, text.length, visibleGs)
  } else if (elements && looksLikeGs1(text, from, visibleGs)) {
    report(draft, problem('symbology.notGs1', 0, { symbology }))
    readElements(draft, text, from, visibleGs)
  } else {
    draft.agency = elements ? null : otherAgency(text, from)
    if (draft.agency !== null) {
      report(draft, problem('agency.unsupported', from, { agency: draft.agency }))
    } else if (isWebUri(text, from)) {
      if (kind === 'gs1') report(draft, problem('symbology.uri', 0, { symbology }))
      draft.symbology = 'dl'
      readDigitalLink(draft, text, from, text.length)
      draft.agency = draft.count > 0 ? 'GS1' : null
    } else if (kind === 'gs1') {
      readElements(draft, text, from, visibleGs)
    } else {
      report(draft, problem('code.unrecognised', from, { found: visible(text.slice(from, from + 12)) }))
    }
  }
}

/** A symbol without the GS1 flag may hold any digits; these start with a key, or with an element that is right. */
function looksLikeGs1(text: string, from: number, visibleGs: boolean): boolean {
  const rule = ruleAt(text, from + separatorAt(text, from, visibleGs))
  if (rule === undefined) return false
  if (rule.ai === '00' || rule.ai === '01' || rule.ai === '02') return text.length - from >= rule.ai.length + rule.max
  const probe = newDraft()
  readElementString(probe, text, from, text.length, visibleGs)
  const { value } = probe.elements[0]!
  return isValidValue(rule, value, 0, value.length)
}

function readingsOf(draft: Draft, text: string, visibleGs: boolean, now: number): readonly Reading[] {
  if (draft.problems === null && draft.separated) return NO_READINGS
  const lost = { text, to: text.length, visibleGs, now }
  if (draft.problems === null) return ambiguousReadings(lost, draft)
  return alternativeReadings(lost, draft.dataAt + separatorAt(text, draft.dataAt, visibleGs), newDraft(), draft)
}

function faultsOf(problems: readonly Problem[], received: Received, part: number | null): readonly Fault[] {
  return problems.map((found) => fault(found.code, found.params, received.byteAt(found.at), part)).sort(byPlace)
}

function reportBadUtf8(draft: Draft, received: Received): void {
  if (received.badIndex >= 0) report(draft, problem('scan.notUtf8', received.badIndex))
}

function isTooLong(scan: string | Uint8Array): boolean {
  if (scan.length > MAX_SCAN_BYTES) return true
  return typeof scan === 'string' && scan.length * 3 > MAX_SCAN_BYTES && utf8Length(scan, scan.length) > MAX_SCAN_BYTES
}

function tooLong(scan: string | Uint8Array): ParseResult {
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
  }
}
