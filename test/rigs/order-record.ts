import {
  drawLabel,
  type JobScope,
  loseLabel,
  refuseScan,
  sampleLabel,
  serialFor,
  verifyLabel,
  voidLabel,
} from '../../electron/station/line/acts.ts'
import { readScan } from '../../electron/station/line/reading.ts'
import { closeOrder, countOrder, mustOrder, overrideExpiry } from '../../electron/station/orders.ts'
import { People, type Signer } from '../../electron/station/people/people.ts'
import { allocate } from '../../electron/station/serials.ts'
import { insertJob, jobById } from '../../electron/station/store/jobs.ts'
import { type Actor, type Store, system } from '../../electron/station/store/store.ts'

export interface LivedOrder {
  readonly scope: JobScope
  readonly operator: Actor
  readonly quality: Actor
  /** Ids of the labels drawn, in order. */
  readonly labels: readonly number[]
}

/** The people of a record: an operator and two of quality. */
export async function crew(store: Store): Promise<{ operator: Actor; signers: [Signer, Signer]; people: People }> {
  const people = new People(store)
  const make = (login: string, name: string, role: 'operator' | 'quality') =>
    people.create(system, { login, name, staffNo: login.toUpperCase(), roles: [role], password: 'password-1', pin: null })
  const [operator, first, second] = await Promise.all([
    make('o1', '王秀兰', 'operator'),
    make('q1', '李文博', 'quality'),
    make('q2', '周敏', 'quality'),
  ])
  return {
    operator: { user: operator!.id, role: 'operator' },
    signers: [
      { user: first!, role: 'quality' },
      { user: second!, role: 'quality' },
    ],
    people,
  }
}

/** Opens a job of an order, with serials where it needs them. */
export async function openScope(store: Store, id: number, total: number): Promise<JobScope> {
  const order = mustOrder(store, id)
  if (order.trace === 'serial') await allocate(store, system, { id, no: order.no, di: order.di }, total + 20)
  const job = store.stage((tx) =>
    insertJob(tx, {
      order: id,
      kind: 'print',
      template: 'box-60x40',
      version: 1,
      dpi: 300,
      total,
      policy: { ...order.policy, stopAfter: 3 },
    }),
  )
  return { job: jobById(store.read, job)!, order }
}

/** Draws one label and, unless told otherwise, scans it good. */
export function passLabel(store: Store, by: Actor, scope: JobScope, ordinal: number, verify = true): number {
  const drawn = scope.order.trace === 'serial' ? serialFor(store.fresh, scope, ordinal) : null
  const { label } = drawLabel(store, by, scope, ordinal, drawn, {
    code: `(01)06901234500011(21)${drawn?.serial ?? ''}`,
    sha256: 'f'.repeat(64),
  })
  if (verify)
    verifyLabel(
      store,
      { ...by, device: '扫描器 1' },
      scope,
      label,
      { verdict: 'match', faults: [], label, ordinal },
      readScan(']d2010690123450001121X', 2026),
    )
  return label
}

/**
 * An order with everything a record can hold: a changed expiry date, a roll, a fault, a refused scan, a void, a same-code reprint, a
 * sample, a label that is lost and closed with a deviation of two signatures.
 */
export async function livedOrder(store: Store, id: number, total = 12): Promise<LivedOrder> {
  const { operator, signers } = await crew(store)
  overrideExpiry(store, { user: signers[0].user.id, role: 'quality' }, id, '2029-01-01', '稳定性报告 SR-26-04', signers)
  const scope = await openScope(store, id, total)
  const { order, job } = scope
  const entities = { order: order.no, job: job.id }
  store.act(operator, (tx) =>
    tx.append('job.started', { entities, after: { total, template: 'box-60x40', version: 1, dpi: 300 }, device: '打印机 1' }),
  )
  store.act(operator, (tx) => tx.append('device.roll', { entities, after: { lot: '=ROLL-7' }, device: '打印机 1' }))
  const labels: number[] = []
  for (let ordinal = 1; ordinal <= total; ordinal++) labels.push(passLabel(store, operator, scope, ordinal, ordinal !== total))
  store.act(operator, (tx) =>
    tx.append('device.fault', { entities: { ...entities, ordinal: 3 }, after: { status: 'mediaOut' }, device: '打印机 1' }),
  )
  refuseScan(store, operator, scope, { verdict: 'unreadable', faults: [], label: null, ordinal: null }, readScan('NR', 2026), 4)
  voidLabel(store, operator, scope, { label: labels[0]!, reason: 'damaged: 卷边', serial: 'burned', evidence: 5 })
  labels.push(passLabel(store, operator, scope, 1))
  if (order.trace === 'serial') {
    voidLabel(store, operator, scope, { label: labels[1]!, reason: '旧标签已销毁', serial: 'same', evidence: null, signers })
    labels.push(passLabel(store, operator, scope, 2))
  }
  sampleLabel(store, operator, scope, labels[2]!, '留样')
  labels.push(passLabel(store, operator, scope, 3))
  loseLabel(store, operator, scope, labels[total - 1]!)
  labels.push(passLabel(store, operator, scope, total))
  countOrder(store, operator, order, { out: labels.length, source: 'printer', scrapped: 0, returned: 0 })
  closeOrder(store, operator, mustOrder(store, id), { reason: '查过出纸口、机内和废标盒', signers })
  return { scope, operator, quality: { user: signers[0].user.id, role: 'quality' }, labels }
}
