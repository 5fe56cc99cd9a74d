import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verifyEvidence } from '../../../shared/ledger/evidence.ts'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { drawLabel, type JobScope, serialFor, verifyLabel, voidLabel } from '../line/acts.ts'
import { readScan } from '../line/reading.ts'
import { StationLog } from '../log/station-log.ts'
import { mustOrder, overrideExpiry } from '../orders.ts'
import { People } from '../people/people.ts'
import { allocate } from '../serials.ts'
import { insertJob, jobById } from '../store/jobs.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import { type BundleSubject, bundleOf } from './bundle.ts'
import { sha256Bytes, verifyEd25519 } from './crypto.ts'
import { bundleText, evidencePage } from './page.ts'

let at: Rig
let store: Store
let log: StationLog
let scope: JobScope
let by: Actor
const labels: number[] = []

beforeEach(async () => {
  at = rig()
  store = at.create()
  log = new StationLog(store, () => ({ os: null, passphrase: null }))
  const { serialOrder } = seedOrders(store)
  const people = new People(store)
  const [quality, second] = await Promise.all(
    ['q1', 'q2'].map((login) =>
      people.create(system, { login, name: `名 ${login}`, staffNo: login, roles: ['quality'], password: 'password-1', pin: null }),
    ),
  )
  by = { user: quality!.id, role: 'quality' }
  overrideExpiry(store, by, serialOrder, '2029-01-01', '稳定性报告', [
    { user: quality!, role: 'quality' },
    { user: second!, role: 'quality' },
  ])
  const order = mustOrder(store, serialOrder)
  await allocate(store, system, { id: order.id, no: order.no, di: order.di }, 10)
  const job = store.stage((tx) =>
    insertJob(tx, {
      order: order.id,
      kind: 'print',
      template: 'box-60x40',
      version: 1,
      dpi: 300,
      total: 10,
      policy: { ...order.policy, stopAfter: 3 },
    }),
  )
  scope = { job: jobById(store.read, job)!, order }
  labels.length = 0
  for (let ordinal = 1; ordinal <= 3; ordinal++) {
    const drawn = serialFor(store.fresh, scope, ordinal)
    const { label } = drawLabel(store, by, scope, ordinal, drawn, {
      code: `(01)06901234500011(21)${drawn!.serial}`,
      sha256: 'f'.repeat(64),
    })
    verifyLabel(store, by, scope, label, { verdict: 'match', faults: [], label, ordinal }, readScan(']d2010690123450001121X', 2026))
    labels.push(label)
  }
  voidLabel(store, by, scope, { label: labels[0]!, reason: 'damaged', serial: 'burned', evidence: 5 })
})
afterEach(() => {
  store.close()
  at.remove()
})

const bundle = (subject: BundleSubject) =>
  JSON.parse(bundleText(evidencePage(bundleOf(store, log, by, subject)))!) as Record<string, unknown>
const check = (value: unknown, key: string | null = log.key().vkey) => verifyEvidence(value, { sha256: sha256Bytes, verifyEd25519, key })
const kinds = (value: Record<string, unknown>): number[] =>
  (value['events'] as { body: string }[]).map(({ body }) => (JSON.parse(body) as { kind: number }).kind)

describe('a bundle holds on a machine that has never seen the ledger', () => {
  test('of a label: from its product and order to its verdict, and what came after', () => {
    const value = bundle({ kind: 'label', label: labels[0]! })
    expect(check(value)).toMatchObject({ ok: true, signer: 'proven', problems: [] })
    expect(kinds(value)).toEqual(expect.arrayContaining([300, 400, 402, 404, 210, 500, 501, 503]))
    expect(value).toMatchObject({
      subject: { kind: 'label', order: 'A-1', ordinal: 1 },
      facts: { serial: 'T-000001', state: 'voided', version: 1 },
    })
    expect(kinds(value).filter((kind) => kind === 500)).toHaveLength(1)
  })

  test('of an order and of a lot: every label', () => {
    for (const subject of [
      { kind: 'order', order: scope.order.id },
      { kind: 'lot', product: scope.order.product, lot: 'LOT1' },
    ] as const) {
      const value = bundle(subject)
      expect(check(value), subject.kind).toMatchObject({ ok: true, signer: 'proven', problems: [] })
      expect(kinds(value).filter((kind) => kind === 500)).toHaveLength(3)
    }
  })

  test('without a key it says that the signer is not proven; with another key it does not hold', () => {
    const value = bundle({ kind: 'label', label: labels[1]! })
    expect(check(value, null)).toMatchObject({ ok: true, signer: 'notProven' })
    const other = rig()
    const strange = other.create()
    expect(check(value, new StationLog(strange, () => ({ os: null, passphrase: null })).key().vkey).ok).toBe(false)
    strange.close()
    other.remove()
  })

  test('one changed letter, one event left out of its place, one of another label: found', () => {
    const whole = JSON.stringify(bundle({ kind: 'label', label: labels[0]! }))
    expect(check(JSON.parse(whole.replace('damaged', 'dumaged'))).ok).toBe(false)
    expect(check(JSON.parse(whole.replace('"ordinal":1,"unit"', '"ordinal":2,"unit"'))).ok).toBe(false)
    const value = JSON.parse(whole) as { subject: Record<string, unknown> }
    value.subject = { ...value.subject, label: labels[1]! }
    expect(check(value).ok).toBe(false)
  })

  test('what is not there is refused in a word', () => {
    expect(() => bundleOf(store, log, by, { kind: 'label', label: 999 })).toThrow('label.unknown')
    expect(() => bundleOf(store, log, by, { kind: 'order', order: 999 })).toThrow('order.unknown')
    expect(() => bundleOf(store, log, by, { kind: 'lot', product: scope.order.product, lot: 'NONE' })).toThrow('evidence.nothing')
  })
})
