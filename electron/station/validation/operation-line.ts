import { join } from 'node:path'
import { pixelsOf } from '../../../drivers/image/zxing.ts'
import type { PrinterDriver } from '../../../drivers/printers/printer.ts'
import { kinds } from '../../../shared/ledger/kinds.ts'
import type { Finding } from '../../../shared/validation.ts'
import { Devices } from '../devices.ts'
import type { LineRunner } from '../line/runner.ts'
import { dueOf, mustOrder, recordOf } from '../orders.ts'
import type { LabelMaker, MadeLabel } from '../ports.ts'
import { until } from '../simulate/operator.ts'
import { Connection } from '../store/database.ts'
import { productById } from '../store/masters.ts'
import { system } from '../store/store.ts'
import { type Bench, onBench, type Trial } from './bench.ts'
import { must, mustRefuse, ok } from './finding.ts'
import { closeWith, lostOrder } from './lost-order.ts'

const waitMs = 5_000
const dots = { darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const

/** What the ledger on disk held when the first byte of a label came, as another reader of the file sees it. */
interface Seen {
  readonly drawn: number
  readonly out: number
}

interface Loop {
  readonly runner: LineRunner
  readonly seen: readonly Seen[]
  /** What a reader sees on the newest label, decoded from its dots. */
  readonly read: () => Promise<string>
}

/** The line of an order with a printer that looks into the ledger before it takes a label. */
async function loopOf(bench: Bench, orderId: number): Promise<Loop> {
  const { parts, store } = bench
  const scope = await bench.job(orderId)
  const product = productById(store.read, scope.order.product)!
  const seen: Seen[] = []
  let printed: MadeLabel | null = null
  let made: MadeLabel | null = null
  const driver: PrinterDriver = {
    accepted: 1,
    answers: () => 'full',
    async print() {
      seen.push(lookAt(join(bench.folder, 'ledger.sqlite')))
      printed = made
    },
    status: async () => ({ code: 'ready', queued: 0 }),
    identify: async () => null,
    counter: async () => null,
    onLost: () => {},
    close: async () => {},
  }
  const runner = new parts.LineRunner(
    {
      store,
      scope,
      product,
      due: dueOf(scope.order, product),
      printer: () => ({ name: 'VAL', driver, printed: () => {}, out: () => {} }),
      make: async (serial) => {
        const record = recordOf(scope.order, product, serial)
        made = await parts.makeLabel({ template: 'unit-40x20', product, record, dpi: 203, training: true, printer: dots })
        return made
      },
      topUp: async () => {},
    },
    system,
  )
  return {
    runner,
    seen,
    async read() {
      must(printed !== null, 'validation.notPrinted')
      const { picture } = printed
      const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
      const read = await parts.decode(pixelsOf(picture, whole, 8), { formats: ['DataMatrix'], tryHarder: true, tryRotate: false })
      must(read !== null, 'validation.misread')
      return `${read.symbology}${read.text}`
    },
  }
}

function lookAt(file: string): Seen {
  const db = new Connection(file, { readonly: true })
  try {
    const drawn = db.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = ?', kinds['label.drawn'].no)!.n
    return { drawn, out: db.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'out'")!.n }
  } finally {
    db.close()
  }
}

/** Prints and scans every label of an order, one at a time; the draw must lie in the ledger before each label's first byte. */
async function runThrough(bench: Bench, orderId: number, between: (raw: string) => void = () => {}): Promise<Loop> {
  const loop = await loopOf(bench, orderId)
  const { runner, seen } = loop
  try {
    runner.setAhead(1)
    runner.start(system)
    for (let n = 1; n <= runner.line.total; n++) {
      await until(() => seen.length >= n || runner.problems.length > 0, waitMs)
      must(runner.problems.length === 0, 'validation.refused', runner.problems[0]?.code ?? '')
      must(seen[n - 1]?.drawn === n && seen[n - 1]?.out === 1, 'validation.notDrawn', `${n}: ${JSON.stringify(seen[n - 1] ?? null)}`)
      const raw = await loop.read()
      between(raw)
      const answer = runner.scan(raw)
      const verdict = answer !== null && 'verdict' in answer ? answer.verdict.judgement.verdict : '–'
      must(verdict === 'match', 'validation.verdict', `${n}: ${verdict}`)
    }
    must(runner.line.phase === 'printed', 'validation.verdict', runner.line.phase)
  } finally {
    await runner.close()
  }
  return loop
}

/** Serial level: drawn before the first byte leaves, scanned back, each serial another one (GS1 General Specifications 4.5). */
export const serialLoop = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-09', async (bench) => {
    const orderId = bench.order('serial', 3)
    const { runner, seen } = await runThrough(bench, orderId)
    const { store } = bench
    const units = store.read.all<{ serial: string }>("SELECT serial FROM unit WHERE life = 'verified' ORDER BY id")
    must(runner.line.good === 3 && new Set(units.map(({ serial }) => serial)).size === 3, 'validation.twice', String(units.length))
    return ok(`${seen.length} · ${units.map(({ serial }) => serial).join(', ')}`)
  })

/** Lot level: every label carries the same code, a scan counts one label, and no serial is drawn. */
export const lotLoop = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-11', async (bench) => {
    const orderId = bench.order('lot', 3)
    const codes: string[] = []
    const { runner } = await runThrough(bench, orderId, (raw) => codes.push(raw))
    const { read } = bench.store
    const units = read.get<{ n: number }>('SELECT count(*) AS n FROM unit')!.n
    const verified = read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'verified'")!.n
    must(new Set(codes).size === 1 && units === 0 && verified === 3, 'validation.differs', `${new Set(codes).size} ${units} ${verified}`)
    return ok(`${runner.line.good} · ${codes[0]!.replaceAll('\u001d', '<GS>')}`)
  })

/** A clock that was set back: no label is drawn and the order does not start. */
export const clockStops = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-13', async (bench) => {
    const { parts, store, people } = bench
    const orderId = bench.order('serial', 2)
    const { runner } = await loopOf(bench, orderId)
    const devices = new Devices(store, { scan: () => {}, printerLost: () => {}, atLine: () => null, grade: () => {} })
    const labels: LabelMaker = { make: parts.makeLabel, test: async () => new Uint8Array(), close: async () => {} }
    const service = new parts.LineService({ store, devices: () => devices, labels, people })
    try {
      const jobId = runner.scope.job.id
      // Everything but the printer is ready; then the clock goes back an hour.
      await mustRefuse('printer.none', () => service.start(system, jobId))
      bench.clock.wall -= 3_600_000
      const code = await mustRefuse('condition.clockBack', () => service.start(system, jobId))
      runner.start(system)
      await until(() => runner.problems.length > 0 || runner.line.out.length > 0, waitMs)
      must(runner.problems[0]?.code === 'condition.clockBack', 'validation.notRefused', runner.problems[0]?.code ?? '–')
      must(bench.events(kinds['label.drawn'].no) === 0, 'validation.clockBack')
      return ok(code)
    } finally {
      await runner.close()
      await service.close()
      await devices.close()
    }
  })

/** A missing label keeps the order open until two sign a deviation (GMP 2025 art. 82, 87: a difference is handled, then closed). */
export const missingHolds = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-14', async (bench) => {
    const order = await lostOrder(bench)
    const code = await mustRefuse('close.missing', () => closeWith(bench, order.id, null))
    must(mustOrder(bench.store, order.id).state !== 'closed', 'validation.notRefused', code)
    const users = [await bench.person('val-q1', 'quality'), await bench.person('val-q2', 'quality')]
    closeWith(bench, order.id, { reason: 'validation', signers: users.map((user) => ({ user, role: 'quality' })) })
    const [deviations, signatures] = [bench.events(kinds['order.deviation'].no), bench.events(kinds.signature.no)]
    must(
      mustOrder(bench.store, order.id).state === 'closed' && deviations === 1 && signatures === 2,
      'validation.signatures',
      String(signatures),
    )
    return ok(`${code} → ${deviations} · ${signatures}`)
  })
