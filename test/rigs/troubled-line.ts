import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { startLabelMaker } from '../../electron/station/labels/label-maker.ts'
import type { LineRunner } from '../../electron/station/line/runner.ts'
import { createPool, saveProduct } from '../../electron/station/masters.ts'
import { createOrder } from '../../electron/station/orders.ts'
import { handScan, Operator, readJournal, until } from '../../electron/station/simulate/operator.ts'
import { Station } from '../../electron/station/station.ts'
import { type Actor, system } from '../../electron/station/store/store.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import type { PrinterConnection, PrinterLanguage } from '../../shared/printing.ts'
import type { ScannerConnection } from '../../shared/scanning.ts'
import { rig } from './folder.ts'
import { type Wire, wireTo } from './wire.ts'

export type LinkKind = 'tcp' | 'serial'

/** Why tests over a serial line cannot be run here, or null. */
export const noSerial = (): string | null =>
  process.platform !== 'linux' ? 'no ptys' : spawnSync('socat', ['-V']).error === undefined ? null : 'socat is not installed'

const begins: Readonly<Record<PrinterLanguage, string>> = {
  zpl: '^XA',
  tspl: 'SIZE',
  epl2: '\nN\n',
  cpcl: '! 0',
  sbpl: '\u001bA',
  escpos: '\u001dv0',
}

export interface TroubledOptions {
  readonly language?: PrinterLanguage
  /** What the station takes the printer for; its own language where left out. */
  readonly takenFor?: PrinterLanguage
  readonly link: LinkKind
  readonly labelMs?: number
  readonly quantity?: number
  /** Labels are good on the printer's word, none is scanned. */
  readonly counts?: boolean
  /** Further scanners; the line's own is always there. */
  readonly scanners?: readonly ScannerConnection[]
}

/** A whole station on a virtual printer behind a cable that can be spoiled, with an order of serialised labels, all to be scanned. */
export interface TroubledLine {
  readonly station: Station
  readonly line: VirtualLine
  readonly wire: Wire
  readonly runner: LineRunner
  readonly job: number
  readonly by: Actor
  /** Every standstill so far, in order, each once: `trouble:linkLost`, `fault:duplicate`, `doubt`. */
  readonly stops: readonly string[]
  /** Every state the printer was seen in, in order. */
  readonly codes: readonly string[]
  /** Path of the serial line. */
  readonly tty: string
  readonly scannerPort: number
  papers(): number
  /** A person works the order to its end. Resolves when all is printed, rejects when it is not within `ms`. */
  finish(ms?: number): Promise<void>
  plug(): Promise<void>
  /** Takes the serial cable out: the line is gone at once, whatever was in it. */
  unplug(): Promise<void>
  /** What does not balance between the papers and the ledger; empty: no label lost, none doubled, none unaccounted for. */
  imbalance(): Promise<readonly string[]>
  close(): Promise<void>
}

export async function troubledLine(options: TroubledOptions): Promise<TroubledLine> {
  const language = options.language ?? 'zpl'
  const quantity = options.quantity ?? 8
  const by: Actor = { user: 1, role: 'operator' }
  const at = rig()
  const labels = await startLabelMaker()
  const station = await Station.create(
    { folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine },
    'training',
  )
  const out = join(at.root, 'line')
  const line = new VirtualLine({
    printerPort: 0,
    scannerPort: 0,
    out,
    seed: 's',
    recoverMs: 700,
    dpi: 203,
    language,
    labelMs: options.labelMs ?? 40,
  })
  const ports = await line.listen()
  const wire = await wireTo(ports.printer, begins[language])
  const tty = join(at.root, 'tty')
  let cable: ChildProcess | null = null
  let pulling: Promise<void> = Promise.resolve()
  const pull = async (gone: ChildProcess): Promise<void> => {
    gone.kill('SIGKILL')
    await until(() => gone.exitCode !== null || gone.signalCode !== null, 2_000)
    rmSync(tty, { force: true })
  }
  const unplug = (): Promise<void> => {
    if (cable !== null) pulling = pull(cable)
    cable = null
    return pulling
  }
  const plug = async (): Promise<void> => {
    await pulling
    cable = spawn('socat', [`pty,raw,echo=0,link=${tty}`, `tcp:127.0.0.1:${wire.port}`])
    await until(() => existsSync(tty), 3_000)
  }
  if (options.link === 'serial') await plug()
  const connection: PrinterConnection =
    options.link === 'tcp'
      ? { kind: 'tcp', host: '127.0.0.1', port: wire.port }
      : { kind: 'serial', path: tty, baud: 115_200, flow: 'none' }
  const settings = { connection, dpi: 203, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
  station.devices.save(system, null, 'printer', { name: 'P', ...settings, language: options.takenFor ?? language })
  const own: ScannerConnection = { kind: 'tcp', host: '127.0.0.1', port: ports.scanner }
  for (const [n, scanner] of [own, ...(options.scanners ?? [])].entries())
    station.devices.save(system, null, 'scanner', { name: `S${n}`, connection: scanner })
  await until(() => station.devices.list().every(({ role, status }) => role === 'printer' || status.code === 'ready'), 5_000)
  const product = saveProduct(station.store, system, null, { ...sampleImplant, template: 'unit-40x20' })
  createPool(station.store, system, { productId: product, kind: 'sequential', prefix: 'T-', first: 1, size: 200, width: 4, low: 0 })
  const policy = { verify: options.counts === true ? 'count' : 'every', nth: 10, ahead: 3, verifyOnly: false } as const
  const order = createOrder(station.store, system, { no: 'O-1', productId: product, lot: 'LOT1', made: '2026-01-05', quantity, policy })
  const runner = station.line.openJob(by, order)
  const stops: string[] = []
  runner.onChange(() => {
    const { phase, trouble } = runner.line
    const stop =
      phase === 'trouble'
        ? `trouble:${trouble?.status}`
        : phase === 'fault' || phase === 'stopped'
          ? `${phase}:${runner.verdict?.judgement.verdict ?? ''}`
          : phase === 'doubt'
            ? 'doubt'
            : null
    if (stop !== null && stops.at(-1) !== stop) stops.push(stop)
  })
  const codes: string[] = []
  station.devices.onChange(() => {
    const code = station.devices.list().find(({ role }) => role === 'printer')?.status.code
    if (code !== undefined && code !== codes.at(-1)) codes.push(code)
  })
  const journal = join(out, 'journal.jsonl')
  return {
    station,
    line,
    wire,
    runner,
    job: runner.scope.job.id,
    by,
    stops,
    codes,
    tty,
    scannerPort: ports.scanner,
    papers: () => readJournal(journal).length,
    async finish(ms = 25_000) {
      const done = new Operator(station, order, journal).run()
      const late = new Promise<never>((_resolve, reject) => {
        setTimeout(() => {
          const { phase, trouble, out: waiting } = runner.line
          reject(new Error(`not finished: ${JSON.stringify({ phase, trouble, waiting, stops, problems: runner.problems })}`))
        }, ms).unref()
      })
      await Promise.race([done, late])
    },
    plug,
    unplug,
    imbalance: () => imbalance(station, runner.scope.job.id, quantity, journal),
    async close() {
      await station.close()
      await unplug()
      await wire.close()
      await line.close()
      await labels.close()
      at.remove()
    },
  }
}

interface LedgerLabel {
  readonly ordinal: number
  readonly state: string
  readonly serial: string
  readonly sha: string
}

async function imbalance(station: Station, job: number, quantity: number, journal: string): Promise<string[]> {
  const labels = station.store.read.all<LedgerLabel>(
    `SELECT l.ordinal, l.state, u.serial, json_extract(e.body, '$.after.sha256') AS sha
       FROM label l JOIN unit u ON u.id = l.unit JOIN event e ON e.seq = l.drawn WHERE l.job = ?`,
    job,
  )
  const papers = readJournal(journal)
  const wrong: string[] = []
  const wholeOf = (sha: string): number => papers.filter(({ bitmapSha256 }) => bitmapSha256 === sha).length
  const good = labels.filter(({ state }) => state === 'verified')
  if (good.length !== quantity) wrong.push(`${good.length} good of ${quantity}`)
  if (new Set(good.map(({ ordinal }) => ordinal)).size !== quantity) wrong.push('an ordinal is good twice, or never')
  if (new Set(labels.map(({ serial }) => serial)).size !== labels.length) wrong.push('a serial was drawn twice')
  for (const { state, serial, sha } of labels) {
    const whole = wholeOf(sha)
    if (state === 'verified' && whole !== 1) wrong.push(`${serial} is good on ${whole} papers`)
    if (state === 'notPrinted' && whole !== 0) wrong.push(`${serial} came out and is called not printed`)
    if (!['verified', 'notPrinted', 'voided'].includes(state)) wrong.push(`${serial} is ${state}`)
  }
  const onPaper = labels.filter(({ state }) => state === 'verified' || state === 'voided').length
  if (papers.length !== onPaper) wrong.push(`${papers.length} papers, ${onPaper} accounted for`)
  const read = await Promise.all(papers.map(({ png }) => handScan(join(dirname(journal), png))))
  const codes = read.filter((code) => code !== null)
  if (new Set(codes).size !== codes.length) wrong.push('two papers bear the same code')
  return wrong
}
