import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { decode } from '../../../drivers/image/zxing.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { LineRunner } from '../line/runner.ts'
import type { LineService } from '../line/service.ts'
import type { Station } from '../station.ts'
import type { Actor } from '../store/store.ts'

/** After so many ms without a scan nothing more is on its way to the scanner. */
const quietMs = 300

/** A line of the virtual line's journal. */
export interface JournalEntry {
  readonly n: number
  readonly bitmapSha256: string
  readonly png: string
}

export const readJournal = (file: string): JournalEntry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry)

/** A person at the line who only knows the screen and the papers. */
export class Operator {
  readonly latencies: number[] = []
  readonly #station: Station
  readonly #line: LineService
  readonly #runner: LineRunner
  readonly #journal: string
  readonly #by: Actor = { user: 0, role: 'operator' }
  #seen = 0
  #lastScan = performance.now()

  constructor(station: Station, orderId: number, journal: string) {
    this.#station = station
    this.#line = station.line
    this.#runner = station.line.openJob(this.#by, orderId)
    this.#journal = journal
    const scan = this.#line.deviceScan.bind(this.#line)
    this.#line.deviceScan = (raw, rereadMs) => {
      const started = performance.now()
      scan(raw, rereadMs)
      this.latencies.push(performance.now() - started)
      this.#lastScan = performance.now()
      this.#look()
    }
  }

  async run(): Promise<number> {
    const jobId = this.#runner.scope.job.id
    const started = performance.now()
    await this.#line.start(this.#by, jobId)
    for (;;) {
      const { line } = this.#runner
      if (line.phase === 'printed') {
        const seconds = (performance.now() - started) / 1000
        // Whatever is still on its way past the scanner belongs to nobody's order any more: it is looked at, too.
        await until(() => performance.now() - this.#lastScan > quietMs, 10_000)
        if (this.#runner.line.phase === 'printed') return seconds
      } else if (line.phase === 'fault' || line.phase === 'stopped') this.#mend()
      else if (line.phase === 'trouble') await this.#trouble()
      else if (line.phase === 'doubt') await this.#doubt()
      else if (line.phase === 'paused') {
        if (this.#runner.problems.length > 0) throw refuse(this.#runner.problems[0]!.code, this.#runner.problems[0]!.params)
        await this.#line.start(this.#by, jobId)
      }
      await changeOf(this.#runner, 20)
    }
  }

  /** The earlier label did not read and lies in the hand: out it comes. Everything else is put aside. */
  #mend(): void {
    const { verdict, line, scope } = this.#runner
    const oldest = line.out[0]
    if (verdict?.judgement.verdict === 'outOfOrder' && oldest !== undefined)
      this.#line.void(this.#by, scope.job.id, oldest.label, 'unreadable', false)
    if (this.#runner.line.phase === 'fault' || this.#runner.line.phase === 'stopped') this.#line.acknowledge(this.#by, scope.job.id)
  }

  /** What each verdict asks of the hand at once: an unreadable label is taken out, and so is a second paper with a verified code. */
  #look(): void {
    const { verdict, scope, line } = this.#runner
    if (verdict === null || verdict.seq === this.#seen) return
    this.#seen = verdict.seq
    const jobId = scope.job.id
    if (verdict.judgement.verdict === 'duplicate') {
      const label = this.#station.store.read.get<{ id: number }>(
        "SELECT l.id FROM label l JOIN unit u ON u.id = l.unit WHERE u.serial = ? AND l.state = 'verified'",
        verdict.reading.serial,
      )
      if (label !== undefined) this.#line.void(this.#by, jobId, label.id, 'wrong', true)
    }
    const oldest = line.out[0]
    if (verdict.judgement.verdict === 'unreadable' && (line.phase === 'fault' || line.phase === 'stopped') && oldest !== undefined)
      this.#line.void(this.#by, jobId, oldest.label, 'unreadable', false)
  }

  async #trouble(): Promise<void> {
    const { trouble } = this.#runner.line
    if (trouble === null || !trouble.cleared) return
    const jobId = this.#runner.scope.job.id
    if (trouble.label === null) return this.#line.start(this.#by, jobId)
    // A fault its language has no word for cuts, too. At lot level the cut paper is as good as any other; a serial is looked for among the whole ones.
    const cut = ['mediaOut', 'headOpen', 'ribbonOut', 'unknown'].includes(trouble.status)
    const whole = this.#runner.scope.order.trace === 'serial' && this.#cameOutWhole(trouble.label)
    this.#line.answerTrouble(this.#by, jobId, cut && !whole ? 'half' : 'whole')
  }

  /**
   * Waits until nothing more comes past the scanner, then looks at what lies there: a whole label is scanned by hand, a spoilt paper or
   * none is said.
   */
  async #doubt(): Promise<void> {
    const began = performance.now()
    await until(() => performance.now() - Math.max(this.#lastScan, began) > quietMs, 10_000)
    const { line, scope } = this.#runner
    const doubtful = line.out.find(({ doubt }) => doubt)
    if (doubtful === undefined || line.phase !== 'doubt') return
    const papers = readJournal(this.#journal)
    const drawn = this.#drawnAs(doubtful.label)
    const accounted = line.good + line.voided
    // Papers lie in the order in which they came; those that are accounted for are the first.
    const whole = (scope.order.trace === 'serial' ? papers : papers.slice(accounted)).findLast(({ bitmapSha256 }) => bitmapSha256 === drawn)
    if (whole !== undefined) {
      const read = await handScan(join(dirname(this.#journal), whole.png))
      if (read !== null) {
        this.#line.scan(this.#by, scope.job.id, read)
        return
      }
    }
    this.#line.answerDoubt(this.#by, scope.job.id, doubtful.label, papers.length > accounted ? 'half' : 'notPrinted')
  }

  #drawnAs(label: number): string | undefined {
    return this.#station.store.read.get<{ sha: string }>(
      "SELECT json_extract(e.body, '$.after.sha256') AS sha FROM label l JOIN event e ON e.seq = l.drawn WHERE l.id = ?",
      label,
    )?.sha
  }

  #cameOutWhole(label: number): boolean {
    const drawn = this.#drawnAs(label)
    return readJournal(this.#journal).some(({ bitmapSha256 }) => bitmapSha256 === drawn)
  }
}

/** Reads a paper with a hand scanner: what a decoder sees in its picture, with the AIM id. */
export async function handScan(png: string): Promise<string | null> {
  const image = await loadImage(png)
  const canvas = createCanvas(image.width + 16, image.height + 16)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 8, 8)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const found = await decode(
    { data: new Uint8ClampedArray(data), width: canvas.width, height: canvas.height, colorSpace: 'srgb' },
    { formats: ['DataMatrix'], tryHarder: true, tryRotate: false },
  )
  return found === null ? null : `${found.symbology}${found.text}`
}

/** Resolves at the next change of the runner, or after `ms`. */
function changeOf(runner: LineRunner, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      stop()
      setImmediate(resolve)
    }
    const stop = runner.onChange(end)
    const timer = setTimeout(end, ms)
  })
}

export async function until(holds: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10))
}
