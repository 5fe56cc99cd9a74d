import { copyFileSync, existsSync } from 'node:fs'
import { refuse } from '../../../shared/station-error.ts'
import { type Connection, guard } from './database.ts'
import { init } from './migrations/0010-init.ts'
import { log } from './migrations/0020-log.ts'
import { people } from './migrations/0030-people.ts'
import { toSign } from './migrations/0040-to-sign.ts'
import { verifiers } from './migrations/0050-verifiers.ts'
import { insurance } from './migrations/0060-insurance.ts'

interface Migration {
  readonly version: number
  readonly sql: string
}

/** In order, by tens, so that two branches can both add one. */
export const migrations: readonly Migration[] = [init, log, people, toSign, verifiers, insurance]
export const latest = migrations.at(-1)!.version

/**
 * Brings the database to the latest schema in one transaction and returns the versions it went from and to, or null.
 * Refuses a database from a newer program (`storage.newer`); copies an existing database beside itself first.
 */
export function migrate(connection: Connection, file: string): { from: number; to: number } | null {
  const from = guard(() => connection.db.pragma('user_version', { simple: true }) as number, file)
  if (from > latest) throw refuse('storage.newer', { found: from, known: latest })
  const due = migrations.filter((migration) => migration.version > from)
  if (due.length === 0) return null
  if (from > 0 && existsSync(file)) {
    connection.db.pragma('wal_checkpoint(TRUNCATE)')
    guard(() => copyFileSync(file, `${file}.before-${latest}`), file)
  }
  guard(() => {
    connection.db.exec('BEGIN IMMEDIATE')
    try {
      for (const migration of due) connection.db.exec(migration.sql)
      connection.db.pragma(`user_version = ${latest}`)
      connection.db.exec('COMMIT')
    } catch (error) {
      if (connection.db.inTransaction) connection.db.exec('ROLLBACK')
      throw error
    }
  }, file)
  return { from, to: latest }
}
