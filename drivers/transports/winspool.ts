import { type Link, type LinkFault, OpenFailed, WriteFailed } from './link.ts'
import { absentQueue, type QueueState } from './queue-state.ts'
import { loadSpooler, type PrinterHandle, type Spooler, SpoolerError } from './winspool-api.ts'

export interface WinspoolOptions {
  /** As the control panel names it; `\\server\printer` for one of the network. */
  readonly queue: string
  readonly jobName?: string
  /** ms until a question to the spooler is given up. */
  readonly openMs?: number
  /** ms until a job that the spooler does not take counts as failed. */
  readonly stallMs?: number
  readonly spooler?: () => Promise<Spooler>
}

/** Why a call of the spooler failed, by its Windows error code (winerror.h). */
export function winspoolFault(code: number): LinkFault {
  if ([2, 1722, 1753, 1801, 1802, 3012].includes(code)) return 'absent'
  if ([5, 65].includes(code)) return 'denied'
  if ([33, 170, 1906].includes(code)) return 'busy'
  if ([121, 1460].includes(code)) return 'timeout'
  return 'lost'
}
const faultOf = (error: unknown): LinkFault => {
  if (error instanceof SpoolerError) return winspoolFault(error.code)
  return error instanceof OpenFailed ? error.fault : 'lost'
}

/** A name that can be given to the spooler: one line, and not a list of options (`printer,XcvPort` and the like). */
export const windowsQueueName = (name: string): boolean => name.length > 0 && name.length <= 220 && /^[^\p{C},]+$/u.test(name)

/** Flags in the order in which a person would look: PRINTER_STATUS_* and JOB_STATUS_* of winspool.h. */
const printerWords: readonly (readonly [number, string])[] = [
  [0x1, 'paused'],
  [0x80, 'offline'],
  [0x10, 'paper out'],
  [0x8, 'paper jam'],
  [0x40_0000, 'door open'],
  [0x10_0000, 'user intervention'],
  [0x1000, 'not available'],
  [0x2, 'error'],
]
const jobWords: readonly (readonly [number, string])[] = [
  [0x40, 'job: paper out'],
  [0x20, 'job: offline'],
  [0x400, 'job: user intervention'],
  [0x2, 'job: error'],
  [0x200, 'job: blocked'],
  [0x1, 'job: paused'],
]
const workOffline = 0x400
/** Paused, offline or set to work offline: nothing will leave until somebody changes that. */
const holding = 0x1 | 0x80

/**
 * What flags of a printer and its jobs mean. A job sent or deleted (0x80, 0x1000, 0x100) waits no more.
 * @param counted jobs by the printer's own count, for a spooler that does not list them
 */
export function stateOfFlags(status: number, attributes: number, jobs: readonly number[], counted = 0): QueueState {
  const waiting = jobs.filter((flags) => (flags & 0x1180) === 0)
  const words = printerWords.filter(([flag]) => (status & flag) !== 0).map(([, word]) => word)
  if ((attributes & workOffline) !== 0 && !words.includes('offline')) words.push('offline')
  for (const [flag, word] of jobWords) if (waiting.some((flags) => (flags & flag) !== 0)) words.push(word)
  const left = jobs.length === 0 ? counted : waiting.length
  const stopped = (status & holding) !== 0 || (attributes & workOffline) !== 0
  return {
    state: stopped ? 'stopped' : left > 0 ? 'printing' : 'idle',
    jobs: left,
    says: words.length === 0 ? null : words.join(', '),
  }
}

/** Asks the Windows spooler about a queue; `absent` too when it does not answer within `ms`. Never rejects. */
export async function winspoolQueueState(queue: string, ms = 5_000, spooler = loadSpooler): Promise<QueueState> {
  if (!windowsQueueName(queue)) return absentQueue
  const asked = spooler().then((api) =>
    withPrinter(api, queue, async (printer) => {
      const { status, attributes, jobs } = await api.printerFlags(printer)
      return stateOfFlags(status, attributes, await api.jobFlags(printer), jobs)
    }),
  )
  return within(asked, ms).catch(() => absentQueue)
}

/** Names of the queues of Windows. Rejects where there is no spooler. */
export const winspoolQueues = async (): Promise<readonly string[]> => (await loadSpooler()).printerNames()

/**
 * A queue of the Windows spooler, bytes of datatype RAW: one way, and all that a write shows is that the spooler has them (E0). One write is
 * one document. A job that broke off is thrown away, so that half a label is not printed later.
 */
export class WinspoolLink implements Link {
  readonly twoWay = false
  readonly accepted = 0
  readonly #options: WinspoolOptions
  readonly #lost = new Set<() => void>()
  #open = false
  #closed = false
  /** A call beyond its deadline is still under way; nothing may overtake it. */
  #stuck = false
  #writing: Promise<void> = Promise.resolve()

  constructor(options: WinspoolOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#open
  }

  onData(): () => void {
    return () => {}
  }

  onLost(listener: () => void): void {
    this.#lost.add(listener)
  }

  /** Rejects when the spooler has no such printer or does not let us use it. */
  async open(): Promise<void> {
    if (this.#closed) throw new OpenFailed('lost')
    if (this.#open) return
    const { queue, openMs = 5_000, spooler = loadSpooler } = this.#options
    if (!windowsQueueName(queue)) throw new OpenFailed('absent')
    try {
      const api = await spooler()
      await within(
        withPrinter(api, queue, async () => {}),
        openMs,
      )
    } catch (error) {
      throw error instanceof OpenFailed ? error : new OpenFailed(faultOf(error))
    }
    this.#open = true
  }

  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#write(bytes))
    this.#writing = written.catch(() => {})
    return written
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#open = false
    await this.#writing
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { queue, jobName = 'label', stallMs = 15_000, spooler = loadSpooler } = this.#options
    if (this.#closed) throw new WriteFailed(false, 'lost')
    if (!windowsQueueName(queue)) throw new WriteFailed(false, 'absent')
    if (this.#stuck) throw new WriteFailed(false, 'busy')
    const begun = { job: false }
    this.#stuck = true
    const sent = spooler()
      .then((api) => withPrinter(api, queue, (printer) => send(api, printer, jobName, bytes, begun)))
      .finally(() => {
        this.#stuck = false
      })
    try {
      await within(sent, stallMs)
      this.#open = true
    } catch (error) {
      if (this.#open) {
        this.#open = false
        for (const listener of this.#lost) listener()
      }
      // After the deadline the job may begin yet: only a call that failed by itself says that there is none.
      throw new WriteFailed(begun.job || this.#stuck, faultOf(error))
    }
  }
}

async function send(api: Spooler, printer: PrinterHandle, title: string, bytes: Uint8Array, begun: { job: boolean }): Promise<void> {
  await api.startJob(printer, title)
  begun.job = true
  try {
    await api.startPage(printer)
    for (let at = 0; at < bytes.length; ) {
      const taken = await api.write(printer, bytes.subarray(at))
      if (taken === 0) throw new SpoolerError(0)
      at += taken
    }
    await api.endPage(printer)
    await api.endJob(printer)
  } catch (error) {
    await api.abort(printer).catch(() => {})
    throw error
  }
}

async function withPrinter<T>(api: Spooler, queue: string, act: (printer: PrinterHandle) => Promise<T>): Promise<T> {
  const printer = await api.openPrinter(queue)
  try {
    return await act(printer)
  } finally {
    await api.closePrinter(printer).catch(() => {})
  }
}

/** The promise, or OpenFailed `timeout` after so many ms; what it does goes on. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OpenFailed('timeout')), ms)
  })
  promise.catch(() => {})
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer))
}
