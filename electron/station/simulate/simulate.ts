import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FaultRates } from '../../../drivers/virtual-line/faults.ts'
import { missingOf, serialsBalance } from '../../../shared/print-verify/reconcile.ts'
import { verdicts } from '../../../shared/print-verify/verdict.ts'
import { defaultProfile, type PrinterLanguage } from '../../../shared/printing.ts'
import { refuse } from '../../../shared/station-error.ts'
import { parseScan } from '../../../shared/udi/udi.ts'
import { startLabelMaker } from '../labels/label-maker.ts'
import { createPool, saveProduct } from '../masters.ts'
import { closeOrder, countOrder, createOrder, mustOrder } from '../orders.ts'
import { entryFile } from '../resources.ts'
import { Station } from '../station.ts'
import { type Order, serialCount } from '../store/orders.ts'
import { type Store, system } from '../store/store.ts'
import { sampleImplant, sampleSyringe } from '../training.ts'
import { handScan, Operator, readJournal, until } from './operator.ts'

const dpi = 203

export interface SimulateOptions {
  readonly level: 'serial' | 'lot'
  readonly labels: number
  readonly faults: FaultRates
  readonly seed: string
  readonly out: string
  readonly version: string
  /** What the virtual printer speaks; default ZPL. */
  readonly language?: PrinterLanguage
}

export interface SimulateResult {
  readonly labels: number
  readonly reconciliation: { out: number; good: number; void: number; sampled: number; scrapped: number; returned: number; missing: number }
  readonly serials: { drawn: number; verified: number; burned: number; left: number }
  readonly lost: number
  readonly duplicate: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly labelsPerSecond: number
  readonly scanToVerdictMs: { readonly p50: number; readonly p95: number }
}

/**
 * Runs one order on a virtual line of its own process with a simulated operator, who does what the line screen asks: takes out what is
 * wrong, answers for doubtful labels by looking at what came out, and closes the order. Ledger, journal and pictures stay in `out`.
 */
export async function simulate(options: SimulateOptions): Promise<SimulateResult> {
  const virtual = await startLine(options)
  const labels = await startLabelMaker()
  const station = await Station.create({ folder: options.out, what: 'signet simulate', labels, version: options.version }, 'training')
  try {
    const orderId = prepare(station.store, options)
    station.devices.save(system, null, 'printer', {
      name: '虚拟打印机',
      connection: { kind: 'tcp', host: '127.0.0.1', port: virtual.printer },
      dpi,
      widthMm: 108,
      darkness: 15,
      speed: 6,
      offsetXMm: 0,
      offsetYMm: 0,
      language: options.language ?? defaultProfile.language,
    })
    station.devices.save(system, null, 'scanner', {
      name: '虚拟扫描器',
      connection: { kind: 'tcp', host: '127.0.0.1', port: virtual.scanner },
    })
    await until(() => station.devices.list().every(({ role, status }) => role === 'printer' || status.code === 'ready'), 5_000)
    const operator = new Operator(station, orderId, join(options.out, 'journal.jsonl'))
    const seconds = await operator.run()
    return await conclude(station, mustOrder(station.store, orderId), options, operator, seconds)
  } finally {
    await station.close()
    await labels.close()
    await virtual.stop()
  }
}

function prepare(store: Store, { level, labels }: SimulateOptions): number {
  const product = level === 'serial' ? { ...sampleImplant, template: 'unit-40x20', missingLimit: 0 } : { ...sampleSyringe, missingLimit: 0 }
  const productId = saveProduct(store, system, null, product)
  if (level === 'serial')
    createPool(store, system, { productId, kind: 'sequential', prefix: 'TRN-', first: 1, size: labels * 2 + 1000, width: 6, low: 0 })
  return createOrder(store, system, {
    no: 'SIM-1',
    productId,
    lot: 'TRNSIM',
    made: '2026-01-05',
    quantity: labels,
    policy: { verify: 'every', nth: 10, ahead: 5, verifyOnly: false },
  })
}

async function conclude(
  station: Station,
  order: Order,
  options: SimulateOptions,
  operator: Operator,
  seconds: number,
): Promise<SimulateResult> {
  const { store } = station
  const journal = join(options.out, 'journal.jsonl')
  // A printer that does not count leaves the counting to a hand.
  const counted = await station.outOf(order)
  const out = counted.out ?? readJournal(journal).length
  await station.line.release(order.id)
  // At lot level a second paper cannot be told from the first: what lies in the box beyond the order is counted and taken out.
  const goodNow = store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state IN ('verified', 'accepted', 'voided')")!.n
  if (options.level === 'lot' && out > goodNow) {
    const jobId = store.read.get<{ id: number }>('SELECT id FROM job WHERE order_id = ?', order.id)!.id
    const last = store.read.get<{ id: number }>("SELECT max(id) AS id FROM label WHERE state = 'verified'")!.id
    for (let n = goodNow; n < out; n++) station.line.void(system, jobId, last, 'wrong', true)
    await station.line.release(order.id)
  }
  countOrder(store, system, order, { out, source: counted.out === null ? 'hand' : 'journal', scrapped: 0, returned: 0 })
  const serials = serialCount(store.read, order) ?? { drawn: 0, verified: 0, burned: 0, left: 0 }
  const closed = tryClose(store, order)
  const counts = closed.paper
  const { lost, duplicate } = recount(store, journal, options.level)
  const unrecorded = options.level === 'serial' ? await unrecordedOf(store, journal) : 0
  const verdictCounts = Object.fromEntries([...verdicts, 'missing'].map((name) => [name, 0]))
  for (const { verdict, n } of store.read.all<{ verdict: string; n: number }>(
    "SELECT json_extract(body, '$.after.verdict') AS verdict, count(*) AS n FROM event WHERE kind IN (501, 510, 512) GROUP BY 1",
  ))
    verdictCounts[verdict] = n
  verdictCounts['missing'] = Math.max(0, counts.missing)
  const sorted = operator.latencies.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1000) / 1000
  return {
    labels: counts.good,
    reconciliation: counts,
    serials,
    lost: lost + unrecorded,
    duplicate,
    verdicts: verdictCounts,
    labelsPerSecond: Math.round((counts.good / seconds) * 10) / 10,
    scanToVerdictMs: { p50: at(0.5), p95: at(0.95) },
  }
}

function tryClose(store: Store, order: Order): { paper: SimulateResult['reconciliation'] } {
  try {
    closeOrder(store, system, mustOrder(store, order.id), null)
  } catch {
    // The result says what does not balance.
  }
  const n = Object.fromEntries(
    store.read
      .all<{ state: string; n: number }>('SELECT l.state, count(*) AS n FROM label l GROUP BY l.state')
      .map(({ state, n: count }) => [state, count]),
  )
  const hand = store.read.get<{ data: string }>('SELECT data FROM order_count WHERE order_id = ?', order.id)
  const out = hand === undefined ? 0 : ((JSON.parse(hand.data) as { out: number | null }).out ?? 0)
  const count = {
    out,
    good: (n['verified'] ?? 0) + (n['accepted'] ?? 0),
    void: n['voided'] ?? 0,
    sampled: n['sampled'] ?? 0,
    scrapped: 0,
    returned: 0,
  }
  return { paper: { ...count, missing: missingOf(count) } }
}

/** Counts lost and doubled labels from the journal against the ledger, as anybody can. */
export function recount(store: Store, journalFile: string, level: 'serial' | 'lot'): { lost: number; duplicate: number } {
  const journal = readJournal(journalFile)
  const drawn = store.read.all<{ sha: string; label: number; state: string }>(
    "SELECT json_extract(e.body, '$.after.sha256') AS sha, l.id AS label, l.state FROM label l JOIN event e ON e.seq = l.drawn WHERE e.kind = 500",
  )
  const fed = new Map<string, number>()
  for (const { bitmapSha256 } of journal) fed.set(bitmapSha256, (fed.get(bitmapSha256) ?? 0) + 1)
  const rows = new Map<string, number>()
  for (const { sha } of drawn) rows.set(sha, (rows.get(sha) ?? 0) + 1)
  const extra = new Map<string, number>()
  for (const { sha } of store.read.all<{ sha: string }>(
    "SELECT json_extract(d.body, '$.after.sha256') AS sha FROM event v JOIN label l ON l.id = json_extract(v.body, '$.after.extraOf') JOIN event d ON d.seq = l.drawn WHERE v.kind = 503",
  )) {
    extra.set(sha, (extra.get(sha) ?? 0) + 1)
  }
  const labelHashes = new Set(rows.keys())
  if (level === 'lot') {
    const sha = [...labelHashes][0] ?? ''
    const verified = drawn.filter(({ state }) => state === 'verified').length
    const papers = journal.length
    const counted = store.read.get<{ n: number }>(
      "SELECT count(*) AS n FROM label WHERE state IN ('verified', 'accepted', 'voided', 'sampled', 'out', 'doubt')",
    )!.n
    return { lost: Math.max(0, verified - (fed.get(sha) ?? 0)), duplicate: Math.max(0, papers - counted) }
  }
  let lost = 0
  let duplicate = 0
  for (const { sha, state } of drawn) if (state === 'verified' && !fed.has(sha)) lost++
  for (const [sha, count] of fed) {
    if (!labelHashes.has(sha)) continue
    duplicate += Math.max(0, count - (rows.get(sha) ?? 0) - (extra.get(sha) ?? 0))
  }
  return { lost, duplicate }
}

/**
 * Labels of the order that came out whole without the ledger knowing of them (serial level). A smudged, cut or blank paper differs from
 * every drawn label, too, but does not read; one that does read is looked for by its serial.
 */
export async function unrecordedOf(store: Store, journalFile: string): Promise<number> {
  const drawn = new Set(
    store.read
      .all<{ sha: string }>(
        "SELECT json_extract(e.body, '$.after.sha256') AS sha FROM label l JOIN event e ON e.seq = l.drawn WHERE e.kind = 500",
      )
      .map(({ sha }) => sha),
  )
  let count = 0
  for (const { bitmapSha256, png } of readJournal(journalFile)) {
    if (drawn.has(bitmapSha256)) continue
    const text = await handScan(join(dirname(journalFile), png))
    if (text === null) continue
    const { di, pi } = parseScan(text, { now: new Date().getFullYear() })
    const known = store.read.get('SELECT 1 AS x FROM label l JOIN unit u ON u.id = l.unit WHERE u.di = ? AND u.serial = ?', di, pi.serial)
    if (known === undefined) count++
  }
  return count
}

/** Whether a result is faultless: nothing lost, doubled or missing, and both balances hold. */
export const isFaultless = ({ lost, duplicate, reconciliation: r, serials }: SimulateResult): boolean =>
  lost === 0 &&
  duplicate === 0 &&
  r.missing === 0 &&
  r.out === r.good + r.void + r.sampled + r.scrapped + r.returned &&
  serialsBalance(serials)

async function startLine({
  out,
  seed,
  faults,
  language = defaultProfile.language,
}: SimulateOptions): Promise<{ printer: number; scanner: number; stop(): Promise<void> }> {
  const rates = Object.entries(faults)
    .map(([name, rate]) => `${name}=${rate}`)
    .join(',')
  const options = ['--out', out, '--seed', seed, '--faults', rates, '--recover-ms', '300', '--language', language, '--dpi', String(dpi)]
  const child = spawn(process.execPath, [entryFile('virtual-line', 'engine/virtual-line.ts'), ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ports = await new Promise<{ printer: number; scanner: number }>((resolve, reject) => {
    child.once('exit', () => reject(refuse('printer.unreachable')))
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as { printer: number; scanner: number }))
  })
  return {
    ...ports,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.stdin.end()
      }),
  }
}
