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
import { setOrderState } from '../store/orders.ts'
import { type Store, system } from '../store/store.ts'
import { attachReport, detachReport, dismissReport, keepReport } from './attach.ts'
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
  row: null,
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

describe('what must not be attached by itself', () => {
  test('E6 follows the newest grade of a label, whoever attached it', async () => {
    const { first, order } = await labels()
    const waiting = keepReport(store, system, report(10, null), from, null)
    keepReport(store, system, report(32, code('T-000001')), from, null)
    expect(evidenceOf(first)).toBe(6)
    attachReport(store, system, waiting.id, mustOrder(store, order).no, 1, '早先的')
    expect(evidenceOf(first)).toBe(6)
    keepReport(store, system, report(14, code('T-000001')), from, null)
    expect(evidenceOf(first)).toBe(5)
    keepReport(store, system, report(15, code('T-000001')), from, null)
    expect(evidenceOf(first)).toBe(6)
  })
  test('a report for a closed order waits, quality alone adds it, and the label stays as it was closed', async () => {
    const { first, order } = await labels()
    keepReport(store, system, report(32, code('T-000001')), from, null)
    const { no } = mustOrder(store, order)
    store.stage((tx) => setOrderState(tx, order, 'closed'))
    const late = keepReport(store, system, report(5, code('T-000001')), from, null)
    expect(late).toMatchObject({ state: 'waiting', order: null, data: { why: 'orderClosed' } })
    expect(() => attachReport(store, { user: 0, role: 'inspector' }, late.id, no, 1, 'x')).toThrow('grade.orderClosed')
    attachReport(store, { user: 0, role: 'quality' }, late.id, no, 1, '复测')
    expect(gradesOfOrder(store.read, order)[0]).toMatchObject({ tenths: 5, label: first })
    expect(evidenceOf(first)).toBe(6)
  })
  test('a wrong attachment is taken back: the report waits again, the label has what is left', async () => {
    const { first, order } = await labels()
    const right = keepReport(store, system, report(14, code('T-000001')), from, null)
    const wrong = keepReport(store, system, report(32, code('T-000001')), from, null)
    expect(evidenceOf(first)).toBe(6)
    detachReport(store, system, wrong.id, '归错了')
    expect(evidenceOf(first)).toBe(5)
    expect(gradesOfOrder(store.read, order).map(({ id }) => id)).toEqual([right.id])
    expect(waitingGrades(store.read)).toMatchObject([{ id: wrong.id, data: { why: 'detached' } }])
    expect(() => detachReport(store, system, wrong.id, 'x')).toThrow('grade.notAttached')
    attachReport(store, system, wrong.id, mustOrder(store, order).no, 2, '是第 2 张')
    store.stage((tx) => setOrderState(tx, order, 'closed'))
    expect(() => detachReport(store, system, wrong.id, 'x')).toThrow('order.closed')
  })
  test('a grade that cannot be read waits even with a known code, and is 0.0 once attached', async () => {
    const { order, first } = await labels()
    const unread: SymbolReport = {
      ...report(0, code('T-000001')),
      grade: { tenths: 0, aperture: null, light: null, angle: null, unread: 'NO DECODE' },
    }
    const kept = keepReport(store, system, unread, from, order)
    expect(kept).toMatchObject({ state: 'waiting', order: null, data: { why: 'gradeUnread', unread: 'NO DECODE' } })
    store.stage((tx) => tx.run("UPDATE product SET data = json_set(data, '$.leastGrade', 0)"))
    attachReport(store, system, kept.id, mustOrder(store, order).no, 1, '读不出')
    expect(evidenceOf(first)).toBe(5)
    expect(closingOf(store, mustOrder(store, order), false).blocked.map(({ code }) => code)).toContain('close.gradeBelow')
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

  const text: VerifierProfile = { form: 'text', fields: { code: 'DATA', grade: 'GRADE' }, standard: '15415', gsSubstitute: '' }
  const codeless: VerifierProfile = { ...profile, fields: { grade: 'Grade' } }
  const row = '(01)06901234510010(10)LOT2'
  const folderOf = (): string => {
    const folder = join(at.root, 'reports')
    mkdirSync(folder, { recursive: true })
    return folder
  }
  /** Opened, and the first look done. */
  async function watch(used = profile): Promise<string> {
    const folder = folderOf()
    verifiers.open(device({ kind: 'folder', folder, since: 0 }, used))
    await until(() => verifiers.state(9)?.code === 'ready', 2_000)
    return folder
  }
  const imports = (): unknown[] => store.read.all("SELECT json_extract(body, '$.after') FROM event WHERE kind = 122")
  const looks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150))
  /** The order came to the line `ago` ms ago. */
  function toLine(order: number, ago: number): void {
    const now = at.clock.wall
    at.clock.wall = now - ago
    const { no } = mustOrder(store, order)
    store.act(system, (tx) => tx.append('job.started', { entities: { order: no } }))
    at.clock.wall = now
    atLine = order
  }
  const written = (file: string, content: string | Uint8Array, ago: number): void => {
    writeFileSync(file, content)
    const seconds = (at.clock.wall - ago) / 1_000
    utimesSync(file, seconds, seconds)
  }

  test('a named code that is missing in a row, or a heading that is missing, never means the order at the line', async () => {
    const { lotOrder } = seedOrders(store)
    at.clock.wall += 3_600_000
    toLine(lotOrder, 60_000)
    const folder = await watch()
    written(join(folder, 'a.csv'), 'Data,Grade\n,3.1\n', 1_000)
    await until(() => grades.length === 1, 3_000)
    expect(grades[0]).toMatchObject({ state: 'waiting', data: { why: 'noCode' } })
    written(join(folder, 'b.csv'), 'Decoded,Grade\nx,3.1\n', 1_000)
    await until(() => verifiers.state(9)?.code === 'reportUnread', 3_000)
    expect(grades).toHaveLength(1)
  })
  test('without codes: one row written while the order was at the line belongs to it, all else waits', async () => {
    const { lotOrder, serialOrder } = seedOrders(store)
    at.clock.wall += 3_600_000
    toLine(lotOrder, 600_000)
    toLine(serialOrder, 500_000)
    toLine(lotOrder, 60_000)
    const folder = await watch(codeless)
    for (const [name, rows, ago] of [
      ['during.csv', '3.1', 1_000],
      ['before.csv', '3.2', 61_000],
      ['ahead.csv', '3.3', -60_000],
      ['several.csv', '3.4\n3.5', 1_000],
    ] as const) {
      const before = grades.length
      written(join(folder, name), `Grade\n${rows}\n`, ago)
      await until(() => grades.length === before + rows.split('\n').length, 3_000)
    }
    expect(grades.map(({ tenths, state }) => [tenths, state])).toEqual([
      [31, 'attached'],
      [32, 'waiting'],
      [33, 'waiting'],
      [34, 'waiting'],
      [35, 'waiting'],
    ])
  })
  test('a file that grows gives its new rows alone, also after a restart; nothing new is no event', async () => {
    seedOrders(store)
    const folder = await watch()
    const file = join(folder, 'day.csv')
    writeFileSync(file, `Data,Grade\n${row},1.0\n${row},1.0\n`)
    await until(() => grades.length === 2, 3_000)
    writeFileSync(file, `Data,Grade\n${row},1.0\n${row},1.0\n${row},3.0\n`)
    await until(() => grades.length === 3, 3_000)
    await verifiers.closeAll()
    verifiers = new Verifiers({ store, atLine: () => atLine, onChange: () => {}, onGrade: (grade) => grades.push(grade), everyMs: 20 })
    await watch()
    writeFileSync(file, `Data,Grade\n${row},1.0\n${row},1.0\n${row},3.0\n${row},1.0\n`)
    await until(() => grades.length === 4, 3_000)
    expect(grades.map(({ tenths }) => tenths)).toEqual([10, 10, 30, 10])
    const { lastSeq } = store
    writeFileSync(file, `Data,Grade\n${row},1.0\n\n${row},1.0\n${row},3.0\n${row},1.0\n`)
    await looks()
    expect(store.lastSeq).toBe(lastSeq)
  })
  test('a full disk: neither import nor grade, said so, and both once there is room', async () => {
    seedOrders(store)
    const folder = await watch()
    let full = true
    store.onBeforeCommit(() => {
      if (full) throw new Error('full')
    })
    writeFileSync(join(folder, 'a.csv'), `Data,Grade\n${row},1.0\n`)
    await until(() => verifiers.state(9)?.code === 'reportNotKept', 3_000)
    expect([imports(), grades]).toEqual([[], []])
    full = false
    await until(() => grades.length === 1, 3_000)
    await until(() => verifiers.state(9)?.code === 'ready', 3_000)
    expect(imports()).toHaveLength(1)
  })
  test('an import of several parts that broke off goes on where it broke off', async () => {
    seedOrders(store)
    const folder = await watch()
    let parts = 0
    store.onBeforeCommit(() => {
      if (++parts === 2) throw new Error('crash')
    })
    writeFileSync(join(folder, 'a.csv'), `Data,Grade\n${Array.from({ length: 1_200 }, () => `${row},3.0`).join('\n')}\n`)
    await until(() => grades.length === 1_200, 10_000)
    await looks()
    expect(grades).toHaveLength(1_200)
    expect(imports()).toHaveLength(2)
  })
  test('what fails behind the grade is done again, the grade is not', async () => {
    seedOrders(store)
    let fails = 2
    verifiers = new Verifiers({
      store,
      atLine: () => null,
      onChange: () => {},
      onGrade: (grade) => {
        if (fails-- > 0) throw new Error('pause')
        grades.push(grade)
      },
      everyMs: 20,
    })
    const folder = await watch()
    writeFileSync(join(folder, 'a.csv'), `Data,Grade\n${row},1.0\n`)
    await until(() => grades.length === 1, 3_000)
    expect(store.read.get('SELECT count(*) AS n FROM grade')).toEqual({ n: 1 })
  })
  test.each([
    ['GBK', Buffer.concat([Buffer.from([0xb5, 0xc8, 0xbc, 0xb6]), Buffer.from(`: 3.3\r\nDATA: ${row}\r\n`)])],
    ['UTF-16 LE', Buffer.from(`\ufeff等级: 3.3\r\nDATA: ${row}\r\n`, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\ufeff等级: 3.3\r\nDATA: ${row}\r\n`, 'utf16le').swap16()],
    ['UTF-8', Buffer.from(`\ufeff等级: 3.3\r\nDATA: ${row}\r\n`)],
  ])('a text report in %s', async (_name, bytes) => {
    const { lotOrder } = seedOrders(store)
    const folder = await watch({ ...text, fields: { code: 'DATA', grade: '等级' } })
    writeFileSync(join(folder, 'a.txt'), bytes)
    await until(() => grades.length === 1, 3_000)
    expect(grades).toMatchObject([{ tenths: 33, order: lotOrder }])
  })

  /** A verifier that calls back with what it is told to send. */
  async function overTcp(used: VerifierProfile): Promise<{ send(data: string): void; end(): Promise<void> }> {
    const sockets: Socket[] = []
    const server = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    verifiers.open(device({ kind: 'tcp', host: '127.0.0.1', port: (server.address() as { port: number }).port }, used))
    await until(() => sockets.length === 1, 2_000)
    return {
      send: (data) => void sockets[0]!.write(data),
      async end() {
        for (const socket of sockets) socket.destroy()
        await verifiers.closeAll()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }
  test('a report of several lines over TCP is one report; the next begins where a word comes again', async () => {
    const { lotOrder, serialOrder } = seedOrders(store)
    atLine = serialOrder
    const line = await overTcp(text)
    line.send(`DATA: ${row}\r\nTYPE: DM\r\n`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    line.send(`GRADE: 3.4\r\nGRADE: 2.0\r\nDATA: ${row}\r\n\r\nGRADE: 1.0\r\n\r\nDATA: ${row}\r\n`)
    await until(() => grades.length === 4, 2_000)
    expect(grades.map(({ tenths, order, data }) => [tenths, order, data.why])).toEqual([
      [34, lotOrder, null],
      [20, lotOrder, null],
      [10, null, 'noCode'],
      [0, null, 'gradeUnread'],
    ])
    await line.end()
  })
  test('without codes over TCP: the order that was at the line all the while', async () => {
    const { lotOrder, serialOrder } = seedOrders(store)
    atLine = lotOrder
    const line = await overTcp({ ...text, fields: { grade: 'GRADE' } })
    line.send('GRADE: 3.4\r\n\r\nGRADE: 2.0\r\n')
    await until(() => grades.length === 1, 2_000)
    atLine = serialOrder
    await until(() => grades.length === 2, 2_000)
    expect(grades.map(({ order }) => order)).toEqual([lotOrder, null])
    await line.end()
  })
  test('what fails behind the commit makes no second grade, and the first is told of', async () => {
    seedOrders(store)
    let fails = true
    store.onGrown(() => {
      if (!fails) return
      fails = false
      throw new Error('told')
    })
    const line = await overTcp(text)
    line.send(`GRADE: 1.0; DATA: ${row}\r\n\r\n`)
    await until(() => grades.length === 1, 2_000)
    await line.end()
    fails = true
    const folder = await watch()
    writeFileSync(join(folder, 'a.csv'), `Data,Grade\n${row},2.0\n`)
    await until(() => grades.length === 2, 2_000)
    await looks()
    expect(grades.map(({ tenths }) => tenths)).toEqual([10, 20])
    expect(store.read.get('SELECT count(*) AS n FROM grade')).toEqual({ n: 2 })
  })
  test('what cannot be kept over TCP is said and tried again, in order, once', async () => {
    seedOrders(store)
    const line = await overTcp(text)
    let full = true
    store.onBeforeCommit(() => {
      if (full) throw new Error('full')
    })
    line.send(`GRADE: 1.0; DATA: ${row}\r\n\r\nGRADE: 3.0; DATA: ${row}\r\n\r\n`)
    await until(() => verifiers.state(9)?.code === 'reportNotKept', 2_000)
    full = false
    await until(() => grades.length === 2, 2_000)
    expect(grades.map(({ tenths }) => tenths)).toEqual([10, 30])
    await until(() => verifiers.state(9)?.code === 'ready', 2_000)
    await line.end()
  })
})
