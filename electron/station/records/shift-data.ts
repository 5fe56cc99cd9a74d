import type { EventBody } from '../../../shared/ledger/kinds.ts'
import { kinds } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Read } from '../store/database.ts'
import { productById } from '../store/masters.ts'
import { labelCounts, orderByNo } from '../store/orders.ts'
import { type Entry, entryOf, type Heading, headingOf } from './order-data.ts'

export interface ShiftOrder {
  readonly no: string
  readonly product: string
  readonly lot: string
  readonly quantity: number
  /** In this shift. */
  readonly good: number
  readonly voided: number
  readonly sampled: number
  /** Of the order so far. */
  readonly total: number
}

export interface ShiftRecord extends Heading {
  /** Since the last hand-over, or since the ledger began. */
  readonly from: number
  readonly handed: Entry
  readonly orders: readonly ShiftOrder[]
  readonly doubts: readonly { readonly order: string; readonly ordinal: number; readonly serial: string | null }[]
  readonly rolls: readonly Entry[]
  readonly faults: readonly Entry[]
}

/** The number of the newest hand-over. Errors: `record.noShift`. */
export function newestShift(db: Read): number {
  const seq = db.get<{ seq: number | null }>(`SELECT max(seq) AS seq FROM event WHERE kind = ${kinds['shift.changed'].no}`)?.seq ?? null
  if (seq === null) throw refuse('record.noShift')
  return seq
}

const {
  'label.verified': verified,
  'label.found': found,
  'label.accepted': accepted,
  'label.voided': voided,
  'label.sampled': sampled,
} = kinds

/** What was done between a hand-over and the one before it. */
export function shiftRecord(db: Read, folder: string, seq: number): ShiftRecord {
  const before = db.get<{ seq: number; at: number }>(
    `SELECT seq, at FROM event WHERE kind = ${kinds['shift.changed'].no} AND seq < ? ORDER BY seq DESC LIMIT 1`,
    seq,
  )
  const start = before ?? { seq: 0, at: db.get<{ at: number }>('SELECT at FROM event WHERE seq = 1')!.at }
  const entries = (list: readonly number[]): Entry[] =>
    db
      .all<{ seq: number; body: string; name: string | null }>(
        `SELECT e.seq, e.body, u.name FROM event e LEFT JOIN user u ON u.id = e.actor WHERE e.seq > ? AND e.seq <= ? AND e.kind NOT IN (500, 501) AND e.kind IN (${list.join(', ')}) ORDER BY e.seq`,
        start.seq,
        seq,
      )
      .flatMap((row) => entryOf(row) ?? [])
  return {
    ...headingOf(db, folder),
    from: start.at,
    handed: entries([kinds['shift.changed'].no]).at(-1)!,
    orders: ordersIn(db, start.seq, seq),
    doubts: db.all(
      'SELECT o.no AS "order", l.ordinal, u.serial FROM label l JOIN job j ON j.id = l.job JOIN work_order o ON o.id = j.order_id LEFT JOIN unit u ON u.id = l.unit WHERE l.state = \'doubt\' ORDER BY o.id, l.ordinal',
    ),
    rolls: entries([kinds['device.roll'].no, kinds['device.ribbon'].no]),
    faults: entries([kinds['device.fault'].no, kinds['job.stopped'].no]).filter(({ after }) => after['why'] !== 'done'),
  }
}

function ordersIn(db: Read, after: number, upTo: number): ShiftOrder[] {
  const counts = new Map<string, { good: number; voided: number; sampled: number }>()
  const rows = db.each<{ body: string }>(
    `SELECT body FROM event WHERE seq > ? AND seq <= ? AND kind IN (${[verified, found, accepted, voided, sampled].map(({ no }) => no).join(', ')})`,
    after,
    upTo,
  )
  for (const { body: text } of rows) {
    const body = JSON.parse(text) as EventBody
    const no = body.entities.order
    if (no === undefined) continue
    const count = counts.get(no) ?? { good: 0, voided: 0, sampled: 0 }
    counts.set(no, count)
    // A good label that is taken out later in the shift is no longer good.
    const wasGood = ['verified', 'accepted'].includes(String((body.before as { state?: unknown } | null)?.state))
    if (body.kind === accepted.no) count.good += sizeOf((body.after as { labels: readonly (readonly [number, number])[] }).labels)
    else if (body.kind === voided.no) count.voided++
    else if (body.kind === sampled.no) count.sampled++
    else count.good++
    if (wasGood) count.good--
  }
  return [...counts].map(([no, count]) => {
    const order = orderByNo(db, no)!
    const states = labelCounts(db, order.id)
    return {
      no,
      product: productById(db, order.product)!.name,
      lot: order.lot,
      quantity: order.quantity,
      ...count,
      total: (states['verified'] ?? 0) + (states['accepted'] ?? 0),
    }
  })
}

const sizeOf = (ranges: readonly (readonly [number, number])[]): number => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
