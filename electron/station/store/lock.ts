import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refuse, StationError } from '../../../shared/station-error.ts'
import { Connection, guard, storageError } from './database.ts'

/**
 * Makes this process the one owner of a data folder until `release`.
 *
 * The lock is SQLite's own exclusive lock on owner.sqlite (fcntl or LockFileEx), which the operating system drops when the
 * process dies, however it dies. owner.json only tells people who holds it. Throws `storage.locked` with the owner's pid.
 */
export function ownFolder(folder: string, who: { readonly pid: number; readonly what: string }): { release(): void } {
  const note = join(folder, 'owner.json')
  let lock: Connection | undefined
  try {
    lock = new Connection(join(folder, 'owner.sqlite'), { readonly: false, waitMs: 200 })
    lock.db.pragma('journal_mode = DELETE')
    lock.db.pragma('locking_mode = EXCLUSIVE')
    lock.db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    const known = storageError(error, folder)
    if (known instanceof StationError && known.code === 'storage.locked') throw refuse('storage.locked', { folder, ...ownerOf(note) })
    throw known
  }
  guard(() => writeFileSync(note, JSON.stringify(who)), folder)
  return {
    release: () => {
      rmSync(note, { force: true })
      lock.close()
    },
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
