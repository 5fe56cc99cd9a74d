import { openPrinter } from '../../drivers/printers/language-printer.ts'
import type { PrinterDriver, PrinterIdentity, PrinterStatus } from '../../drivers/printers/printer.ts'
import { languages } from '../../drivers/printers/registry.ts'
import { compilePattern } from '../../drivers/scanners/line-pattern.ts'
import { openScanner } from '../../drivers/scanners/open-scanner.ts'
import type { ScannerDriver, ScannerState } from '../../drivers/scanners/scanner.ts'
import { watchDevices } from '../../drivers/transports/hot-plug.ts'
import { openLink } from '../../drivers/transports/open-link.ts'
import { queueState } from '../../drivers/transports/queue.ts'
import { readBadge } from '../../shared/auth/secret-codes.ts'
import { dayOf } from '../../shared/dates.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { connectionText, type PrinterConnection, type PrinterLanguage } from '../../shared/printing.ts'
import type { ScannerConnection } from '../../shared/scanning.ts'
import { refuse } from '../../shared/station-error.ts'
import { DeviceStrikes } from './device-strikes.ts'
import { dotsOf, dpiOf } from './head-resolution.ts'
import {
  allDevices,
  type Device,
  type DeviceRole,
  deviceById,
  type PrinterProfile,
  type PrinterSettings,
  type ScannerProfile,
  type ScannerSettings,
  saveDevice,
  setDeviceState,
  type VerifierProfileRow,
  withFormat,
  withProfile,
} from './store/devices.ts'
import type { StoredGrade } from './store/grades.ts'
import { type Actor, type Store, system } from './store/store.ts'
import { Supplies, type Supply } from './supplies.ts'
import { Verifiers } from './verifiers/verifiers.ts'

/** No label passes a fixed reader faster than this (40 x 20 mm at 18 inches a second); equal texts closer together are one read. */
const fixedRereadMs = 40
/** ms after which a printer that was let go of can be opened again: some do so late (SATO WS412). */
const letGoMs = 200

/** Labels or reads since midnight, local time. */
class Tally {
  readonly #day: () => string
  #on = ''
  #n = 0
  #unread = 0

  constructor(day: () => string) {
    this.#day = day
  }

  add(unread: boolean): void {
    this.#turn()
    this.#n++
    if (unread) this.#unread++
  }

  get n(): number {
    this.#turn()
    return this.#n
  }

  get unread(): number {
    this.#turn()
    return this.#unread
  }

  #turn(): void {
    const day = this.#day()
    if (day === this.#on) return
    this.#on = day
    this.#n = 0
    this.#unread = 0
  }
}

interface OpenPrinter {
  readonly device: Extract<Device, { role: 'printer' }>
  readonly driver: PrinterDriver
  identity: PrinterIdentity | null
  status: PrinterStatus
  /** The strongest evidence its answers have given so far, 0 before the first. */
  proven: number
  statusAt: number | null
  readonly today: Tally
}

interface OpenScanner {
  readonly device: Extract<Device, { role: 'scanner' }>
  readonly driver: ScannerDriver | null
  readonly today: Tally
  /** Its trigger was sent and no read has come since. */
  told: boolean
  last: string
}

/** What the station does with what its devices say. */
export interface DeviceEvents {
  scan(raw: string, rereadMs: number): void
  printerLost(driver: PrinterDriver): void
  /** Order at the line: reports of a verifier that carry no code belong to it. */
  atLine(): number | null
  grade(grade: StoredGrade): void
}

/** The active printer and scanner of the station: opened from the ledger's device rows, watched, and refused where they do not belong. */
export class Devices {
  readonly #store: Store
  readonly #strikes: DeviceStrikes
  readonly #verifiers: Verifiers
  readonly supplies: Supplies
  readonly #printers = new Map<number, OpenPrinter>()
  readonly #scanners = new Map<number, OpenScanner>()
  readonly #onScan: (raw: string, rereadMs: number) => void
  readonly #onPrinterLost: (driver: PrinterDriver) => void
  readonly #changed = new Set<() => void>()
  readonly #hearing = new Set<() => void>()
  #heard: readonly HeardRead[] = []
  #reads = 0
  readonly #endWatch: () => void
  /** Printers that are let go of while somebody sets them up. */
  readonly #lent = new Set<number>()
  /** Work at a target that the station keeps away from. */
  readonly #apart = new Map<string, Promise<void>>()
  #closed = false
  readonly #onExit = (): void => this.#strikes.endedInOrder()

  constructor(store: Store, on: DeviceEvents) {
    this.#store = store
    this.#verifiers = new Verifiers({ store, atLine: on.atLine, onGrade: on.grade, onChange: () => this.#tell() })
    this.supplies = new Supplies(store)
    this.#strikes = new DeviceStrikes(store.folder, () => store.clock.now())
    for (const id of this.#strikes.struckOut()) this.#strikeOut(id)
    process.on('exit', this.#onExit)
    this.#onScan = on.scan
    this.#onPrinterLost = on.printerLost
    for (const device of allDevices(store.read)) if (device.state === 'active') this.#open(device)
    this.#endWatch = watchDevices(() => {
      for (const { driver } of this.#scanners.values()) driver?.poke()
      void this.refresh().finally(() => this.#tell())
    })
  }

  onChange(listener: () => void): () => void {
    this.#changed.add(listener)
    return () => this.#changed.delete(listener)
  }

  /** The last reads of the station's own scanners, oldest first: for whoever sets a device up. */
  heard(): readonly HeardRead[] {
    return this.#heard
  }

  onHeard(listener: () => void): () => void {
    this.#hearing.add(listener)
    return () => this.#hearing.delete(listener)
  }

  /** True when an active printer of the station is reached this way. */
  hasPrinterAt(connection: PrinterConnection): boolean {
    return this.#printersAt(connection).length > 0
  }

  /**
   * The open driver of a printer that is reached this way and asked in this language, so that it is not opened a second time. One that is
   * never asked, because it once answered nothing, is none.
   */
  openedAt(connection: PrinterConnection, language: PrinterLanguage): PrinterDriver | null {
    const open = this.#printersAt(connection).find(
      ({ device: { settings } }) => settings.language === language && settings.answers !== 'none',
    )
    return open?.driver ?? null
  }

  /**
   * Lets go of the station's own printers and scanners at this target for as long as the work takes: most printers and every serial port
   * have room for one program at a time. Two works at one target wait for each other. Meanwhile no other printer stands in for one.
   */
  async apart<T>(connection: PrinterConnection | ScannerConnection, work: () => Promise<T>): Promise<T> {
    const target = targetOf(connection)
    const before = this.#apart.get(target)
    const done = (before ?? Promise.resolve()).then(() => this.#withoutOwn(target, work))
    const settled = done.then(
      () => undefined,
      () => undefined,
    )
    this.#apart.set(target, settled)
    void settled.then(() => {
      if (this.#apart.get(target) === settled) this.#apart.delete(target)
    })
    return done
  }

  async #withoutOwn<T>(target: string, work: () => Promise<T>): Promise<T> {
    const printers = this.#inOrder().filter(({ device: { settings } }) => targetOf(settings.connection) === target)
    const scanners = [...this.#scanners.values()].filter(({ device: { settings } }) => targetOf(settings.connection) === target)
    const ids = [...printers, ...scanners].map(({ device }) => device.id)
    for (const { device, driver } of printers) {
      this.#onPrinterLost(driver)
      this.#lent.add(device.id)
      this.#printers.delete(device.id)
    }
    for (const { device } of scanners) this.#scanners.delete(device.id)
    await Promise.all([...printers, ...scanners].map(({ driver }) => driver?.close()))
    for (const id of ids) this.#strikes.closed(id)
    if (ids.length > 0) await new Promise((resolve) => setTimeout(resolve, letGoMs))
    try {
      return await work()
    } finally {
      for (const id of ids) {
        this.#lent.delete(id)
        if (!this.#closed) this.#reopen(id)
      }
    }
  }

  #printersAt(connection: PrinterConnection): readonly OpenPrinter[] {
    const wanted = targetOf(connection)
    return this.#inOrder().filter(({ device: { settings } }) => targetOf(settings.connection) === wanted)
  }

  /** Open printers, the oldest first: which one labels go to does not change when one is set up again. */
  #inOrder(): readonly OpenPrinter[] {
    return [...this.#printers.values()].sort((one, other) => one.device.id - other.device.id)
  }

  /** The printer that labels go to: the first active one that this ledger may use. Null also while that one is being set up. */
  printer(): PrinterInUse | null {
    for (const { device, driver, identity, today } of this.#inOrder()) {
      if (identity?.virtual === true && this.#store.mode === 'production') continue
      if ([...this.#lent].some((id) => id < device.id)) return null
      const printed = (heightMm: number): void => {
        today.add(false)
        this.supplies.printed(device.id, heightMm)
      }
      return { id: device.id, name: device.name, driver, settings: device.settings, printed, out: () => this.#trigger() }
    }
    return null
  }

  /**
   * Asks the active printer who it is before it may print. `counts`: the order accepts labels without a scan, on the printer's word.
   * Errors: `printer.none`, `printer.inSetUp`, `printer.virtualInProduction`, `printer.dpiOther`, `printer.provesNothing`,
   * `printer.unreachable`, and its state.
   */
  async admit(dpi: number, counts: boolean): Promise<void> {
    if (this.#lent.size > 0) throw refuse('printer.inSetUp')
    const open = this.#inOrder()[0]
    if (open === undefined) throw refuse('printer.none')
    if (counts && open.driver.accepted === 0) throw refuse('printer.provesNothing', { name: open.device.name })
    open.identity ??= await open.driver.identify()
    if (open.identity?.virtual === true && this.#store.mode === 'production')
      throw refuse('printer.virtualInProduction', { name: open.device.name })
    const dotsPerMm = open.identity?.dotsPerMm ?? null
    // A label drawn for another head would come out larger or smaller, its modules no longer whole dots.
    if (dotsPerMm !== null && dotsPerMm !== dotsOf(dpi))
      throw refuse('printer.dpiOther', { name: open.device.name, dpi, found: dpiOf(dotsPerMm) })
    const status = await open.driver.status()
    if (status.code === 'linkLost')
      throw refuse('printer.unreachable', { name: open.device.name, at: connectionText(open.device.settings.connection) })
    if (status.code !== 'ready' && status.code !== 'mute') throw refuse(`printer.${status.code}`, { name: open.device.name })
  }

  /** Uses a printer that is no device row, before all others, for as long as this process runs. */
  lend(given: PrinterSettings): void {
    const settings = withProfile(given)
    this.#open({ id: 0, role: 'printer', name: settings.name, settings, state: 'active' })
  }

  /** Errors: `device.unknown`, `pattern.…` for a line format that cannot be used. */
  save(by: Actor, id: number | null, role: DeviceRole, given: PrinterSettings | ScannerSettings | VerifierProfileRow): number {
    const settings = wholeSettings(role, given)
    const pattern = 'format' in settings ? settings.format.pattern : ''
    const compiled = pattern === '' ? null : compilePattern(pattern)
    if (compiled !== null && 'problem' in compiled) throw refuse(compiled.problem.code, compiled.problem.params)
    const before = id === null ? null : deviceById(this.#store.read, id)
    if (id !== null && before === null) throw refuse('device.unknown', { id })
    const saved = this.#store.act(by, (tx) => {
      const device = saveDevice(tx, id, role, settings)
      tx.append(before === null ? 'device.added' : 'device.changed', {
        entities: { device },
        before: before === null ? null : toJson(before.settings),
        after: toJson(settings),
        device: settings.name,
      })
      return device
    })
    this.#reopen(saved)
    return saved
  }

  setState(by: Actor, id: number, state: 'active' | 'disabled' | 'removed'): void {
    const device = deviceById(this.#store.read, id)
    if (device === null) throw refuse('device.unknown', { id })
    this.#store.act(by, (tx) => {
      setDeviceState(tx, id, state)
      tx.append(state === 'removed' ? 'device.removed' : 'device.changed', {
        entities: { device: id },
        before: { state: device.state },
        after: { state },
        device: device.name,
      })
    })
    this.#strikes.forgive(id)
    this.#reopen(id)
  }

  list(): DeviceView[] {
    return allDevices(this.#store.read).map((device) => {
      const printer = this.#printers.get(device.id)
      const scanner = this.#scanners.get(device.id)
      const verifier = this.#verifiers.state(device.id)
      const state: ScannerState | undefined = scanner?.driver?.state()
      const code =
        device.state === 'disabled'
          ? this.#strikes.wasSwitchedOff(device.id)
            ? 'crashed'
            : 'disabled'
          : device.role === 'printer'
            ? (printer?.status.code ?? 'unknown')
            : device.role === 'verifier'
              ? (verifier?.code ?? 'connecting')
              : (state?.code ?? 'ready')
      return {
        id: device.id,
        role: device.role,
        name: device.name,
        state: device.state,
        virtual: printer?.identity?.virtual ?? state?.virtual ?? false,
        model: printer?.identity?.model ?? state?.greeting ?? null,
        status: { ok: code === 'ready', code, at: printer?.statusAt ?? verifier?.lastAt ?? null },
        evidence: printer === undefined ? null : printer.proven,
        today: { labels: printer?.today.n ?? 0, reads: scanner?.today.n ?? 0, unread: scanner?.today.unread ?? 0 },
        lastGrade: verifier?.lastGrade ?? null,
        supplies: device.role === 'printer' ? this.supplies.of(device.id) : [],
        calibrationDue: calibrationDue(device.settings),
        printer: device.role === 'printer' ? device.settings : null,
        scanner: device.role === 'scanner' ? device.settings : null,
        verifier: device.role === 'verifier' ? device.settings : null,
      }
    })
  }

  async probe(id: number): Promise<{ ok: boolean; model: string | null; code: string }> {
    const printer = this.#printers.get(id)
    if (printer !== undefined) {
      printer.identity = await printer.driver.identify({ again: true })
      const status = await printer.driver.status()
      return { ok: status.code === 'ready', model: printer.identity?.model ?? null, code: `printer.${status.code}` }
    }
    const state = this.#scanners.get(id)?.driver?.state()
    return { ok: state === undefined || state.code === 'ready', model: state?.greeting ?? null, code: `scanner.${state?.code ?? 'ready'}` }
  }

  driverOf(id: number): PrinterDriver | null {
    return this.#printers.get(id)?.driver ?? null
  }

  /** Asks every printer how it is; the overview calls it now and then while no line runs. */
  async refresh(): Promise<void> {
    for (const printer of this.#printers.values()) {
      printer.identity ??= await printer.driver.identify()
      await printer.driver.status()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    process.off('exit', this.#onExit)
    this.#endWatch()
    await Promise.all([
      ...[...this.#printers.values()].map(({ driver }) => driver.close()),
      ...[...this.#scanners.values()].map(({ driver }) => driver?.close()),
      this.#verifiers.closeAll(),
    ])
    for (const id of [...this.#printers.keys(), ...this.#scanners.keys()]) this.#strikes.closed(id)
    this.supplies.close()
    this.#printers.clear()
    this.#scanners.clear()
  }

  /** A device that took the engine down with it again and again: the station goes on without it. */
  #strikeOut(id: number): void {
    const device = deviceById(this.#store.read, id)
    if (device?.state === 'active')
      this.#store.act(system, (tx) => {
        setDeviceState(tx, id, 'disabled')
        const about = { entities: { device: id }, device: device.name }
        tx.append('device.fault', { ...about, after: { status: 'crashed' } })
        tx.append('device.changed', { ...about, before: { state: 'active' }, after: { state: 'disabled' } })
      })
    this.#strikes.switchedOff(id)
  }

  /** Whoever asks a printer how it is, the answer is noted here. */
  #noted(id: number, driver: PrinterDriver, connection: PrinterConnection): PrinterDriver {
    const askState = connection.kind === 'queue' ? queueStatus(connection.queue) : () => driver.status()
    return {
      ...driver,
      status: async () => {
        const status = await askState()
        const open = this.#printers.get(id)
        if (open === undefined) return status
        const changed = open.status.code !== status.code
        open.status = status
        open.proven = Math.max(open.proven, evidenceOf(status, driver.accepted))
        open.statusAt = this.#store.clock.now()
        if (changed) this.#tell()
        return status
      },
    }
  }

  #open(device: Device): void {
    if ('connection' in device.settings && isNative(device.settings.connection)) this.#strikes.opening(device.id)
    if (device.role === 'printer') {
      const { language, connection, answers } = device.settings
      const opened = openPrinter(languages[language], openLink(connection), { silent: answers === 'none', answers })
      const driver = this.#noted(device.id, opened, connection)
      driver.onLost(() => {
        this.#onPrinterLost(driver)
        this.#tell()
      })
      this.#printers.set(device.id, {
        device,
        driver,
        identity: null,
        status: { code: 'unknown', queued: null },
        proven: 0,
        statusAt: null,
        today: this.#tally(),
      })
      return
    }
    if (device.role === 'verifier') {
      this.#verifiers.open(device)
      return
    }
    const driver = openScanner(device.settings.connection, device.settings.format)
    const open: OpenScanner = { device, driver, today: this.#tally(), told: false, last: '' }
    this.#scanners.set(device.id, open)
    driver?.onScan((raw) => {
      if (driver.state().virtual && this.#store.mode === 'production') return
      // A reader that looks when it is told to sees each label once; the same text without a new word is the same label.
      if (device.settings.format.trigger !== '') {
        if (!open.told && raw === open.last) return
        open.told = false
        open.last = raw
      }
      open.today.add(raw === '')
      // A badge is nobody else's to read.
      if (readBadge(raw) === null)
        this.#heard = [
          ...this.#heard.slice(-11),
          { n: ++this.#reads, scanner: device.name, raw: raw.slice(0, 4096), at: this.#store.clock.now() },
        ]
      for (const listener of this.#hearing) listener()
      this.#onScan(raw, driver.state().virtual ? 0 : fixedRereadMs)
    })
    driver?.onState(() => this.#tell())
  }

  #reopen(id: number): void {
    void this.#verifiers.close(id)
    const printer = this.#printers.get(id)
    if (printer !== undefined) {
      // What it had and did not confirm, its successor cannot tell of.
      this.#onPrinterLost(printer.driver)
      void printer.driver.close()
    }
    void this.#scanners.get(id)?.driver?.close()
    this.#printers.delete(id)
    this.#scanners.delete(id)
    this.#strikes.closed(id)
    const device = deviceById(this.#store.read, id)
    if (device?.state === 'active') this.#open(device)
    this.#tell()
  }

  #trigger(): void {
    for (const open of this.#scanners.values()) {
      if (open.device.settings.format.trigger === '') continue
      open.told = true
      void open.driver?.trigger?.().catch(() => undefined)
    }
  }

  #tally(): Tally {
    const { clock } = this.#store
    return new Tally(() => dayOf(clock.now(), clock.zone()))
  }

  #tell(): void {
    for (const listener of this.#changed) listener()
  }
}

/** How a queue is, asked at most every so many ms: each question is a program of its own. */
const queueEveryMs = 2_000

/** A queue tells of itself, never of the printer behind it: at best it takes labels and says no more. */
function queueStatus(queue: string): () => Promise<PrinterStatus> {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<PrinterStatus> = Promise.resolve({ code: 'unknown', queued: null })
  return () => {
    if (performance.now() - asked < queueEveryMs) return answer
    asked = performance.now()
    answer = queueState(queue).then(({ state }) => ({
      code: state === 'absent' ? 'linkLost' : state === 'stopped' ? 'queueStopped' : 'mute',
      queued: null,
    }))
    return answer
  }
}

/** What is at the other end, however it is written and set: two connections with the same target are one device. */
function targetOf(connection: PrinterConnection | ScannerConnection): string {
  switch (connection.kind) {
    case 'tcp':
      return `tcp ${connection.host.toLowerCase() === 'localhost' ? '127.0.0.1' : connection.host.toLowerCase()} ${connection.port}`
    case 'tcpServer':
      return `listen ${connection.port}`
    case 'serial':
      return `serial ${connection.path.toLowerCase()}`
    case 'usb':
    case 'hidpos':
      return `${connection.kind} ${connection.device}`
    case 'queue':
      return `queue ${connection.queue}`
    case 'wedge':
      return 'wedge'
  }
}

/** Reached through native code, which can take the engine down with it. */
const isNative = ({ kind }: PrinterConnection | ScannerConnection): boolean =>
  kind === 'serial' || kind === 'hidpos' || (kind === 'queue' && process.platform === 'win32')

function wholeSettings(
  role: DeviceRole,
  given: PrinterSettings | ScannerSettings | VerifierProfileRow,
): PrinterProfile | ScannerProfile | VerifierProfileRow {
  if (role === 'printer') return withProfile(given as PrinterSettings)
  return role === 'scanner' ? withFormat(given as ScannerSettings) : (given as VerifierProfileRow)
}

/** The day on which the days since the last calibration are over. */
function calibrationDue({ calibratedOn, calibrationDays }: Device['settings']): string | null {
  if (calibratedOn === null || calibrationDays === 0) return null
  return dayOf(Date.parse(`${calibratedOn}T00:00:00Z`) + calibrationDays * 86_400_000, 0)
}

export interface HeardRead {
  readonly n: number
  readonly scanner: string
  readonly raw: string
  readonly at: number
}

export interface PrinterInUse {
  readonly id: number
  readonly name: string
  readonly driver: PrinterDriver
  readonly settings: PrinterProfile
  /** A label of this height was handed over. */
  printed(heightMm: number): void
  /** As far as can be told it is out: readers that wait for a word are told to look. */
  out(): void
}

export interface DeviceView {
  readonly id: number
  readonly role: DeviceRole
  readonly name: string
  readonly state: 'active' | 'disabled'
  readonly virtual: boolean
  readonly model: string | null
  readonly status: { readonly ok: boolean; readonly code: string; readonly at: number | null }
  readonly evidence: number | null
  readonly today: { readonly labels: number; readonly reads: number; readonly unread: number }
  readonly supplies: readonly Supply[]
  /** The last grade of a verifier, as it is written. */
  readonly lastGrade: string | null
  /** Day from which it should be calibrated again; null: no date is kept. */
  readonly calibrationDue: string | null
  readonly printer: PrinterProfile | null
  readonly scanner: ScannerProfile | null
  readonly verifier: VerifierProfileRow | null
}

/** What an answer is worth; a mute printer gives no more than that it took the bytes. */
const evidenceOf = ({ code, queued, proof }: PrinterStatus, accepted: 0 | 1): number =>
  code === 'ready' && queued === 0 ? (proof ?? 2) : accepted

const toJson = (settings: Device['settings']): Json =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, typeof value === 'number' && !Number.isInteger(value) ? String(value) : value]),
  ) as Json
