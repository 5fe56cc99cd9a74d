import { join } from 'node:path'
import type { Finding } from '../../../shared/validation.ts'
import { mustOrder } from '../orders.ts'
import { Connection } from '../store/database.ts'
import { unitById } from '../store/pools.ts'
import { leafOf, system } from '../store/store.ts'
import { type Bench, onBench, type Trial } from './bench.ts'
import { must, mustRefuse, ok } from './finding.ts'

/** A serial is drawn once: never again for another label, never by another order. */
export const serialsOnce = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-04', async (bench) => {
    const { parts, store } = bench
    const scope = await bench.job(bench.order('serial', 5))
    const drawn = parts.serialFor(store.fresh, scope, 1)
    must(drawn !== null, 'validation.twice')
    const what = { code: 'VAL', sha256: '0'.repeat(64) }
    parts.drawLabel(store, system, scope, 1, drawn, what)
    const code = await mustRefuse('serial.notFree', () => parts.drawLabel(store, system, scope, 2, drawn, what))
    const other = await bench.job(bench.again(scope.order.product, 'VAL-2', 5))
    const serials = [...handedOut(bench, scope.order.id), ...handedOut(bench, other.order.id)]
    must(serials.length === 10 && new Set(serials).size === 10, 'validation.twice', serials.join(' '))
    return ok(`${drawn.serial} · ${code} · ${serials.length} = ${new Set(serials).size}`)
  })

const handedOut = (bench: Bench, order: number): string[] =>
  bench.store.read
    .all<{ serial: string }>(
      'SELECT u.serial FROM allocation a JOIN unit u ON u.id BETWEEN a.first_unit AND a.last_unit WHERE a.order_id = ? ORDER BY u.id',
      order,
    )
    .map(({ serial }) => serial)

/** Entries are not changed and not removed (21 CFR 11.10(e)). */
export const appendOnly = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-05', async ({ store }) => {
    const before = store.read.get('SELECT count(*) AS n, max(seq) AS last FROM event')
    const change = (sql: string) => () => store.act(system, (tx) => tx.run(sql))
    const code = await mustRefuse('ledger.appendOnly', change('UPDATE event SET leaf = zeroblob(32) WHERE seq = 1'))
    await mustRefuse('ledger.appendOnly', change('DELETE FROM event WHERE seq = 1'))
    const after = store.read.get('SELECT count(*) AS n, max(seq) AS last FROM event')
    must(JSON.stringify(before) === JSON.stringify(after), 'validation.differs', JSON.stringify(after))
    return ok(`UPDATE, DELETE · ${code}`)
  })

/** Leaves, tree and signed checkpoint hold; one changed letter is found, also with its leaf made anew (RFC 9162 2.1). */
export const logHolds = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-06', async (bench) => {
    const { parts, store } = bench
    const { product } = mustOrder(store, bench.order('lot', 1))
    const log = new parts.StationLog(store, () => ({ os: null, passphrase: null }))
    const signed = log.checkpoint('asked')
    bench.again(product, 'VAL-2', 1)
    const whole = parts.verifyWhole(store.read, store.station, [])
    must(
      whole.bad === null && whole.checkpoints === 1 && whole.standing === 'notWitnessed',
      'validation.log',
      whole.bad?.code ?? whole.standing,
    )
    const faults: string[] = []
    for (const hashed of [false, true]) {
      const copy = join(bench.folder, `changed-${hashed}.sqlite`)
      await store.copyTo(copy)
      const changed = new Connection(copy, { readonly: false })
      try {
        change(changed, 2, hashed)
        const { standing, bad } = parts.verifyWhole(changed.reader(), store.station, [])
        must(standing === 'broken' && bad !== null, 'validation.notFound', standing)
        faults.push(`${bad.code} #${bad.seq}`)
      } finally {
        changed.close()
      }
    }
    return ok(`${whole.events} · #${signed.size} · ${faults.join(', ')}`)
  })

/** Does what somebody with the file would: lifts the guard, changes one letter of an entry, and makes its hash fit or not. */
function change(db: Connection, seq: number, hashed: boolean): void {
  for (const { name } of db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"))
    db.db.exec(`DROP TRIGGER ${name}`)
  const { body } = db.get<{ body: string }>('SELECT body FROM event WHERE seq = ?', seq)!
  const text = body.replace('"role":"system"', '"role":"systen"')
  if (hashed) db.run('UPDATE event SET body = ?, leaf = ? WHERE seq = ?', text, leafOf(text), seq)
  else db.run('UPDATE event SET body = ? WHERE seq = ?', text, seq)
}

/** A voided label's serial is never used again; its ordinal is printed with the next one. */
export const voidBurns = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-10', async (bench) => {
    const { parts, store } = bench
    const scope = await bench.job(bench.order('serial', 3))
    const first = bench.draw(scope, 1)
    parts.voidLabel(store, system, scope, { label: first.label, reason: 'damaged', serial: 'burned', evidence: null })
    const life = unitById(store.read, first.unit ?? 0)?.life
    must(life === 'burned', 'validation.notBurned', life ?? '–')
    const again = { unit: first.unit ?? 0, serial: first.serial ?? '', allocation: null }
    await mustRefuse('serial.notFree', () => parts.drawLabel(store, system, scope, 1, again, { code: 'VAL', sha256: '0'.repeat(64) }))
    const next = bench.draw(scope, 1)
    must(next.serial !== null && next.serial !== first.serial, 'validation.twice', next.serial ?? '–')
    return ok(`${first.serial} ${life} → ${next.serial}`)
  })

/** After a restore nothing is drawn until somebody signed, and then no serial twice. */
export const restores = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-12', async (bench) => {
    const { parts } = bench
    const scope = await bench.job(bench.order('serial', 4))
    const drawn = [1, 2].map((ordinal) => bench.draw(scope, ordinal).serial)
    const admin = await bench.person('val-admin', 'admin')
    const { file } = await parts.makeBackup(bench.store, system, bench.backups)
    // What is drawn now is not in the backup, and may be on paper.
    const later = await bench.job(bench.again(scope.order.product, 'VAL-2', 4))
    const used = new Set([...drawn, ...handedOut(bench, later.order.id)])
    const store = bench.restore(file)
    const finding = parts.checkFence(store)
    must(finding === 'restored', 'validation.fence', finding)
    const order = mustOrder(store, scope.order.id)
    const code = await mustRefuse('pool.suspended', () => parts.allocate(store, system, order, 1))
    const pool = store.read.get<{ id: number }>('SELECT id FROM pool')!.id
    parts.resumePool(store, { user: admin.id, role: 'admin' }, pool, null, 'validation', [{ user: admin, role: 'admin' }])
    await parts.allocate(store, system, order, 4)
    const fresh = store.read
      .all<{ serial: string }>("SELECT serial FROM unit WHERE life = 'allocated' ORDER BY id")
      .map(({ serial }) => serial)
    const twice = fresh.filter((serial) => used.has(serial))
    must(fresh.length === 4 && twice.length === 0, 'validation.twice', twice.join(' '))
    return ok(`${finding} · ${code} · ${fresh[0]}`)
  })

/** What was done is found by what it was done to (21 CFR 11.10(b), (e)). */
export const auditFinds = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-15', async (bench) => {
    const { parts, store } = bench
    const operator = await bench.person('val-operator', 'operator')
    const by = { user: operator.id, role: 'operator' }
    const scope = await bench.job(bench.order('serial', 2))
    const { label, serial } = bench.draw(scope, 1, by)
    parts.voidLabel(store, by, scope, { label, reason: 'damaged', serial: 'burned', evidence: null })
    const all = { from: null, to: null, group: null, before: null, limit: 50 }
    const seen = ['VAL-1', serial ?? '', operator.name].map((text) => {
      const kinds = parts.searchAudit(store, { ...all, text }).rows.map(({ kindName }) => kindName)
      must(kinds.includes('label.drawn') && kinds.includes('label.voided'), 'validation.notFound', text)
      return `${text} ${kinds.length}`
    })
    const none = parts.searchAudit(store, { ...all, text: 'VAL-NONE' }).total
    must(none === 0, 'validation.differs', `VAL-NONE ${none}`)
    return ok(seen.join(', '))
  })
