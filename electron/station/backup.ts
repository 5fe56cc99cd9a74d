import { createHash } from 'node:crypto'
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { refuse } from '../../shared/station-error.ts'
import { type Signer, sign } from './people/people.ts'
import { Connection, guard } from './store/database.ts'
import type { FenceMark } from './store/fence.ts'
import { latest } from './store/migrate.ts'
import { allPools, setPool } from './store/pools.ts'
import { type Actor, type Store, system, type Tx } from './store/store.ts'

export interface BackupInfo {
  readonly file: string
  readonly at: number
  readonly bytes: number
  readonly seq: number
  /** The copy was opened again and its hash holds. */
  readonly verified: boolean
}

interface Sidecar {
  readonly schema: 1
  readonly station: string
  readonly mode: string
  readonly at: number
  readonly bytes: number
  readonly sha256: string
  readonly fence: FenceMark
}

/** Copies the ledger while it runs, opens the copy, hashes it and writes the fence beside it. */
export async function makeBackup(store: Store, by: Actor, folder: string): Promise<{ file: string; bytes: number; sha256: string }> {
  guard(() => mkdirSync(folder, { recursive: true }), folder)
  const at = store.clock.now()
  const stamp = new Date(at + store.clock.zone() * 60_000).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  const file = join(folder, `${store.station}-${stamp}.sqlite`)
  const fence = store.fence.snapshot(store.lastSeq, store.lastLeaf)
  await store.copyTo(`${file}.part`)
  const copy = new Connection(`${file}.part`, { readonly: true })
  try {
    if (copy.db.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw refuse('backup.damaged', { file })
  } finally {
    copy.close()
  }
  const bytes = statSync(`${file}.part`).size
  const digest = await hashFile(`${file}.part`)
  guard(() => {
    renameSync(`${file}.part`, file)
    const sidecar: Sidecar = { schema: 1, station: store.station, mode: store.mode, at, bytes, sha256: digest, fence }
    writeFileSync(`${file}.json`, JSON.stringify(sidecar, null, 1))
  }, file)
  store.act(by, (tx) => tx.append('backup.made', { after: { file: basename(file), bytes, sha256: digest, size: fence.seq } }))
  return { file, bytes, sha256: digest }
}

/** Backups of this station in a folder, newest first. */
export function listBackups(store: Store, folder: string): BackupInfo[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite') && name.startsWith(store.station))
    .flatMap((name) => {
      const file = join(folder, name)
      const sidecar = readSidecar(file)
      return sidecar === null
        ? []
        : [{ file, at: sidecar.at, bytes: sidecar.bytes, seq: sidecar.fence.seq, verified: statSync(file).size === sidecar.bytes }]
    })
    .sort((a, b) => b.at - a.at)
}

/** Checks that a backup is whole and belongs to this station. Errors: `restore.unreadable`, `restore.otherStation`, `restore.damaged`, `storage.newer`. */
export async function checkBackup(store: Store, file: string): Promise<void> {
  const sidecar = readSidecar(file)
  if (sidecar === null) throw refuse('restore.unreadable', { file: basename(file) })
  if (sidecar.station !== store.station) throw refuse('restore.otherStation', { station: sidecar.station })
  if ((await hashFile(file)) !== sidecar.sha256) throw refuse('restore.damaged', { file: basename(file) })
  const copy = new Connection(file, { readonly: true })
  try {
    const version = copy.db.pragma('user_version', { simple: true }) as number
    if (version > latest) throw refuse('storage.newer', { found: version, known: latest })
  } finally {
    copy.close()
  }
}

/**
 * Puts a checked backup in the ledger's place; the present one is kept beside it. Call with the store closed. The next open finds the
 * ledger behind its fence and suspends every pool.
 */
export function swapIn(folder: string, file: string): void {
  const ledger = join(folder, 'ledger.sqlite')
  guard(() => {
    copyFileSync(file, `${ledger}.restoring`)
    if (existsSync(ledger)) renameSync(ledger, join(folder, `ledger.replaced-${Date.now()}.sqlite`))
    for (const suffix of ['-wal', '-shm']) rmSync(`${ledger}${suffix}`, { force: true })
    renameSync(`${ledger}.restoring`, ledger)
  }, folder)
}

export type FenceFinding = 'none' | 'restored' | 'otherMachine' | 'fenceMissing'

/**
 * Compares the ledger with its fence when it is opened. A ledger that is behind, went another way, or lies on another computer suspends
 * every pool and burns each serial that an order holds but has not encoded: a later copy may have printed it.
 */
export function checkFence(store: Store): FenceFinding {
  const finding = findingOf(store)
  if (finding === 'none') return 'none'
  const pools = allPools(store.read)
  store.act(system, (tx) => {
    const burned = burnAllocated(tx)
    for (const pool of pools) {
      setPool(tx, pool.id, pool.cursor, 'suspended')
      tx.append('pool.suspended', { entities: { pool: pool.id }, after: { why: finding } })
    }
    tx.run("INSERT INTO meta (key, value) VALUES ('machine', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", store.machine.id)
    tx.run("INSERT INTO meta (key, value) VALUES ('fence', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", finding)
    tx.append('ledger.restored', {
      after: {
        why: finding,
        seq: store.lastSeq,
        fenceSeq: store.fence.found?.seq ?? null,
        pools: pools.map(({ id, cursor }) => [id, cursor, store.fence.highWater(id)]),
        burnedUnits: burned,
      },
      ...(burned.length === 0 ? {} : { entities: { units: burned } }),
    })
  })
  return finding
}

function findingOf(store: Store): FenceFinding {
  if (store.meta('machine') !== store.machine.id) return 'otherMachine'
  const mark = store.fence.found
  if (mark === null) return store.lastSeq > 1 ? 'fenceMissing' : 'none'
  if (mark.seq > store.lastSeq) return 'restored'
  const leaf = store.read.get<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq = ?', mark.seq)?.leaf.toString('hex')
  if (leaf !== undefined && leaf !== mark.leaf) return 'restored'
  const pools = allPools(store.read)
  // The fence may be ahead of a pool by the one allocation that was being staged when the program died; only an older copy lags in events.
  return pools.some((pool) => store.fence.highWater(pool.id) < pool.cursor) ? 'fenceMissing' : 'none'
}

function burnAllocated(tx: Tx): [number, number][] {
  const open = tx.all<{ id: number; next_unit: number; last_unit: number }>(
    "SELECT id, next_unit, last_unit FROM allocation WHERE state IN ('open', 'returned') AND next_unit <= last_unit",
  )
  for (const { id, next_unit, last_unit } of open) {
    tx.run("UPDATE unit SET life = 'burned' WHERE id BETWEEN ? AND ? AND life = 'allocated'", next_unit, last_unit)
    tx.run("UPDATE allocation SET next_unit = last_unit + 1, state = 'burned' WHERE id = ?", id)
  }
  tx.run("UPDATE unit SET life = 'burned' WHERE life = 'allocated' AND id IN (SELECT unit FROM label WHERE state = 'voided')")
  return open.map(({ next_unit, last_unit }) => [next_unit, last_unit])
}

/**
 * Lets a suspended pool draw again, above both the fence and the last serial that was printed; positions between are burned.
 * `position` is one past the last printed one, null when nobody printed beyond the fence.
 */
export function resumePool(
  store: Store,
  by: Actor,
  poolId: number,
  position: number | null,
  reason: string,
  signers: readonly Signer[],
): void {
  const pool = allPools(store.read).find(({ id }) => id === poolId)
  if (pool === undefined) throw refuse('pool.unknown', { id: poolId })
  if (pool.state !== 'suspended') throw refuse('pool.notSuspended')
  const fence = store.fence.highWater(poolId)
  const known = fence > 0
  if (position === null && !known && store.meta('fence') !== 'none') throw refuse('pool.lastPrintedDue')
  const from = pool.cursor
  const to = Math.max(pool.cursor, fence, position ?? 0)
  if (to > pool.size) throw refuse('pool.position', { size: pool.size })
  store.fence.reserve(poolId, to)
  store.act(by, (tx) => {
    setPool(tx, poolId, to, 'open')
    const event = tx.append('pool.resumed', { entities: { pool: poolId }, after: { from, to }, reason })
    sign(tx, event, signers, 'fenceLifted', reason)
    const suspended = tx.get("SELECT 1 AS x FROM pool WHERE state = 'suspended'")
    if (suspended === undefined) {
      tx.append('fence.lifted', { after: { pools: [[poolId, from, to]] } })
      tx.run("DELETE FROM meta WHERE key = 'fence'")
    }
  })
}

function readSidecar(file: string): Sidecar | null {
  try {
    const value = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Sidecar
    return value.schema === 1 && typeof value.sha256 === 'string' ? value : null
  } catch {
    return null
  }
}

async function hashFile(file: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest)
  return digest.digest('hex')
}
