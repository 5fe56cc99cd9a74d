import type { ErrorParams, Problem } from '../station-error.ts'
import { base64, fromBase64, utf8 } from './bytes.ts'
import { type Checkpoint, extension, originOf, parseCheckpoint } from './checkpoint.ts'
import { type EvidenceBundle, type EvidenceEvent, type EvidenceSubject, formFaults } from './evidence-form.ts'
import { canonical, type Json } from './jcs.ts'
import { type Kind, kinds } from './kinds.ts'
import { type Hash, leafHash, type Sha256 } from './merkle.ts'
import { type Note, parseNote, parseVerifierKey, sameKey, type VerifierKey, type VerifyEd25519, verifyNote } from './note.ts'
import { verifyConsistency, verifyInclusion } from './proof.ts'

/** What can be wrong with a bundle beyond its proofs (proof.ts), notes (note.ts) and checkpoints (checkpoint.ts). */
export const evidenceFaults = [
  'evidence.form',
  'evidence.format',
  'evidence.empty',
  'evidence.order',
  'evidence.origin',
  'evidence.keyName',
  'evidence.subject',
  'evidence.notCanonical',
  'evidence.seq',
  'evidence.station',
] as const

export interface EvidenceOptions {
  readonly sha256: Sha256
  readonly verifyEd25519: VerifyEd25519
  /** The station's verification key as the checker got it from elsewhere, or null. */
  readonly key: string | null
}

export type EvidenceBody = Readonly<Record<string, Json | undefined>>

export interface EventResult {
  readonly seq: number
  readonly ok: boolean
  readonly code: string | null
  /** What the entry says; null unless it is proved to be in the tree of the checkpoint. */
  readonly body: EvidenceBody | null
}

export interface CheckpointResult {
  readonly origin: string
  readonly size: number
  readonly root: string
  /** Where the station keeps its signing key, and when it signed, by its own words under the signature. */
  readonly provider: string | null
  readonly at: string | null
  /** Names on the signature lines; only those of a known key were checked. */
  readonly signatures: readonly string[]
}

export interface LaterResult {
  readonly size: number | null
  readonly at: string | null
  readonly ok: boolean
  readonly code: string | null
}

export interface EvidenceResult {
  /** No problem was found. It says nothing of who signed: see `signer`. */
  readonly ok: boolean
  /** `proven` only by a key that did not come with the bundle. */
  readonly signer: 'proven' | 'notProven'
  readonly checkpoint: CheckpointResult | null
  readonly events: readonly EventResult[]
  readonly later: readonly LaterResult[]
  readonly problems: readonly Problem[]
}

/**
 * Checks an evidence bundle (docs/spec/log.md). Every leaf is computed from the text of its entry, every inclusion proof leads to the
 * root of the checkpoint, and the checkpoint is signed by `key`. The key inside the bundle proves nothing about who signed, but its
 * signature must hold, too. Facts and names of people are not proved and not looked at. Never throws.
 */
export function verifyEvidence(bundle: unknown, options: EvidenceOptions): EvidenceResult {
  try {
    const faults = formFaults(bundle)
    return faults.length > 0 ? nothing(faults) : verified(bundle as EvidenceBundle, options)
  } catch {
    // Objects that are no JSON (getters that throw) and nesting deeper than the stack.
    return nothing([{ code: 'evidence.form', params: { path: '' } }])
  }
}

const nothing = (problems: readonly Problem[]): EvidenceResult => ({
  ok: false,
  signer: 'notProven',
  checkpoint: null,
  events: [],
  later: [],
  problems,
})

function verified(bundle: EvidenceBundle, { sha256, verifyEd25519, key }: EvidenceOptions): EvidenceResult {
  const problems: Problem[] = []
  const report = (code: string, params: ErrorParams): void => {
    problems.push({ code, params })
  }

  const stated = keyOf(bundle.vkey, 'stated')
  const given = keyOf(key, 'given')
  function keyOf(text: string | null, which: string): VerifierKey | null {
    if (text === null) return null
    const parsed = parseVerifierKey(sha256, text.trim())
    if (parsed.ok) return parsed.value
    report(parsed.code, { which })
    return null
  }

  /** True when the given key signed. */
  function signed({ note, checkpoint }: SignedCheckpoint, say: (code: string, params: ErrorParams) => void): boolean {
    const holds = (verifier: VerifierKey, which: string): boolean => {
      const { name } = verifier
      if (name !== checkpoint.origin) say('evidence.keyName', { which, name, origin: checkpoint.origin })
      const result = verifyNote(note, [verifier], verifyEd25519)
      if (!result.ok) say(result.code, { which, name })
      return result.ok && name === checkpoint.origin
    }
    if (stated !== null && (given === null || !sameKey(given, stated))) holds(stated, 'stated')
    return given !== null && holds(given, 'given')
  }

  const head = readSigned(bundle.checkpoint)
  if (typeof head === 'string') return nothing([...problems, { code: head, params: {} }])
  const proven = signed(head, report)
  const { checkpoint } = head
  const origin = originOf(bundle.station.id)
  if (checkpoint.origin !== origin) report('evidence.origin', { origin: checkpoint.origin, station: bundle.station.id })

  if (bundle.events.length === 0) report('evidence.empty', {})
  let before = 0
  const events = bundle.events.map((event): EventResult => {
    if (event.seq <= before) report('evidence.order', { seq: event.seq })
    before = event.seq
    const { code, body } = checkEvent(sha256, event, checkpoint, bundle.station.id)
    if (code !== null) report(code, { seq: event.seq })
    return { seq: event.seq, ok: code === null, code, body }
  })
  for (const field of unnamed(bundle.subject, events)) report('evidence.subject', { field })

  let earlier = checkpoint
  const later = (bundle.later ?? []).map((entry): LaterResult => {
    const next = readSigned(entry.checkpoint)
    let code = typeof next === 'string' ? next : grown(sha256, earlier, next.checkpoint, entry.proof)
    if (typeof next !== 'string') {
      const first = code
      signed(next, (found) => {
        code ??= found
      })
      if (first === null) earlier = next.checkpoint
    }
    const size = typeof next === 'string' ? null : next.checkpoint.size
    if (code !== null) report(code, { size: size ?? 0 })
    return { size, at: typeof next === 'string' ? null : extension(next.checkpoint, 'at'), ok: code === null, code }
  })

  return {
    ok: problems.length === 0,
    signer: proven ? 'proven' : 'notProven',
    checkpoint: {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: base64(checkpoint.root),
      provider: extension(checkpoint, 'provider'),
      at: extension(checkpoint, 'at'),
      signatures: head.note.signatures.map(({ name }) => name),
    },
    events,
    later,
    problems,
  }
}

interface SignedCheckpoint {
  readonly note: Note
  readonly checkpoint: Checkpoint
}

/** A signed note that holds a checkpoint, or the code of what it is not. Its signatures are not checked here. */
function readSigned(text: string): SignedCheckpoint | string {
  const note = parseNote(text)
  if (!note.ok) return note.code
  const checkpoint = parseCheckpoint(note.value.text)
  return checkpoint.ok ? { note: note.value, checkpoint: checkpoint.value } : checkpoint.code
}

function checkEvent(
  sha256: Sha256,
  { seq, body, proof }: EvidenceEvent,
  checkpoint: Checkpoint,
  station: string,
): { readonly code: string | null; readonly body: EvidenceBody | null } {
  const entry = readBody(body)
  if (entry === null) return { code: 'evidence.notCanonical', body: null }
  if (entry['seq'] !== seq) return { code: 'evidence.seq', body: null }
  if (entry['station'] !== station) return { code: 'evidence.station', body: null }
  const path = hashes(proof)
  if (path === null) return { code: 'proof.hash', body: null }
  const leaf = leafHash(sha256, utf8(body))
  const result = verifyInclusion(sha256, { index: seq - 1, size: checkpoint.size, leaf, proof: path, root: checkpoint.root })
  return result.ok ? { code: null, body: entry } : { code: result.code, body: null }
}

/** An entry, when the text is the RFC 8785 text of an object: then it has one reading only. */
function readBody(text: string): EvidenceBody | null {
  try {
    const value = JSON.parse(text) as Json
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
    return canonical(value) === text ? (value as EvidenceBody) : null
  } catch {
    return null
  }
}

function grown(sha256: Sha256, from: Checkpoint, to: Checkpoint, proof: readonly string[]): string | null {
  if (to.origin !== from.origin) return 'evidence.origin'
  const path = hashes(proof)
  if (path === null) return 'proof.hash'
  const result = verifyConsistency(sha256, { size1: from.size, size2: to.size, root1: from.root, root2: to.root, proof: path })
  return result.ok ? null : result.code
}

function hashes(proof: readonly string[]): Hash[] | null {
  const decoded = proof.map(fromBase64)
  return decoded.every((bytes) => bytes !== null && bytes.length === 32) ? (decoded as Hash[]) : null
}

/**
 * The claims of a subject that its own entry does not hold. They are looked for in one entry together: claims that are each true of
 * something else make a label that never was. A label is its 500 (or 501, when no code is claimed), an order or a lot its 400.
 */
function unnamed(subject: EvidenceSubject, events: readonly EventResult[]): string[] {
  const { order, label, ordinal, unit, code, di, lot } = subject
  const bodies = events.flatMap(({ body }) => (body === null ? [] : [body]))
  const of = (...names: Kind[]): EvidenceBody[] => bodies.filter(({ kind }) => names.some((name) => kinds[name].no === kind))

  const isLabel = subject.kind === 'label' || [label, ordinal, unit, code].some((claim) => claim !== undefined)
  const own = isLabel
    ? nearest(of('label.drawn', ...(code === undefined ? (['label.verified'] as const) : [])), {
        entities: { order, label, ordinal, unit },
        after: { code },
      })
    : { missed: [], body: null }
  // The order that the label's own entry names, also where the title names none.
  const within = subject.kind === 'lot' ? order : (part(own.body, 'entities')['order'] ?? order)
  const isOrder = subject.kind !== 'label' || di !== undefined || lot !== undefined
  const openings = of('order.created').filter((body) => within === undefined || part(body, 'entities')['order'] === within)
  const opened = isOrder ? nearest(openings, { entities: { order: within }, after: { di, lot } }) : { missed: [] }
  return [...new Set([...own.missed, ...opened.missed])]
}

const part = (body: EvidenceBody | null, name: 'entities' | 'after'): EvidenceBody => {
  const value = body?.[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as EvidenceBody) : {}
}

/** The entry that holds most of the claims, and those it does not hold. */
function nearest(
  bodies: readonly EvidenceBody[],
  claims: { readonly entities: EvidenceBody; readonly after: EvidenceBody },
): { readonly body: EvidenceBody | null; readonly missed: readonly string[] } {
  const missedBy = (body: EvidenceBody | null): string[] =>
    (['entities', 'after'] as const).flatMap((name) =>
      Object.keys(claims[name]).filter((field) => claims[name][field] !== undefined && part(body, name)[field] !== claims[name][field]),
    )
  let best = { body: null as EvidenceBody | null, missed: missedBy(null) }
  for (const body of bodies) {
    const missed = missedBy(body)
    if (missed.length < best.missed.length) best = { body, missed }
  }
  return best
}
