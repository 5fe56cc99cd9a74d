import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Permission } from '../../shared/auth/permissions.ts'
import type { Overview } from '../../shared/contract/people.ts'
import { refuse } from '../../shared/station-error.ts'
import { checkFence, type FenceFinding } from './backup.ts'
import { Devices } from './devices.ts'
import { diskStopMb, freeMb } from './disk.ts'
import { heldLedger } from './folders.ts'
import type { CrashPoint } from './line/runner.ts'
import { LineService } from './line/service.ts'
import { environmentSecrets, type KeySecrets } from './log/keys.ts'
import { StationLog } from './log/station-log.ts'
import { thisMachine } from './machine.ts'
import { closeOrder, mustOrder } from './orders.ts'
import { People, type Signed } from './people/people.ts'
import { Signing } from './people/signing.ts'
import { type Clock, type LabelMaker, type Machine, systemClock } from './ports.ts'
import { clearStagedPools } from './serial-import.ts'
import { clearStaged } from './serials.ts'
import { passwordDaysOf, readSettings, type Settings, writeSettings } from './settings.ts'
import { Connection, guard } from './store/database.ts'
import { syncFolder } from './store/fence.ts'
import type { StoredGrade } from './store/grades.ts'
import { handCount, type Order } from './store/orders.ts'
import { type Actor, type Mode, Store, system } from './store/store.ts'
import { countUsers, insertUser, recoveryOf, secretsOf, setRecovery, type User } from './store/users.ts'
import { listTemplates } from './templates.ts'
import { seedTraining, trainingPin } from './training.ts'

export interface StationOptions {
  readonly folder: string
  readonly what: string
  readonly labels: LabelMaker
  readonly version: string
  readonly clock?: Clock
  readonly machine?: Machine
  /** What unwraps the signing key here; asked when it is needed. */
  readonly secrets?: () => KeySecrets | null
  readonly at?: (point: CrashPoint) => void
}

/** The part of the overview that belongs to one page. */
export type SessionView = Pick<Overview, 'me' | 'permissions' | 'mustChange' | 'ended' | 'badge'>

/** One station on one data folder: the same under the engine, the CLI and tests. */
export class Station {
  readonly store: Store
  readonly people: People
  readonly line: LineService
  readonly labels: LabelMaker
  readonly log: StationLog
  readonly signing: Signing
  readonly version: string
  devices: Devices
  /** Set by the engine: who is signed in at a page and holds a permission. */
  presence: ((permission: Permission) => Actor | null) | null = null
  /** Set by the engine: hears every scan of a device and takes those that are badges. */
  badgeRead: ((scan: string) => boolean) | null = null
  readonly finding: FenceFinding
  #revision = 0
  readonly #listeners = new Set<() => void>()

  private constructor(options: StationOptions, store: Store) {
    this.store = store
    this.labels = options.labels
    this.version = options.version
    this.people = new People(store)
    this.signing = new Signing(store, this.people)
    this.log = new StationLog(store, options.secrets ?? environmentSecrets)
    this.line = new LineService({
      store,
      devices: () => this.devices,
      labels: options.labels,
      people: this.people,
      present: (permission) => this.presence?.(permission) ?? null,
      ...(options.at === undefined ? {} : { at: options.at }),
    })
    this.finding = checkFence(store)
    if (store.clockBehind() > 0) this.#noteClock()
    const recovered = this.line.recover(system)
    store.act(system, (tx) =>
      tx.append('engine.started', { after: { version: options.version, host: options.what, node: process.version, recovered } }),
    )
    this.devices = new Devices(store, {
      scan: (raw, rereadMs) => {
        if (this.badgeRead?.(raw) !== true) this.line.deviceScan(raw, rereadMs)
      },
      printerLost: (driver) => this.line.printerLost(driver),
      atLine: () => this.line.activeJob()?.orderId ?? null,
      grade: (grade) => this.graded(grade),
    })
    this.devices.onChange(() => {
      this.line.devicesChanged()
      this.changed()
    })
  }

  /** Opens the ledger of a folder. Errors: those of `Store.open`. */
  static async open(options: StationOptions): Promise<Station> {
    const store = Store.open(storeOptions(options))
    try {
      const station = new Station(options, store)
      await clearStaged(store)
      await clearStagedPools(store)
      return station
    } catch (error) {
      store.close()
      throw error
    }
  }

  /** Creates an empty ledger; a training one gets its sample people, products and orders. */
  static async create(options: StationOptions, mode: Mode): Promise<Station> {
    const store = Store.create(storeOptions(options), mode)
    try {
      const station = new Station(options, store)
      return station
    } catch (error) {
      store.close()
      throw error
    }
  }

  /** Puts the sample data into an empty training ledger. */
  async seed(): Promise<void> {
    if (this.store.mode !== 'training') throw refuse('training.only')
    await seedTraining(this.store, this.people)
    this.changed()
  }

  /** A grade came in: one below what the product asks for stops the line of its order. */
  graded({ order, tenths, least }: StoredGrade): void {
    const active = this.line.activeJob()
    if (tenths < least && active !== null && active.orderId === order)
      this.line.hold(system, active.jobId, { code: 'line.gradeBelow', params: { found: tenths / 10, least: least / 10 } })
    this.changed()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells every frame that something it shows may differ. */
  changed(): void {
    this.#revision++
    for (const listener of this.#listeners) listener()
  }

  /** What the frame of a screen shows to whoever sits there. `session` is that of the page. */
  overview(session: SessionView): Overview {
    const settings = readSettings(this.store)
    const devices = this.devices.list()
    const pill = (role: 'printer' | 'scanner'): Overview['printer'] => {
      const device = devices.find((candidate) => candidate.role === role && candidate.state === 'active')
      return device === undefined ? null : { name: device.name, ok: device.status.ok, virtual: device.virtual, code: device.status.code }
    }
    const suspended = this.store.read.get<{ n: number }>("SELECT count(*) AS n FROM pool WHERE state = 'suspended'")!.n
    const behindMs = this.store.clockBehind()
    const free = freeMb(this.store.folder)
    return {
      revision: this.#revision,
      mode: this.store.mode,
      station: this.store.station,
      firm: settings.firm,
      site: settings.site,
      language: settings.language,
      setUp: !this.needsSetUp(),
      version: this.version,
      log: { seq: this.store.lastSeq, ok: behindMs === 0, code: behindMs === 0 ? 'ok' : 'clockBack' },
      fence: { suspended, why: suspended === 0 ? 'none' : ((this.store.meta('fence') as FenceFinding | null) ?? 'restored') },
      clock: { behindMs },
      disk: { freeMb: free, low: free !== null && free < diskStopMb },
      lastBackup: this.store.read.get<{ at: number }>('SELECT at FROM event WHERE kind = 110 ORDER BY seq DESC LIMIT 1')?.at ?? null,
      printer: pill('printer'),
      scanner: pill('scanner'),
      wedgeGs:
        devices.find(({ scanner, state }) => state === 'active' && scanner?.connection.kind === 'wedge')?.scanner?.format.gsSubstitute ??
        '',
      runningJob: this.line.activeJob(),
      doubts: this.line.doubts(),
      toSign: this.signing.count(),
      ...session,
      idleSeconds: settings.idleSeconds,
      trainingPin: this.store.mode === 'training' ? trainingPin : null,
    }
  }

  /** True until somebody who is no sample person exists. */
  needsSetUp(): boolean {
    return this.people.needsFirst()
  }

  /** Labels an order's printer fed, by the printer's own count since the order began; null where it does not count. */
  async outOf(order: Order): Promise<{ out: number | null; source: 'printer' | 'journal' | 'hand' | null }> {
    let now: number | null = null
    // The printer may be coming back: it is asked a few times before its count is given up.
    for (let tries = 0; now === null && tries < 4 && this.line.printCount.counts(order.id); tries++) {
      now = (await this.devices.printer()?.driver.counter()) ?? null
      if (now === null) await new Promise((resolve) => setTimeout(resolve, 700))
    }
    const out = this.line.printCount.of(order.id, now)
    if (out === null) return handCount(this.store.read, order.id)
    const virtual = this.devices.list().find(({ role, state }) => role === 'printer' && state === 'active')?.virtual === true
    return { out, source: virtual ? 'journal' : 'printer' }
  }

  /**
   * Closes an order whose line does not run. `deviation`: signed by two for missing labels; `signed`: where closing itself is signed here.
   * Errors: `close.running`, those of `closeOrder`.
   */
  async closeOrder(by: Actor, id: number, deviation: Signed | null, signed: Signed | null): Promise<{ deviation: string | null }> {
    // A running line is not stopped by an attempt to close.
    if (this.line.isRunning(id)) throw refuse('close.running')
    await this.line.release(id)
    if (this.line.isRunning(id)) throw refuse('close.running')
    const closed = closeOrder(this.store, by, mustOrder(this.store, id), deviation, false, signed)
    await this.line.release(id)
    return closed
  }

  /** Sends one label that carries no code of any product and says what came back. */
  async testPrint(by: Actor, id: number): Promise<{ ok: boolean; code: string; evidence: number }> {
    const order = this.line.runningOrder()
    if (order !== null && this.devices.printer()?.id === id) throw refuse('line.busy', { order })
    const driver = this.devices.driverOf(id)
    const device = this.devices.list().find((candidate) => candidate.id === id)
    if (driver === null || device?.printer === null || device === undefined) throw refuse('device.unknown', { id })
    const made = await this.labels.test(device.printer)
    const before = await driver.status()
    if (before.code === 'linkLost') return { ok: false, code: 'printer.linkLost', evidence: 0 }
    // What is counted from here on belongs to no order.
    if (this.devices.printer()?.id === id) this.line.printCount.switchTo(null, await driver.counter())
    try {
      await driver.print(made)
    } catch {
      return { ok: false, code: 'printer.linkLost', evidence: 0 }
    }
    const after = await driver.status()
    this.store.act(by, (tx) => tx.append('device.ready', { entities: { device: id }, after: { test: after.code }, device: device.name }))
    return {
      ok: after.code === 'ready' || after.code === 'mute',
      code: `printer.${after.code}`,
      evidence: before.code === 'ready' && after.code === 'ready' ? (after.proof ?? 2) : 1,
    }
  }

  /**
   * Creates the empty production ledger beside the training one; the administrator who signed is its first person. It gets its name only
   * when it is whole, so an attempt that died is started over; a whole one that is there already stays.
   */
  async createProduction(root: string, admin: User, settings: Settings): Promise<void> {
    const folder = join(root, 'production')
    const building = join(root, 'production.new')
    if (hasPeople(folder)) return
    if (!Store.exists(folder) && heldLedger(folder)) throw refuse('storage.missing', { folder })
    guard(() => {
      for (const leftover of [building, folder]) rmSync(leftover, { recursive: true, force: true })
    }, root)
    const secrets = secretsOf(this.store.read, admin.id)!
    const recovery = recoveryOf(this.store.read)
    const store = Store.create({ folder: building, clock: this.store.clock, machine: this.store.machine, what: 'go live' }, 'production')
    try {
      store.act(system, (tx) => {
        const id = insertUser(tx, {
          login: admin.login,
          name: admin.name,
          staffNo: admin.staffNo,
          roles: ['admin'],
          password: secrets.password,
          pin: secrets.pin,
          sample: false,
          at: admin.passwordAt,
        })
        tx.append('user.created', {
          entities: { user: id },
          after: { login: admin.login, name: admin.name, staffNo: admin.staffNo, roles: ['admin'] },
        })
        // What was written down at set-up is good here, too.
        if (recovery !== null) setRecovery(tx, recovery.hash, tx.append('recovery.made', { after: { why: 'goLive' } }).seq)
        for (const { name, version, sha256 } of listTemplates(store))
          tx.append(
            'template.approved',
            { entities: { template: name }, after: { template: name, version, sha256 } },
            { user: id, role: 'admin' },
          )
      })
      const passwordDays = settings.passwordDays === passwordDaysOf('training') ? passwordDaysOf('production') : settings.passwordDays
      writeSettings(store, system, { ...settings, passwordDays, backupFolder: join(folder, 'backups') })
    } finally {
      store.close()
    }
    guard(() => {
      renameSync(building, folder)
      syncFolder(root)
    }, root)
  }

  async close(): Promise<void> {
    await this.line.close()
    await this.devices.close()
    this.store.act(system, (tx) => tx.append('engine.stopped', { after: { why: 'asked' } }))
    this.store.close()
  }

  #noteClock(): void {
    const { clock, lastAt } = this.store
    this.store.act(system, (tx) => tx.append('clock.setBack', { after: { wall: clock.now(), last: lastAt } }))
  }
}

/** True when a folder holds a ledger in which somebody may sign in. */
function hasPeople(folder: string): boolean {
  if (!Store.exists(folder)) return false
  const ledger = new Connection(join(folder, 'ledger.sqlite'), { readonly: true })
  try {
    return ledger.get("SELECT 1 AS x FROM sqlite_master WHERE name = 'user'") !== undefined && countUsers(ledger) > 0
  } finally {
    ledger.close()
  }
}

function storeOptions(options: StationOptions) {
  return { folder: options.folder, clock: options.clock ?? systemClock, machine: options.machine ?? thisMachine(), what: options.what }
}
