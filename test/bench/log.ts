import { hash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StationLog } from '../../electron/station/log/station-log.ts'
import { inclusionOf } from '../../electron/station/log/tree.ts'
import { verifyWhole } from '../../electron/station/log/verify.ts'
import { lockAfter, People } from '../../electron/station/people/people.ts'
import { systemClock } from '../../electron/station/ports.ts'
import { Connection } from '../../electron/station/store/database.ts'
import { init } from '../../electron/station/store/migrations/0010-init.ts'
import { Store, system } from '../../electron/station/store/store.ts'
import { canonical } from '../../shared/ledger/jcs.ts'
import { type BenchRow, median, versionOf } from './bench.ts'

const million = 1_000_000
const row = (name: string, values: Partial<BenchRow> & { ours: number; unit: string; target: number; n: number }): BenchRow => ({
  name,
  peer: null,
  peerVersion: null,
  ratio: null,
  pass: null,
  ...values,
})
const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits

/** What the Merkle log costs an act, how quickly it is verified and proves, and a sign-in with the strong hash. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-bench-log-'))
  const store = Store.create(
    { folder: join(folder, 'ledger'), clock: systemClock, machine: { id: 'bench', fenceFolder: join(folder, 'fence') }, what: 'bench' },
    'training',
  )
  try {
    return [actCost(store, folder), ...(await signIn(store)), ...wholeLog(store)]
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An act with leaf, tree and checkpoints beside one that writes the same body and none of them, in alternating blocks. */
function actCost(store: Store, folder: string): BenchRow {
  const log = new StationLog(store, () => ({ os: null, passphrase: null }))
  log.checkpoint('asked')
  const bare = new Connection(join(folder, 'bare.sqlite'), { readonly: false })
  bare.db.exec(init.sql)
  const after = {
    code: '(01)06901234500011(11)260105(17)310104(10)L1(21)B0000001',
    take: 1,
    template: 'box-60x40',
    version: 7,
    sha256: 'f'.repeat(64),
  }
  const entities = { order: 'BENCH', job: 1, label: 1, ordinal: 1 }
  const nothing = Buffer.alloc(32)
  let seq = 0
  const block = 1_000
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round < 8; round++) {
    const a = performance.now()
    for (let i = 0; i < block; i++) store.act(system, (tx) => tx.append('label.drawn', { entities, after }))
    // The checkpoint that is due after a thousand events would come on the next turn of the loop.
    log.checkpoint('events')
    const b = performance.now()
    for (let i = 0; i < block; i++) {
      const body = canonical({
        v: 1,
        seq: ++seq,
        at: Date.now() + seq,
        zone: 480,
        boot: store.boot,
        mono: Math.round(performance.now()),
        station: store.station,
        actor: 0,
        role: 'system',
        device: null,
        kind: 500,
        entities,
        before: null,
        after,
        reason: null,
        act: null,
      })
      bare.run('BEGIN IMMEDIATE')
      bare.run('INSERT INTO event (seq, body, leaf) VALUES (?, ?, ?)', seq, body, nothing)
      bare.run('COMMIT')
    }
    const c = performance.now()
    if (round > 1) {
      ours.push((b - a) / block)
      peer.push((c - b) / block)
    }
  }
  bare.close()
  const [o, p] = [median(ours), median(peer)]
  return row('log.act', {
    ours: round(o),
    unit: 'ms',
    peer: round(p),
    peerVersion: `the same act without leaf, tree, fence and checkpoint, better-sqlite3 ${versionOf('better-sqlite3')}`,
    ratio: round(o / p, 2),
    target: 1.5,
    pass: o / p <= 1.5,
    n: ours.length * block,
  })
}

async function signIn(store: Store): Promise<BenchRow[]> {
  const people = new People(store)
  await people.create(system, {
    login: 'bench',
    name: 'B',
    staffNo: 'B-1',
    roles: ['operator'],
    password: 'correct horse battery',
    pin: null,
  })
  const times: number[] = []
  let longest = 0
  for (let i = 0; i < 12; i++) {
    let last = performance.now()
    const tick = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }, 1)
    const started = performance.now()
    await people.signIn('bench', 'correct horse battery', 'password')
    times.push(performance.now() - started)
    clearInterval(tick)
  }
  const ours = median(times.slice(2))
  return [
    row('people.signIn', { ours: round(ours, 1), unit: 'ms', target: 500, pass: ours < 500, n: times.length - 2 }),
    row('people.signInLoop', { ours: round(longest, 1), unit: 'ms', target: 20, pass: longest <= 20 && lockAfter > 0, n: times.length }),
  ]
}

/** A ledger of a million events: the whole check beside hashing the same bytes, and one proof. */
function wholeLog(store: Store): BenchRow[] {
  while (store.lastSeq < million) {
    const n = Math.min(1_000, million - store.lastSeq)
    store.act(system, (tx) => {
      for (let i = 0; i < n; i++)
        tx.append('label.verified', {
          entities: { order: 'BENCH', job: 1, label: i + 1, ordinal: i + 1 },
          after: { verdict: 'match', raw: ']d2010690123450001111260105173101041021B0000001', symbology: 'd2', evidence: 5 },
        })
    })
  }
  const started = performance.now()
  const { standing, events } = verifyWhole(store.read, store.station, [])
  const whole = performance.now() - started
  if (standing !== 'notWitnessed') throw new Error(standing)
  let bytes = 0
  let hashing = 0
  for (let from = 0; from < million; from += 10_000) {
    const bodies = store.read.all<{ body: string }>('SELECT body FROM event WHERE seq > ? AND seq <= ?', from, from + 10_000)
    const buffers = bodies.map(({ body }) => Buffer.from(`\0${body}`))
    const a = performance.now()
    for (const buffer of buffers) bytes += hash('sha256', buffer, 'buffer').length + buffer.length
    hashing += performance.now() - a
  }
  const proofs: number[] = []
  for (let i = 0; i < 40; i++) {
    const seq = 1 + Math.floor((i * 24_989) % million)
    const a = performance.now()
    inclusionOf(store.read, seq, million)
    proofs.push(performance.now() - a)
  }
  const rate = events / whole
  const peer = million / hashing
  return [
    row('log.verify', {
      ours: Math.round(rate * 1000),
      unit: 'events/s',
      peer: Math.round(peer * 1000),
      peerVersion: `SHA-256 alone of the same ${Math.round(bytes / 1e6)} MB, node ${process.version}`,
      ratio: round(rate / peer, 2),
      target: 0.2,
      pass: rate / peer >= 0.2,
      n: events,
    }),
    row('log.proof', { ours: round(median(proofs), 2), unit: 'ms', target: 5, pass: median(proofs) < 5, n: million }),
  ]
}
