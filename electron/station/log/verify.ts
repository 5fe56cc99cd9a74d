import { sameBytes } from '../../../shared/ledger/bytes.ts'
import { originOf } from '../../../shared/ledger/checkpoint.ts'
import { CompactRange } from '../../../shared/ledger/merkle.ts'
import { parseNote, parseVerifierKey, type VerifierKey, verifyNote } from '../../../shared/ledger/note.ts'
import { stride } from '../../../shared/ledger/tiles.ts'
import { sha256Bytes, verifyEd25519 } from '../evidence/crypto.ts'
import type { Read } from '../store/database.ts'
import { leafOf } from '../store/store.ts'
import { type Anchor, readCheckpoint } from './anchors.ts'

/**
 * What can be said of a log. `witnessed`: whole, and as somebody outside saw it; `notWitnessed`: whole in itself, which a rewritten log
 * would be, too; `differs`: not what somebody outside saw; `broken`: not whole in itself.
 */
export type LogStanding = 'witnessed' | 'notWitnessed' | 'differs' | 'broken'

/** `log.gap` a number is missing, `log.body` an entry is not what was hashed, `log.time` times do not rise, `log.node`, `log.checkpoint`, `log.signature`, `log.key`, `log.tail` entries at the end are missing. */
export type LogFault = 'log.gap' | 'log.body' | 'log.time' | 'log.node' | 'log.checkpoint' | 'log.signature' | 'log.key' | 'log.tail'

export interface LogVerdict {
  readonly standing: LogStanding
  /** Events checked. */
  readonly events: number
  readonly root: Uint8Array
  readonly bad: { readonly seq: number; readonly code: LogFault } | null
  /** The outside anchor that does not fit, or the newest one that does. */
  readonly anchor: Anchor | null
  /** Events after the newest anchor that fits. */
  readonly since: number
  /** Signed checkpoints of the log's own that were checked. */
  readonly checkpoints: number
}

const batch = 1_000

/**
 * Recomputes every leaf, the tree over them, each stored node and each signed checkpoint, and compares the roots with what is held
 * outside. Yields the number of events done now and then; returns the verdict. `anchors` of unknown size (paper that names a root
 * alone) have size 0 and are looked for at every size.
 */
export function* verifyTree(db: Read, station: string, anchors: readonly Anchor[]): Generator<number, LogVerdict> {
  const origin = originOf(station)
  const keys = keysOf(db)
  const own = db.all<{ size: number; note: string }>('SELECT size, note FROM checkpoint ORDER BY size')
  const outside = anchors.filter(({ size }) => size > 0).toSorted((a, b) => a.size - b.size)
  const floating = new Set(anchors.filter(({ size }) => size === 0))
  let range = CompactRange.empty(sha256Bytes)
  let events = 0
  let at = 0
  let fits: Anchor | null = null
  let differs: Anchor | null = null
  let [nextOwn, nextOutside] = [0, 0]
  const broken = (code: LogFault, seq = events + 1): LogVerdict => verdict('broken', { seq, code })
  const verdict = (standing: LogStanding, bad: LogVerdict['bad'] = null): LogVerdict => ({
    standing,
    events,
    root: range.root(),
    bad,
    anchor: differs ?? fits,
    since: events - (fits?.size ?? 0),
    checkpoints: nextOwn,
  })

  for (;;) {
    const rows = db.all<{ seq: number; body: string; leaf: Buffer }>(
      'SELECT seq, body, leaf FROM event WHERE seq > ? ORDER BY seq LIMIT ?',
      events,
      batch,
    )
    for (const row of rows) {
      if (row.seq !== events + 1) return broken('log.gap')
      const leaf = leafOf(row.body)
      if (!leaf.equals(row.leaf)) return broken('log.body')
      const time = timeOf(row.body)
      if (time <= at) return broken('log.time')
      at = time
      const { range: grown, finished } = range.append(leaf)
      for (const { level, index, hash } of finished) {
        if (level % stride !== 0) continue
        const stored = db.get<{ hash: Buffer }>('SELECT hash FROM merkle_node WHERE level = ? AND idx = ?', level, index)
        if (stored === undefined || !sameBytes(stored.hash, hash)) return broken('log.node')
      }
      range = grown
      events = row.seq
      for (; own[nextOwn]?.size === events; nextOwn++) {
        const fault = checkOwn(own[nextOwn]!.note, origin, events, range.root(), keys)
        if (fault !== null) return broken(fault, events)
      }
      for (; outside[nextOutside]?.size === events; nextOutside++) {
        const anchor = outside[nextOutside]!
        if (sameBytes(anchor.root, range.root())) fits = anchor
        else differs ??= anchor
      }
      if (floating.size > 0)
        for (const anchor of floating)
          if (sameBytes(anchor.root, range.root())) {
            fits = { ...anchor, size: events }
            floating.delete(anchor)
          }
    }
    if (rows.length < batch) break
    yield events
  }
  if (own[nextOwn] !== undefined) return broken('log.tail', events + 1)
  differs ??= outside[nextOutside] ?? [...floating][0] ?? null
  const key = keyFault(db)
  if (key !== null) return broken('log.key', key)
  if (differs !== null) return verdict('differs')
  return verdict(fits === null ? 'notWitnessed' : 'witnessed')
}

/**
 * The time of an entry. RFC 8785 puts it right before `before`; a text in which that pair of names stands twice (inside `after`, say) is
 * read as JSON. Three times as quick as asking SQLite for it.
 */
function timeOf(body: string): number {
  const first = /,"at":(\d+),"before":/.exec(body)
  const again = first === null ? 0 : body.indexOf('"before":', first.index + first[0].length)
  return first !== null && again < 0 ? Number(first[1]) : (JSON.parse(body) as { at: number }).at
}

/** Runs the whole check at once. */
export function verifyWhole(db: Read, station: string, anchors: readonly Anchor[]): LogVerdict {
  const steps = verifyTree(db, station, anchors)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

function checkOwn(note: string, origin: string, size: number, root: Uint8Array, keys: readonly VerifierKey[]): LogFault | null {
  const parsed = parseNote(note)
  const checkpoint = readCheckpoint(note, origin)
  if (!parsed.ok || checkpoint === null || checkpoint.size !== size || !sameBytes(checkpoint.root, root)) return 'log.checkpoint'
  const signed = keys.filter((key) => parsed.value.signatures.some(({ name, id }) => name === key.name && id === key.id))
  return verifyNote(parsed.value, signed, verifyEd25519).ok ? null : 'log.signature'
}

const keysOf = (db: Read): VerifierKey[] =>
  db.all<{ vkey: string }>('SELECT vkey FROM log_key').flatMap(({ vkey }) => {
    const key = parseVerifierKey(sha256Bytes, vkey)
    return key.ok ? [key.value] : []
  })

/** A key counts only where an entry of the log speaks of it; the number of the entry that should, or null. */
function keyFault(db: Read): number | null {
  return (
    db.get<{ made: number }>(
      "SELECT k.made FROM log_key k LEFT JOIN event e ON e.seq = k.made AND json_extract(e.body, '$.after.vkey') = k.vkey WHERE e.seq IS NULL",
    )?.made ?? null
  )
}
