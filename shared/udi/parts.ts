import { byPlace, type Fault, fault } from '../errors.ts'
import { aimOf } from './aim.ts'
import { type Draft, elementsOf, newDraft } from './gs1/draft.ts'
import { kindOf, readGs1 } from './gs1/read.ts'
import { copyElement } from './gs1/readings.ts'
import { checkTogether, identify } from './gs1/resolve.ts'
import { faultsOf, isTooLong, NO_FAULTS, NO_READINGS, parseAnyScan, reportBadUtf8, tooLong } from './scan.ts'
import { type Element, NO_PI, type ParseOptions, type ParseResult, type Pi } from './types.ts'
import { type Received, receivedBytes, receivedText } from './utf8.ts'

/**
 * Reads a label whose UDI is split over several symbols: elements are joined in the order given, a value the parts disagree
 * on is a fault. For GS1 the pairing rules see them all (General Specifications 4.13 and 4.14 speak of all carriers on an
 * item); for HIBC the link character of a secondary code must be the check character of the primary one. `part` of each
 * fault is the index of the scan.
 */
export function parseParts(scans: readonly (string | Uint8Array)[], options: ParseOptions): ParseResult {
  const results = scans.map((scan) => parseAnyScan(scan, options))
  const others = results.some(({ agency, kind }) => kind === 'drug' || (agency !== null && agency !== 'GS1'))
  return others ? joinResults(results) : joinGs1(scans, options)
}

function joinGs1(scans: readonly (string | Uint8Array)[], options: ParseOptions): ParseResult {
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
    const draft = readGs1(newDraft(), received.text, aimOf(received.text), options.visibleGs ?? true)
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
    kind: kindOf(joined, di),
    value: null,
    warnings: NO_FAULTS,
  }
}

/** What stands in a label's parts together, when not all of them are GS1. */
function joinResults(results: readonly ParseResult[]): ParseResult {
  const errors: Fault[] = results.flatMap((result, part) => result.errors.map((found) => ({ ...found, part })))
  const elements: Element[] = []
  const pi: { -readonly [K in keyof Pi]: Pi[K] } = { ...NO_PI }
  let di: string | null = null
  const agency = same(results.map((result) => result.agency))
  for (const [part, result] of results.entries()) {
    const conflict = (name: string, first: string, second: string) =>
      errors.push(fault('part.conflict', { ai: name, values: [first, second] }, 0, part))
    if (result.agency !== results[0]!.agency)
      errors.push(fault('part.agency', { first: results[0]!.agency ?? '', second: result.agency ?? '' }, 0, part))
    if (di !== null && result.di !== null && di !== result.di) conflict('di', di, result.di)
    di ??= result.di
    for (const name of PI_FIELDS) {
      const value = result.pi[name]
      const known = pi[name]
      if (known !== null && value !== null && known !== value) conflict(name, known, value)
      pi[name] ??= value
    }
    for (const element of result.elements)
      if (!elements.some(({ ai, value }) => ai === element.ai && value === element.value)) elements.push(element)
  }
  if (agency === 'HIBCC') errors.push(...brokenLinks(results))
  return {
    ok: errors.length === 0,
    agency,
    di,
    pi,
    elements,
    symbology: same(results.map((result) => result.symbology)),
    errors: errors.sort(byPlace),
    readings: NO_READINGS,
    raw: results.map((result) => result.raw).join('\n'),
    kind: same(results.map((result) => result.kind)),
    value: null,
    warnings: results.flatMap((result, part) => result.warnings.map((found) => ({ ...found, part }))),
  }
}

export const PI_FIELDS = ['lot', 'serial', 'made', 'expires', 'bestBefore', 'packed', 'sellBy', 'sterilised', 'validUntil'] as const

/** A secondary HIBC names the check character of its primary (docs/spec/udi-agencies.md). */
function brokenLinks(results: readonly ParseResult[]): readonly Fault[] {
  const primary = results.find((result) => result.di !== null)
  const expected = primary?.elements.find(({ ai }) => ai === 'C')?.value
  if (expected === undefined) return []
  return results.flatMap((result, part) => {
    const found = result.elements.find(({ ai }) => ai === 'L')?.value
    if (found === undefined || found === expected) return []
    return [fault('hibc.link', { expected, found }, receivedText(result.raw).byteAt(result.raw.length - 2), part)]
  })
}

function same<T>(values: readonly (T | null)[]): T | null {
  const [first = null] = values
  return values.every((value) => value === first) ? first : null
}
