import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SymbolReport, VerifierProfile } from '../../../shared/verifier/profile.ts'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { drawLabel, serialFor } from '../line/acts.ts'
import { closingOf, mustOrder } from '../orders.ts'
import { allocate } from '../serials.ts'
import { until } from '../simulate/operator.ts'
import type { Device, VerifierSource } from '../store/devices.ts'
import { gradesOfOrder, type StoredGrade, waitingGrades } from '../store/grades.ts'
import { insertJob, jobById } from '../store/jobs.ts'
import { type Store, system } from '../store/store.ts'
import { attachReport, dismissReport, keepReport } from './attach.ts'
import { Verifiers } from './verifiers.ts'

let at: Rig
let store: Store
let verifiers: Verifiers
let grades: StoredGrade[]
let atLine: number | null
beforeEach(() => {
  at = rig()
  store = at.create()
  grades = []
  atLine = null
  verifiers = new Verifiers({ store, atLine: () => atLine, onChange: () => {}, onGrade: (grade) => grades.push(grade), everyMs: 20 })
})
afterEach(async () => {
  await verifiers.closeAll()
  store.close()
  at.remove()
})
const from = { verifier: '检测仪 1', source: 'r.csv' }
const report = (tenths: number, code: string | null): SymbolReport => ({
  code,
  grade: { tenths, aperture: 6, light: '660', angle: null },
  standard: '15415',
  at: null,
  parameters: {},
})
const profile: VerifierProfile = { form: 'table', fields: { code: 'Data', grade: 'Grade' }, standard: '15415', gsSubstitute: '' }
const device = (source: VerifierSource, used = profile): Extract<Device, { role: 'verifier' }> => ({
  id: 9,
  role: 'verifier',
  name: '检测仪 1',
  state: 'active',
  settings: { name: '检测仪 1', source, profile: used, calibratedOn: null, calibrationDays: 0 },
})

const code = (serial: string): string => `]d201069012345000111${'1260201'}17310131${'10LOT1'}\u001d21${serial}`

/** Two verified labels of the serial order. */
async function labels(): Promise<{ order: number; first: number; second: number }> {
  const { serialOrder } = seedOrders(store, 100)
  const order = mustOrder(store, serialOrder)
  await allocate(store, system, order, 10)
  const job = store.stage((tx) =>
    insertJob(tx, {
      order: order.id,
      kind: 'print',
      template: 'box-60x40',
      version: 1,
      dpi: 300,
      total: 100,
      policy: { ...order.policy, stopAfter: 3 },
    }),
  )
  const scope = { order, job: jobById(store.read, job)! }
  const [first, second] = [1, 2].map((ordinal) => {
    const drawn = serialFor(store.read, scope, ordinal)!
    const { label } = drawLabel(store, system, scope, ordinal, drawn, { code: '', sha256: '' })
    store.stage((tx) => tx.run("UPDATE label SET state = 'verified', evidence = 5 WHERE id = ?", label))
    return label
  }) as [number, number]
  return { order: order.id, first, second }
}
const evidenceOf = (label: number): number =>
  store.read.get<{ evidence: number }>('SELECT evidence FROM label WHERE id = ?', label)!.evidence

describe('a report is kept', () => {
  test('of the label that its code names; a good one is the best evidence there is', async () => {
    const { order, first, second } = await labels()
    keepReport(store, system, report(32, code('T-000002')), from, null)
    expect(gradesOfOrder(store.read, order)).toMatchObject([{ label: second, ordinal: 2, tenths: 32, least: 15 }])
    expect([evidenceOf(first), evidenceOf(second)]).toEqual([5, 6])
    expect(closingOf(store, mustOrder(store, order), false).blocked.map(({ code }) => code)).not.toContain('close.gradeBelow')
  })
  test('below what the product asks for it proves nothing, and the order cannot be closed until that label is graded well', async () => {
    const { order, first } = await labels()
    keepReport(store, system, report(14, code('T-000001')), from, null)
    expect(evidenceOf(first)).toBe(5)
    const below = () => closingOf(store, mustOrder(store, order), false).blocked.filter(({ code }) => code === 'close.gradeBelow')
    expect(below()).toEqual([{ code: 'close.gradeBelow', params: { ordinal: 1, grade: '1.4', least: '1.5' } }])
    keepReport(store, system, report(20, code('T-000001')), from, null)
    expect(below()).toEqual([])
    expect(evidenceOf(first)).toBe(6)
  })
  test('a voided label holds nobody up', async () => {
    const { order, first } = await labels()
    keepReport(store, system, report(10, code('T-000001')), from, null)
    store.stage((tx) => tx.run("UPDATE label SET state = 'voided' WHERE id = ?", first))
    expect(closingOf(store, mustOrder(store, order), false).blocked.map(({ code }) => code)).not.toContain('close.gradeBelow')
  })
  test('at lot level of the order, by DI and lot; the newest counts', () => {
    const { lotOrder } = seedOrders(store)
    keepReport(store, system, report(10, '(01)06901234510010(10)LOT2'), from, null)
    const blocked = () => closingOf(store, mustOrder(store, lotOrder), false).blocked.map(({ code }) => code)
    expect(blocked()).toContain('close.lotGradeBelow')
    keepReport(store, system, report(35, '(01)06901234510010(10)LOT2'), from, null)
    expect(blocked()).not.toContain('close.lotGradeBelow')
  })
  test.each([
    [null, 'noCode'],
    ['hello', 'notUdi'],
    ['(01)06901234599992(10)LOT2', 'unknownDi'],
    ['(01)06901234510010(10)OTHER', 'unknownLot'],
    ['(01)06901234500011(21)NONE', 'unknownSerial'],
  ])('%s waits for a person: %s', (text, why) => {
    seedOrders(store)
    keepReport(store, system, report(30, text), from, null)
    expect(waitingGrades(store.read)).toMatchObject([{ order: null, data: { why } }])
  })
  test('without a code it belongs to the order at the line', () => {
    const { lotOrder } = seedOrders(store)
    keepReport(store, system, report(30, null), from, lotOrder)
    expect(gradesOfOrder(store.read, lotOrder)).toHaveLength(1)
  })
  test('a waiting one is attached or dismissed once, with a reason', () => {
    const { lotOrder } = seedOrders(store)
    const first = keepReport(store, system, report(30, null), from, null)
    const second = keepReport(store, system, report(31, null), from, null)
    expect(() => attachReport(store, system, first.id, 'NONE', null, 'x')).toThrow('order.unknown')
    expect(() => attachReport(store, system, first.id, 'B-1', 7, 'x')).toThrow('label.unknown')
    attachReport(store, system, first.id, 'B-1', null, '抽样第 3 张')
    dismissReport(store, system, second.id, '调机样张')
    expect(gradesOfOrder(store.read, lotOrder)).toMatchObject([{ tenths: 30 }])
    expect(waitingGrades(store.read)).toEqual([])
    expect(() => dismissReport(store, system, second.id, 'x')).toThrow('grade.settled')
  })
})

describe('reports come in', () => {
  test('as files in a folder: new ones once, whole ones only, and the folder may vanish and come back', async () => {
    seedOrders(store)
    const folder = join(at.root, 'reports')
    mkdirSync(folder)
    const row = '(01)06901234510010(10)LOT2'
    writeFileSync(join(folder, 'old.csv'), `Data,Grade\n${row},4.0\n`)
    utimesSync(join(folder, 'old.csv'), 1, 1)
    verifiers.open(device({ kind: 'folder', folder, since: Date.now() - 60_000 }))
    await until(() => verifiers.state(9)?.code === 'ready', 2_000)
    writeFileSync(join(folder, 'a.csv'), `Data,Grade\n${row},3.1\n${row},2.0\n`)
    await until(() => grades.length === 2, 3_000)
    writeFileSync(join(folder, 'copy-of-a.csv'), `Data,Grade\n${row},3.1\n${row},2.0\n`)
    writeFileSync(join(folder, 'notes.doc'), 'no report')
    rmSync(folder, { recursive: true })
    await until(() => verifiers.state(9)?.code === 'folderGone', 2_000)
    mkdirSync(folder)
    writeFileSync(join(folder, 'b.csv'), `Data,Grade\n${row},1.0\n`)
    await until(() => grades.length === 3, 3_000)
    expect(grades.map(({ tenths }) => tenths)).toEqual([31, 20, 10])
    writeFileSync(join(folder, 'c.csv'), 'Something,Else\n1,2\n')
    await until(() => verifiers.state(9)?.code === 'reportUnread', 3_000)
  })
  test('as lines over TCP', async () => {
    seedOrders(store)
    const sockets: Socket[] = []
    const server = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const text: VerifierProfile = { form: 'text', fields: { code: 'DATA', grade: 'GRADE' }, standard: '15415', gsSubstitute: '' }
    verifiers.open(device({ kind: 'tcp', host: '127.0.0.1', port }, text))
    await until(() => sockets.length === 1, 2_000)
    sockets[0]!.write('GRADE: 3.4/06/660; DATA: (01)06901234510010(10)LOT2\r\n')
    await until(() => grades.length === 1, 2_000)
    expect(grades[0]).toMatchObject({ tenths: 34, state: 'attached', data: { aperture: 6, source: `127.0.0.1:${port}` } })
    for (const socket of sockets) socket.destroy()
    await verifiers.closeAll()
    await new Promise((resolve) => server.close(resolve))
  })
})
