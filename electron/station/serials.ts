import { permutation } from '../../shared/pools/permutation.ts'
import { refuse } from '../../shared/station-error.ts'
import type { Read } from './store/database.ts'
import {
  type Allocation,
  importedSerial,
  insertAllocation,
  type Pool,
  poolById,
  poolsOfDi,
  returnedCount,
  returnedTo,
  setPool,
} from './store/pools.ts'
import { type Actor, actParts, type Store } from './store/store.ts'

/** Longest the engine's loop is held by one slice of a bulk act, ms, its commit not counted. */
const sliceMs = 5
const sliceRows = 1000

export interface Allocated {
  readonly pool: number
  readonly ranges: readonly (readonly [number, number])[]
  readonly count: number
}

/** Serials left in a pool: never handed out, or handed back. */
export const leftIn = (db: Read, pool: Pool): number => (pool.state === 'open' ? pool.size - pool.cursor + returnedCount(db, pool.id) : 0)

/** Position -> serial text of a pool. */
export function serialAt(db: Read, pool: Pool): (position: number) => string {
  if (pool.kind === 'imported') return (position) => importedSerial(db, pool.id, position) ?? ''
  const order = pool.kind === 'permutation' && pool.key !== null ? permutation(pool.size, words(pool.key)) : (position: number) => position
  return (position) => pool.prefix + String(pool.first + order(position)).padStart(pool.width, '0')
}

/**
 * Hands `count` serials to an order: returned ones first, then fresh ones of the product's open pools.
 *
 * Fresh rows are staged in slices of a few milliseconds, the fence is moved ahead of them, and one short commit makes them true: before
 * it nothing counts, after it everything does. `progress` is called between slices; throwing there cancels and leaves nothing behind.
 * Errors: `pool.none`, `pool.suspended`, `pool.short` {left, asked}, `pool.busy`.
 */
export async function allocate(
  store: Store,
  by: Actor,
  order: { readonly id: number; readonly no: string; readonly di: number },
  count: number,
  progress: (done: number, of: number) => void = () => {},
): Promise<Allocated[]> {
  const pools = poolsOfDi(store.read, order.di)
  const open = pools.filter((pool) => pool.state === 'open')
  if (pools.length === 0) throw refuse('pool.none')
  if (open.length === 0) throw refuse('pool.suspended')
  const left = open.reduce((sum, pool) => sum + leftIn(store.read, pool), 0)
  if (left < count) throw refuse('pool.short', { left, asked: count })
  const result: Allocated[] = []
  let due = count
  for (const pool of open) {
    if (due === 0) break
    const share = Math.min(due, leftIn(store.read, pool))
    if (share === 0) continue
    result.push(await allocateFrom(store, by, order, pool, share, (done) => progress(count - due + done, count)))
    due -= share
  }
  return result
}

async function allocateFrom(
  store: Store,
  by: Actor,
  order: { readonly id: number; readonly no: string; readonly di: number },
  pool: Pool,
  count: number,
  progress: (done: number) => void,
): Promise<Allocated> {
  const busy = store.read.get("SELECT 1 AS x FROM allocation WHERE pool = ? AND state = 'staged'", pool.id)
  if (busy !== undefined) throw refuse('pool.busy')
  const again = takeReturned(returnedTo(store.read, pool.id), count)
  const reused = again.reduce((sum, { units: [first, last] }) => sum + last - first + 1, 0)
  const fresh = count - reused
  const staged = fresh === 0 ? null : await stage(store, order, pool, fresh, (done) => progress(reused + done))
  const end = pool.cursor + (staged?.positions ?? 0)
  if (staged !== null) store.fence.reserve(pool.id, end)
  const ranges: [number, number][] = again.map(({ units }) => [units[0], units[1]])
  if (staged !== null) ranges.push([staged.first, staged.last])
  store.act(by, (tx) => {
    for (const { allocation, units } of again) {
      tx.run(
        "UPDATE allocation SET last_unit = max(first_unit - 1, next_unit - 1), state = 'used' WHERE id = ? AND last_unit <= ?",
        allocation.id,
        units[1],
      )
      tx.run("UPDATE allocation SET next_unit = ? WHERE id = ? AND state = 'returned'", units[1] + 1, allocation.id)
      insertAllocation(tx, { order: order.id, pool: pool.id, first: units[0], last: units[1], state: 'open' })
    }
    if (staged !== null) {
      tx.run("UPDATE allocation SET state = 'open' WHERE id = ?", staged.allocation)
      setPool(tx, pool.id, end, 'open')
    }
    for (const [first, last] of ranges) {
      for (const { act, from, to } of actParts(last - first + 1)) {
        const serial = (unit: number): string => tx.get<{ serial: string }>('SELECT serial FROM unit WHERE id = ?', unit)!.serial
        const units = [first + from, first + to - 1] as const
        tx.append('serials.allocated', {
          entities: { order: order.no, pool: pool.id, units: [units] },
          after: { pool: pool.id, count: to - from, from: serial(units[0]), to: serial(units[1]), units: [...units] },
          act,
        })
      }
    }
  })
  return { pool: pool.id, ranges, count }
}

/** Which returned ranges serve `count`, the oldest first; the last one may be taken in part. */
function takeReturned(returned: readonly Allocation[], count: number): { allocation: Allocation; units: readonly [number, number] }[] {
  const taken: { allocation: Allocation; units: readonly [number, number] }[] = []
  let due = count
  for (const allocation of returned) {
    if (due === 0) break
    const size = Math.min(due, allocation.last_unit - allocation.next_unit + 1)
    taken.push({ allocation, units: [allocation.next_unit, allocation.next_unit + size - 1] })
    due -= size
  }
  return taken
}

async function stage(
  store: Store,
  order: { readonly id: number; readonly di: number },
  pool: Pool,
  count: number,
  progress: (done: number) => void,
): Promise<{ allocation: number; first: number; last: number; positions: number }> {
  const first = freeUnitId(store.read)
  const allocation = store.stage((tx) =>
    insertAllocation(tx, { order: order.id, pool: pool.id, first, last: first + count - 1, state: 'staged' }),
  )
  const serial = serialAt(store.read, pool)
  const usedBefore = store.read.get('SELECT 1 AS x FROM serial_used_before WHERE di = ? LIMIT 1', pool.di) !== undefined
  let done = 0
  let position = pool.cursor
  try {
    while (done < count) {
      const started = performance.now()
      store.stage((tx) => {
        for (let row = 0; row < sliceRows && done < count && performance.now() - started < sliceMs; position++) {
          if (position >= pool.size) throw refuse('pool.short', { left: done, asked: count })
          const text = serial(position)
          // A serial that another pool, an import or the time before go-live has used is skipped, never doubled.
          const { changes } = usedBefore
            ? tx.run(addUnusedUnit, first + done, pool.di, text, pool.di, text)
            : tx.run(addUnit, first + done, pool.di, text)
          if (changes === 0) continue
          done++
          row++
        }
      })
      progress(done)
      await breath()
    }
  } catch (error) {
    await unstage(store, allocation)
    throw error
  }
  return { allocation, first, last: first + count - 1, positions: position - pool.cursor }
}

const addUnit = "INSERT INTO unit (id, di, serial, life) VALUES (?, ?, ?, 'allocated') ON CONFLICT (di, serial) DO NOTHING"
const addUnusedUnit =
  "INSERT INTO unit (id, di, serial, life) SELECT ?, ?, ?, 'allocated' WHERE NOT EXISTS (SELECT 1 FROM serial_used_before WHERE di = ? AND serial = ?) ON CONFLICT (di, serial) DO NOTHING"

/** Removes what a cancelled or killed allocation had staged: rows that never counted. */
export async function unstage(store: Store, allocation: number): Promise<void> {
  const row = store.read.get<Allocation>("SELECT * FROM allocation WHERE id = ? AND state = 'staged'", allocation)
  if (row === undefined) return
  for (let from = row.first_unit; from <= row.last_unit; from += sliceRows) {
    store.stage((tx) => tx.run('DELETE FROM unit WHERE id BETWEEN ? AND ?', from, Math.min(row.last_unit, from + sliceRows - 1)))
    await breath()
  }
  store.stage((tx) => tx.run('DELETE FROM allocation WHERE id = ?', allocation))
}

/** Called at start: clears every allocation that was never made true. */
export async function clearStaged(store: Store): Promise<number> {
  const staged = store.read.all<{ id: number }>("SELECT id FROM allocation WHERE state = 'staged'")
  for (const { id } of staged) await unstage(store, id)
  return staged.length
}

/** The lowest unit id that nothing holds or has staged. */
export function freeUnitId(db: Read): number {
  return db.get<{ id: number }>(
    'SELECT max((SELECT coalesce(max(id), 0) FROM unit), (SELECT coalesce(max(last_unit), 0) FROM allocation)) + 1 AS id',
  )!.id
}

const words = (key: Buffer): [number, number, number, number] => [
  key.readInt32LE(0),
  key.readInt32LE(4),
  key.readInt32LE(8),
  key.readInt32LE(12),
]

/** Longest the search for a serial holds the engine's loop, ms. */
const searchMs = 5

/** One past the position of a serial that was printed. Errors: `pool.unknown`, `pool.serialUnknown`. */
export async function positionAfter(store: Store, poolId: number, serial: string): Promise<number> {
  const pool = poolById(store.read, poolId)
  if (pool === null) throw refuse('pool.unknown', { id: poolId })
  const at = serialAt(store.read, pool)
  if (pool.kind === 'sequential') {
    const position = Number(serial.slice(pool.prefix.length)) - pool.first
    if (Number.isInteger(position) && position >= 0 && position < pool.size && at(position) === serial) return position + 1
    throw refuse('pool.serialUnknown', { serial })
  }
  let started = performance.now()
  for (let position = 0; position < pool.size; position++) {
    if (at(position) === serial) return position + 1
    if (position % 64 === 0 && performance.now() - started > searchMs) {
      await breath()
      started = performance.now()
    }
  }
  throw refuse('pool.serialUnknown', { serial })
}

/** Lets everything else that waits have its turn. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
