import { type Link, type LinkFault, OpenFailed, WriteFailed } from './link.ts'
import { absentQueue, type QueueState } from './queue-state.ts'
import { type Ran, runProgram } from './run-program.ts'

export interface QueueOptions {
  readonly queue: string
  /** What the job is called in the queue. */
  readonly jobName?: string
  /** ms until a question to the spooler is given up. */
  readonly openMs?: number
  /** ms until a job that the spooler does not take counts as failed. */
  readonly stallMs?: number
}

/** A name that CUPS can have (lpadmin(8): printable, no space, `/` or `#`) and that no program takes for an option, or for a list. */
export const cupsQueueName = (name: string): boolean => name.length <= 127 && /^[^\s\p{C}/#,"'\\-][^\s\p{C}/#,"'\\]*$/u.test(name)

/** Arguments of lp(1) for one raw job from standard input. */
export const lpArguments = (queue: string, jobName: string): readonly string[] => [
  '-d',
  queue,
  '-o',
  'raw',
  '-t',
  jobName.replaceAll(/[^\p{L}\p{N}. _-]/gu, '-').slice(0, 100) || 'label',
  '-',
]

/** Why lp(1) refused a job; null where its words are not known, and so whether the job exists. */
export function lpFault(words: string): LinkFault | null {
  if (
    /does not exist|unknown destination|not found|no such|invalid destination|unable to connect|not running|bad file descriptor/i.test(
      words,
    )
  )
    return 'absent'
  if (/not accepting|too many|rejecting/i.test(words)) return 'busy'
  if (/forbidden|not authorized|unauthorized|not allowed|permission/i.test(words)) return 'denied'
  return null
}

/**
 * Reads what lpstat(1) says in English of one queue.
 * @param printer output of `lpstat -l -p QUEUE`
 * @param jobs output of `lpstat -o QUEUE`
 */
export function parseLpstat(queue: string, printer: string, jobs: string): QueueState {
  const lines = printer.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`printer ${queue} `))
  if (at === -1) return absentQueue
  const head = lines[at]!.slice(`printer ${queue} `.length)
  const said: string[] = []
  for (const line of lines.slice(at + 1)) {
    if (!/^\s/.test(line) || /^\s+[A-Z][\w ]*:/.test(line)) break
    if (line.trim() !== '') said.push(line.trim())
  }
  return {
    state: head.startsWith('disabled') ? 'stopped' : head.startsWith('now printing') ? 'printing' : 'idle',
    jobs: jobs.split('\n').filter((line) => line.startsWith(`${queue}-`) && /^\d+\s/.test(line.slice(queue.length + 1))).length,
    says: said.length === 0 ? null : said.join(' '),
  }
}

/** Asks the spooler about a queue; `absent` too when it does not answer within `ms`. Never rejects. */
export async function cupsQueueState(queue: string, ms = 5_000): Promise<QueueState> {
  if (!cupsQueueName(queue)) return absentQueue
  const [printer, jobs] = await Promise.all([runProgram('lpstat', ['-l', '-p', queue], ms), runProgram('lpstat', ['-o', queue], ms)])
  return parseLpstat(queue, printer.stdout, jobs.stdout)
}

/**
 * A raw queue of CUPS, on Linux and macOS: one way, and all that a write shows is that the spooler has the bytes (E0). Whether they wait
 * is asked with `cupsQueueState`.
 */
export class CupsQueueLink implements Link {
  readonly twoWay = false
  readonly accepted = 0
  readonly #options: QueueOptions
  readonly #lost = new Set<() => void>()
  #open = false
  #closed = false
  #writing: Promise<void> = Promise.resolve()

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** The queue was there when it was last asked for. */
  get isOpen(): boolean {
    return this.#open
  }

  onData(): () => void {
    return () => {}
  }

  onLost(listener: () => void): void {
    this.#lost.add(listener)
  }

  /** Rejects when the queue does not exist. One that is stopped is open: it keeps what it is given. */
  async open(): Promise<void> {
    if (this.#closed) throw new OpenFailed('lost')
    if (this.#open) return
    const { queue, openMs = 5_000 } = this.#options
    if (!cupsQueueName(queue)) throw new OpenFailed('absent')
    const { state } = await cupsQueueState(queue, openMs)
    if (state === 'absent') throw new OpenFailed('absent')
    this.#open = true
  }

  /** One job of the queue. Jobs are handed over one after the other, so that labels keep their order. */
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
    const { queue, jobName = 'label', stallMs = 15_000 } = this.#options
    if (this.#closed) throw new WriteFailed(false, 'lost')
    if (!cupsQueueName(queue)) throw new WriteFailed(false, 'absent')
    const failed = jobFailure(await runProgram('lp', lpArguments(queue, jobName), stallMs, bytes))
    if (failed === null) {
      this.#open = true
      return
    }
    if (this.#open) {
      this.#open = false
      for (const listener of this.#lost) listener()
    }
    throw failed
  }
}

/** What a run of lp(1) came to. A refusal in known words made no job; any other end may have. */
function jobFailure({ code, stderr, missing, late }: Ran): WriteFailed | null {
  if (code === 0) return null
  if (missing) return new WriteFailed(false, 'absent')
  if (late) return new WriteFailed(true, 'timeout')
  const fault = lpFault(stderr)
  return fault === null ? new WriteFailed(true, 'lost') : new WriteFailed(false, fault)
}
