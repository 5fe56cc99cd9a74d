import { base64 } from '../../../shared/ledger/bytes.ts'
import { type EvidenceBundle, type EvidenceSubject, evidenceFormat } from '../../../shared/ledger/evidence-form.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import { type EventBody, kinds } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { StationLog } from '../log/station-log.ts'
import { inclusionsOf } from '../log/tree.ts'
import { readSettings } from '../settings.ts'
import type { Read } from '../store/database.ts'
import { jobById, labelById, labelsOfJob, seqsOfUnit } from '../store/jobs.ts'
import { productById } from '../store/masters.ts'
import { type Order, orderById } from '../store/orders.ts'
import type { Actor, Store } from '../store/store.ts'
import { userById } from '../store/users.ts'

export type BundleSubject =
  | { readonly kind: 'label'; readonly label: number }
  | { readonly kind: 'order'; readonly order: number }
  | { readonly kind: 'lot'; readonly product: number; readonly lot: string }

/** More entries than this would make a page that no browser opens gladly. */
const mostEvents = 100_000

/**
 * Everything the ledger holds about one label, order or lot, proved by a checkpoint signed now: the entries word for word, their
 * proofs, and for people the inputs, template version, hashes, scan-back, operator and devices. Errors: `label.unknown`,
 * `order.unknown`, `evidence.nothing`, `evidence.tooLarge`, those of the key.
 */
export function bundleOf(store: Store, log: StationLog, by: Actor, subject: BundleSubject): EvidenceBundle {
  const { checkpoint, size } = signed(log)
  const db = store.read
  const { seqs, named, facts } = gather(db, subject)
  const wanted = [...new Set(seqs)].filter((seq) => seq <= size).sort((a, b) => a - b)
  if (wanted.length === 0) throw refuse('evidence.nothing')
  if (wanted.length > mostEvents) throw refuse('evidence.tooLarge', { n: wanted.length, most: mostEvents })
  const proofs = inclusionsOf(db, wanted, size)
  const actors = new Set<number>()
  const events = wanted.map((seq, i) => {
    const { body } = db.get<{ body: string }>('SELECT body FROM event WHERE seq = ?', seq)!
    actors.add((JSON.parse(body) as EventBody).actor)
    return { seq, body, proof: proofs[i]!.map(base64) }
  })
  const settings = readSettings(store)
  store.act(by, (tx) => tx.append('data.exported', { after: { what: 'evidence', format: subject.kind, rows: events.length } }))
  return {
    format: evidenceFormat,
    subject: named,
    station: { id: store.station, name: settings.site, firm: settings.firm },
    made: new Date(store.clock.now()).toISOString(),
    checkpoint,
    vkey: log.key().vkey,
    events,
    facts: { ...facts, mode: store.mode },
    people: Object.fromEntries(
      [...actors].flatMap((id) => {
        const user = userById(db, id)
        return user === null ? [] : [[String(id), user.name]]
      }),
    ),
  }
}

function signed(log: StationLog): { checkpoint: string; size: number } {
  const { note, size } = log.checkpoint('evidence')
  return { checkpoint: note, size }
}

interface Gathered {
  readonly seqs: readonly number[]
  readonly named: EvidenceSubject
  readonly facts: Record<string, Json>
}

function gather(db: Read, subject: BundleSubject): Gathered {
  switch (subject.kind) {
    case 'label':
      return ofLabel(db, subject.label)
    case 'order': {
      const order = mustOrder(db, subject.order)
      return { seqs: ofOrder(db, order), named: { kind: 'order', order: order.no }, facts: factsOf(db, order) }
    }
    case 'lot': {
      const orders = db
        .all<{ id: number }>('SELECT id FROM work_order WHERE product = ? AND lot = ? ORDER BY id', subject.product, subject.lot)
        .map(({ id }) => mustOrder(db, id))
      const first = orders[0]
      if (first === undefined) throw refuse('evidence.nothing')
      const { di } = productById(db, subject.product)!
      return {
        seqs: orders.flatMap((order) => ofOrder(db, order)),
        named: { kind: 'lot', di, lot: subject.lot },
        facts: { ...factsOf(db, first), orders: orders.map(({ no }) => no) },
      }
    }
  }
}

/** A label's own entries, and those that say what it was to be: its order, its serials, its job, the template and the product. */
function ofLabel(db: Read, id: number): Gathered {
  const label = labelById(db, id)
  const job = label === null ? null : jobById(db, label.job)
  if (label === null || job === null) throw refuse('label.unknown', { label: id })
  const order = mustOrder(db, job.order)
  const own =
    label.unit === null
      ? [label.drawn, ...(label.judged === null ? [] : [label.judged])]
      : db.all<{ seq: number }>(seqsOfUnit, label.unit, label.unit, label.unit, label.unit).map(({ seq }) => seq)
  // Faults, stops and rolls while it was on its way from the head to the scanner.
  const around = db.all<{ seq: number }>(
    'SELECT seq FROM event WHERE order_no = ? AND seq BETWEEN ? AND ? AND kind NOT IN (500, 501)',
    order.no,
    label.drawn,
    label.judged ?? label.drawn + 50,
  )
  const drawn = JSON.parse(db.get<{ body: string }>('SELECT body FROM event WHERE seq = ?', label.drawn)!.body) as EventBody
  const after = drawn.after as { readonly code?: string; readonly sha256?: string; readonly version?: number; readonly template?: string }
  return {
    seqs: withSignatures(db, [...own, ...around.map(({ seq }) => seq), ...basis(db, order)]),
    named: {
      kind: 'label',
      order: order.no,
      label: label.id,
      ordinal: label.ordinal,
      ...(label.unit === null ? {} : { unit: label.unit }),
      ...(after.code === undefined ? {} : { code: after.code }),
    },
    facts: {
      ...factsOf(db, order),
      ordinal: label.ordinal,
      take: label.take,
      serial: label.serial,
      state: label.state,
      evidence: label.evidence === null ? null : `E${label.evidence}`,
      raster: after.sha256 ?? null,
      template: after.template ?? null,
      version: after.version ?? null,
    },
  }
}

/** Every entry of an order, its labels' included. */
function ofOrder(db: Read, order: Order): number[] {
  const own = db.all<{ seq: number }>('SELECT seq FROM event WHERE order_no = ? AND kind NOT IN (500, 501)', order.no).map(({ seq }) => seq)
  const jobs = db.all<{ id: number }>('SELECT id FROM job WHERE order_id = ?', order.id)
  const labels = jobs.flatMap(({ id }) => labelsOfJob(db, id)).flatMap(({ drawn, judged }) => (judged === null ? [drawn] : [drawn, judged]))
  return withSignatures(db, [...own, ...labels, ...basis(db, order)])
}

/** What an order stands on: how it came, its product as it was entered and changed, its template's approval. */
function basis(db: Read, order: Order): number[] {
  const product = productById(db, order.product)!
  const seqs = (where: string, ...values: readonly (string | number)[]): number[] =>
    db.all<{ seq: number }>(`SELECT seq FROM event WHERE kind NOT IN (500, 501) AND ${where}`, ...values).map(({ seq }) => seq)
  return [
    ...seqs('order_no = ? AND kind IN (400, 401, 402, 404, 410)', order.no),
    ...seqs("kind IN (300, 301) AND json_extract(body, '$.entities.product') = ?", product.id),
    ...seqs("kind = 310 AND json_extract(body, '$.entities.template') = ?", product.template),
  ]
}

/** A signature stands right behind what it signs. */
function withSignatures(db: Read, seqs: readonly number[]): number[] {
  return [
    ...seqs,
    ...seqs.flatMap((seq) =>
      db
        .all<{ seq: number }>(
          `SELECT seq FROM event WHERE seq BETWEEN ? + 1 AND ? + 4 AND kind = ${kinds.signature.no} AND json_extract(body, '$.after.signs.seq') = ?`,
          seq,
          seq,
          seq,
        )
        .map((row) => row.seq),
    ),
  ]
}

function factsOf(db: Read, order: Order): Record<string, Json> {
  const product = productById(db, order.product)!
  const devices = db
    .all<{ device: string }>('SELECT DISTINCT device FROM event WHERE order_no = ? AND device IS NOT NULL', order.no)
    .map(({ device }) => device)
  return {
    order: order.no,
    product: product.name,
    spec: product.spec,
    registration: product.registration,
    di: product.di,
    lot: order.lot,
    made: order.made,
    expires: order.expires,
    quantity: order.quantity,
    devices,
  }
}

function mustOrder(db: Read, id: number): Order {
  const order = orderById(db, id)
  if (order === null) throw refuse('order.unknown', { id })
  return order
}
