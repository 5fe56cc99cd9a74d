import { type PrinterDriver, type PrinterStatus, PrintFailed } from '../../../drivers/printers/printer.ts'
import { isTrialScan } from '../../../shared/label/trial.ts'
import { type CommandVerb, readCommand } from '../../../shared/print-verify/commands.ts'
import { type Line, type LineEffect, type LineEvent, needsScan, nextOrdinal, type Piece, step } from '../../../shared/print-verify/line.ts'
import { type Due, type Judgement, judge, type Reading } from '../../../shared/print-verify/verdict.ts'
import { type Problem, refuse, StationError } from '../../../shared/station-error.ts'
import type { MadeLabel } from '../ports.ts'
import { jobById, setJobState } from '../store/jobs.ts'
import type { StoredProduct } from '../store/masters.ts'
import { orderById, setOrderState } from '../store/orders.ts'
import type { Actor, Store } from '../store/store.ts'
import {
  acceptLabels,
  type DrawnUnit,
  doubtLabels,
  drawLabel,
  type JobScope,
  notPrinted,
  refuseScan,
  serialFor,
  settleEvidence,
  verifyForeignPrint,
  verifyLabel,
} from './acts.ts'
import { fateOf, isUnasked, type Known, oldestFor } from './judging.ts'
import { loadLine } from './load.ts'
import { readScan } from './reading.ts'

/** The newest verdict, as shown. */
export interface ShownVerdict {
  readonly seq: number
  readonly judgement: Judgement
  readonly reading: Reading
  readonly awaited: number | null
  readonly at: number
}

export interface RunnerOptions {
  readonly store: Store
  readonly scope: JobScope
  /** The product as this order prints it; it does not change under a started order. */
  readonly product: StoredProduct
  readonly due: Due
  readonly printer: () => {
    readonly name: string
    readonly driver: PrinterDriver
    printed(heightMm: number): void
    out(): void
  } | null
  /** The label of an ordinal with this serial; made ahead, so asked for twice. */
  readonly make: (serial: string | null) => Promise<MadeLabel>
  /** More serials for the order, when voids have eaten them. */
  readonly topUp: (count: number) => Promise<void>
  /** Named points of a label's life; crash tests stop the process there. */
  readonly at?: (point: CrashPoint) => void
}

export type CrashPoint = 'beforeCommit' | 'committed' | 'midWrite' | 'written' | 'scanned'

const pollMs = 250
const acceptBatch = 50
/** ms of silence of a printer that does answer, after which a line that counts on its word stands. */
const silentMs = 10_000

/** Runs the line of one job: carries out the reducer's effects and tells it what happened. One at a time for a job. */
export class LineRunner {
  readonly scope: JobScope
  readonly #options: RunnerOptions
  readonly #store: Store
  #line: Line
  #by!: Actor
  #verdict: ShownVerdict | null = null
  #problems: readonly Problem[] = []
  #recent: { readonly ordinal: number | null; readonly mark: 'verified' | 'accepted' | 'voided' | 'sampled' | 'fault' | 'missing' }[] = []
  #verdictTimes: number[] = []
  #lastScan: { readonly raw: string; readonly at: number } | null = null
  #toAccept: Piece[] = []
  #poll: NodeJS.Timeout | null = null
  #status: PrinterStatus = { code: 'ready', queued: null }
  #statusAt = 0
  /** Since when a printer that does answer has not. */
  #silentSince: number | null = null
  /** The printer is one that never answers. */
  #mute = false
  #closed = false
  #drawing: Promise<void> = Promise.resolve()
  readonly #listeners = new Set<() => void>()
  #troubleSince = 0
  /** Whom a label's bytes went to, whole or not: only that printer can tell of it. */
  readonly #givenTo = new Map<number, PrinterDriver>()
  /** Labels whose bytes were taken, all of them, since the job was opened. */
  readonly #handed = new Set<number>()
  /** Labels of a printer that never answers, of which a waiting reader was told. */
  readonly #told = new Set<number>()
  #doubtWhy: 'restart' | 'linkLost' = 'restart'

  constructor(options: RunnerOptions, by: Actor) {
    this.#options = options
    this.#store = options.store
    this.scope = options.scope
    this.#own(by)
    this.#line = loadLine(options.store.read, options.scope.job)
  }

  get product(): StoredProduct {
    return this.#options.product
  }
  get line(): Line {
    return this.#line
  }
  /** True while labels may come out, or would by themselves once a fault, trouble or doubt is over. */
  get active(): boolean {
    const { phase, resume } = this.#line
    return phase === 'running' || (phase !== 'idle' && phase !== 'paused' && phase !== 'printed' && resume === 'running')
  }
  get verdict(): ShownVerdict | null {
    return this.#verdict
  }
  get problems(): readonly Problem[] {
    return this.#problems
  }
  get recent() {
    return this.#recent
  }
  get printerStatus(): PrinterStatus {
    return this.#status
  }
  get doubtWhy(): 'restart' | 'linkLost' {
    return this.#doubtWhy
  }
  get troubleSince(): number {
    return this.#troubleSince
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Good labels in the last minute, per minute; null before there is a rate. */
  perMinute(): number | null {
    const now = this.#store.clock.mono()
    this.#verdictTimes = this.#verdictTimes.filter((at) => now - at < 60_000)
    const first = this.#verdictTimes[0]
    if (first === undefined || this.#verdictTimes.length < 2) return null
    return ((this.#verdictTimes.length - 1) * 60_000) / Math.max(1, now - first)
  }

  /** Starts or goes on. The person who presses owns the acts that follow. Refuses a closed order (`order.closed`). */
  start(by: Actor): void {
    if (this.#closed) throw refuse('order.closed', { no: this.scope.order.no })
    this.#own(by)
    this.#problems = []
    const before = this.#line.phase
    if (before === 'trouble') {
      if (this.#line.trouble?.cleared === true && this.#line.trouble.label === null) this.#tell({ type: 'troubleOver' })
      return
    }
    if (before !== 'idle' && before !== 'paused') return
    const { job, order } = this.scope
    const fresh = jobById(this.#store.read, job.id)?.state === 'idle'
    this.#store.act(by, (tx) => {
      if (orderById(tx, order.id)?.state === 'closed') throw refuse('order.closed', { no: order.no })
      tx.append(fresh ? 'job.started' : 'job.resumed', {
        entities: { order: order.no, job: job.id },
        device: this.#printerName(),
        ...(fresh
          ? { after: { total: this.#line.total, policy: { ...job.policy }, template: job.template, version: job.version, dpi: job.dpi } }
          : {}),
      })
      setJobState(tx, job.id, 'running')
      setOrderState(tx, order.id, 'running')
    })
    this.#tell({ type: 'start' })
    this.#watchPrinter()
  }

  /** Whose line it is from now on. Which call made it so belongs to that call's own act only. */
  #own({ call: _call, ...who }: Actor): void {
    this.#by = who
  }

  pause(by: Actor): void {
    this.#by = by
    if (this.#line.phase === 'running') this.#pauseJob('job.paused', null)
    this.#tell({ type: 'pause' })
    this.#own(by)
  }

  acknowledge(by: Actor): void {
    this.#by = by
    const stopped = this.#line.phase === 'stopped'
    this.#tell({ type: 'acknowledged' })
    if (stopped && this.#line.phase === 'running') this.#resumeJob()
    this.#own(by)
  }

  /** Something could not be recorded (a full disk, say): the line stops and says why. */
  fail(problems: readonly Problem[]): void {
    this.#problems = problems
    this.#line = {
      ...this.#line,
      phase: this.#line.phase === 'running' || this.#line.phase === 'fault' ? 'paused' : this.#line.phase,
      resume: 'paused',
    }
    for (const listener of this.#listeners) listener()
  }

  tell(event: LineEvent): void {
    this.#tell(event)
  }

  /** How many labels may wait for their scan while this process runs; the job's policy stays as it is. */
  setAhead(ahead: number): void {
    this.#line = { ...this.#line, policy: { ...this.#line.policy, ahead } }
  }

  /** Asks the printer now; raises the evidence of what it has finished. */
  askPrinter(): Promise<void> {
    return this.#askPrinter()
  }

  setTotal(total: number): void {
    this.#tell({ type: 'total', total })
  }

  /**
   * One scan, as the device sent it. At lot level reads of the same text within `rereadMs` are one read. Judged and committed before anything is shown; returns the command verb when it was a command
   * card, else the committed verdict, or null for a repeated read.
   */
  scan(raw: string, by: Actor = this.#by, rereadMs = 0): { command: CommandVerb | 'refused' } | { verdict: ShownVerdict } | null {
    const command = readCommand(raw)
    if (command !== null) return { command }
    if (isTrialScan(raw)) return null
    const year = new Date(this.#store.clock.now()).getUTCFullYear()
    const reading = readScan(raw, year)
    if (this.#isRepeat(reading, rereadMs)) return null
    this.#options.at?.('scanned')
    const known: Known = { db: this.#store.read, scope: this.scope, line: this.#line }
    const oldest = oldestFor(known, reading)
    const judgement = judge(reading, this.#options.due, oldest, (serial) => fateOf(known, serial))
    if (isUnasked(known, reading, judgement)) return null
    const event = this.#commit(by, judgement, reading, oldest?.ordinal ?? null)
    this.#verdict = { ...event, judgement, reading, awaited: oldest?.ordinal ?? null }
    if (judgement.label === null) {
      this.#remember(null, 'fault')
      this.#tell({ type: 'refused' })
      if (this.#line.phase === 'stopped') this.#pauseJob('job.stopped', oldest?.ordinal ?? null)
    } else {
      this.#verdictTimes.push(this.#store.clock.mono())
      this.#remember(judgement.ordinal, 'verified')
      this.#tell({ type: 'verified', label: judgement.label, ordinal: judgement.ordinal ?? 0, verdict: judgement.verdict })
    }
    return { verdict: this.#verdict }
  }

  /** Notes for the tape that a label was taken out of the row. */
  remember(ordinal: number | null, mark: 'voided' | 'sampled' | 'missing'): void {
    this.#remember(ordinal, mark)
  }

  /** The link to the printer broke: whatever it had and did not confirm is in doubt. */
  linkLost(driver: PrinterDriver): void {
    this.#guarded(() => this.#loseLink(driver))
  }

  /** Work that no caller waits for: what cannot be recorded stops the line instead of ending the engine. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof StationError)) console.error(error)
      this.fail(error instanceof StationError ? error.problems : [{ code: 'internal', params: {} }])
    }
  }

  #loseLink(driver: PrinterDriver): void {
    // One that is loaded from the ledger was handed to the printer there is.
    const had = (label: number): boolean => (this.#givenTo.get(label) ?? this.#options.printer()?.driver) === driver
    const unsure = this.#line.out.filter((piece) => piece.evidence < 2 && !piece.doubt && had(piece.label))
    if (this.#line.phase === 'idle' || this.#line.phase === 'printed') return
    if (unsure.length === 0 && this.#options.printer()?.driver !== driver) return
    doubtLabels(
      this.#store,
      this.#by,
      this.scope,
      unsure.map(({ label }) => label),
      'linkLost',
    )
    if (this.#line.phase === 'running' || unsure.length > 0) this.#trouble('linkLost', null)
    if (unsure.length === 0) return
    this.#doubtWhy = 'linkLost'
    this.#tell({ type: 'doubted', labels: unsure.map(({ label }) => label) })
  }

  /** Waits until no draw is under way, writes evidence down and lets go. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#poll !== null) clearTimeout(this.#poll)
    await this.#drawing.catch(() => undefined)
    this.#flushAccepted()
    // Whoever opens the job again goes on from here: also what is only counted keeps what the printer said of it.
    this.#settle(() => true)
    this.#listeners.clear()
  }

  #tell(event: LineEvent): void {
    const { line, effects } = step(this.#line, event)
    this.#line = line
    for (const effect of effects) this.#do(effect)
    for (const listener of this.#listeners) listener()
  }

  #do(effect: LineEffect): void {
    switch (effect.do) {
      case 'draw':
        this.#drawing = this.#draw(effect.ordinal)
        break
      case 'accept': {
        const piece = this.#line.out.find(({ label }) => label === effect.label)
        if (piece !== undefined && !this.#toAccept.some(({ label }) => label === piece.label)) this.#toAccept.push(piece)
        if (this.#toAccept.length >= acceptBatch || this.#lastOfJob()) queueMicrotask(() => this.#guarded(() => this.#flushAccepted()))
        break
      }
      case 'settle':
        this.#flushAccepted()
        this.#settle()
        break
      case 'finish':
        this.#finish()
        break
    }
  }

  async #draw(ordinal: number): Promise<void> {
    if (this.#closed) return
    try {
      const serialised = this.scope.order.trace === 'serial'
      let drawn: DrawnUnit | null = null
      if (serialised) {
        drawn = serialFor(this.#store.fresh, this.scope, ordinal)
        if (drawn === null) {
          await this.#options.topUp(Math.max(1, this.#line.redo.length + this.#line.total - this.#line.next + 1))
          drawn = serialFor(this.#store.fresh, this.scope, ordinal)
        }
      }
      const made = await this.#options.make(drawn?.serial ?? null)
      // While it was made it may have turned up, or be wanted no more.
      if (this.#closed || this.#line.phase !== 'running' || nextOrdinal(this.#line) !== ordinal) return this.#tell({ type: 'notSent' })
      if (this.#store.clockBehind() > 0) throw refuse('condition.clockBack', { seconds: Math.round(this.#store.clockBehind() / 1000) })
      this.#options.at?.('beforeCommit')
      const { label } = drawLabel(this.#store, this.#by, this.scope, ordinal, drawn, made)
      const piece: Piece = {
        label,
        ordinal,
        unit: drawn?.unit ?? null,
        serial: drawn?.serial ?? null,
        evidence: 0,
        doubt: false,
        at: this.#store.clock.now(),
      }
      this.#tell({ type: 'drawn', piece })
      this.#options.at?.('committed')
      await this.#send(label, ordinal, made)
    } catch (error) {
      if (!(error instanceof PrintFailed)) this.fail(error instanceof StationError ? error.problems : [{ code: 'internal', params: {} }])
      this.#tell({ type: 'notSent' })
      if (error instanceof PrintFailed) return
      if (!(error instanceof StationError)) console.error(error)
    }
  }

  async #send(label: number, ordinal: number, { bytes, picture }: MadeLabel): Promise<void> {
    const printer = this.#options.printer()
    try {
      if (printer === null) throw new PrintFailed(false)
      this.#options.at?.('midWrite')
      this.#givenTo.set(label, printer.driver)
      await printer.driver.print(bytes)
    } catch (error) {
      const left = error instanceof PrintFailed ? error.left : true
      if (!left) {
        // Not one byte had a connection to leave by: the label cannot exist. Its ordinal is printed again with the next serial.
        notPrinted(this.#store, this.#by, this.scope, label)
        this.#tell({ type: 'notPrinted', label, ordinal })
      }
      this.#trouble('linkLost', left ? label : null)
      throw new PrintFailed(left)
    }
    this.#options.at?.('written')
    this.#handed.add(label)
    this.#guarded(() => printer.printed(picture.heightMm))
    this.#tell({ type: 'sent', label, evidence: printer.driver.accepted })
  }

  #trouble(status: string, label: number | null): void {
    if (this.#line.phase !== 'trouble') {
      this.#troubleSince = this.#store.clock.now()
      const ordinal = label === null ? nextOrdinal(this.#line) : this.#line.out.find((piece) => piece.label === label)?.ordinal
      this.#store.act(this.#by, (tx) => {
        const { job, order } = this.scope
        tx.append('device.fault', {
          entities: { order: order.no, job: job.id, ...(ordinal === undefined || ordinal === null ? {} : { ordinal }) },
          after: { status },
          device: this.#options.printer()?.name ?? null,
        })
      })
    }
    this.#tell({ type: 'trouble', status, label })
    this.#watchPrinter()
  }

  #watchPrinter(): void {
    if (this.#poll !== null || this.#closed) return
    const again = (): void => {
      this.#poll = null
      if (
        this.#line.phase === 'running' ||
        this.#line.phase === 'trouble' ||
        this.#line.phase === 'doubt' ||
        this.#line.phase === 'fault'
      ) {
        this.#poll = setTimeout(() => {
          void this.#askPrinter().then(again, (error: unknown) => {
            this.fail(error instanceof StationError ? error.problems : [{ code: 'internal', params: {} }])
            again()
          })
        }, pollMs)
        this.#poll.unref()
      }
    }
    again()
  }

  async #askPrinter(): Promise<void> {
    const printer = this.#options.printer()
    if (printer === null || this.#closed) return
    const sentBefore = this.#line.out
      .filter(
        ({ label, evidence }) =>
          evidence === printer.driver.accepted && this.#handed.has(label) && this.#givenTo.get(label) === printer.driver,
      )
      .map(({ label }) => label)
    const status = await printer.driver.status().catch((): PrinterStatus => ({ code: 'linkLost', queued: null }))
    if (this.#closed) return
    this.#status = status
    this.#statusAt = this.#store.clock.now()
    // One that does answer is only late: its silence is worth nothing.
    this.#mute = status.code === 'mute' && printer.driver.answers() === 'none'
    if (status.code === 'mute' && !this.#mute) this.#silentSince ??= this.#store.clock.mono()
    else this.#silentSince = null
    if (this.#silentTooLong()) this.#trouble('mute', null)
    if (status.code === 'mute') {
      if (this.#mute) {
        if (sentBefore.some((label) => !this.#told.has(label))) printer.out()
        for (const label of sentBefore) this.#told.add(label)
        this.#acceptUnanswered(sentBefore)
      }
      // It says no more than this, or sits on half a label and takes questions for dots: the way to it is open again.
      const { trouble } = this.#line
      if (trouble?.cleared === false && (trouble.status === 'linkLost' || trouble.status === 'queueStopped'))
        this.#clearTrouble(printer.name)
    }
    if (status.code === 'ready') {
      if (status.queued === 0) {
        for (const label of sentBefore) this.#tell({ type: 'evidence', label, evidence: status.proof ?? 2 })
        if (sentBefore.length > 0) printer.out()
      }
      // What it has finished is written down now: the line draws no further ahead than that.
      this.#flushAccepted()
      if (this.#line.phase === 'trouble' && this.#line.trouble?.cleared === false) this.#clearTrouble(printer.name)
    } else if (status.code === 'linkLost') {
      if (this.#line.phase === 'running') this.linkLost(printer.driver)
    } else if (
      status.code !== 'mute' &&
      (this.#line.phase === 'running' || this.#line.phase === 'fault' || this.#line.phase === 'stopped')
    ) {
      // A stopped queue keeps its jobs and prints them once it goes on: no label of it is half done.
      this.#trouble(status.code, status.code === 'queueStopped' ? null : this.#underHead(status.queued))
    }
  }

  /** Labels that nobody scans wait for the word of a printer that has stopped giving any. */
  #silentTooLong(): boolean {
    const { phase, out, policy, total } = this.#line
    const since = this.#silentSince
    return (
      phase === 'running' &&
      since !== null &&
      this.#store.clock.mono() - since > silentMs &&
      out.some(({ evidence, ordinal, doubt }) => evidence < 2 && !doubt && !needsScan(policy, ordinal, total))
    )
  }

  #clearTrouble(device: string): void {
    const { order, job } = this.scope
    this.#store.act(this.#by, (tx) => tx.append('device.ready', { entities: { order: order.no, job: job.id }, device }))
    this.#tell({ type: 'troubleCleared' })
  }

  /** A printer that never answers gives no more than E1: what it was handed counts, where the policy only counts. */
  #acceptUnanswered(labels: readonly number[]): void {
    const unscanned = this.#line.out.filter(
      (piece) => labels.includes(piece.label) && !piece.doubt && !needsScan(this.#line.policy, piece.ordinal, this.#line.total),
    )
    if (unscanned.length === 0) return
    this.#toAccept.push(...unscanned)
    this.#flushAccepted()
  }

  /** The label the printer was at when it stopped: the newest it was sent, less those it says still wait in its buffer. */
  #underHead(queued: number | null): number | null {
    const sent = this.#line.out.filter(({ label, doubt }) => this.#handed.has(label) && !doubt)
    const at = queued === null ? sent.findIndex((piece) => piece.evidence < 2) : sent.length - 1 - queued
    return sent[Math.max(0, at)]?.label ?? null
  }

  get statusAt(): number {
    return this.#statusAt
  }

  #isRepeat(reading: Reading, rereadMs: number): boolean {
    const at = this.#store.clock.mono()
    const last = this.#lastScan
    this.#lastScan = { raw: reading.raw, at }
    return this.scope.order.trace !== 'serial' && !reading.noRead && last !== null && last.raw === reading.raw && at - last.at < rereadMs
  }

  #commit(by: Actor, judgement: Judgement, reading: Reading, awaitedOrdinal: number | null): { seq: number; at: number } {
    if (judgement.label === null) return refuseScan(this.#store, by, this.scope, judgement, reading, awaitedOrdinal)
    if (judgement.label === 0) return verifyForeignPrint(this.#store, by, this.scope, judgement.ordinal ?? 1, reading).event
    return verifyLabel(this.#store, by, this.scope, judgement.label, judgement, reading)
  }

  #lastOfJob(): boolean {
    return nextOrdinal(this.#line) === null
  }

  /** Writes down what was accepted: only labels the printer said it has finished (or that a mute printer was handed), never a doubtful one. */
  #flushAccepted(): void {
    const under = this.#line.trouble?.label
    const least = this.#mute ? 1 : 2
    const labels = this.#toAccept
      .map(({ label }) => this.#line.out.find((piece) => piece.label === label))
      .filter((piece) => piece !== undefined && !piece.doubt && piece.label !== under && piece.evidence >= least) as Piece[]
    this.#toAccept = []
    if (labels.length === 0) return
    acceptLabels(this.#store, this.#by, this.scope, labels)
    for (const piece of labels) {
      this.#remember(piece.ordinal, 'accepted')
      this.#verdictTimes.push(this.#store.clock.mono())
    }
    this.#tell({ type: 'accepted', labels: labels.map(({ label }) => label) })
  }

  #settle(which = (piece: Piece): boolean => needsScan(this.#line.policy, piece.ordinal, this.#line.total)): void {
    settleEvidence(
      this.#store,
      this.#by,
      this.scope,
      this.#line.out.filter((piece) => piece.evidence > 0 && !piece.doubt && which(piece)),
    )
  }

  #pauseJob(kind: 'job.paused' | 'job.stopped', ordinal: number | null): void {
    const { job, order } = this.scope
    this.#store.act(this.#by, (tx) => {
      tx.append(kind, {
        entities: { order: order.no, job: job.id, ...(ordinal === null ? {} : { ordinal }) },
        ...(kind === 'job.stopped' ? { after: { why: 'fails', ordinal } } : {}),
      })
      setJobState(tx, job.id, kind === 'job.paused' ? 'paused' : 'stopped')
      setOrderState(tx, order.id, 'paused')
    })
  }

  /** The printer that runs of this job go to, for the order's record; null where nothing is printed. */
  #printerName(): string | null {
    return this.scope.order.policy.verifyOnly ? null : (this.#options.printer()?.name ?? null)
  }

  #resumeJob(): void {
    const { job, order } = this.scope
    this.#store.act(this.#by, (tx) => {
      tx.append('job.resumed', { entities: { order: order.no, job: job.id }, device: this.#printerName() })
      setJobState(tx, job.id, 'running')
      setOrderState(tx, order.id, 'running')
    })
  }

  #finish(): void {
    this.#store.act(this.#by, (tx) => {
      setJobState(tx, this.scope.job.id, 'done')
      setOrderState(tx, this.scope.order.id, 'printed')
      tx.append('job.stopped', { entities: { order: this.scope.order.no, job: this.scope.job.id }, after: { why: 'done', ordinal: null } })
    })
  }

  #remember(ordinal: number | null, mark: 'verified' | 'accepted' | 'voided' | 'sampled' | 'fault' | 'missing'): void {
    this.#recent = [...this.#recent.slice(-11), { ordinal, mark }]
  }
}
