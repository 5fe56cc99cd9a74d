import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayOf } from '../../../shared/dates.ts'
import { type EventBody, kinds } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import {
  type Checked,
  type CheckHead,
  type CheckResult,
  type ComponentChange,
  type Components,
  changesSince,
  type Finding,
  repeatsAfter,
  tally,
} from '../../../shared/validation.ts'
import { sha256 } from '../hash.ts'
import { type Signed, sign } from '../people/people.ts'
import { rootFor } from '../records/make-record.ts'
import { readSettings } from '../settings.ts'
import type { Station } from '../station.ts'
import { allDevices } from '../store/devices.ts'
import type { Actor } from '../store/store.ts'
import { userById } from '../store/users.ts'
import { checkDevices } from './device-checks.ts'
import { headsFor } from './heads.ts'
import type { Identity } from './identity.ts'
import type { LastValidation, Report } from './report.ts'
import { componentsOf, siteOf } from './site.ts'
import { inValidationThread } from './validation-thread.ts'

/** What stands since the last validation. */
export interface ValidationState {
  readonly last: LastValidation | null
  readonly changes: readonly ComponentChange[]
  /** Checks that depend on what changed; all of them where nothing was ever validated. */
  readonly repeat: readonly string[]
}

/** Every check done, not signed yet. */
export interface ValidationRun extends ValidationState {
  readonly id: string
  readonly checks: readonly Checked[]
  readonly components: Components
  readonly identity: Identity
}

export interface RunOptions {
  /** Hears of each check that is done. */
  readonly progress?: (done: readonly Checked[], of: number) => void
  readonly signal?: AbortSignal | undefined
}

/** A signed report, before the log knows of it. */
export interface SignedReport {
  readonly name: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

interface DoneBody {
  readonly version: string
  readonly checks: readonly (readonly [string, CheckResult])[]
  readonly components: Partial<Components>
}

/** The validation of one station on its computer: before first use and after each change (GMP 2025 art. 77; 21 CFR 11.10(a)). */
export class Validation {
  readonly #station: Station
  #identity: Promise<Identity> | null = null
  #running = false

  constructor(station: Station) {
    this.#station = station
  }

  /** What changed since the last validation, and which checks are to be repeated. */
  async state(): Promise<ValidationState> {
    return this.#since(componentsOf(this.#station, await this.#installed()))
  }

  heads(): CheckHead[] {
    return headsFor(allDevices(this.#station.store.read))
  }

  /**
   * Runs every check: installation and operation in a thread and on ledgers of their own, devices by asking them. Writes nothing into the
   * ledger. Errors: `validation.lineRuns`, `validation.busy`, `validation.failed`.
   */
  async run({ progress, signal }: RunOptions = {}): Promise<ValidationRun> {
    const order = this.#station.line.runningOrder()
    if (order !== null) throw refuse('validation.lineRuns', { order })
    if (this.#running) throw refuse('validation.busy')
    this.#running = true
    const folder = await mkdtemp(join(tmpdir(), 'signet-validation-'))
    try {
      const heads = this.heads()
      const checks: Checked[] = []
      const done = (head: CheckHead, { result, code, value }: Finding): void => {
        checks.push({ ...head, result, code, value })
        progress?.([...checks], heads.length)
      }
      progress?.([], heads.length)
      const identity = await this.#installed()
      await inValidationThread(
        { task: 'checks', site: siteOf(this.#station), folder },
        (answer) => {
          if ('ended' in answer) return true
          const head = 'id' in answer ? heads.find(({ id }) => id === answer.id) : undefined
          if (head !== undefined && 'finding' in answer) done(head, answer.finding)
          return undefined
        },
        signal,
      )
      for await (const check of checkDevices(this.#station)) {
        if (signal?.aborted === true) throw refuse('validation.failed')
        done(check, check)
      }
      const components = componentsOf(this.#station, identity)
      return { id: randomUUID(), checks, components, identity, ...this.#since(components) }
    } finally {
      this.#running = false
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** The report of a run with its signatures, whose passwords were just checked. The log learns of it by `conclude`. */
  async report(by: Actor, run: ValidationRun, { signers, reason }: Signed): Promise<SignedReport> {
    const { store, version } = this.#station
    const { firm, site, language } = readSettings(store)
    const [at, zone] = [store.clock.now(), store.clock.zone()]
    const name = `${store.mode === 'training' ? 'TRAINING-' : ''}validation-${store.station}-${dayOf(at, zone)}.pdf`
    const report: Report = {
      firm,
      site,
      station: store.station,
      mode: store.mode,
      language,
      zone,
      made: at,
      by: by.user === 0 ? '' : (userById(store.read, by.user)?.name ?? ''),
      version,
      program: run.identity.program,
      checks: run.checks,
      components: run.components,
      last: run.last,
      changes: run.changes,
      repeat: run.repeat,
      signers: signers.map(({ user, role }) => ({ name: user.name, staffNo: user.staffNo, role, at, reason })),
      paper: rootFor(this.#station, by, 'pdf', name),
    }
    const bytes = await inValidationThread({ task: 'report', report }, (answer) => ('bytes' in answer ? answer.bytes : undefined))
    return { name, bytes, sha256: sha256(bytes) }
  }

  /** The validation is done: results, report and components, signed in one act (21 CFR 11.70). Returns its entry's number. */
  conclude(by: Actor, run: ValidationRun, report: SignedReport, { signers, reason }: Signed): number {
    const { store, version } = this.#station
    const seq = store.act(by, (tx) => {
      const event = tx.append('validation.done', {
        after: {
          version,
          program: run.identity.program,
          checks: run.checks.map(({ id, result }) => [id, result]),
          pdf: report.sha256,
          components: { ...run.components },
        },
        reason,
      })
      sign(tx, event, signers, 'validated', reason)
      return event.seq
    })
    this.#station.changed()
    return seq
  }

  /** The program is the one that runs: its files are hashed once. */
  #installed(): Promise<Identity> {
    if (this.#identity !== null) return this.#identity
    const hashing = inValidationThread({ task: 'identity' }, (answer) => ('identity' in answer ? answer.identity : undefined))
    this.#identity = hashing
    hashing.catch(() => {
      this.#identity = null
    })
    return hashing
  }

  #since(now: Components): ValidationState {
    const found = this.#last()
    const changes = changesSince(found?.components ?? null, now)
    return { last: found?.last ?? null, changes, repeat: repeatsAfter(changes, this.heads()) }
  }

  #last(): { readonly last: LastValidation; readonly components: Partial<Components> } | null {
    const { read } = this.#station.store
    const row = read.get<{ body: string }>('SELECT body FROM event WHERE kind = ? ORDER BY seq DESC LIMIT 1', kinds['validation.done'].no)
    if (row === undefined) return null
    const { seq, at, actor, after } = JSON.parse(row.body) as EventBody
    const { version, checks, components } = after as unknown as DoneBody
    const counts = tally(checks.map(([, result]) => ({ result })))
    return { last: { seq, at, name: userById(read, actor)?.name ?? '', version, ...counts }, components }
  }
}
