import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, StationError } from '../../../shared/station-error.ts'
import { Connection, guard, storageError } from './database.ts'

export interface Lock {
  release(): void
}

/**
 * Makes this process the one owner of a data folder until `release`.
 *
 * The lock is SQLite's own exclusive lock on owner.sqlite (fcntl or LockFileEx), which the operating system drops when the
 * process dies, however it dies. owner.json only tells people who holds it. Throws `storage.locked` with the owner's pid.
 */
export function ownFolder(folder: string, who: { readonly pid: number; readonly what: string }): Lock {
  const note = join(folder, 'owner.json')
  const lock = exclusive(join(folder, 'owner.sqlite'), () => refuse('storage.locked', { folder, ...ownerOf(note) }))
  guard(() => writeFileSync(note, JSON.stringify(who)), folder)
  return {
    release: () => {
      rmSync(note, { force: true })
      lock.close()
    },
  }
}

/**
 * Makes this process the only one that has a ledger of this station open: a copy of the folder would draw the same serials.
 * Throws `storage.stationOpen`.
 */
export function ownStation(fenceFolder: string, station: string): Lock {
  guard(() => mkdirSync(fenceFolder, { recursive: true }), fenceFolder)
  const lock = exclusive(join(fenceFolder, `${station}.owner.sqlite`), () => refuse('storage.stationOpen', { station }))
  return { release: () => lock.close() }
}

function exclusive(file: string, taken: () => StationError): Connection {
  let lock: Connection | undefined
  try {
    lock = new Connection(file, { readonly: false, waitMs: 200 })
    lock.db.pragma('journal_mode = DELETE')
    lock.db.pragma('locking_mode = EXCLUSIVE')
    lock.db.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const known = storageError(error, file)
    throw known instanceof StationError && known.code === 'storage.locked' ? taken() : known
  }
}

function ownerOf(note: string): { pid: number | null; what: string | null } {
  try {
    const { pid, what } = JSON.parse(readFileSync(note, 'utf8')) as { pid?: unknown; what?: unknown }
    return { pid: typeof pid === 'number' ? pid : null, what: typeof what === 'string' ? what : null }
  } catch {
    return { pid: null, what: null }
  }
}
