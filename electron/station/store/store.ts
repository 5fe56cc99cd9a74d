import { hash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { canonical, type Json } from '../../../shared/ledger/jcs.ts'
import { type ActPart, type Entities, type EventBody, type Kind, kinds } from '../../../shared/ledger/kinds.ts'
import type { CompactRange, Hash } from '../../../shared/ledger/merkle.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Clock, Machine } from '../ports.ts'
import { Connection, guard, type Read, type Write } from './database.ts'
import { Fence } from './fence.ts'
import { type Lock, ownFolder, ownStation } from './lock.ts'
import { growTree, loadTree } from './merkle.ts'
import { latest, migrate } from './migrate.ts'

export type Mode = 'training' | 'production'

/** Who acts: from the signed-in session, never from an input. User 0 is the station itself. */
export interface Actor {
  readonly user: number
  readonly role: string
  readonly device?: string | null
  /** Idempotency key of the call this act answers, if it has one. */
  readonly call?: string
}

export const system: Actor = { user: 0, role: 'system' }

export interface Draft {
  readonly entities?: Entities
  readonly before?: Json
  readonly after?: Json
  readonly reason?: string | null
  readonly act?: ActPart
  readonly device?: string | null
}

export interface Appended {
  readonly seq: number
  readonly at: number
  readonly leaf: Buffer
}

/** A transaction: state rows and the events that explain them. */
export interface Tx extends Write {
  append(kind: Kind, draft: Draft, by?: Actor): Appended
}

export interface StoreOptions {
  readonly folder: string
  readonly clock: Clock
  readonly machine: Machine
  /** Named to others who try to open the folder. */
  readonly what: string
}

/** The clock may run this far behind the last event before it counts as set back, ms. */
const clockSlack = 2_000

/** The ledger of one station: the only way to change anything. */
export class Store {
  readonly folder: string
  readonly mode: Mode
  readonly station: string
  readonly boot = randomBytes(4).toString('hex')
  readonly fence: Fence
  readonly read: Read
  /** Reads on the writing connection: its page cache survives each commit, so the line's own look-ups stay quick. */
  readonly fresh: Read
  readonly clock: Clock
  readonly machine: Machine
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #locks: Lock[]
  readonly #tx: Tx
  readonly #insertEvent = 'INSERT INTO event (seq, body, leaf) VALUES (?, ?, ?)'
  #lastSeq: number
  #lastAt: number
  #lastLeaf: string
  /** Right edge of the Merkle tree over all events (RFC 9162 2.1). */
  #tree: CompactRange
  #acceptedBack: number
  #by: Actor = system
  #closed = false
  #marks = true
  #boundary: (() => void)[] = []
  readonly #grown: ((size: number) => void)[] = []

  private constructor(options: StoreOptions, locks: Lock[], writer: Connection) {
    this.folder = options.folder
    this.clock = options.clock
    this.machine = options.machine
    this.#locks = locks
    this.#writer = writer
    const meta = (key: string): string | undefined => writer.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value
    const mode = meta('mode')
    const station = meta('station')
    if ((mode !== 'training' && mode !== 'production') || station === undefined) throw refuse('storage.corrupted', { file: options.folder })
    this.mode = mode
    this.station = station
    const last = writer.get<{ seq: number; at: number; leaf: Buffer }>('SELECT seq, at, leaf FROM event ORDER BY seq DESC LIMIT 1')
    this.#lastSeq = last?.seq ?? 0
    this.#lastAt = last?.at ?? 0
    this.#lastLeaf = last?.leaf.toString('hex') ?? ''
    this.#acceptedBack = Number(meta('clockBack') ?? 0)
    this.#tree = loadTree(writer, this.#lastSeq)
    locks.push(ownStation(options.machine.fenceFolder, station))
    this.fence = new Fence(options.machine.fenceFolder, station)
    this.#reader = new Connection(join(options.folder, 'ledger.sqlite'), { readonly: true })
    this.read = this.#reader.reader()
    this.fresh = writer.reader()
    this.#tx = Object.assign(Object.create(writer.writer()) as Write, {
      append: (kind: Kind, draft: Draft, by?: Actor) => this.#append(kind, draft, by ?? this.#by),
      run: writer.run.bind(writer),
      get: writer.get.bind(writer),
      all: writer.all.bind(writer),
      each: writer.each.bind(writer),
    }) as Tx
  }

  /** True when the folder holds a ledger. */
  static exists(folder: string): boolean {
    return existsSync(join(folder, 'ledger.sqlite'))
  }

  /** Creates an empty ledger. Refuses a folder that holds one (`storage.exists`). */
  static create(options: StoreOptions, mode: Mode): Store {
    if (Store.exists(options.folder)) throw refuse('storage.exists', { folder: options.folder })
    guard(() => mkdirSync(options.folder, { recursive: true }), options.folder)
    const locks: Lock[] = [ownFolder(options.folder, { pid: process.pid, what: options.what })]
    let writer: Connection | undefined
    try {
      const file = join(options.folder, 'ledger.sqlite')
      const connection = new Connection(file, { readonly: false })
      writer = connection
      migrate(connection, file)
      const station = `${mode === 'training' ? 'TRN' : 'STN'}-${randomBytes(5).toString('hex').toUpperCase()}`
      connection.db.transaction(() => {
        for (const [key, value] of [
          ['mode', mode],
          ['station', station],
          ['machine', options.machine.id],
          ['secret', randomBytes(32).toString('hex')],
        ] as const) {
          connection.run('INSERT INTO meta (key, value) VALUES (?, ?)', key, value)
        }
      })()
      const store = new Store(options, locks, connection)
      store.act(system, (tx) => tx.append('ledger.created', { after: { mode, station, schema: latest } }))
      return store
    } catch (error) {
      writer?.close()
      releaseAll(locks)
      throw error
    }
  }

  /** Opens an existing ledger and owns its folder until `close`. */
  static open(options: StoreOptions): Store {
    if (!Store.exists(options.folder)) throw refuse('storage.missing', { folder: options.folder })
    const locks: Lock[] = [ownFolder(options.folder, { pid: process.pid, what: options.what })]
    let writer: Connection | undefined
    try {
      const file = join(options.folder, 'ledger.sqlite')
      rmSync(join(options.folder, 'ledger.restoring'), { force: true })
      const connection = new Connection(file, { readonly: false })
      writer = connection
      const health = guard(() => connection.db.pragma('quick_check(1)', { simple: true }), file)
      if (health !== 'ok') throw refuse('storage.corrupted', { file })
      const migrated = migrate(connection, file)
      const store = new Store(options, locks, connection)
      if (migrated !== null) store.#beforeFence(() => store.act(system, (tx) => tx.append('schema.migrated', { after: migrated })))
      return store
    } catch (error) {
      writer?.close()
      releaseAll(locks)
      throw error
    }
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  get lastLeaf(): string {
    return this.#lastLeaf
  }

  get lastAt(): number {
    return this.#lastAt
  }

  /** Root of the tree over all events. */
  root(): Hash {
    return this.#tree.root()
  }

  /** Told after each act that appended something; must be quick and must not act itself. */
  onGrown(told: (size: number) => void): void {
    this.#grown.push(told)
  }

  /** How far the wall clock was set back, ms; 0 when it was not, or when that was accepted by name. */
  clockBehind(): number {
    const behind = this.#lastAt - this.clock.now()
    if (behind <= 0) this.#caughtUp()
    return behind - this.#acceptedBack > clockSlack ? behind : 0
  }

  /** The clock is right again: what was accepted does not count for the next time it is set back. */
  #caughtUp(): void {
    if (this.#acceptedBack === 0) return
    this.#acceptedBack = 0
    this.#writer.run("DELETE FROM meta WHERE key = 'clockBack'")
  }

  /** From now on the clock's present distance behind the newest event counts as right. Call within an act. */
  acceptClock(tx: Write): void {
    this.#acceptedBack = Math.max(0, this.#lastAt - this.clock.now())
    tx.run(
      "INSERT INTO meta (key, value) VALUES ('clockBack', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      String(this.#acceptedBack),
    )
  }

  meta(key: string): string | null {
    return this.read.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value ?? null
  }

  /**
   * One act: state rows and events commit together, durably, or not at all. The fence knows the newest event before this returns.
   * `work` must not wait for anything.
   */
  act<T>(by: Actor, work: (tx: Tx) => T): T {
    const [seq, at, leaf, back, tree] = [this.#lastSeq, this.#lastAt, this.#lastLeaf, this.#acceptedBack, this.#tree]
    this.#by = by
    let result: T
    try {
      this.#writer.run('BEGIN IMMEDIATE')
      if (by.call !== undefined) this.#claim(by.call, by.user)
      result = work(this.#tx)
      this.#step()
      this.#writer.run('COMMIT')
    } catch (error) {
      this.#lastSeq = seq
      this.#lastAt = at
      this.#lastLeaf = leaf
      this.#acceptedBack = back
      this.#tree = tree
      if (this.#writer.db.inTransaction) this.#writer.db.exec('ROLLBACK')
      throw error
    } finally {
      this.#by = system
    }
    if (this.#lastSeq !== seq) {
      if (this.#marks) this.fence.note(this.#lastSeq, this.#lastLeaf)
      for (const told of this.#grown) told(this.#lastSeq)
    }
    return result
  }

  /** An act of opening: its event does not reach the fence, which still has to be compared with what the ledger held before. */
  #beforeFence(work: () => void): void {
    this.#marks = false
    try {
      work()
    } finally {
      this.#marks = true
    }
  }

  /** Slices of a bulk act: rows that count only once a later `act` says so. No event, one durable commit. */
  stage<T>(work: (tx: Write) => T): T {
    this.#writer.run('BEGIN IMMEDIATE')
    try {
      const result = work(this.#tx)
      this.#writer.run('COMMIT')
      return result
    } catch (error) {
      if (this.#writer.db.inTransaction) this.#writer.db.exec('ROLLBACK')
      throw error
    }
  }

  /** Called right before each commit; crash tests stop the process there. */
  onBeforeCommit(step: () => void): void {
    this.#boundary.push(step)
  }

  #step(): void {
    for (const step of this.#boundary) step()
  }

  #claim(key: string, user: number): void {
    this.#writer.run('INSERT OR IGNORE INTO call (key, actor, outcome, at) VALUES (?, ?, NULL, ?)', key, user, this.clock.now())
  }

  #append(kind: Kind, draft: Draft, by: Actor): Appended {
    const seq = this.#lastSeq + 1
    const now = this.clock.now()
    if (now > this.#lastAt) this.#caughtUp()
    const at = Math.max(now, this.#lastAt + 1)
    const entities = draft.entities ?? {}
    const body: EventBody = {
      v: 1,
      seq,
      at,
      zone: this.clock.zone(),
      boot: this.boot,
      mono: Math.round(this.clock.mono()),
      station: this.station,
      actor: by.user,
      role: by.role,
      device: draft.device ?? by.device ?? null,
      kind: kinds[kind].no,
      entities,
      before: draft.before ?? null,
      after: draft.after ?? null,
      reason: draft.reason ?? null,
      act: draft.act ?? null,
    }
    const text = canonical(body as unknown as Json)
    const leaf = leafOf(text)
    this.#writer.run(this.#insertEvent, seq, text, leaf)
    if (entities.unit !== undefined && kind !== 'label.drawn' && kind !== 'label.verified')
      this.#writer.run('INSERT INTO event_unit (unit, seq) VALUES (?, ?)', entities.unit, seq)
    for (const [first, last] of entities.units ?? []) {
      this.#writer.run('INSERT INTO event_units (first, last, seq) VALUES (?, ?, ?)', first, last, seq)
    }
    this.#tree = growTree(this.#writer, this.#tree, leaf)
    this.#lastSeq = seq
    this.#lastAt = at
    this.#lastLeaf = leaf.toString('hex')
    return { seq, at, leaf }
  }

  /** Online copy of the ledger into `file`. Other acts go on meanwhile. */
  async copyTo(file: string): Promise<void> {
    await this.#writer.db.backup(file).catch((error: unknown) =>
      guard(() => {
        throw error
      }, file),
    )
  }

  /** For tests of a full disk: the database may not grow past so many pages. */
  limitPages(pages: number): void {
    this.#writer.db.pragma(`max_page_count = ${pages}`)
  }

  pragma(name: 'synchronous' | 'journal_mode' | 'page_count' | 'page_size'): unknown {
    return this.#writer.db.pragma(name, { simple: true })
  }

  get closed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    this.#reader.close()
    this.#writer.close()
    this.fence.close()
    releaseAll(this.#locks)
  }
}

function releaseAll(locks: Lock[]): void {
  for (const lock of locks.splice(0).reverse()) lock.release()
}

/** RFC 6962 2.1 leaf hash of a body; U+0000 is the byte 0x00 in UTF-8. */
export const leafOf = (body: string): Buffer => hash('sha256', `\u0000${body}`, 'buffer')

/** Splits `n` things into the events of one bulk act: 1,000 at most in each. */
export function actParts(
  n: number,
  id: string = randomBytes(8).toString('hex'),
): { readonly act: ActPart; readonly from: number; readonly to: number }[] {
  const of = Math.max(1, Math.ceil(n / 1000))
  return Array.from({ length: of }, (_, i) => ({ act: { id, part: i + 1, of }, from: i * 1000, to: Math.min(n, (i + 1) * 1000) }))
}
