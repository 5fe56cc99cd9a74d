import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from '../../../shared/auth/permissions.ts'
import { dayOf } from '../../../shared/dates.ts'
import type { Product } from '../../../shared/product.ts'
import type { JobScope } from '../line/acts.ts'
import { createPool, saveProduct } from '../masters.ts'
import { mustOrder } from '../orders.ts'
import type { People } from '../people/people.ts'
import type { Clock, Machine } from '../ports.ts'
import { readSettings, type Settings, writeSettings } from '../settings.ts'
import { insertJob, jobById } from '../store/jobs.ts'
import type { OrderPolicy } from '../store/orders.ts'
import { type Actor, type Store, type StoreOptions, system } from '../store/store.ts'
import type { User } from '../store/users.ts'
import { sampleImplant, sampleSyringe } from '../training.ts'
import type { Parts } from './parts.ts'

/** Where and with what the operation checks run. */
export interface Trial {
  /** An empty folder that is removed afterwards: nothing of a check stays. */
  readonly folder: string
  readonly parts: Parts
  /** Those of the station: its rules for passwords and signatures are what is checked. */
  readonly settings: Settings
  readonly templates: readonly string[]
}

/** A clock that a check sets. */
interface TrialClock extends Clock {
  wall: number
}

/** Longer than any rule asks for. */
export const trialPassword = 'Signet-validation-7f3a '.repeat(3)
/** The samples were registered then; a check is the same on every day. */
const trialDay = Date.UTC(2026, 5, 1)
const every: OrderPolicy = { verify: 'every', nth: 10, ahead: 5, verifyOnly: false }

/** A ledger of a check's own, with a fence of its own: the real one and the user's profile are never touched. */
export class Bench {
  readonly folder: string
  readonly backups: string
  readonly clock: TrialClock
  readonly parts: Parts
  readonly people: People
  #store: Store
  readonly #options: StoreOptions

  constructor(trial: Trial, name: string) {
    const root = join(trial.folder, name)
    this.parts = trial.parts
    this.folder = join(root, 'ledger')
    this.backups = join(root, 'backups')
    mkdirSync(this.backups, { recursive: true })
    const clock: TrialClock = { wall: trialDay, now: () => clock.wall++, mono: () => performance.now(), zone: () => 480 }
    this.clock = clock
    const machine: Machine = { id: 'validation', fenceFolder: join(root, 'fence') }
    this.#options = { folder: this.folder, clock, machine, what: 'validation' }
    this.#store = trial.parts.createStore(this.#options, 'training')
    const { signatures, posts, passwordLeast, passwordKept, passwordDays } = trial.settings
    const rules = { signatures, posts, passwordLeast, passwordKept, passwordDays }
    writeSettings(this.#store, system, { ...readSettings(this.#store), ...rules, backupFolder: this.backups })
    this.people = new trial.parts.People(this.#store)
  }

  get store(): Store {
    return this.#store
  }

  /** Puts a backup in the ledger's place and opens it, as a restore does. */
  restore(file: string): Store {
    this.#store.close()
    this.parts.swapIn(this.folder, file)
    this.#store = this.parts.openStore(this.#options)
    return this.#store
  }

  close(): void {
    if (!this.#store.closed) this.#store.close()
  }

  order(level: 'serial' | 'lot', quantity: number, change: Partial<Product> = {}): number {
    const sample = level === 'serial' ? sampleImplant : sampleSyringe
    const productId = saveProduct(this.#store, system, null, { ...sample, template: 'unit-40x20', ...change })
    if (level === 'serial')
      createPool(this.#store, system, { productId, kind: 'sequential', prefix: 'VAL-', first: 1, size: 1_000, width: 6, low: 0 })
    return this.again(productId, 'VAL-1', quantity)
  }

  /** One more order of a product. */
  again(productId: number, no: string, quantity: number): number {
    const made = dayOf(this.clock.wall - 86_400_000, this.clock.zone())
    return this.parts.createOrder(this.#store, system, { no, productId, lot: 'VAL', made, quantity, policy: every })
  }

  /** A job of an order, with serials where it needs them. */
  async job(orderId: number, dpi = 203): Promise<JobScope> {
    const order = mustOrder(this.#store, orderId)
    if (order.trace === 'serial') await this.parts.allocate(this.#store, system, order, order.quantity)
    const policy = { ...order.policy, stopAfter: 3 }
    const job = { order: orderId, kind: 'print', template: 'unit-40x20', version: 1, dpi, total: order.quantity, policy } as const
    const id = this.#store.stage((tx) => insertJob(tx, job))
    return { job: jobById(this.#store.read, id)!, order }
  }

  person(login: string, role: Role): Promise<User> {
    return this.people.create(system, { login, name: login, staffNo: login, roles: [role], password: trialPassword, pin: null })
  }

  events(kind: number): number {
    return this.#store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = ?', kind)!.n
  }

  draw(scope: JobScope, ordinal: number, by: Actor = system): { label: number; unit: number | null; serial: string | null } {
    const drawn = scope.order.trace === 'serial' ? this.parts.serialFor(this.#store.fresh, scope, ordinal) : null
    const what = { code: `(01)${scope.order.no}`, sha256: '0'.repeat(64) }
    const { label } = this.parts.drawLabel(this.#store, by, scope, ordinal, drawn, what)
    return { label, unit: drawn?.unit ?? null, serial: drawn?.serial ?? null }
  }
}

/** Runs a check on a bench and closes it, whatever comes of it. */
export async function onBench<T>(trial: Trial, name: string, work: (bench: Bench) => Promise<T> | T): Promise<T> {
  const bench = new Bench(trial, name)
  try {
    return await work(bench)
  } finally {
    bench.close()
  }
}
