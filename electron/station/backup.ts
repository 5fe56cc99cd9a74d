import { createHash } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  createReadStream,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Role } from '../../shared/auth/permissions.ts'
import { refuse } from '../../shared/station-error.ts'
import { checkCopy } from './copy-check.ts'
import { mayWitness } from './log/anchors.ts'
import type { StationLog } from './log/station-log.ts'
import { type Signer, sign } from './people/people.ts'
import { readSettings } from './settings.ts'
import { Connection, guard } from './store/database.ts'
import { type FenceMark, syncFolder, writeDurably } from './store/fence.ts'
import { ownFolder } from './store/lock.ts'
import { latest } from './store/migrate.ts'
import { allPools, setPool } from './store/pools.ts'
import { type Actor, type Store, system, type Tx } from './store/store.ts'
import { userById } from './store/users.ts'

export interface BackupInfo {
  readonly file: string
  readonly at: number
  readonly bytes: number
  readonly seq: number
  /** As long as was written down when it was made and read back. Its hash is looked at before it is restored. */
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
  /** The signed tree head of the copy: every backup target is a witness. */
  readonly checkpoint?: string
}

/** Copies the ledger while it runs, opens the copy, hashes it and writes the fence and a signed tree head beside it. */
export async function makeBackup(
  store: Store,
  by: Actor,
  folder: string,
  log: StationLog | null = null,
): Promise<{ file: string; bytes: number; sha256: string }> {
  guard(() => mkdirSync(folder, { recursive: true }), folder)
  const signed = log?.tryCheckpoint('backup') ?? null
  const at = store.clock.now()
  const stamp = new Date(at + store.clock.zone() * 60_000).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')
  const file = freeName(folder, `${store.station}-${stamp}`)
  const part = `${file}.part`
  const fence = store.fence.snapshot(store.lastSeq, store.lastLeaf)
  await store.copyTo(part)
  if (!(await checkCopy(part))) {
    rmSync(part, { force: true })
    throw refuse('backup.damaged', { file })
  }
  const bytes = statSync(part).size
  const digest = await hashFile(part)
  guard(() => {
    renameSync(part, file)
    const sidecar: Sidecar = {
      schema: 1,
      station: store.station,
      mode: store.mode,
      at,
      bytes,
      sha256: digest,
      fence,
      ...(signed === null ? {} : { checkpoint: signed.note }),
    }
    writeDurably(`${file}.json`, JSON.stringify(sidecar, null, 1))
  }, file)
  store.act(by, (tx) => {
    const event = tx.append('backup.made', { after: { file: basename(file), bytes, sha256: digest, size: fence.seq } })
    if (signed !== null && mayWitness(store.folder, folder)) log?.noteWitness(tx, 'backup', file, signed, event.seq)
  })
  return { file, bytes, sha256: digest }
}

/** A name that no backup has, nor one that is being made, taken at once: two within one second are two. */
function freeName(folder: string, stem: string): string {
  for (let nth = 1; ; nth++) {
    const file = join(folder, nth === 1 ? `${stem}.sqlite` : `${stem}-${nth}.sqlite`)
    if (existsSync(file) || existsSync(`${file}.part`)) continue
    guard(() => writeFileSync(`${file}.part`, ''), folder)
    return file
  }
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

/** Who asked for a restore; it lies beside the ledger until the restored one has read it. */
interface RestoreNote {
  readonly user: number
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly reason: string
  readonly at: number
  readonly file: string
  /** The `restore.asked` event of the ledger that was replaced. */
  readonly signed: { readonly seq: number; readonly leaf: string }
}

/** Signs a restore in the ledger that is about to be replaced and leaves the name for the restored one. */
export function askRestore(store: Store, by: Actor, file: string, signers: readonly Signer[], reason: string): void {
  const { user, role } = signers[0]!
  const asked = store.act(by, (tx) => {
    const event = tx.append('restore.asked', { after: { file: basename(file) }, reason })
    sign(tx, event, signers, 'restore', reason)
    return event
  })
  const note: RestoreNote = {
    user: user.id,
    login: user.login,
    name: user.name,
    role,
    reason,
    at: asked.at,
    file: basename(file),
    signed: { seq: asked.seq, leaf: asked.leaf.toString('hex') },
  }
  guard(() => writeDurably(noteFile(store.folder), JSON.stringify(note)), store.folder)
}

const noteFile = (folder: string): string => join(folder, 'restore.json')

function readNote(folder: string): RestoreNote | null {
  try {
    const note = JSON.parse(readFileSync(noteFile(folder), 'utf8')) as RestoreNote
    return typeof note.name === 'string' && typeof note.signed.seq === 'number' ? note : null
  } catch {
    return null
  }
}

/**
 * Puts a checked backup in the ledger's place with one rename; the present one is kept beside it. Call with the store closed. The next
 * open finds the ledger behind its fence and suspends every pool.
 */
export function swapIn(folder: string, file: string): void {
  const ledger = join(folder, 'ledger.sqlite')
  const fresh = join(folder, 'ledger.restoring')
  const kept = join(folder, `ledger.replaced-${Date.now()}.sqlite`)
  const lock = ownFolder(folder, { pid: process.pid, what: 'restore' })
  try {
    guard(() => {
      copyFileSync(file, fresh)
      syncFile(fresh)
      if (existsSync(ledger)) {
        foldLog(ledger)
        try {
          linkSync(ledger, kept)
        } catch {
          // This disk has no hard links.
          copyFileSync(ledger, kept)
          syncFile(kept)
        }
      }
      // What could not be folded in belongs to the ledger that is kept and must not be applied to the restored one.
      if (existsSync(`${ledger}-wal`)) renameSync(`${ledger}-wal`, `${kept}-wal`)
      rmSync(`${ledger}-shm`, { force: true })
      syncFolder(folder)
      renameSync(fresh, ledger)
      syncFolder(folder)
    }, folder)
  } finally {
    lock.release()
  }
}

/** Writes a left-over log into its ledger; one too damaged for that keeps it. */
function foldLog(ledger: string): void {
  if (!existsSync(`${ledger}-wal`)) return
  try {
    const old = new Connection(ledger, { readonly: false })
    try {
      old.db.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      old.close()
    }
  } catch {
    // swapIn moves the log along
  }
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

export type FenceFinding = 'none' | 'restored' | 'otherMachine' | 'fenceMissing'

/**
 * Compares the ledger with its fence when it is opened, and with the fences that lie in its backup folders. A ledger that is behind, went
 * another way, or lies on another computer suspends every pool and burns each serial that an order holds but has not encoded: a later
 * copy may have printed it.
 */
export function checkFence(store: Store, folders: readonly string[] = [readSettings(store).backupFolder]): FenceFinding {
  const marks = folders.flatMap((folder) => marksIn(store, folder))
  for (const mark of marks) store.fence.learn(mark)
  const answered = new Set(JSON.parse(store.meta('otherWays') ?? '[]') as string[])
  const others = marks.filter((mark) => wentOn(store, mark)).map(({ leaf }) => leaf)
  const known = others.every((leaf) => answered.has(leaf))
  const local = findingOf(store)
  const finding = local === 'none' && !known ? 'restored' : local
  const left = readNote(store.folder)
  // The ledger that asked is still here: its place was not taken (medium pulled out, disk full, power lost).
  const failed =
    left !== null &&
    store.read.get<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq = ?', left.signed.seq)?.leaf.toString('hex') === left.signed.leaf
  if (failed) store.act(system, (tx) => tx.append('restore.failed', { after: { file: left.file, asked: left.signed.seq } }))
  const note = failed ? null : left
  if (finding !== 'none') {
    const pools = allPools(store.read)
    const setMeta = (tx: Tx, key: string, value: string): void => {
      tx.run('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value', key, value)
    }
    store.act(system, (tx) => {
      const burned = burnAllocated(tx)
      for (const pool of pools) {
        setPool(tx, pool.id, pool.cursor, 'suspended')
        tx.append('pool.suspended', { entities: { pool: pool.id }, after: { why: finding } })
      }
      setMeta(tx, 'machine', store.machine.id)
      setMeta(tx, 'fence', finding)
      // Only a fence of this computer that is ahead of the ledger knows everything that was handed out.
      if (local !== 'restored') setMeta(tx, 'lastPrintedDue', '1')
      setMeta(tx, 'otherWays', JSON.stringify([...new Set([...answered, ...others])]))
      const restored = tx.append('ledger.restored', {
        after: {
          why: finding,
          seq: store.lastSeq,
          fenceSeq: store.fence.found?.seq ?? null,
          pools: pools.map(({ id, cursor }) => [id, cursor, store.fence.highWater(id)]),
          burnedUnits: burned,
          asked: note === null ? null : { user: note.user, name: note.name, at: note.at, file: note.file, signed: { ...note.signed } },
        },
        ...(burned.length === 0 ? {} : { entities: { units: burned } }),
        reason: note?.reason ?? null,
      })
      const signer = note === null ? null : userById(tx, note.user)
      // Somebody who is younger than the backup has no id here; then the name above has to do.
      if (note !== null && signer !== null && signer.login === note.login)
        sign(tx, restored, [{ user: signer, role: note.role }], 'restore', note.reason)
    })
  }
  rmSync(noteFile(store.folder), { force: true })
  return finding
}

function findingOf(store: Store): FenceFinding {
  if (store.meta('machine') !== store.machine.id) return 'otherMachine'
  const mark = store.fence.found
  if (mark === null) return store.lastSeq > 1 ? 'fenceMissing' : 'none'
  if (wentOn(store, mark)) return 'restored'
  const pools = allPools(store.read)
  // The fence may be ahead of a pool by the one allocation that was being staged when the program died; only an older copy lags in events.
  return pools.some((pool) => store.fence.highWater(pool.id) < pool.cursor) ? 'fenceMissing' : 'none'
}

/** True when the ledger does not hold the event of a mark: it is older, or went another way. */
function wentOn(store: Store, mark: FenceMark): boolean {
  if (mark.seq > store.lastSeq) return true
  const leaf = store.read.get<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq = ?', mark.seq)?.leaf.toString('hex')
  return leaf !== undefined && leaf !== mark.leaf
}

/** The fences beside this station's backups; a folder that cannot be reached has none. */
function marksIn(store: Store, folder: string): FenceMark[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names
    .filter((name) => name.startsWith(store.station) && name.endsWith('.sqlite.json'))
    .flatMap((name) => {
      const sidecar = readSidecar(join(folder, name.slice(0, -'.json'.length)))
      return sidecar?.station === store.station ? [sidecar.fence] : []
    })
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
 * `position` is one past the last printed one, null when nobody printed beyond the fence:
 * that can be known only where this computer's own fence is ahead of the ledger. Errors: `pool.lastPrintedDue`, `pool.position`.
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
  const drawn = pool.cursor > 0 || fence > 0
  const complete = store.meta('fence') === 'restored' && store.meta('lastPrintedDue') === null
  if (position === null && drawn && !complete) throw refuse('pool.lastPrintedDue')
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
      tx.run("DELETE FROM meta WHERE key IN ('fence', 'lastPrintedDue')")
    }
  })
}

function readSidecar(file: string): Sidecar | null {
  try {
    const value = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Sidecar
    return value.schema === 1 && typeof value.sha256 === 'string' && typeof value.fence.seq === 'number' ? value : null
  } catch {
    return null
  }
}

async function hashFile(file: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(file), digest)
  return digest.digest('hex')
}
