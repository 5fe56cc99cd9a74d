import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../test/rigs/folder.ts'
import { auditEvent, searchAudit } from './audit.ts'
import { drawLabel, serialFor } from './line/acts.ts'
import { verifyWhole } from './log/verify.ts'
import { mustOrder, overrideExpiry } from './orders.ts'
import { People } from './people/people.ts'
import { allocate } from './serials.ts'
import { insertJob, jobById } from './store/jobs.ts'
import { type Store, system } from './store/store.ts'

let at: Rig
let store: Store
let orders: ReturnType<typeof seedOrders>
const all = { text: '', from: null, to: null, group: null, before: null, limit: 200 } as const
const kindsOf = (query: Partial<typeof all> | object): (string | null)[] =>
  searchAudit(store, { ...all, ...query }).rows.map(({ kindName }) => kindName)

beforeEach(async () => {
  at = rig()
  store = at.create()
  orders = seedOrders(store)
  const order = mustOrder(store, orders.serialOrder)
  at.clock.wall += 3_600_000
  await allocate(store, system, { id: order.id, no: order.no, di: order.di }, 3)
  const id = store.stage((tx) =>
    insertJob(tx, {
      order: order.id,
      kind: 'print',
      template: 'box-60x40',
      version: 1,
      dpi: 300,
      total: 3,
      policy: { ...order.policy, stopAfter: 3 },
    }),
  )
  const scope = { job: jobById(store.read, id)!, order }
  drawLabel(store, system, scope, 1, serialFor(store.fresh, scope, 1), { code: '', sha256: '' })
})
afterEach(() => {
  store.close()
  at.remove()
})

test('finds a serial with its allocation and its label, by text or by scan', () => {
  for (const text of ['T-000001', '(01)06901234500011(10)LOT1(21)T-000001', '010690123450001110LOT1\u001d21T-000001']) {
    expect(kindsOf({ text })).toEqual(['label.drawn', 'serials.allocated'])
  }
})

test('finds an order by number, by part of it and by lot, its labels included', () => {
  for (const text of ['A-1', 'A-', 'LOT1']) expect(kindsOf({ text })).toEqual(['label.drawn', 'serials.allocated', 'order.created'])
})

test('narrows by group and by time, and pages backwards', () => {
  expect(kindsOf({ group: 5 })).toEqual(['label.drawn'])
  expect(kindsOf({ from: at.clock.wall - 60_000 })).toEqual(['label.drawn', 'serials.allocated'])
  const first = searchAudit(store, { ...all, limit: 2 })
  const next = searchAudit(store, { ...all, limit: 2, before: first.rows.at(-1)!.seq })
  expect(next.rows[0]!.seq).toBe(first.rows.at(-1)!.seq - 1)
  expect(first.total).toBe(store.lastSeq)
})

test('names what an act was done to', () => {
  const subjects = searchAudit(store, { ...all, group: 3 }).rows.map(({ kindName, subject }) => [kindName, subject])
  expect(subjects).toContainEqual(['product.created', '生物型股骨柄 12/14 锥度'])
  expect(subjects).toContainEqual(['pool.created', 'T-'])
})

test('shows a signed act with who signed it and what changed', async () => {
  const people = new People(store)
  for (const login of ['q1', 'q2'])
    await people.create(system, { login, name: login, staffNo: login, roles: ['quality'], password: 'password-1', pin: null })
  const signers = await people.signers(
    [
      { login: 'q1', password: 'password-1' },
      { login: 'q2', password: 'password-1' },
    ],
    ['expiry.override', 'expiry.override'],
  )
  overrideExpiry(store, { user: 1, role: 'quality' }, orders.lotOrder, '2027-01-01', 'stability data', signers)
  const [row] = searchAudit(store, { ...all, text: 'B-1' }).rows
  expect(row).toMatchObject({ kindName: 'order.expiryOverridden', signed: true, reason: true, changed: true })
  expect(auditEvent(store, row!.seq)).toMatchObject({
    beforeValue: { expires: '2029-01-31' },
    afterValue: { expires: '2027-01-01' },
    reasonText: 'stability data',
    signatures: [
      { name: 'q1', meaning: 'expiryOverride' },
      { name: 'q2', meaning: 'expiryOverride' },
    ],
  })
  expect(verifyWhole(store.read, store.station, [])).toMatchObject({ standing: 'notWitnessed', events: store.lastSeq })
})
