import type { LinePolicy } from '../../../shared/print-verify/line.ts'
import type { PaperCount, SerialCount } from '../../../shared/print-verify/reconcile.ts'
import type { TraceLevel } from '../../../shared/product.ts'
import type { Read, Write } from './database.ts'
import { allocationsOf } from './pools.ts'

export type OrderState = 'waiting' | 'ready' | 'running' | 'paused' | 'printed' | 'closed'
export type OrderPolicy = Omit<LinePolicy, 'stopAfter'>

export interface Order {
  readonly id: number
  readonly no: string
  readonly product: number
  readonly trace: TraceLevel
  readonly di: number
  readonly lot: string
  readonly made: string
  readonly expires: string
  readonly quantity: number
  readonly policy: OrderPolicy
  readonly expiryOverridden: boolean
  readonly state: OrderState
}

interface OrderRow {
  readonly id: number
  readonly no: string
  readonly product: number
  readonly trace: TraceLevel
  readonly di: number
  readonly lot: string
  readonly made: string
  readonly expires: string
  readonly quantity: number
  readonly data: string
  readonly state: OrderState
}

const select = 'SELECT o.*, p.trace, p.di FROM work_order o JOIN product p ON p.id = o.product'

export const orderById = (db: Read, id: number): Order | null => toOrder(db.get<OrderRow>(`${select} WHERE o.id = ?`, id))
export const orderByNo = (db: Read, no: string): Order | null => toOrder(db.get<OrderRow>(`${select} WHERE o.no = ?`, no))
export const allOrders = (db: Read): Order[] => db.all<OrderRow>(`${select} ORDER BY o.id DESC`).map((row) => toOrder(row)!)

/** An order of the same product and lot with other dates, which would make one lot two. */
export const lotElsewhere = (db: Read, product: number, lot: string, made: string, except: string): string | null =>
  db.get<{ no: string }>('SELECT no FROM work_order WHERE product = ? AND lot = ? AND made <> ? AND no <> ?', product, lot, made, except)
    ?.no ?? null

export function insertOrder(
  db: Write,
  order: Omit<Order, 'id' | 'trace' | 'di' | 'state' | 'expiryOverridden'>,
  state: OrderState,
): number {
  return db.run(
    'INSERT INTO work_order (no, product, lot, made, expires, quantity, data, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    order.no,
    order.product,
    order.lot,
    order.made,
    order.expires,
    order.quantity,
    JSON.stringify({ policy: order.policy, expiryOverridden: false }),
    state,
  ).lastInsertRowid
}

export const setOrderState = (db: Write, id: number, state: OrderState): void => {
  db.run('UPDATE work_order SET state = ? WHERE id = ?', state, id)
}

export const setExpiry = (db: Write, id: number, expires: string): void => {
  db.run("UPDATE work_order SET expires = ?, data = json_set(data, '$.expiryOverridden', json('true')) WHERE id = ?", expires, id)
}

export const setQuantity = (db: Write, id: number, quantity: number): void => {
  db.run('UPDATE work_order SET quantity = ? WHERE id = ?', quantity, id)
}

/** Labels of one order by state; all takes of all its jobs. */
export function labelCounts(db: Read, order: number): Record<string, number> {
  const rows = db.all<{ state: string; n: number }>(
    'SELECT l.state, count(*) AS n FROM label l JOIN job j ON j.id = l.job WHERE j.order_id = ? GROUP BY l.state',
    order,
  )
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

export interface HandCount {
  readonly out: number | null
  readonly source: 'printer' | 'journal' | 'hand' | null
  readonly scrapped: number
  readonly returned: number
}

export function handCount(db: Read, order: number): HandCount {
  const row = db.get<{ data: string }>('SELECT data FROM order_count WHERE order_id = ?', order)
  return row === undefined ? { out: null, source: null, scrapped: 0, returned: 0 } : (JSON.parse(row.data) as HandCount)
}

export const setHandCount = (db: Write, order: number, count: HandCount): void => {
  db.run(
    'INSERT INTO order_count (order_id, data) VALUES (?, ?) ON CONFLICT (order_id) DO UPDATE SET data = excluded.data',
    order,
    JSON.stringify(count),
  )
}

/** Papers of an order, each in its last category. Scrapped and returned ones counted by hand leave the good ones. */
export function paperCount(db: Read, order: number): PaperCount {
  const counts = labelCounts(db, order)
  const hand = handCount(db, order)
  const n = (state: string): number => counts[state] ?? 0
  return {
    out: hand.out,
    good: n('verified') + n('accepted') - hand.scrapped - hand.returned,
    void: n('voided'),
    sampled: n('sampled'),
    scrapped: n('scrapped') + hand.scrapped,
    returned: n('returned') + hand.returned,
  }
}

/** Serials of an order: drawn = verified + burned (missing ones included) + left. Null where the product carries no serials. */
export function serialCount(db: Read, order: Order): SerialCount | null {
  if (order.trace !== 'serial' || order.policy.verifyOnly) return null
  const allocations = allocationsOf(db, order.id)
  let drawn = 0
  let left = 0
  let awaitingReprint = 0
  const lives: Record<string, number> = {}
  for (const { first_unit, last_unit, next_unit, state } of allocations) {
    drawn += last_unit - first_unit + 1
    if (state !== 'burned') left += last_unit - next_unit + 1
    awaitingReprint += db.get<{ n: number }>(
      "SELECT count(*) AS n FROM unit WHERE id BETWEEN ? AND ? AND life = 'allocated'",
      first_unit,
      next_unit - 1,
    )!.n
    const rows = db.all<{ life: string; n: number }>(
      'SELECT life, count(*) AS n FROM unit WHERE id BETWEEN ? AND ? GROUP BY life',
      first_unit,
      last_unit,
    )
    for (const { life, n } of rows) lives[life] = (lives[life] ?? 0) + n
  }
  const missing = db.get<{ n: number }>(
    "SELECT count(*) AS n FROM label l JOIN job j ON j.id = l.job JOIN unit u ON u.id = l.unit WHERE j.order_id = ? AND l.state = 'missing' AND u.life = 'encoded'",
    order.id,
  )!.n
  return {
    drawn,
    verified: (lives['verified'] ?? 0) + (lives['scrapped'] ?? 0) + (lives['decommissioned'] ?? 0),
    burned: (lives['burned'] ?? 0) + missing + awaitingReprint,
    left,
  }
}

function toOrder(row: OrderRow | undefined): Order | null {
  if (row === undefined) return null
  const { data, ...rest } = row
  const { policy, expiryOverridden } = JSON.parse(data) as { policy: OrderPolicy; expiryOverridden: boolean }
  return { ...rest, policy, expiryOverridden }
}
