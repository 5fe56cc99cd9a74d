import { type Draft, report, takeDecoded } from './draft.ts'
import { problem } from './lint/problem.ts'
import { isHex } from './lint/text.ts'
import { findRule, type Rule } from './rules.ts'
import { visible } from './value.ts'

export function isWebUri(text: string, from: number): boolean {
  return /^https?:\/\//i.test(text.slice(from, from + 8))
}

type Segment = { readonly from: number; readonly to: number }

/**
 * Reads an uncompressed GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax, clauses 4 and 5): any host and
 * path in front, then primary key and its qualifiers in the order of the syntax dictionary, then attributes as query.
 * Query names that are not digits belong to others and are passed over.
 */
export function readDigitalLink(draft: Draft, text: string, from: number, to: number): void {
  const hash = indexOrEnd(text, '#', from, to)
  const question = indexOrEnd(text, '?', from, hash)
  const host = text.indexOf('//', from) + 2
  const pathAt = indexOrEnd(text, '/', host, question)
  if (pathAt === host) report(draft, problem('dl.host', host))
  const segments = split(text, pathAt + 1, question, '/')
  if (segments.length > 0 && segments.at(-1)!.from === segments.at(-1)!.to) segments.pop()

  const keyAt = primaryKey(text, segments)
  if (keyAt < 0) {
    report(draft, problem('dl.noKey', from))
    return
  }
  const path: Rule[] = []
  for (let s = keyAt; s + 1 < segments.length; s += 2) {
    const name = segments[s]!
    const value = segments[s + 1]!
    const rule = findRule(text.slice(name.from, name.to))!
    path.push(rule)
    takeEncoded(draft, rule, text, name.from, value, false)
  }
  checkPath(draft, segments, keyAt, path)
  if (question < hash) readQuery(draft, text, question + 1, hash, path)
}

/**
 * Index of the segment that names the primary key, or -1. Names and values alternate, so the search goes backwards in
 * pairs: a value that looks like a key is never taken for one.
 */
function primaryKey(text: string, segments: readonly Segment[]): number {
  for (let s = segments.length - 2; s >= 0; s -= 2) {
    const rule = findRule(text.slice(segments[s]!.from, segments[s]!.to))
    if (rule === undefined) return -1
    if (rule.dlpkey !== null) return s
  }
  return -1
}

function fits(qualifiers: readonly string[], sequences: readonly (readonly string[])[]): boolean {
  if (qualifiers.length === 0) return true
  return sequences.some((sequence) => {
    let at = -1
    return qualifiers.every((ai) => {
      const next = sequence.indexOf(ai)
      const inOrder = next > at
      at = next
      return inOrder
    })
  })
}

function checkPath(draft: Draft, segments: readonly Segment[], keyAt: number, path: readonly Rule[]): void {
  const [key, ...qualifiers] = path
  const sequences = key?.dlpkey ?? []
  for (let q = 0; q < qualifiers.length; q++) {
    const upTo = qualifiers.slice(0, q + 1).map((rule) => rule.ai)
    if (fits(upTo, sequences)) continue
    const ai = qualifiers[q]!.ai
    const known = sequences.some((sequence) => sequence.includes(ai))
    const segment = segments[keyAt + 2 * (q + 1)]!
    report(draft, problem(known ? 'dl.qualifierOrder' : 'dl.qualifier', segment.from, { ai, key: key!.ai }))
    return
  }
}

function readQuery(draft: Draft, text: string, from: number, to: number, path: readonly Rule[]): void {
  const [key, ...qualifiers] = path.map((rule) => rule.ai)
  for (const pair of split(text, from, to, '&;')) {
    const equals = indexOrEnd(text, '=', pair.from, pair.to)
    const name = text.slice(pair.from, equals)
    if (!/^\d+$/.test(name)) continue
    const rule = findRule(name)
    if (rule === undefined) {
      report(draft, problem('ai.unknown', pair.from, { found: visible(name) }))
      continue
    }
    const sequences = path[0]?.dlpkey ?? []
    const belongs = sequences.some((s) => s.includes(name) && qualifiers.every((q) => s.includes(q))) && !qualifiers.includes(name)
    if (belongs) report(draft, problem('dl.inPath', pair.from, { ai: name, key: key! }))
    else if (!rule.attribute) report(draft, problem('dl.attribute', pair.from, { ai: name }))
    takeEncoded(draft, rule, text, pair.from, { from: Math.min(equals + 1, pair.to), to: pair.to }, true)
  }
}

/** Decodes percent-encoding (RFC 3986 2.1), in a query also "+" for a space, and takes the value. */
function takeEncoded(draft: Draft, rule: Rule, text: string, place: number, segment: Segment, query: boolean): void {
  let value = ''
  const places: number[] = []
  for (let i = segment.from; i < segment.to; i++) {
    places.push(i)
    const code = text.charCodeAt(i)
    if (code === 43 && query) value += ' '
    else if (code !== 37) value += text[i]
    else if (i + 2 < segment.to && isHex(text.charCodeAt(i + 1)) && isHex(text.charCodeAt(i + 2))) {
      value += String.fromCharCode(Number.parseInt(text.slice(i + 1, i + 3), 16))
      i += 2
    } else {
      report(draft, problem('dl.percent', i, { found: visible(text.slice(i, Math.min(i + 3, segment.to))) }))
      value += '%'
    }
  }
  places.push(segment.to)
  takeDecoded(draft, rule, value, place, (index) => places[Math.min(index, places.length - 1)] ?? segment.to)
}

function split(text: string, from: number, to: number, separators: string): Segment[] {
  const segments: Segment[] = []
  let start = from
  for (let i = from; i <= to && start <= to; i++) {
    if (i < to && !separators.includes(text[i]!)) continue
    segments.push({ from: start, to: i })
    start = i + 1
  }
  return segments
}

function indexOrEnd(text: string, character: string, from: number, end: number): number {
  const at = text.indexOf(character, from)
  return at < 0 || at > end ? end : at
}
