import Database from 'better-sqlite3'
import { refuse, StationError } from '../../../shared/station-error.ts'

type Value = string | number | bigint | Buffer | null
export type Row = Record<string, Value>

declare const writable: unique symbol

/** A handle that can only look. Backed by a connection opened read-only. */
export interface Read {
  get<T = Row>(sql: string, ...values: readonly Value[]): T | undefined
  all<T = Row>(sql: string, ...values: readonly Value[]): T[]
  each<T = Row>(sql: string, ...values: readonly Value[]): IterableIterator<T>
}

/** A handle inside a transaction. Only the store makes one, so a state row cannot change outside an act. */
export interface Write extends Read {
  readonly [writable]: true
  run(sql: string, ...values: readonly Value[]): { changes: number; lastInsertRowid: number }
}

/** One connection with its prepared statements. Errors of SQLite leave as codes. */
export class Connection {
  readonly db: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  constructor(file: string, options: { readonly readonly: boolean; readonly waitMs?: number }) {
    this.db = guard(
      () => new Database(file, { readonly: options.readonly, fileMustExist: options.readonly, timeout: options.waitMs ?? 5_000 }),
      file,
    )
    guard(() => {
      if (!options.readonly) {
        this.db.pragma('journal_mode = WAL')
        this.db.pragma('synchronous = FULL')
        // Small checkpoints: none holds the loop for long.
        this.db.pragma('wal_autocheckpoint = 200')
      }
      this.db.pragma('foreign_keys = ON')
      this.db.pragma('trusted_schema = OFF')
      this.db.pragma('cache_size = -16000')
    }, file)
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  get<T = Row>(sql: string, ...values: readonly Value[]): T | undefined {
    return guard(() => this.#prepare(sql).get(...values) as T | undefined)
  }

  all<T = Row>(sql: string, ...values: readonly Value[]): T[] {
    return guard(() => this.#prepare(sql).all(...values) as T[])
  }

  each<T = Row>(sql: string, ...values: readonly Value[]): IterableIterator<T> {
    return this.#prepare(sql).iterate(...values) as IterableIterator<T>
  }

  run(sql: string, ...values: readonly Value[]): { changes: number; lastInsertRowid: number } {
    const result = guard(() => this.#prepare(sql).run(...values))
    return { changes: result.changes, lastInsertRowid: Number(result.lastInsertRowid) }
  }

  /** This connection as a read handle. */
  reader(): Read {
    return this
  }

  /** This connection as a write handle; for the store alone. */
  writer(): Write {
    return this as unknown as Write
  }

  close(): void {
    this.db.close()
  }
}

const sqliteCodes: readonly (readonly [string, string])[] = [
  ['SQLITE_FULL', 'storage.full'],
  ['SQLITE_READONLY', 'storage.readOnly'],
  ['SQLITE_CANTOPEN', 'storage.unreachable'],
  ['SQLITE_CORRUPT', 'storage.corrupted'],
  ['SQLITE_NOTADB', 'storage.corrupted'],
  ['SQLITE_IOERR', 'storage.failed'],
  ['SQLITE_BUSY', 'storage.locked'],
  ['SQLITE_LOCKED', 'storage.locked'],
]

/** Runs `work`; what SQLite or the file system refuses becomes a code a person can be told about. */
export function guard<T>(work: () => T, file?: string): T {
  try {
    return work()
  } catch (error) {
    throw storageError(error, file)
  }
}

/** The station's code for a storage failure; other errors are returned as they are. */
export function storageError(error: unknown, file?: string): unknown {
  if (error instanceof StationError) return error
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code !== 'string') return error
  const params = file === undefined ? {} : { file }
  const found = sqliteCodes.find(([prefix]) => code.startsWith(prefix))
  if (found !== undefined) return refuse(found[1], params)
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('storage.full', params)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return refuse('storage.readOnly', params)
  if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('storage.unreachable', params)
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && typeof message === 'string' && /^[a-z]+\.[A-Za-z]+$/.test(message)) return refuse(message)
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' && typeof message === 'string' && message.includes('unit.di')) return refuse('serial.duplicate')
  return error
}
