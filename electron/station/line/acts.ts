import type { Json } from '../../../shared/ledger/jcs.ts'
import type { Entities } from '../../../shared/ledger/kinds.ts'
import type { Evidence } from '../../../shared/print-verify/line.ts'
import type { Judgement, Reading } from '../../../shared/print-verify/verdict.ts'
import { refuse } from '../../../shared/station-error.ts'
import { type Signer, sign } from '../people/people.ts'
import { freeUnitId } from '../serials.ts'
import type { Read } from '../store/database.ts'
import { insertLabel, type Job, type LabelRow, labelById, labelsAt, nextTake, setLabel } from '../store/jobs.ts'
import type { Order } from '../store/orders.ts'
import { leaveReturned, nextUnit, setLife, unitById, unitBySerial } from '../store/pools.ts'
import type { Actor, Appended, Store, Tx } from '../store/store.ts'

/** A label act happens in a job of an order. */
export interface JobScope {
  readonly job: Job
  readonly order: Order
}

export interface DrawnUnit {
  readonly unit: number
  readonly serial: string
  /** The allocation it leaves, or null when the same serial is printed again. */
  readonly allocation: number | null
}

const entities = (
  { job, order }: JobScope,
  label: { readonly id: number; readonly ordinal: number; readonly unit: number | null },
): Entities => ({
  order: order.no,
  job: job.id,
  label: label.id,
  ordinal: label.ordinal,
  ...(label.unit === null ? {} : { unit: label.unit }),
})

/**
 * The serial that the ordinal's next label will carry: the one it carried before when that label was voided for a `same` reprint, else
 * the next one of the order. Null when the order has none left.
 */
export function serialFor(db: Read, { job, order }: JobScope, ordinal: number): DrawnUnit | null {
  const again = db.get('SELECT 1 AS x FROM label WHERE job = ? AND ordinal = ? LIMIT 1', job.id, ordinal) !== undefined
  const before = again ? labelsAt(db, job.id, ordinal).at(-1) : undefined
  if (before?.state === 'voided' && before.unit !== null && before.serial !== null && unitById(db, before.unit)?.life === 'allocated') {
    return { unit: before.unit, serial: before.serial, allocation: null }
  }
  const next = nextUnit(db, order.id)
  return next === null ? null : { unit: next.unit, serial: next.serial, allocation: next.allocation }
}

/** First commit of a label: drawn and encoded. Before it nothing may leave; after it the serial is used, whatever happens. */
export function drawLabel(
  store: Store,
  by: Actor,
  scope: JobScope,
  ordinal: number,
  drawn: DrawnUnit | null,
  what: { readonly code: string; readonly sha256: string },
): { label: number; seq: number; take: number } {
  return store.act(by, (tx) => {
    const id = freeLabelId(tx)
    if (drawn !== null) {
      const encoded = tx.run("UPDATE unit SET life = 'encoded', label = ? WHERE id = ? AND life = 'allocated'", id, drawn.unit)
      if (encoded.changes !== 1) throw refuse('serial.notFree', { serial: drawn.serial })
      if (drawn.allocation !== null) {
        const moved = tx.run(
          "UPDATE allocation SET next_unit = next_unit + 1 WHERE id = ? AND next_unit = ? AND state = 'open'",
          drawn.allocation,
          drawn.unit,
        )
        if (moved.changes !== 1) throw refuse('serial.notFree', { serial: drawn.serial })
      }
    }
    const take = nextTake(tx, scope.job.id, ordinal)
    const { seq } = tx.append('label.drawn', {
      entities: entities(scope, { id, ordinal, unit: drawn?.unit ?? null }),
      after: { code: what.code, take, template: scope.job.template, version: scope.job.version, sha256: what.sha256 },
    })
    insertLabel(tx, {
      id,
      job: scope.job.id,
      ordinal,
      take,
      unit: drawn?.unit ?? null,
      state: 'out',
      drawn: seq,
      judged: null,
      evidence: null,
    })
    return { label: id, seq, take }
  })
}

const freeLabelId = (db: Read): number => (db.get<{ id: number | null }>('SELECT max(id) AS id FROM label')?.id ?? 0) + 1

const scanJson = (reading: Reading): { raw: string; symbology: string | null } => ({
  raw: reading.raw.slice(0, 4096),
  symbology: reading.symbology,
})

/** Second commit of a good label. Returns the event. */
export function verifyLabel(store: Store, by: Actor, scope: JobScope, label: number, judgement: Judgement, reading: Reading): Appended {
  return store.act(by, (tx) => {
    const row = open(tx, label)
    const found = row.state === 'missing'
    const event = tx.append(found ? 'label.found' : 'label.verified', {
      entities: entities(scope, row),
      after: { verdict: judgement.verdict, ...scanJson(reading), evidence: 5 },
    })
    setLabel(tx, label, 'verified', 5, event.seq)
    if (row.unit !== null) setLife(tx, row.unit, 'verified')
    return event
  })
}

/** A label printed elsewhere, seen good for the first time: its row and its verdict are one act. */
export function verifyForeignPrint(
  store: Store,
  by: Actor,
  scope: JobScope,
  ordinal: number,
  reading: Reading,
): { event: Appended; label: number } {
  return store.act(by, (tx) => {
    const id = freeLabelId(tx)
    let unit: number | null = null
    if (scope.order.trace === 'serial' && reading.serial !== null) {
      const known = unitBySerial(tx, scope.order.di, reading.serial)
      if (known !== null && known.life !== 'allocated' && known.life !== 'pooled')
        throw refuse('serial.notFree', { serial: reading.serial })
      unit = known?.id ?? freeUnitId(tx)
      if (known !== null) leaveReturned(tx, unit)
      if (known === null)
        tx.run("INSERT INTO unit (id, di, serial, life, label) VALUES (?, ?, ?, 'verified', ?)", unit, scope.order.di, reading.serial, id)
      else tx.run("UPDATE unit SET life = 'verified', label = ? WHERE id = ?", id, unit)
    }
    const event = tx.append('label.verified', {
      entities: entities(scope, { id, ordinal, unit }),
      after: { verdict: 'match', ...scanJson(reading), evidence: 5, elsewhere: true },
    })
    insertLabel(tx, {
      id,
      job: scope.job.id,
      ordinal,
      take: nextTake(tx, scope.job.id, ordinal),
      unit,
      state: 'verified',
      drawn: event.seq,
      judged: event.seq,
      evidence: 5,
    })
    return { event, label: id }
  })
}

/** A scan that is not the awaited label: nothing is consumed, everything is recorded. */
export function refuseScan(
  store: Store,
  by: Actor,
  { job, order }: JobScope,
  judgement: Judgement,
  reading: Reading,
  awaitedOrdinal: number | null,
): Appended {
  return store.act(by, (tx) =>
    tx.append('scan.refused', {
      entities: { order: order.no, job: job.id, ...(awaitedOrdinal === null ? {} : { ordinal: awaitedOrdinal }) },
      after: { verdict: judgement.verdict, faults: judgement.faults as unknown as Json, ...scanJson(reading) },
    }),
  )
}

/** Labels that the policy does not scan, accepted by count. */
export function acceptLabels(
  store: Store,
  by: Actor,
  scope: JobScope,
  labels: readonly { readonly label: number; readonly unit: number | null; readonly evidence: Evidence }[],
): void {
  if (labels.length === 0) return
  store.act(by, (tx) => {
    const units = labels.flatMap(({ unit }) => (unit === null ? [] : [unit]))
    const { seq } = tx.append('label.accepted', {
      entities: { order: scope.order.no, job: scope.job.id, ...(units.length === 0 ? {} : { units: toRanges(units) }) },
      after: { labels: toRanges(labels.map(({ label }) => label)), evidence: Math.min(...labels.map(({ evidence }) => evidence)) },
    })
    for (const { label, unit, evidence } of labels) {
      if (tx.get("SELECT 1 AS x FROM label WHERE id = ? AND state = 'out'", label) === undefined) throw refuse('label.unknown', { label })
      setLabel(tx, label, 'accepted', evidence, seq)
      if (unit !== null) setLife(tx, unit, 'verified')
    }
  })
}

/** Evidence kept in memory gets its commit when the loop stops. */
export function settleEvidence(
  store: Store,
  by: Actor,
  { job, order }: JobScope,
  labels: readonly { readonly label: number; readonly evidence: Evidence }[],
): void {
  if (labels.length === 0) return
  store.act(by, (tx) => {
    tx.append('label.evidence', {
      entities: { order: order.no, job: job.id },
      after: { labels: labels.map(({ label, evidence }) => [label, evidence]) },
    })
    for (const { label, evidence } of labels)
      tx.run('UPDATE label SET evidence = max(coalesce(evidence, 0), ?) WHERE id = ?', evidence, label)
  })
}

export interface VoidRequest {
  readonly label: number
  readonly reason: string
  /** burn: the serial is never used again; same: the next label of this ordinal carries it. */
  readonly serial: 'burned' | 'same'
  readonly evidence: Evidence | null
  readonly signers?: readonly Signer[]
}

/** Takes one label out. A verified one may still be voided; its serial is then burned all the same. */
export function voidLabel(store: Store, by: Actor, scope: JobScope, request: VoidRequest): { row: LabelRow; wasGood: boolean } {
  return store.act(by, (tx) => {
    const row = labelById(tx, request.label)
    if (row === null || row.job !== scope.job.id) throw refuse('label.unknown', { label: request.label })
    const wasGood = row.state === 'verified' || row.state === 'accepted'
    if (!wasGood && !['out', 'doubt', 'missing'].includes(row.state))
      throw refuse('label.settled', { state: row.state, ordinal: row.ordinal })
    const event = tx.append('label.voided', {
      entities: entities(scope, row),
      before: { state: row.state },
      after: { serial: row.unit === null ? null : request.serial, evidence: request.evidence },
      reason: request.reason,
    })
    setLabel(tx, row.id, 'voided', request.evidence, event.seq)
    if (row.unit !== null) setLife(tx, row.unit, request.serial === 'same' ? 'allocated' : 'burned')
    if (request.signers !== undefined) sign(tx, event, request.signers, 'reprintSame', request.reason)
    return { row, wasGood }
  })
}

/** A second paper that carries the code of a label: booked as a label of its own that never was good. */
export function voidExtra(store: Store, by: Actor, scope: JobScope, label: number, reason: string): LabelRow {
  return store.act(by, (tx) => {
    const row = labelById(tx, label)
    if (row === null || row.job !== scope.job.id) throw refuse('label.unknown', { label })
    const id = freeLabelId(tx)
    const { seq } = tx.append('label.voided', {
      entities: entities(scope, { ...row, id }),
      before: null,
      after: { serial: 'same', evidence: null, extraOf: label },
      reason,
    })
    insertLabel(tx, {
      id,
      job: scope.job.id,
      ordinal: row.ordinal,
      take: nextTake(tx, scope.job.id, row.ordinal),
      unit: row.unit,
      state: 'voided',
      drawn: seq,
      judged: seq,
      evidence: null,
    })
    return row
  })
}

/** Takes a label as a sample; it keeps its serial, its ordinal is printed again. */
export function sampleLabel(store: Store, by: Actor, scope: JobScope, label: number, note: string): { row: LabelRow; wasGood: boolean } {
  return store.act(by, (tx) => {
    const row = labelById(tx, label)
    if (row === null || row.job !== scope.job.id) throw refuse('label.unknown', { label })
    if (row.state !== 'verified' && row.state !== 'accepted') throw refuse('label.notGood', { ordinal: row.ordinal })
    const { seq } = tx.append('label.sampled', {
      entities: entities(scope, row),
      before: { state: row.state },
      reason: note === '' ? null : note,
    })
    setLabel(tx, row.id, 'sampled', null, seq)
    if (row.unit !== null) tx.run("UPDATE unit SET quality = 'sampled' WHERE id = ?", row.unit)
    return { row, wasGood: true }
  })
}

/** A label that never came out. Its serial is burned: nobody can prove that no paper carries it. */
export function notPrinted(store: Store, by: Actor, scope: JobScope, label: number): OpenLabel {
  return store.act(by, (tx) => {
    const row = open(tx, label)
    const { seq } = tx.append('label.notPrinted', {
      entities: entities(scope, row),
      before: { state: row.state },
      after: { serial: row.unit === null ? null : 'burned' },
    })
    setLabel(tx, row.id, 'notPrinted', null, seq)
    if (row.unit !== null) setLife(tx, row.unit, 'burned')
    return row
  })
}

/** A label nobody can find: out, without a fate. Closing asks for it; its serial is burned there, or verified when it turns up. */
export function loseLabel(store: Store, by: Actor, scope: JobScope, label: number): OpenLabel {
  return store.act(by, (tx) => {
    const row = open(tx, label)
    const { seq } = tx.append('label.missing', { entities: entities(scope, row), before: { state: row.state } })
    setLabel(tx, row.id, 'missing', null, seq)
    return row
  })
}

/** Marks labels whose fate nobody saw. */
export function doubtLabels(store: Store, by: Actor, { job, order }: JobScope, labels: readonly number[], why: string): void {
  if (labels.length === 0) return
  store.act(by, (tx) => {
    tx.append('label.doubted', { entities: { order: order.no, job: job.id }, after: { labels, why } })
    for (const label of labels) tx.run("UPDATE label SET state = 'doubt' WHERE id = ? AND state = 'out'", label)
  })
}

type OpenLabel = Pick<LabelRow, 'id' | 'ordinal' | 'unit' | 'state'>

function open(tx: Tx, label: number): OpenLabel {
  const row = tx.get<OpenLabel>('SELECT id, ordinal, unit, state FROM label WHERE id = ?', label)
  if (row === undefined) throw refuse('label.unknown', { label })
  if (row.state !== 'out' && row.state !== 'doubt' && row.state !== 'missing')
    throw refuse('label.settled', { state: row.state, ordinal: row.ordinal })
  return row
}

/** Ascending ids as closed ranges. */
export function toRanges(ids: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const id of ids.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last !== undefined && id === last[1] + 1) last[1] = id
    else ranges.push([id, id])
  }
  return ranges
}
