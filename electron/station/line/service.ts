import type { PrinterDriver } from '../../../drivers/printers/printer.ts'
import type { Permission } from '../../../shared/auth/permissions.ts'
import type { LineState } from '../../../shared/contract/line.ts'
import type { CommandVerb } from '../../../shared/print-verify/commands.ts'
import { type Line, nextOrdinal } from '../../../shared/print-verify/line.ts'
import { defaultProfile } from '../../../shared/printing.ts'
import { type Problem, refuse, StationError } from '../../../shared/station-error.ts'
import type { Devices } from '../devices.ts'
import { conditions, dueOf, mustOrder, recordOf } from '../orders.ts'
import type { People, Signer } from '../people/people.ts'
import type { LabelMaker, LabelPrinter, MadeLabel } from '../ports.ts'
import { allocate, leftIn } from '../serials.ts'
import { insertJob, type Job, jobById, jobOfOrder, labelById, openJobs, setJobMaking, setJobTotal } from '../store/jobs.ts'
import { productAt, productById, type StoredProduct } from '../store/masters.ts'
import { orderById, setOrderState, setQuantity } from '../store/orders.ts'
import { nextUnit, poolsOfDi } from '../store/pools.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import { findTemplate } from '../templates.ts'
import { doubtLabels, type JobScope, loseLabel, notPrinted, sampleLabel, serialFor, voidExtra, voidLabel } from './acts.ts'
import { obey, permissionOf } from './commands.ts'
import { labelNamedBy } from './find-label.ts'
import { PrintCount } from './print-count.ts'
import { type CrashPoint, LineRunner } from './runner.ts'
import { viewOf } from './view.ts'

/** A verb that waits for the label it acts on. */
interface Armed {
  readonly verb: 'void' | 'sample' | 'reprint'
  readonly reason: string
  readonly until: number
  readonly by: Actor
}

export interface LineServiceOptions {
  readonly store: Store
  readonly devices: () => Devices
  readonly labels: LabelMaker
  readonly people: People
  readonly at?: (point: CrashPoint) => void
  /** Who is signed in at the line and may do it, for what a device asks (a command card); null = nobody. */
  readonly present?: (permission: Permission) => Actor | null
}

const armMs = 5_000
const defaultDpi = 300

/** Everything that happens on the line screen: jobs, scans, and what a person does with one label. */
export class LineService {
  readonly #options: LineServiceOptions
  readonly #store: Store
  readonly #runners = new Map<number, LineRunner>()
  readonly #armed = new Map<number, Armed>()
  readonly #rolls = new Map<number, { readonly lot: string; readonly at: number }>()
  readonly #listeners = new Map<number, Set<() => void>>()
  readonly #ahead = new Map<string, Promise<MadeLabel>>()
  /** The newest command card that only a screen can answer. */
  #card: { readonly seq: number; readonly verb: CommandVerb } | null = null
  #active: number | null = null
  /** The start that waits for its printer: the line is taken from then on. */
  #starting: { readonly jobId: number; readonly done: Promise<void>; stopped: boolean } | null = null
  #revision = 0

  readonly printCount: PrintCount

  constructor(options: LineServiceOptions) {
    this.#options = options
    this.#store = options.store
    this.printCount = new PrintCount(options.store)
  }

  /** Marks every label that may have left and has no verdict as doubtful. Called once after the ledger is opened. */
  recover(by: Actor): number {
    let count = 0
    for (const job of openJobs(this.#store.read)) {
      const order = orderById(this.#store.read, job.order)!
      // Evidence E2 was committed when the loop stopped in order: those labels are known to have come out and simply wait for their scan.
      const labels = this.#store.read
        .all<{ id: number }>("SELECT id FROM label WHERE job = ? AND state = 'out' AND coalesce(evidence, 0) < 2 ORDER BY drawn", job.id)
        .map(({ id }) => id)
      doubtLabels(this.#store, by, { job, order }, labels, 'restart')
      count += labels.length
      if (job.state === 'running') this.#store.stage((tx) => tx.run("UPDATE job SET state = 'paused' WHERE id = ?", job.id))
      if (order.state === 'running') this.#store.stage((tx) => setOrderState(tx, order.id, 'paused'))
    }
    return count
  }

  doubts(): number {
    return this.#store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'doubt'")!.n
  }

  activeJob(): { jobId: number; order: string; orderId: number } | null {
    const runner = this.#active === null ? undefined : this.#runners.get(this.#active)
    if (runner === undefined || runner.line.phase === 'printed') return null
    return { jobId: runner.scope.job.id, order: runner.scope.order.no, orderId: runner.scope.order.id }
  }

  /** Labels still to be printed of the order whose line is at work, or null. */
  labelsDue(): number | null {
    const runner = this.#active === null ? undefined : this.#runners.get(this.#active)
    return runner === undefined ? null : Math.max(0, runner.line.total - runner.line.next + 1)
  }

  /** The order and job the line stands at, as an event names them. */
  activeScope(): { readonly order: string; readonly job: number } | null {
    const job = this.activeJob()
    return job === null ? null : { order: job.order, job: job.jobId }
  }

  /** Number of the order whose labels come out now, would by themselves, or are about to, or null: its printer is nobody else's. */
  runningOrder(): string | null {
    const starting = this.#starting === null ? undefined : this.#runners.get(this.#starting.jobId)
    return (starting ?? [...this.#runners.values()].find((runner) => runner.active))?.scope.order.no ?? null
  }

  isRunning(orderId: number): boolean {
    return [...this.#runners.values()].some((runner) => runner.scope.order.id === orderId && runner.active)
  }

  /** The job of an order, made on first use, and its runner. */
  openJob(by: Actor, orderId: number): LineRunner {
    const order = mustOrder(this.#store, orderId)
    if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
    const existing = jobOfOrder(this.#store.read, orderId)
    const job = existing ?? this.#createJob(orderId)
    const runner = this.#currentRunner(job.id, by)
    // After a restart nothing was started: scans answer for the order that is looked at, by somebody who may run it.
    if (runner.line.out.length > 0 && !this.#occupied() && this.#mayRun(by)) this.#active = job.id
    return runner
  }

  /** True while the scanner belongs to a line that is at work, or to one that waits for scans and whose screen is open. */
  #occupied(): boolean {
    if (this.#starting !== null) return true
    const runner = this.#active === null ? undefined : this.#runners.get(this.#active)
    if (this.#active === null || runner === undefined) return false
    const watched = (this.#listeners.get(this.#active)?.size ?? 0) > 0
    return runner.active || (watched && runner.line.out.length > 0)
  }

  #mayRun({ user }: Actor): boolean {
    const person = this.#options.people.get(user)
    return user === system.user || (person !== null && this.#options.people.may(person, 'line.run'))
  }

  /** The runner of a job. A closed order has none: nothing about it changes any more. */
  runner(jobId: number, by: Actor): LineRunner {
    const running = this.#runners.get(jobId)
    if (running !== undefined) return running
    const job = jobById(this.#store.read, jobId)
    if (job === null) throw refuse('job.unknown', { id: jobId })
    const order = mustOrder(this.#store, job.order)
    if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
    const product = productById(this.#store.read, order.product)!
    const scope: JobScope = { job, order }
    const { at } = this.#options
    const runner = new LineRunner(
      {
        store: this.#store,
        scope,
        product,
        due: dueOf(order, product),
        printer: () => this.#options.devices().printer(),
        make: (serial) => this.#make(scope, serial),
        topUp: async (count) => {
          await allocate(this.#store, by, { id: order.id, no: order.no, di: order.di }, Math.min(count, this.#leftFor(order.di) || count))
        },
        ...(at === undefined ? {} : { at }),
      },
      by,
    )
    this.#runners.set(jobId, runner)
    runner.onChange(() => this.#tell(jobId))
    return runner
  }

  /** Starts or goes on. One line runs at a time; everything that stands in the way is told at once. */
  async start(by: Actor, jobId: number): Promise<void> {
    if (this.#starting?.jobId === jobId) return this.#starting.done
    this.#mayStart(by, jobId)
    const done = this.#start(by, jobId).finally(() => {
      this.#starting = null
    })
    this.#starting = { jobId, done, stopped: false }
    return done
  }

  async #start(by: Actor, jobId: number): Promise<void> {
    const runner = this.#mayStart(by, jobId)
    const prints = runner.line.phase !== 'trouble' && !runner.line.policy.verifyOnly && nextOrdinal(runner.line) !== null
    if (prints) {
      await this.#options.devices().admit(runner.scope.job.dpi, runner.line.policy.verify !== 'every')
      const count = (await this.#options.devices().printer()?.driver.counter()) ?? null
      // The printer took its time: the order may have been closed, the product changed, the clock set back.
      if (this.#starting?.stopped === true || this.#mayStart(by, jobId) !== runner)
        throw refuse('order.changedMeanwhile', { no: runner.scope.order.no })
      this.printCount.switchTo(runner.scope.order.id, count)
    }
    this.#active = jobId
    runner.start(by)
  }

  /** The runner of a job that may start now. Refuses while another line may print (`line.busy`), and for whatever stands in the way. */
  #mayStart(by: Actor, jobId: number): LineRunner {
    const runner = this.#currentRunner(jobId, by)
    const busy = [...this.#runners].find(([id, other]) => id !== jobId && (other.active || this.#starting?.jobId === id))
    if (busy !== undefined) throw refuse('line.busy', { order: busy[1].scope.order.no })
    const blocked = conditions(this.#store, mustOrder(this.#store, runner.scope.order.id)).filter(({ state }) => state === 'blocked')
    if (blocked.length > 0) throw refuse(blocked[0]!.code, blocked[0]!.params)
    return runner
  }

  /** The runner of a job; one that has printed nothing yet is made anew when product, template or printer changed since it was made. */
  #currentRunner(jobId: number, by: Actor): LineRunner {
    const runner = this.runner(jobId, by)
    if (runner.line.phase !== 'idle') return runner
    const { job, order } = runner.scope
    const product = productById(this.#store.read, order.product)!
    const version = findTemplate(this.#store, product.template)?.version
    const { expires } = mustOrder(this.#store, order.id)
    const dpi = this.#options.devices().printer()?.settings.dpi ?? job.dpi
    const same = product.revision === runner.product.revision && version === job.version && expires === order.expires && dpi === job.dpi
    if (same) return runner
    if (version === undefined) throw refuse('condition.templateUnknown', { template: product.template })
    this.#store.stage((tx) =>
      setJobMaking(tx, jobId, { template: product.template, version, dpi }, { ...order.policy, stopAfter: product.stopAfter }),
    )
    void runner.close()
    this.#runners.delete(jobId)
    return this.runner(jobId, by)
  }

  /** Prints every label that is due without waiting for scans, then waits a while for what the printer says of them. */
  async printAll(by: Actor, jobId: number): Promise<void> {
    const runner = this.runner(jobId, by)
    runner.setAhead(Number.MAX_SAFE_INTEGER)
    const ended = (): boolean => runner.line.phase !== 'running' || (nextOrdinal(runner.line) === null && !runner.line.drawing)
    const done = new Promise<void>((resolve) => {
      const stop = runner.onChange(() => {
        if (!ended()) return
        stop()
        resolve()
      })
    })
    await this.start(by, jobId)
    if (!ended()) await done
    // Asks as long as the printer still works its queue down; one that stays silent or stands still is not waited for.
    let [queued, still, silent] = [Number.POSITIVE_INFINITY, 0, 0]
    while (still < 30 && runner.line.phase === 'running' && runner.line.out.some(({ evidence }) => evidence < 2)) {
      await runner.askPrinter()
      const now = runner.printerStatus
      silent = now.code === 'mute' ? silent + 1 : 0
      if (silent === 3) break
      still = (now.queued ?? queued) < queued ? 0 : still + 1
      queued = now.queued ?? queued
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    runner.pause(by)
  }

  /** Also stops a start that still waits for its printer. */
  pause(by: Actor, jobId: number): void {
    if (this.#starting?.jobId === jobId) this.#starting.stopped = true
    this.runner(jobId, by).pause(by)
  }

  /** Pauses for a reason that the line shows until it is started again. */
  hold(by: Actor, jobId: number, problem: Problem): void {
    this.pause(by, jobId)
    this.runner(jobId, by).fail([problem])
  }

  acknowledge(by: Actor, jobId: number): void {
    this.runner(jobId, by).acknowledge(by)
  }

  /** A scan from a device goes to the active job. */
  deviceScan(raw: string, rereadMs = 0): void {
    const runner = this.#active === null ? undefined : this.#runners.get(this.#active)
    if (runner === undefined || runner.line.phase === 'idle') return
    try {
      this.scan(undefined, runner.scope.job.id, raw, rereadMs)
    } catch (error) {
      // Not recorded, so not judged: the label stays outstanding and the line says why it stands.
      runner.fail(error instanceof StationError ? error.problems : [{ code: 'internal', params: {} }])
      if (!(error instanceof StationError)) console.error(error)
    }
  }

  /** Judges a scan. Returns the sequence number of its committed verdict, or null when it was a command or a repeated read. */
  scan(by: Actor | undefined, jobId: number, raw: string, rereadMs = 0): number | null {
    const runner = this.runner(jobId, by ?? { user: 0, role: 'system' })
    const armed = this.#armed.get(jobId)
    // A fixed reader sees whatever passes while the line runs: only a reader in the hand points at a label.
    const pointed = by !== undefined || runner.line.phase !== 'running'
    if (armed !== undefined && pointed && armed.until > this.#store.clock.mono() && !raw.includes('!SGN')) {
      const acted = this.#actOnScanned(runner, armed, raw)
      if (acted !== null) {
        this.#armed.delete(jobId)
        return acted
      }
    }
    const result = runner.scan(raw, by, rereadMs)
    if (result === null) return null
    if ('command' in result) {
      this.#command(by, runner, result.command)
      return null
    }
    return result.verdict.seq
  }

  /** The next label scanned within 5 s is the object of `verb`. A code of its own is printed again only by `reprintSame`, which names the label. */
  arm(by: Actor, jobId: number, verb: Armed['verb'], reason: string): void {
    const { order } = this.runner(jobId, by).scope
    if (verb === 'reprint' && order.trace === 'serial') throw refuse('reprint.byLabel')
    this.#armed.set(jobId, { verb, reason, until: this.#store.clock.mono() + armMs, by })
    this.#tell(jobId)
  }

  /** Nothing is armed any more: the next scan is a scan. */
  disarm(jobId: number): void {
    if (this.#armed.delete(jobId)) this.#tell(jobId)
  }

  void(by: Actor, jobId: number, label: number, reason: string, extra: boolean): void {
    const runner = this.runner(jobId, by)
    this.disarm(jobId)
    const lost = extra ? this.#lostLike(runner, label) : null
    if (extra && lost === null) {
      const row = voidExtra(this.#store, by, runner.scope, label, reason)
      runner.remember(row.ordinal, 'voided')
      runner.tell({ type: 'voided', label: -1, ordinal: row.ordinal, wasGood: false, replace: false })
      return
    }
    const taken = lost ?? label
    const evidence = runner.line.out.find((piece) => piece.label === taken)?.evidence ?? null
    const { row, wasGood } = voidLabel(this.#store, by, runner.scope, { label: taken, reason, serial: 'burned', evidence })
    runner.remember(row.ordinal, 'voided')
    // The ordinal of a lost label is printed again since it was lost.
    runner.tell({ type: 'voided', label: taken, ordinal: row.ordinal, wasGood, replace: row.state !== 'missing' })
  }

  /** A second paper of a label may be one that was given up for lost: that one is then accounted for, and no paper is counted twice. */
  #lostLike(runner: LineRunner, label: number): number | null {
    const row = labelById(this.#store.read, label)
    if (row === null || row.job !== runner.scope.job.id) return null
    const serial = runner.scope.order.trace === 'serial'
    return (
      this.#store.read.get<{ id: number }>(
        `SELECT id FROM label WHERE job = ? AND state = 'missing' ${serial ? 'AND ordinal = ?' : 'AND ? > 0'} ORDER BY id LIMIT 1`,
        row.job,
        row.ordinal,
      )?.id ?? null
    )
  }

  /** Prints the same code again after the old label was destroyed: within the product's limit, with a second person. */
  reprintSame(by: Actor, jobId: number, label: number, reason: string, signers: readonly Signer[]): void {
    const runner = this.runner(jobId, by)
    this.disarm(jobId)
    const product = productById(this.#store.read, runner.scope.order.product)!
    if (product.voidRule !== 'same') throw refuse('reprint.notAllowed', { product: product.name })
    const row = labelById(this.#store.read, label)
    if (row === null || row.unit === null) throw refuse('label.unknown', { label })
    // The old paper has to be in the hand to be destroyed.
    if (row.state === 'missing' || row.state === 'doubt') throw refuse('reprint.notInHand', { ordinal: row.ordinal })
    const takes = this.#store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE unit = ? AND state = 'voided'", row.unit)!.n
    if (takes >= product.reprintLimit) throw refuse('reprint.limit', { limit: product.reprintLimit })
    const { wasGood } = voidLabel(this.#store, by, runner.scope, { label, reason, serial: 'same', evidence: null, signers })
    runner.remember(row.ordinal, 'voided')
    runner.tell({ type: 'voided', label, ordinal: row.ordinal, wasGood, replace: true })
  }

  sample(by: Actor, jobId: number, label: number, note: string): void {
    const runner = this.runner(jobId, by)
    this.disarm(jobId)
    const { row, wasGood } = sampleLabel(this.#store, by, runner.scope, label, note)
    runner.remember(row.ordinal, 'sampled')
    runner.tell({ type: 'sampled', label, ordinal: row.ordinal, wasGood })
  }

  answerDoubt(by: Actor, jobId: number, label: number, answer: 'notPrinted' | 'half' | 'notFound'): void {
    const runner = this.runner(jobId, by)
    this.#settleLabel(by, runner, label, answer)
  }

  /** What became of the label under the head. `whole`: it is out and waits for its scan like the others. */
  answerTrouble(by: Actor, jobId: number, answer: 'half' | 'notPrinted' | 'whole'): void {
    const runner = this.runner(jobId, by)
    const trouble = runner.line.trouble
    if (trouble === null) throw refuse('line.noTrouble')
    if (!trouble.cleared) throw refuse('line.troubleOpen')
    // At lot level whole labels behind the cut one have counted for the oldest: the paper in the hand is then one of those still out.
    const own = runner.line.out.find(({ label }) => label === trouble.label)
    const paper = own ?? (trouble.label !== null && runner.scope.order.trace !== 'serial' ? runner.line.out[0] : undefined)
    if (paper !== undefined && answer !== 'whole') this.#settleLabel(by, runner, paper.label, answer)
    runner.tell({ type: 'troubleOver' })
  }

  roll(by: Actor, jobId: number, lot: string): void {
    const runner = this.runner(jobId, by)
    const devices = this.#options.devices()
    const printer = devices.printer()
    const kind = runner.line.trouble?.status === 'ribbonOut' ? 'ribbon' : 'roll'
    devices.supplies.load(by, printer ?? { id: 0, name: '' }, kind, lot, null, { order: runner.scope.order.no, job: jobId })
    this.#rolls.set(jobId, { lot, at: this.#store.clock.now() })
    this.#tell(jobId)
  }

  setTotal(by: Actor, jobId: number, total: number): void {
    const runner = this.runner(jobId, by)
    const { order } = runner.scope
    if (total < runner.line.next - 1) throw refuse('job.totalTooLow', { drawn: runner.line.next - 1 })
    const { quantity } = mustOrder(this.#store, order.id)
    this.#store.act(by, (tx) => {
      setJobTotal(tx, jobId, total)
      // Fewer labels is the line's business; more than were ordered makes it another order (the caller holds order.write).
      if (total > quantity) setQuantity(tx, order.id, total)
      tx.append('order.changed', {
        entities: { order: order.no, job: jobId },
        before: { quantity: runner.line.total },
        after: { quantity: total },
      })
    })
    runner.setTotal(total)
  }

  shiftChange(by: Actor, jobId: number | null): void {
    const runner = jobId === null ? null : this.runner(jobId, by)
    if (jobId !== null) this.pause(by, jobId)
    const order = runner?.scope.order.no
    this.#store.act(by, (tx) =>
      tx.append('shift.changed', {
        entities: { ...(order === undefined ? {} : { order }), ...(jobId === null ? {} : { job: jobId }) },
        after: runner === null ? null : { good: runner.line.good, voided: runner.line.voided, sampled: runner.line.sampled },
      }),
    )
  }

  /** The next label as it would be printed, with its serial, without drawing anything. */
  async preview(scope: JobScope, line: Line): Promise<{ ordinal: number; made: MadeLabel; serial: string | null } | null> {
    const ordinal = nextOrdinal(line)
    if (ordinal === null || line.policy.verifyOnly) return null
    let serial: string | null = null
    if (scope.order.trace === 'serial') {
      serial = serialFor(this.#store.read, scope, ordinal)?.serial ?? null
      if (serial === null) return null
    }
    return { ordinal, made: await this.#make(scope, serial), serial }
  }

  /** Serials the order holds before it starts; drawn now so that the first label can be shown. */
  async reserveFor(by: Actor, scope: JobScope, line: Line): Promise<void> {
    const { order } = scope
    if (order.trace !== 'serial' || order.policy.verifyOnly || line.phase !== 'idle' || nextUnit(this.#store.read, order.id) !== null)
      return
    const left = this.#leftFor(order.di)
    if (left > 0) await allocate(this.#store, by, { id: order.id, no: order.no, di: order.di }, Math.min(order.quantity, left))
  }

  /**
   * The label a row describes, drawn again from its inputs as they were when it was drawn. Errors: `label.unknown`,
   * `label.pictureOther` when the dots are no longer those that were printed (another template since).
   */
  async picture(labelId: number): Promise<MadeLabel> {
    const { read } = this.#store
    const row = labelById(read, labelId)
    if (row === null) throw refuse('label.unknown', { label: labelId })
    const job = jobById(read, row.job)!
    const order = mustOrder(this.#store, job.order)
    const made = await this.#made({ job, order }, productAt(read, order.product, row.drawn), row.serial)
    const printed = read.get<{ sha256: string | null }>(
      "SELECT json_extract(body, '$.after.sha256') AS sha256 FROM event WHERE seq = ?",
      row.drawn,
    )
    if (printed?.sha256 != null && printed.sha256 !== made.sha256) throw refuse('label.pictureOther', { ordinal: row.ordinal })
    return made
  }

  view(jobId: number, by: Actor): LineState {
    const runner = this.runner(jobId, by)
    const armed = this.#armed.get(jobId)
    const live = armed !== undefined && armed.until > this.#store.clock.mono() ? armed : null
    return viewOf({
      revision: this.#revision,
      runner,
      product: productById(this.#store.read, runner.scope.order.product)!,
      devices: this.#options.devices().list(),
      armed: live === null ? null : { verb: live.verb, until: this.#store.clock.now() + Math.round(live.until - this.#store.clock.mono()) },
      roll: this.#rollSince(jobId, runner.troubleSince),
      logOk: this.#store.clockBehind() === 0,
      card: this.#card,
    })
  }

  onChange(jobId: number, listener: () => void): () => void {
    const set = this.#listeners.get(jobId) ?? new Set()
    this.#listeners.set(jobId, set)
    set.add(listener)
    return () => set.delete(listener)
  }

  /** Only labels that were handed to this printer are in doubt. */
  printerLost(driver: PrinterDriver): void {
    for (const runner of this.#runners.values()) runner.linkLost(driver)
  }

  devicesChanged(): void {
    for (const jobId of this.#listeners.keys()) this.#tell(jobId)
  }

  /** Lets go of an order's runner, so that it can be closed. */
  async release(orderId: number): Promise<void> {
    for (const [jobId, runner] of this.#runners) {
      if (runner.scope.order.id !== orderId) continue
      await runner.close()
      this.#runners.delete(jobId)
      if (this.#active === jobId) this.#active = null
    }
  }

  async close(): Promise<void> {
    for (const runner of this.#runners.values()) {
      runner.pause({ user: 0, role: 'system' })
      await runner.close()
    }
    this.#runners.clear()
  }

  /** The roll that was named since the trouble began. */
  #rollSince(jobId: number, since: number): string | null {
    const roll = this.#rolls.get(jobId)
    return roll !== undefined && roll.at >= since ? roll.lot : null
  }

  #leftFor(di: number): number {
    return poolsOfDi(this.#store.read, di).reduce((sum, pool) => sum + leftIn(this.#store.read, pool), 0)
  }

  #createJob(orderId: number): Job {
    const order = mustOrder(this.#store, orderId)
    const product = productById(this.#store.read, order.product)!
    const template = findTemplate(this.#store, product.template)
    if (template === null) throw refuse('condition.templateUnknown', { template: product.template })
    const dpi = this.#options.devices().printer()?.settings.dpi ?? defaultDpi
    const id = this.#store.stage((tx) =>
      insertJob(tx, {
        order: orderId,
        kind: order.policy.verifyOnly ? 'verify' : 'print',
        template: product.template,
        version: template.version,
        dpi,
        total: order.quantity,
        policy: { ...order.policy, stopAfter: product.stopAfter },
      }),
    )
    return jobById(this.#store.read, id)!
  }

  /** Renders ahead: the label of this serial, and quietly those that follow it. */
  #make(scope: JobScope, serial: string | null): Promise<MadeLabel> {
    const product = productById(this.#store.read, scope.order.product)!
    const wanted = this.#made(scope, product, serial)
    if (serial !== null) {
      const after = this.#store.read.all<{ serial: string }>(
        'SELECT serial FROM unit WHERE di = ? AND id > (SELECT id FROM unit WHERE di = ? AND serial = ?) ORDER BY id LIMIT 2',
        scope.order.di,
        scope.order.di,
        serial,
      )
      for (const next of after) this.#made(scope, product, next.serial).catch(() => undefined)
    }
    return wanted
  }

  #made(scope: JobScope, product: StoredProduct, serial: string | null): Promise<MadeLabel> {
    const settings = this.#options.devices().printer()?.settings
    const printer: LabelPrinter = {
      darkness: settings?.darkness ?? 15,
      speed: settings?.speed ?? 4,
      offsetXMm: settings?.offsetXMm ?? 0,
      offsetYMm: settings?.offsetYMm ?? 0,
      language: settings?.language ?? defaultProfile.language,
      media: settings?.media ?? defaultProfile.media,
      nativeSymbol: settings?.nativeSymbol ?? false,
    }
    // Bytes made ahead are for the printer as it was set then: one that speaks another language now gets its own.
    const name = [scope.job.id, product.revision, scope.order.expires, serial ?? '', ...Object.values(printer)].join(' ')
    const ready = this.#ahead.get(name)
    if (ready !== undefined) return ready
    const made = this.#options.labels.make({
      template: scope.job.template,
      product,
      record: recordOf(scope.order, product, serial),
      dpi: scope.job.dpi,
      training: this.#store.mode === 'training',
      printer,
    })
    made.catch(() => this.#ahead.delete(name))
    this.#ahead.set(name, made)
    if (this.#ahead.size > 16) this.#ahead.delete(this.#ahead.keys().next().value!)
    return made
  }

  #settleLabel(by: Actor, runner: LineRunner, label: number, answer: 'notPrinted' | 'half' | 'notFound'): void {
    if (answer === 'half') {
      this.void(by, runner.scope.job.id, label, 'half', false)
      return
    }
    const row = answer === 'notPrinted' ? notPrinted(this.#store, by, runner.scope, label) : loseLabel(this.#store, by, runner.scope, label)
    runner.remember(row.ordinal, 'missing')
    runner.tell({ type: answer === 'notPrinted' ? 'notPrinted' : 'lost', label, ordinal: row.ordinal })
  }

  /** Does the armed verb to the label that was scanned; null when the scan names no label of this job. */
  #actOnScanned(runner: LineRunner, armed: Armed, raw: string): number | null {
    const label = labelNamedBy(this.#store.read, runner.scope, runner.line, raw, new Date(this.#store.clock.now()).getUTCFullYear())
    if (label === null) return null
    if (armed.verb === 'sample') this.sample(armed.by, runner.scope.job.id, label, '')
    else this.void(armed.by, runner.scope.job.id, label, armed.reason, false)
    return this.#store.lastSeq
  }

  /**
   * A command card. Read by a device it is done in the name of whoever is signed in at the line and may do it, else not at all. What the
   * line itself has no use for (help, silence, numbers, OK) is handed to the screen, as a scan of a keyboard wedge would be.
   */
  #command(by: Actor | undefined, runner: LineRunner, verb: CommandVerb | 'refused'): void {
    const actor = this.#mayCommand(by, verb)
    if (actor === null || obey(this, actor, runner, verb)) return
    if (by !== undefined || verb === 'refused') return
    this.#card = { seq: (this.#card?.seq ?? 0) + 1, verb }
    this.#tell(runner.scope.job.id)
  }

  #mayCommand(by: Actor | undefined, verb: CommandVerb | 'refused'): Actor | null {
    const permission = permissionOf(verb)
    if (by === undefined) return this.#options.present?.(permission) ?? null
    const user = this.#options.people.get(by.user)
    return user === null || !this.#options.people.may(user, permission) ? null : by
  }

  #tell(jobId: number): void {
    this.#revision++
    for (const listener of this.#listeners.get(jobId) ?? []) listener()
  }
}
