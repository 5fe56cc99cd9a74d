import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { drawLabel, serialFor, verifyLabel } from '../../electron/station/line/acts.ts'
import { readScan } from '../../electron/station/line/reading.ts'
import { createPool, saveProduct } from '../../electron/station/masters.ts'
import { createOrder, mustOrder } from '../../electron/station/orders.ts'
import { systemClock } from '../../electron/station/ports.ts'
import { allocate } from '../../electron/station/serials.ts'
import { insertJob, jobById } from '../../electron/station/store/jobs.ts'
import { Store, system } from '../../electron/station/store/store.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import { type BenchRow, median, versionOf } from './bench.ts'

/** Durable work of the ledger: allocation in slices, a good label's two commits against two bare rows, and bytes a label. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-bench-'))
  const store = Store.create(
    { folder: join(folder, 'ledger'), clock: systemClock, machine: { id: 'bench', fenceFolder: join(folder, 'fence') }, what: 'bench' },
    'training',
  )
  try {
    const productId = saveProduct(store, system, null, sampleImplant)
    createPool(store, system, { productId, kind: 'sequential', prefix: 'B', first: 0, size: 9_000_000, width: 7, low: 0 })
    const orderId = createOrder(store, system, {
      no: 'BENCH',
      productId,
      lot: 'L1',
      made: '2026-01-05',
      quantity: 1000,
      policy: { verify: 'every', nth: 10, ahead: 5, verifyOnly: false },
    })
    return [...(await allocation(store, orderId)), ...commits(store, orderId, folder)]
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function allocation(store: Store, orderId: number): Promise<BenchRow[]> {
  const { no, di } = mustOrder(store, orderId)
  const seconds: number[] = []
  let longest = 0
  let slice = 0
  for (let round = 0; round < 3; round++) {
    let last = performance.now()
    const tick = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }, 1)
    const started = performance.now()
    let sliceStart = started
    await allocate(store, system, { id: orderId, no, di }, 100_000, () => {
      slice = Math.max(slice, performance.now() - sliceStart)
      setImmediate(() => {
        sliceStart = performance.now()
      })
    })
    seconds.push((performance.now() - started) / 1000)
    clearInterval(tick)
  }
  const ours = median(seconds)
  return [
    {
      name: 'serials.allocate100k',
      ours: Math.round(ours * 1000) / 1000,
      unit: 's',
      peer: null,
      peerVersion: null,
      ratio: null,
      target: 2,
      pass: ours < 2,
      n: 100_000,
    },
    {
      name: 'serials.loopDelay',
      ours: Math.round(longest * 10) / 10,
      unit: 'ms',
      peer: null,
      peerVersion: null,
      ratio: null,
      target: 20,
      pass: longest <= 20,
      n: 100_000,
    },
  ]
}

function commits(store: Store, orderId: number, folder: string): BenchRow[] {
  const order = mustOrder(store, orderId)
  const jobId = store.stage((tx) =>
    insertJob(tx, {
      order: orderId,
      kind: 'print',
      template: 'box-60x40',
      version: 7,
      dpi: 300,
      total: 100_000,
      policy: { ...order.policy, stopAfter: 3 },
    }),
  )
  const scope = { job: jobById(store.read, jobId)!, order }
  const bare = new Database(join(folder, 'bare.sqlite'))
  bare.pragma('journal_mode = WAL')
  bare.pragma('synchronous = FULL')
  bare.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL) STRICT')
  const insert = bare.prepare('INSERT INTO t (a) VALUES (?)')
  const reading = readScan(']d201069012345000111126010517310104' + '10L1\u001d21B1', 2026)
  const ours: number[] = []
  const peer: number[] = []
  store.act(system, (tx) => tx.append('settings.changed', {}))
  const bytesBefore = used(store)
  const labels = 2000
  for (let ordinal = 1; ordinal <= labels; ordinal++) {
    const drawn = serialFor(store.fresh, scope, ordinal)
    const a = performance.now()
    const { label } = drawLabel(store, system, scope, ordinal, drawn, {
      code: `(01)06901234500011(11)260105(17)310104(10)L1(21)${drawn!.serial}`,
      sha256: 'f'.repeat(64),
    })
    verifyLabel(store, system, scope, label, { verdict: 'match', faults: [], label, ordinal }, reading)
    const b = performance.now()
    insert.run('x'.repeat(100))
    insert.run('y'.repeat(100))
    const c = performance.now()
    if (ordinal > 200) {
      ours.push(b - a)
      peer.push(c - b)
    }
  }
  bare.close()
  const bytes = (used(store) - bytesBefore) / labels
  const [o, p] = [median(ours), median(peer)]
  return [
    {
      name: 'label.commits',
      ours: Math.round(o * 1000) / 1000,
      unit: 'ms',
      peer: Math.round(p * 1000) / 1000,
      peerVersion: `two bare durable rows, better-sqlite3 ${versionOf('better-sqlite3')}`,
      ratio: Math.round((o / p) * 100) / 100,
      target: 2.5,
      pass: o / p < 2.5,
      n: ours.length,
    },
    {
      name: 'ledger.bytesPerLabel',
      ours: Math.round(bytes),
      unit: 'bytes',
      peer: null,
      peerVersion: null,
      ratio: null,
      target: 2048,
      pass: bytes <= 2048,
      n: labels,
    },
  ]
}

const used = (store: Store): number => Number(store.pragma('page_count')) * Number(store.pragma('page_size'))
