import type { Problem } from '../../shared/station-error.ts'
import { refuse, StationError } from '../../shared/station-error.ts'
import { breath } from './serials.ts'
import { diId, productById } from './store/masters.ts'
import { insertPool } from './store/pools.ts'
import { type Actor, actParts, type Store } from './store/store.ts'

const cset82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/
const mostProblems = 1_000
/** Rows a slice: a few ms each. */
const slice = 1_000

interface Source {
  readonly name: string
  readonly sha256: string
}

/**
 * A list of serials: a pool to be handed out in this order, or serials that were used before this station and are never given again.
 * All faults at once, each with its row. The loop stays free: rows are staged in slices and made true by one short act; serials used
 * before are noted slice by slice, each slice an act of its own, because a part of them is already true.
 */
export async function importSerials(
  store: Store,
  by: Actor,
  productId: number,
  serials: readonly string[],
  usedBefore: boolean,
  low: number,
  source: Source,
): Promise<{ count: number; poolId: number | null }> {
  const product = productById(store.read, productId)
  if (product === null) throw refuse('product.unknown', { id: productId })
  const problems = await serialProblems(store, product, serials)
  if (problems.length > 0) throw new StationError(problems)
  const di = store.stage((tx) => diId(tx, product.agency, product.di))
  return usedBefore
    ? { count: await noteUsed(store, by, { product: product.id, di }, serials, source), poolId: null }
    : { count: serials.length, poolId: await stagePool(store, by, { product: product.id, di }, serials, low, source) }
}

/** What is wrong with a list of serials, all at once; `row` counts the serials from 1. Errors: `pool.notSerial`. */
export async function serialProblems(
  store: Store,
  product: { readonly agency: string; readonly di: string; readonly trace: string },
  serials: readonly string[],
): Promise<Problem[]> {
  if (product.trace !== 'serial') throw refuse('pool.notSerial')
  const di = store.stage((tx) => diId(tx, product.agency, product.di))
  const problems: Problem[] = []
  const seen = new Map<string, number>()
  if (serials.length === 0) problems.push({ code: 'import.empty', params: {} })
  for (const [i, serial] of serials.entries()) {
    const row = i + 1
    if (serial.length === 0 || serial.length > 20 || !cset82.test(serial))
      problems.push({ code: 'import.serial', params: { serial: serial.slice(0, 40) }, row })
    const first = seen.get(serial)
    if (first !== undefined) problems.push({ code: 'import.serialTwice', params: { serial, first }, row })
    else {
      seen.set(serial, row)
      if (store.read.get('SELECT 1 AS x FROM unit WHERE di = ? AND serial = ?', di, serial) !== undefined)
        problems.push({ code: 'import.serialKnown', params: { serial }, row })
    }
    if (problems.length >= mostProblems) break
    if (row % slice === 0) await breath()
  }
  return problems
}

async function noteUsed(
  store: Store,
  by: Actor,
  { product, di }: { readonly product: number; readonly di: number },
  serials: readonly string[],
  source: Source,
): Promise<number> {
  for (const { act, from, to } of actParts(serials.length)) {
    store.act(by, (tx) => {
      for (const serial of serials.slice(from, to))
        tx.run('INSERT OR IGNORE INTO serial_used_before (di, serial) VALUES (?, ?)', di, serial)
      tx.append('serials.usedBefore', {
        entities: { product },
        after: { count: to - from, sha256: source.sha256, file: source.name },
        act,
      })
    })
    await breath()
  }
  return serials.length
}

/** A pool of no size, so nothing is drawn from it, until one act says how many it holds; its id in meta lets the next start clear it away. */
async function stagePool(
  store: Store,
  by: Actor,
  { product, di }: { readonly product: number; readonly di: number },
  serials: readonly string[],
  low: number,
  source: Source,
): Promise<number> {
  const pool = store.stage((tx) => {
    const id = insertPool(tx, { di, kind: 'imported', prefix: '', first: 0, size: 0, width: 0, key: null, low })
    tx.run("INSERT INTO meta (key, value) VALUES (?, '')", stagedName(id))
    return id
  })
  try {
    for (let from = 0; from < serials.length; from += slice) {
      store.stage((tx) => {
        for (const [i, serial] of serials.slice(from, from + slice).entries())
          tx.run('INSERT INTO pool_serial (pool, pos, serial) VALUES (?, ?, ?)', pool, from + i, serial)
      })
      await breath()
    }
    store.act(by, (tx) => {
      tx.run('UPDATE pool SET size = ? WHERE id = ?', serials.length, pool)
      tx.run('DELETE FROM meta WHERE key = ?', stagedName(pool))
      for (const { act, from, to } of actParts(serials.length))
        tx.append('serials.imported', {
          entities: { pool, product },
          after: { count: to - from, sha256: source.sha256, file: source.name },
          act,
        })
    })
    return pool
  } catch (error) {
    await clearPool(store, pool)
    throw error
  }
}

const stagedName = (pool: number): string => `stagedPool.${pool}`

/** Called at start: clears away every pool whose import was cut off. */
export async function clearStagedPools(store: Store): Promise<void> {
  for (const { key } of store.read.all<{ key: string }>("SELECT key FROM meta WHERE key LIKE 'stagedPool.%'"))
    await clearPool(store, Number(key.slice(key.indexOf('.') + 1)))
}

async function clearPool(store: Store, pool: number): Promise<void> {
  for (let changes = 1; changes > 0; ) {
    ;({ changes } = store.stage((tx) =>
      tx.run('DELETE FROM pool_serial WHERE pool = ? AND pos IN (SELECT pos FROM pool_serial WHERE pool = ? LIMIT ?)', pool, pool, slice),
    ))
    await breath()
  }
  store.stage((tx) => {
    tx.run('DELETE FROM pool WHERE id = ?', pool)
    tx.run('DELETE FROM meta WHERE key = ?', stagedName(pool))
  })
}
