import type { Read, Write } from './database.ts'

export interface Pool {
  readonly id: number
  readonly di: number
  readonly kind: 'sequential' | 'permutation' | 'imported' | 'leased'
  readonly prefix: string
  readonly first: number
  readonly size: number
  readonly width: number
  readonly key: Buffer | null
  readonly cursor: number
  readonly low: number
  readonly state: 'open' | 'suspended'
}

export interface Allocation {
  readonly id: number
  readonly order_id: number
  readonly pool: number
  readonly first_unit: number
  readonly last_unit: number
  readonly next_unit: number
  readonly state: 'staged' | 'open' | 'returned' | 'used' | 'burned'
}

export const poolById = (db: Read, id: number): Pool | null => db.get<Pool>('SELECT * FROM pool WHERE id = ?', id) ?? null
export const poolsOfDi = (db: Read, di: number): Pool[] => db.all<Pool>('SELECT * FROM pool WHERE di = ? ORDER BY id', di)
export const allPools = (db: Read): Pool[] => db.all<Pool>('SELECT * FROM pool ORDER BY id')

export function insertPool(db: Write, pool: Omit<Pool, 'id' | 'cursor' | 'state'>): number {
  return db.run(
    "INSERT INTO pool (di, kind, prefix, first, size, width, key, low, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')",
    pool.di,
    pool.kind,
    pool.prefix,
    pool.first,
    pool.size,
    pool.width,
    pool.key,
    pool.low,
  ).lastInsertRowid
}

export const setPool = (db: Write, id: number, cursor: number, state: Pool['state']): void => {
  db.run('UPDATE pool SET cursor = ?, state = ? WHERE id = ?', cursor, state, id)
}

export const importedSerial = (db: Read, pool: number, pos: number): string | null =>
  db.get<{ serial: string }>('SELECT serial FROM pool_serial WHERE pool = ? AND pos = ?', pool, pos)?.serial ?? null

/** Serials of a pool that were handed to an order, came back unused and wait to be handed out again. */
export const returnedTo = (db: Read, pool: number): Allocation[] =>
  db.all<Allocation>("SELECT * FROM allocation WHERE pool = ? AND state = 'returned' AND next_unit <= last_unit ORDER BY id", pool)
export const returnedCount = (db: Read, pool: number): number =>
  db.get<{ n: number }>(
    "SELECT coalesce(sum(last_unit - next_unit + 1), 0) AS n FROM allocation WHERE pool = ? AND state = 'returned'",
    pool,
  )!.n

export const allocationsOf = (db: Read, order: number): Allocation[] =>
  db.all<Allocation>("SELECT * FROM allocation WHERE order_id = ? AND state <> 'staged' ORDER BY id", order)

export function insertAllocation(
  db: Write,
  allocation: { order: number; pool: number; first: number; last: number; state: Allocation['state'] },
): number {
  return db.run(
    'INSERT INTO allocation (order_id, pool, first_unit, last_unit, next_unit, state) VALUES (?, ?, ?, ?, ?, ?)',
    allocation.order,
    allocation.pool,
    allocation.first,
    allocation.last,
    allocation.first,
    allocation.state,
  ).lastInsertRowid
}

export interface UnitRow {
  readonly id: number
  readonly di: number
  readonly serial: string
  readonly life: 'pooled' | 'allocated' | 'encoded' | 'printed' | 'verified' | 'burned' | 'scrapped' | 'destroyed' | 'decommissioned'
  readonly quality: string
  readonly place: string
}

export const unitById = (db: Read, id: number): UnitRow | null =>
  db.get<UnitRow>('SELECT id, di, serial, life, quality, place FROM unit WHERE id = ?', id) ?? null
export const unitBySerial = (db: Read, di: number, serial: string): UnitRow | null =>
  db.get<UnitRow>('SELECT id, di, serial, life, quality, place FROM unit WHERE di = ? AND serial = ?', di, serial) ?? null

export const setLife = (db: Write, unit: number, life: UnitRow['life']): void => {
  db.run('UPDATE unit SET life = ? WHERE id = ?', life, unit)
}

/** The next serial an order may use: the oldest open allocation that has one left. Two look-ups: the join costs ten times as much. */
export function nextUnit(
  db: Read,
  order: number,
): { readonly allocation: number; readonly unit: number; readonly serial: string; readonly pool: number } | null {
  const next = db.get<{ id: number; next_unit: number; pool: number }>(
    "SELECT id, next_unit, pool FROM allocation WHERE order_id = ? AND state = 'open' AND next_unit <= last_unit ORDER BY id LIMIT 1",
    order,
  )
  if (next === undefined) return null
  const { serial } = db.get<{ serial: string }>('SELECT serial FROM unit WHERE id = ?', next.next_unit)!
  return { allocation: next.id, unit: next.next_unit, serial, pool: next.pool }
}

/** Takes one serial out of a range that came back unused, so that it is not handed out again: the range falls into what is before and after it. */
export function leaveReturned(db: Write, unit: number): void {
  const range = db.get<Allocation>("SELECT * FROM allocation WHERE state = 'returned' AND ? BETWEEN next_unit AND last_unit", unit)
  if (range === undefined) return
  const { id, order_id: order, pool, next_unit: next, last_unit: last } = range
  if (next === unit)
    db.run('UPDATE allocation SET next_unit = ?, state = ? WHERE id = ?', unit + 1, unit === last ? 'used' : 'returned', id)
  else {
    db.run('UPDATE allocation SET last_unit = ? WHERE id = ?', unit - 1, id)
    if (unit < last) {
      const rest = insertAllocation(db, { order, pool, first: unit, last, state: 'returned' })
      db.run('UPDATE allocation SET next_unit = ? WHERE id = ?', unit + 1, rest)
    }
  }
}

/** Number of the order that holds a serial it has not encoded yet, or null. */
export const holderOf = (db: Read, unit: number): string | null =>
  db.get<{ no: string }>(
    "SELECT o.no FROM allocation a JOIN work_order o ON o.id = a.order_id WHERE a.state = 'open' AND ? BETWEEN a.next_unit AND a.last_unit",
    unit,
  )?.no ?? null

/** Whether a serial was used before this station. */
export const usedBefore = (db: Read, di: number, serial: string): boolean =>
  db.get('SELECT 1 AS x FROM serial_used_before WHERE di = ? AND serial = ?', di, serial) !== undefined
