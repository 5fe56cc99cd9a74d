import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { refuse } from '../../shared/station-error.ts'
import { activeFolder } from '../station/folders.ts'
import { Connection, guard } from '../station/store/database.ts'
import { latest } from '../station/store/migrate.ts'
import { userDataFolder } from './user-data.ts'

export interface OpenLedger {
  readonly folder: string
  readonly db: Connection
  readonly station: string
}

/**
 * Opens the ledger of a data folder for reading alone, beside the station that may be running on it. Errors: `storage.missing`,
 * `storage.newer`, `storage.corrupted`, `log.older` for one that was never opened by a version with a tree.
 */
export function openForReading(data: string | undefined): OpenLedger {
  const { folder } = activeFolder(data ?? process.env['SIGNET_DATA'] ?? userDataFolder())
  const file = join(folder, 'ledger.sqlite')
  if (!existsSync(file)) throw refuse('storage.missing', { folder })
  const db = new Connection(file, { readonly: true })
  try {
    const version = guard(() => db.db.pragma('user_version', { simple: true }) as number, file)
    if (version > latest) throw refuse('storage.newer', { found: version, known: latest })
    if (version < 20) throw refuse('log.older')
    const station = db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'station'")?.value
    if (station === undefined) throw refuse('storage.corrupted', { file })
    return { folder, db, station }
  } catch (error) {
    db.close()
    throw error
  }
}
