import type { Problem } from '../station-error.ts'
import type { Json } from './jcs.ts'
import { isCount } from './merkle.ts'

export const evidenceFormat = 'signet-evidence/1'

/**
 * What the bundle is about. For a label, order, label, ordinal, unit (`entities`) and code (`after`) stand together in one entry of the
 * bundle, its 500; for an order or a lot, order (`entities`), di and lot (`after`) in one 400.
 */
export interface EvidenceSubject {
  readonly kind: 'label' | 'order' | 'lot'
  readonly order?: string
  readonly label?: number
  readonly ordinal?: number
  readonly unit?: number
  readonly code?: string
  readonly di?: string
  readonly lot?: string
}

export interface EvidenceEvent {
  readonly seq: number
  /** The RFC 8785 text of the entry, byte for byte as in the ledger. */
  readonly body: string
  /** Inclusion in the checkpoint's tree, leaf seq - 1, base64, nearest the leaf first. */
  readonly proof: readonly string[]
}

/** A later signed checkpoint, and its consistency proof from the one before it. */
export interface LaterCheckpoint {
  readonly checkpoint: string
  readonly proof: readonly string[]
}

/** An evidence bundle, format `signet-evidence/1` (docs/spec/log.md). */
export interface EvidenceBundle {
  readonly format: typeof evidenceFormat
  readonly subject: EvidenceSubject
  readonly station: { readonly id: string; readonly name: string; readonly firm: string }
  /** ISO 8601 in UTC. */
  readonly made: string
  /** A signed note that holds a checkpoint. */
  readonly checkpoint: string
  /** The key the station says is its own. */
  readonly vkey: string | null
  /** By seq, rising. */
  readonly events: readonly EvidenceEvent[]
  /** For people; not proved. */
  readonly facts: { readonly [name: string]: Json | undefined }
  /** Names of the actors, by user id; not proved. */
  readonly people: Readonly<Record<string, string>>
  readonly later?: readonly LaterCheckpoint[]
}

/** Every place where a value is not a bundle, as `evidence.form` with its path; a bundle of another version says so. */
export function formFaults(value: unknown): Problem[] {
  const faults: Problem[] = []
  const need = (good: boolean, path: string): boolean => {
    if (!good) faults.push({ code: 'evidence.form', params: { path } })
    return good
  }
  if (!need(isObject(value), '') || !isObject(value)) return faults
  if (value['format'] !== evidenceFormat) return [{ code: 'evidence.format', params: { found: String(value['format']).slice(0, 40) } }]

  const { subject, station, events, facts, people, later } = value
  if (need(isObject(subject), 'subject') && isObject(subject)) {
    need(['label', 'order', 'lot'].includes(subject['kind'] as string), 'subject.kind')
    for (const name of ['order', 'code', 'di', 'lot']) need(subject[name] === undefined || isText(subject[name]), `subject.${name}`)
    for (const name of ['label', 'ordinal', 'unit']) need(subject[name] === undefined || isCount(subject[name]), `subject.${name}`)
    const names = { label: ['label', 'code'], order: ['order'], lot: ['lot'] }[subject['kind'] as 'label'] ?? []
    need(names.length === 0 || names.some((name) => subject[name] !== undefined), `subject.${names[0]}`)
  }
  if (need(isObject(station), 'station') && isObject(station))
    for (const name of ['id', 'name', 'firm']) need(isText(station[name]), `station.${name}`)
  need(isText(value['made']) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(value['made'] as string), 'made')
  need(isText(value['checkpoint']), 'checkpoint')
  need(value['vkey'] === null || isText(value['vkey']), 'vkey')
  need(isObject(facts), 'facts')
  need(isObject(people) && Object.keys(people).every((id) => isText(people[id])), 'people')
  if (need(Array.isArray(events), 'events'))
    for (const [i, event] of (events as unknown[]).entries())
      need(isObject(event) && isCount(event['seq']) && event['seq'] > 0 && isText(event['body']) && isTexts(event['proof']), `events.${i}`)
  if (later !== undefined && need(Array.isArray(later), 'later'))
    for (const [i, entry] of (later as unknown[]).entries())
      need(isObject(entry) && isText(entry['checkpoint']) && isTexts(entry['proof']), `later.${i}`)
  return faults
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
