import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PrintFailed } from '../../../drivers/printers/printer.ts'
import { VirtualLine } from '../../../drivers/virtual-line/line.ts'
import { commandText } from '../../../shared/print-verify/commands.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { startLabelMaker } from '../labels/label-maker.ts'
import { createPool, saveProduct } from '../masters.ts'
import { closeOrder, closingOf, countOrder, createOrder, mustOrder } from '../orders.ts'
import type { LabelMaker } from '../ports.ts'
import { allocate } from '../serials.ts'
import { until } from '../simulate/operator.ts'
import { Station } from '../station.ts'
import { labelsAt } from '../store/jobs.ts'
import type { OrderPolicy } from '../store/orders.ts'
import { type Actor, system } from '../store/store.ts'
import { sampleImplant, sampleSyringe } from '../training.ts'
import { storyOf } from './story.ts'

let at: Rig
let line: VirtualLine
let labels: LabelMaker
let station: Station
const by: Actor = { user: 1, role: 'operator' }
const every: OrderPolicy = { verify: 'every', nth: 10, ahead: 3, verifyOnly: false }

beforeEach(async () => {
  at = rig()
  labels = await startLabelMaker()
  station = await Station.create(
    { folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine },
    'training',
  )
  line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: join(at.root, 'line'), seed: 's', recoverMs: 700, dpi: 203 })
  const { printer, scanner } = await line.listen()
  station.devices.save(system, null, 'printer', {
    name: 'P',
    connection: { kind: 'tcp', host: '127.0.0.1', port: printer },
    dpi: 203,
    widthMm: 108,
    darkness: 15,
    speed: 6,
    offsetXMm: 0,
    offsetYMm: 0,
  })
  station.devices.save(system, null, 'scanner', { name: 'S', connection: { kind: 'tcp', host: '127.0.0.1', port: scanner } })
  await until(() => station.devices.list().every(({ role, status }) => role === 'printer' || status.code === 'ready'), 5_000)
  for (const [login, roles] of [
    ['op', ['operator']],
    ['qa', ['quality']],
  ] as const)
    await station.people.create(system, { login, name: login, staffNo: login, roles: [...roles], password: 'password-1', pin: null })
})
afterEach(async () => {
  await station.close()
  await labels.close()
  await line.close()
  at.remove()
})

function order(level: 'serial' | 'lot', quantity: number, policy: OrderPolicy = every, missingLimit = 1): number {
  const product = saveProduct(station.store, system, null, {
    ...(level === 'serial' ? sampleImplant : sampleSyringe),
    template: 'unit-40x20',
    missingLimit,
  })
  if (level === 'serial')
    createPool(station.store, system, { productId: product, kind: 'sequential', prefix: 'T-', first: 1, size: 1000, width: 4, low: 0 })
  return createOrder(station.store, system, { no: 'O-1', productId: product, lot: 'LOT1', made: '2026-01-05', quantity, policy })
}

const phase = (jobId: number): string => station.line.runner(jobId, by).line.phase
async function runTo(jobId: number, wanted: string, ms = 15_000): Promise<void> {
  await station.line.start(by, jobId)
  await until(() => phase(jobId) === wanted, ms)
  expect(phase(jobId)).toBe(wanted)
}
const counts = (jobId: number) => {
  const { good, voided, sampled } = station.line.runner(jobId, by).line
  return { good, voided, sampled }
}

describe('the loop', () => {
  test('prints, scans and judges every label; the order closes when the papers balance', async () => {
    const id = order('serial', 8)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const counted = await station.outOf(mustOrder(station.store, id))
    expect(counted).toEqual({ out: 8, source: 'journal' })
    await station.line.release(id)
    expect(() => closeOrder(station.store, by, mustOrder(station.store, id), null)).toThrow('close.notCounted')
    countOrder(station.store, by, mustOrder(station.store, id), { ...counted, scrapped: 0, returned: 0 })
    closeOrder(station.store, by, mustOrder(station.store, id), null)
    expect(mustOrder(station.store, id).state).toBe('closed')
    expect(() => station.line.openJob(by, id)).toThrow('order.closed')
  })

  test('a smudged label is refused, voided, and its ordinal printed again with the next serial', async () => {
    const id = order('serial', 6)
    const job = station.line.openJob(by, id).scope.job.id
    line.fault('smudge')
    await runTo(job, 'fault')
    const runner = station.line.runner(job, by)
    expect(
      station.store.read.get("SELECT count(*) AS n FROM event WHERE kind = 510 AND json_extract(body, '$.after.verdict') = 'unreadable'"),
    ).toEqual({ n: 1 })
    const [spoilt] = runner.line.out
    station.line.void(by, job, spoilt!.label, 'unreadable', false)
    await until(() => phase(job) !== 'running', 15_000)
    if (phase(job) === 'fault') station.line.acknowledge(by, job)
    await until(() => phase(job) === 'printed', 15_000)
    expect(counts(job)).toEqual({ good: 6, voided: 1, sampled: 0 })
    const takes = labelsAt(station.store.read, job, spoilt!.ordinal)
    expect(takes.map(({ state }) => state)).toEqual(['voided', 'verified'])
    expect(takes[1]!.serial).not.toBe(takes[0]!.serial)
    expect(station.store.read.get('SELECT life FROM unit WHERE id = ?', spoilt!.unit)).toEqual({ life: 'burned' })
  })

  test('a wrong label stops the line and leaves the awaited one outstanding; scanning the right one goes on', async () => {
    const id = order('serial', 5)
    const runner = station.line.openJob(by, id)
    line.fault('stall')
    await station.line.start(by, runner.scope.job.id)
    await until(() => runner.line.out.length > 0, 5_000)
    const seq = station.line.scan(by, runner.scope.job.id, ']d2010690123451001011260105173101041' + '0OTHER')
    expect(seq).toBe(runner.verdict?.seq)
    expect(runner.verdict?.judgement).toMatchObject({ verdict: 'wrongProduct', label: null })
    await until(() => phase(runner.scope.job.id) === 'printed', 15_000)
    expect(counts(runner.scope.job.id).good).toBe(5)
  })

  test('a sample keeps its serial and is printed again for the order', async () => {
    const id = order('serial', 4)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const [second] = labelsAt(station.store.read, job, 2)
    station.line.sample(by, job, second!.id, 'QA')
    expect(phase(job)).toBe('paused')
    await runTo(job, 'printed')
    expect(counts(job)).toEqual({ good: 4, voided: 0, sampled: 1 })
    expect(station.store.read.get('SELECT life, quality FROM unit WHERE id = ?', second!.unit)).toEqual({
      life: 'verified',
      quality: 'sampled',
    })
  })

  test('reprint of the same code: two signers, the same serial again, only within the limit', async () => {
    const id = order('serial', 3)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const signers = await station.people.signers(
      [
        { login: 'op', password: 'password-1' },
        { login: 'qa', password: 'password-1' },
      ],
      ['label.reprintSame', 'reprint.approve'],
    )
    for (let round = 0; round < 2; round++) {
      const label = labelsAt(station.store.read, job, 1).at(-1)!
      station.line.reprintSame(by, job, label.id, 'torn', signers)
      await runTo(job, 'printed')
    }
    const takes = labelsAt(station.store.read, job, 1)
    expect(takes.map(({ state }) => state)).toEqual(['voided', 'voided', 'verified'])
    expect(new Set(takes.map(({ serial }) => serial)).size).toBe(1)
    expect(() => station.line.reprintSame(by, job, takes.at(-1)!.id, 'again', signers)).toThrow('reprint.limit')
    expect(station.store.read.get('SELECT count(*) AS n FROM event WHERE kind = 210')).toEqual({ n: 4 })
  })

  test('paper out: the line stops at the cut label, asks, and goes on with a new one', async () => {
    const id = order('lot', 6)
    const job = station.line.openJob(by, id).scope.job.id
    line.fault('paper-out')
    await runTo(job, 'trouble')
    await until(() => station.line.runner(job, by).line.trouble?.cleared === true, 5_000)
    expect(station.line.runner(job, by).line.trouble).toMatchObject({ status: 'mediaOut' })
    station.line.roll(by, job, 'R-1')
    station.line.answerTrouble(by, job, 'half')
    await until(() => phase(job) === 'printed', 15_000)
    expect(counts(job)).toEqual({ good: 6, voided: 1, sampled: 0 })
  })

  test('where the policy scans only some, a scanner that sees all does no harm', async () => {
    const id = order('lot', 12, { ...every, verify: 'firstLast' })
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    expect(counts(job)).toEqual({ good: 12, voided: 0, sampled: 0 })
    expect(station.store.read.get('SELECT count(*) AS n FROM event WHERE kind = 510')).toEqual({ n: 0 })
  })

  test('labels accepted by count where nothing is scanned', async () => {
    for (const { id, role } of station.devices.list()) if (role === 'scanner') station.devices.setState(system, id, 'removed')
    const id = order('serial', 60, { ...every, verify: 'count' })
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    expect(station.store.read.all('SELECT state, count(*) AS n FROM label GROUP BY state')).toEqual([{ state: 'accepted', n: 60 }])
    expect(station.store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = 502')!.n).toBeLessThan(5)
  })

  test('verify-only: labels printed elsewhere, each counted once', async () => {
    const id = order('serial', 3, { ...every, verifyOnly: true })
    const runner = station.line.openJob(by, id)
    const job = runner.scope.job.id
    await station.line.start(by, job)
    const scan = (serial: string) => {
      station.line.scan(by, job, `]d201069012345000111126010517310104${'10LOT1'}\u001d21${serial}`)
      return runner.verdict!.judgement.verdict
    }
    expect(scan('EXT1')).toBe('match')
    expect(scan('EXT1')).toBe('duplicate')
    station.line.acknowledge(by, job)
    expect(scan('EXT2')).toBe('match')
    expect(scan('EXT3')).toBe('match')
    expect(phase(job)).toBe('printed')
  })
})

describe('closing', () => {
  test('with a missing label is refused, then closes with a deviation signed by two within the limit', async () => {
    const id = order('serial', 4)
    const job = station.line.openJob(by, id).scope.job.id
    line.fault('power-cycle')
    await runTo(job, 'trouble')
    await until(() => station.line.runner(job, by).line.trouble?.cleared === true, 5_000)
    const { line: now } = station.line.runner(job, by)
    // The label that was being sent is asked about first; like all that left it is then in doubt.
    if (now.trouble?.label != null) station.line.answerTrouble(by, job, 'whole')
    else await station.line.start(by, job)
    const waits = (): boolean => phase(job) === 'printed' || phase(job) === 'doubt' || phase(job) === 'fault'
    for (let i = 0, asked = 0; i < 10 && phase(job) !== 'printed'; i++) {
      const doubt = station.line.runner(job, by).line.out.find((piece) => piece.doubt)
      if (doubt !== undefined && phase(job) === 'doubt') {
        station.line.answerDoubt(by, job, doubt.label, asked === 0 ? 'notFound' : 'notPrinted')
        asked++
      }
      // The scanner sees the cut label late.
      if (phase(job) === 'fault') station.line.acknowledge(by, job)
      await until(waits, 5_000)
    }
    expect(phase(job)).toBe('printed')
    const whole = mustOrder(station.store, id)
    await station.line.release(id)
    const out = 4 + 1 + station.store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'voided'")!.n
    countOrder(station.store, by, whole, { out, source: 'hand', scrapped: 0, returned: 0 })
    expect(closingOf(station.store, whole, false)).toMatchObject({
      missing: 1,
      blocked: [{ code: 'close.missing', params: { count: 1, limit: 1 } }],
    })
    expect(() => closeOrder(station.store, by, whole, null)).toThrow('close.missing')
    const signers = await station.people.signers(
      [
        { login: 'op', password: 'password-1' },
        { login: 'qa', password: 'password-1' },
      ].reverse(),
      ['deviation.sign', 'session.any'],
    )
    const { deviation } = closeOrder(station.store, by, whole, { reason: 'stuck in the printer', signers })
    expect(deviation).toMatch(/^DV-\d{6}-1$/)
    expect(station.store.read.get("SELECT u.life FROM label l JOIN unit u ON u.id = l.unit WHERE l.state = 'missing'")).toEqual({
      life: 'burned',
    })
    const closed = JSON.parse(station.store.read.get<{ body: string }>('SELECT body FROM event WHERE kind = 422')!.body) as {
      after: { serials: { drawn: number; verified: number; burned: number; left: number } }
    }
    const { drawn, verified, burned, left } = closed.after.serials
    expect(drawn).toBe(verified + burned + left)
  })

  test('more papers than labels, or more missing than the limit, cannot be signed away', async () => {
    const id = order('lot', 3, every, 1)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    await station.line.release(id)
    const whole = mustOrder(station.store, id)
    const signers = await station.people.signers([{ login: 'qa', password: 'password-1' }], ['deviation.sign'])
    countOrder(station.store, by, whole, { out: 2, source: 'hand', scrapped: 0, returned: 0 })
    expect(() => closeOrder(station.store, by, whole, { reason: 'x', signers })).toThrow('close.surplus')
    countOrder(station.store, by, whole, { out: 9, source: 'hand', scrapped: 0, returned: 0 })
    expect(() => closeOrder(station.store, by, whole, { reason: 'x', signers })).toThrow('close.overLimit')
    countOrder(station.store, by, whole, { out: 3, source: 'hand', scrapped: 1, returned: 1 })
    closeOrder(station.store, by, whole, null)
  })
})

describe('what a review found', () => {
  test('a printer that cannot be reached draws nothing twice: the label that had no connection is burned and printed anew', async () => {
    const id = order('serial', 4, { ...every, ahead: 1 })
    const job = station.line.openJob(by, id).scope.job.id
    const { driver } = station.devices.printer()!
    const whole = driver.print.bind(driver)
    let failures = 1
    driver.print = (bytes) => (failures-- > 0 ? Promise.reject(new PrintFailed(false)) : whole(bytes))
    await station.line.start(by, job)
    await until(() => phase(job) === 'trouble' && station.line.runner(job, by).line.trouble?.cleared === true, 5_000)
    await station.line.start(by, job)
    await until(() => phase(job) === 'printed', 15_000)
    expect(counts(job).good).toBe(4)
    expect(labelsAt(station.store.read, job, 1).map(({ state }) => state)).toEqual(['notPrinted', 'verified'])
    expect((await station.outOf(mustOrder(station.store, id))).out).toBe(4)
  })

  test('a closed order cannot be touched any more', async () => {
    const id = order('lot', 2)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const [first] = labelsAt(station.store.read, job, 1)
    await station.line.release(id)
    countOrder(station.store, by, mustOrder(station.store, id), { out: 2, source: 'journal', scrapped: 0, returned: 0 })
    closeOrder(station.store, by, mustOrder(station.store, id), null)
    await expect(station.line.start(by, job)).rejects.toThrow('order.closed')
    expect(() => station.line.void(by, job, first!.id, 'wrong', false)).toThrow('order.closed')
    expect(() => station.line.setTotal(by, job, 9)).toThrow('order.closed')
    expect(() => station.line.scan(by, job, ']d2x')).toThrow('order.closed')
  })

  test('counting policies accept no label that the printer did not finish', async () => {
    for (const { id, role } of station.devices.list()) if (role === 'scanner') station.devices.setState(system, id, 'removed')
    const id = order('lot', 12, { ...every, verify: 'count' })
    const job = station.line.openJob(by, id).scope.job.id
    line.fault('power-cycle')
    await station.line.start(by, job)
    await until(() => phase(job) === 'trouble', 5_000)
    expect(station.store.read.get("SELECT count(*) AS n FROM label WHERE state = 'accepted'")).toEqual({ n: 0 })
    expect(station.store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'doubt'")!.n).toBeGreaterThan(0)
  })

  test('an armed verb acts only on a label of this job, read whole', async () => {
    const id = order('serial', 3)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const voided = (): number => station.store.read.get<{ n: number }>("SELECT count(*) AS n FROM label WHERE state = 'voided'")!.n
    const body = '01069012345000111126010517310104'
    for (const wrong of [
      'NR',
      'T-0001',
      `]d2010690123451001011260105173101041${'0LOT1'}\u001d21T-0001`,
      `]d2${body}10LOT2\u001d21T-0001`,
      `]d2${body}10LOT1\u001d21T-000`,
    ]) {
      station.line.arm(by, job, 'void', 'wrong')
      station.line.scan(by, job, wrong)
      expect(voided(), wrong).toBe(0)
    }
    station.line.arm(by, job, 'void', 'wrong')
    station.line.scan(by, job, `]d2${body}10LOT1\u001d21T-0001`)
    expect(voided()).toBe(1)
  })

  test('a command card at a reader does nothing in the name of nobody', async () => {
    const id = order('lot', 3)
    const job = station.line.openJob(by, id).scope.job.id
    await station.line.start(by, job)
    station.line.pause(by, job)
    station.line.deviceScan(`]C0${commandText('CONT')}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(phase(job)).toBe('paused')
  })

  test('a label said to be lost is missing, whatever is counted by hand', async () => {
    const id = order('serial', 2)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    await station.line.release(id)
    const whole = mustOrder(station.store, id)
    station.store.stage((tx) => tx.run("UPDATE label SET state = 'missing' WHERE ordinal = 2"))
    station.store.stage((tx) => tx.run("UPDATE unit SET life = 'encoded' WHERE id = (SELECT unit FROM label WHERE ordinal = 2)"))
    countOrder(station.store, by, whole, { out: 1, source: 'hand', scrapped: 0, returned: 0 })
    expect(() => closeOrder(station.store, by, whole, null)).toThrow('close.missing')
  })
})

describe('two things at once', () => {
  test('an order that is closed while its start waits for the printer prints nothing more', async () => {
    const id = order('serial', 10)
    const job = station.line.openJob(by, id).scope.job.id
    await station.line.start(by, job)
    await until(() => counts(job).good >= 3, 15_000)
    station.line.pause(by, job)
    await until(() => station.line.runner(job, by).line.out.length === 0, 15_000)
    countOrder(station.store, by, mustOrder(station.store, id), {
      ...(await station.outOf(mustOrder(station.store, id))),
      scrapped: 0,
      returned: 0,
    })
    const drawn = () => station.store.read.get<{ n: number }>('SELECT count(*) AS n FROM label')!.n
    const before = drawn()
    const outcomes = await Promise.allSettled([station.line.start(by, job), station.closeOrder(by, id, null, null)])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await expect(station.line.start(by, job)).rejects.toThrow('order.closed')
    expect(drawn()).toBe(before)
    expect(mustOrder(station.store, id).state).toBe('closed')
  })

  /** Two orders of one product. */
  function twoJobs(): [number, number] {
    const first = order('lot', 20)
    const { product } = mustOrder(station.store, first)
    const second = createOrder(station.store, system, {
      no: 'O-2',
      productId: product,
      lot: 'LOT2',
      made: '2026-01-05',
      quantity: 20,
      policy: every,
    })
    return [station.line.openJob(by, first).scope.job.id, station.line.openJob(by, second).scope.job.id]
  }

  test('of two orders started at once one prints', async () => {
    const [first, second] = twoJobs()
    const outcomes = await Promise.allSettled([station.line.start(by, first), station.line.start(by, second)])
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled' })
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { message: 'line.busy' } })
    expect([phase(first), phase(second)]).toEqual(['running', 'idle'])
  })

  test('an order in fault keeps the line until it is settled or paused, and does not come back beside another', async () => {
    const [first, second] = twoJobs()
    line.fault('smudge')
    await runTo(first, 'fault')
    await expect(station.line.start(by, second)).rejects.toThrow('line.busy')
    station.line.pause(by, first)
    await station.line.start(by, second)
    station.line.acknowledge(by, first)
    expect([phase(first), phase(second)]).toEqual(['paused', 'running'])
  })

  test.each(['lot', 'serial'] as const)('a label that is still being made when the link breaks is drawn once (%s)', async (level) => {
    const id = order(level, 6)
    let slow = 2
    const make = labels.make.bind(labels)
    labels.make = async (input) => {
      const made = await make(input)
      if (slow-- > 0) await new Promise((resolve) => setTimeout(resolve, 900))
      return made
    }
    const job = station.line.openJob(by, id).scope.job.id
    await station.line.start(by, job)
    await new Promise((resolve) => setTimeout(resolve, 100))
    const runner = station.line.runner(job, by)
    runner.linkLost(station.devices.printer()!.driver)
    expect(phase(job)).toBe('trouble')
    await until(() => runner.line.trouble?.cleared === true, 5_000)
    station.line.answerTrouble(by, job, 'whole')
    await until(() => phase(job) === 'printed', 15_000)
    expect(counts(job)).toEqual({ good: 6, voided: 0, sampled: 0 })
    expect(station.store.read.get('SELECT max(n) AS n FROM (SELECT count(*) AS n FROM label GROUP BY ordinal)')).toEqual({ n: 1 })
  })
})

describe('after a restart', () => {
  test('a scan by a device answers a doubt, though nothing was started', async () => {
    const id = order('serial', 4)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const raw = station.store.read.get<{ raw: string }>(
      "SELECT json_extract(body, '$.after.raw') AS raw FROM event WHERE kind = 501 AND json_extract(body, '$.entities.ordinal') = 4",
    )!.raw
    // As if it had been killed after the last label left: no verdict was committed.
    station.store.stage((tx) => {
      tx.run("UPDATE label SET state = 'out', judged = NULL, evidence = NULL WHERE ordinal = 4")
      tx.run("UPDATE unit SET life = 'encoded' WHERE id = (SELECT unit FROM label WHERE ordinal = 4)")
      tx.run("UPDATE job SET state = 'running'")
      tx.run("UPDATE work_order SET state = 'running'")
    })
    await station.close()
    station = await Station.open({ folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine })
    station.line.openJob(by, id)
    expect(phase(job)).toBe('doubt')
    const lost = station.store.read.get<{ id: number }>('SELECT id FROM label WHERE ordinal = 4')!.id
    const signers = await station.people.signers(
      [
        { login: 'op', password: 'password-1' },
        { login: 'qa', password: 'password-1' },
      ],
      ['label.reprintSame', 'reprint.approve'],
    )
    expect(() => station.line.reprintSame(by, job, lost, 'torn', signers)).toThrow('reprint.notInHand')
    station.line.deviceScan(raw)
    expect(station.store.read.get('SELECT state FROM label WHERE id = ?', lost)).toEqual({ state: 'verified' })
    expect(phase(job)).not.toBe('doubt')
  })
})

describe('what labels say', () => {
  test('does not change under an order that has begun; before that, the order follows its product', async () => {
    const id = order('lot', 6)
    const { product } = mustOrder(station.store, id)
    const runner = station.line.openJob(by, id)
    const job = runner.scope.job.id
    await station.line.preview(runner.scope, runner.line)
    const changed = { ...sampleSyringe, template: 'unit-40x20', missingLimit: 1, pi: { ...sampleSyringe.pi, made: !sampleSyringe.pi.made } }
    saveProduct(station.store, system, product, changed)
    await runTo(job, 'printed')
    const codes = station.store.read.all<{ code: string }>(
      "SELECT DISTINCT json_extract(body, '$.after.code') AS code FROM event WHERE kind = 500",
    )
    expect(codes).toHaveLength(1)
    expect(codes[0]!.code.includes('(11)')).toBe(changed.pi.made)
    expect(() => saveProduct(station.store, system, product, { ...changed, registration: 'other' })).toThrow('product.labelInUse')
    saveProduct(station.store, system, product, { ...changed, missingLimit: 2 })
  })

  test('is drawn again as it was printed, though the product has changed since', async () => {
    const id = order('lot', 2)
    const { product } = mustOrder(station.store, id)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const [label] = labelsAt(station.store.read, job, 1)
    const before = await station.line.picture(label!.id)
    countOrder(station.store, by, mustOrder(station.store, id), {
      ...(await station.outOf(mustOrder(station.store, id))),
      scrapped: 0,
      returned: 0,
    })
    await station.closeOrder(by, id, null, null)
    saveProduct(station.store, system, product, { ...sampleSyringe, template: 'unit-40x20', spec: 'other' })
    expect((await station.line.picture(label!.id)).sha256).toBe(before.sha256)
    expect(before.sha256).toBe(
      station.store.read.get<{ sha256: string }>("SELECT json_extract(body, '$.after.sha256') AS sha256 FROM event WHERE kind = 500")!
        .sha256,
    )
  })
})

describe('an armed verb', () => {
  test('is spent by the act it was armed for, and by leaving', async () => {
    const id = order('serial', 4)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const at = (ordinal: number) => labelsAt(station.store.read, job, ordinal)[0]!
    const scanned = (ordinal: number): string =>
      station.store.read.get<{ raw: string }>(
        "SELECT json_extract(body, '$.after.raw') AS raw FROM event WHERE kind = 501 AND json_extract(body, '$.entities.ordinal') = ?",
        ordinal,
      )!.raw
    station.line.arm(by, job, 'void', 'wrong')
    station.line.void(by, job, at(1).id, 'wrong', false)
    station.line.scan(by, job, scanned(3))
    expect(at(3).state).toBe('verified')
    station.line.arm(by, job, 'void', 'wrong')
    station.line.disarm(job)
    station.line.scan(by, job, scanned(3))
    expect(at(3).state).toBe('verified')
    expect(() => station.line.arm(by, job, 'reprint', 'wrong')).toThrow('reprint.byLabel')
  })
})

describe('a clock set back', () => {
  test('stops the next draw until it is accepted by name', async () => {
    const id = order('lot', 3)
    const job = station.line.openJob(by, id).scope.job.id
    at.clock.wall -= 7_200_000
    await expect(station.line.start(by, job)).rejects.toMatchObject({ code: 'condition.clockBack' })
    station.store.act(system, (tx) => station.store.acceptClock(tx))
    await runTo(job, 'printed')
  })
})

describe('papers that turn up again', () => {
  const scanOf = (serial: string): string => `]d20106901234500011112601051731010410LOT1\u001d21${serial}`

  test('a lost label found after its ordinal was printed again is no good label more, and is accounted for once', async () => {
    const id = order('serial', 3)
    const job = station.line.openJob(by, id).scope.job.id
    await runTo(job, 'printed')
    const [first] = labelsAt(station.store.read, job, 1)
    // As if it had been given up in a doubt: missing, and its ordinal due again.
    const runner = station.line.runner(job, by)
    station.store.stage((tx) => tx.run("UPDATE label SET state = 'missing' WHERE id = ?", first!.id))
    await station.line.release(id)
    await runTo(job, 'printed')
    expect(runner).not.toBe(station.line.runner(job, by))
    expect(counts(job)).toMatchObject({ good: 3 })
    station.line.scan(by, job, scanOf(first!.serial!))
    const again = station.line.runner(job, by)
    expect(again.verdict?.judgement).toMatchObject({ verdict: 'duplicate', label: null })
    expect(counts(job)).toMatchObject({ good: 3 })
    const [, second] = labelsAt(station.store.read, job, 1)
    again.acknowledge(by)
    station.line.void(by, job, second!.id, 'wrong', true)
    expect(labelsAt(station.store.read, job, 1).map(({ state }) => state)).toEqual(['voided', 'verified'])
    countOrder(station.store, by, mustOrder(station.store, id), { out: 4, source: 'journal', scrapped: 0, returned: 0 })
    await station.line.release(id)
    expect(closingOf(station.store, mustOrder(station.store, id), false)).toMatchObject({ missing: 0, blocked: [] })
  })

  test('a serial verified elsewhere leaves the range that came back, which is then handed out without it', async () => {
    const id = order('serial', 4)
    const { di, no, product } = mustOrder(station.store, id)
    await allocate(station.store, by, { id, no, di }, 4)
    station.store.stage((tx) => tx.run("UPDATE allocation SET state = 'returned' WHERE order_id = ?", id))
    const elsewhere = createOrder(station.store, system, {
      no: 'O-2',
      productId: product,
      lot: 'LOT1',
      made: '2026-01-05',
      quantity: 1,
      policy: { ...every, verifyOnly: true },
    })
    const job = station.line.openJob(by, elsewhere).scope.job.id
    await station.line.start(by, job)
    station.line.scan(by, job, scanOf('T-0003'))
    expect(counts(job)).toMatchObject({ good: 1 })
    const { ranges } = (await allocate(station.store, by, { id, no, di }, 4))[0]!
    const serials = ranges.flatMap(([from, to]) =>
      station.store.read
        .all<{ serial: string }>('SELECT serial FROM unit WHERE id BETWEEN ? AND ? ORDER BY id', from, to)
        .map(({ serial }) => serial),
    )
    expect(serials).toEqual(['T-0001', 'T-0002', 'T-0004', 'T-0005'])
  })
})

describe('before the first label', () => {
  test('a printer with another resolution than the order is drawn for is refused', async () => {
    const id = order('lot', 2)
    const job = station.line.openJob(by, id).scope.job.id
    station.store.stage((tx) => tx.run("UPDATE job SET dpi = 300, state = 'paused' WHERE id = ?", job))
    await station.line.release(id)
    await expect(station.line.start(by, job)).rejects.toMatchObject({ code: 'printer.dpiOther', params: { dpi: 300, found: 203 } })
    expect(labelsAt(station.store.read, job, 1)).toEqual([])
    // One that has printed nothing is drawn for the printer that is there.
    station.store.stage((tx) => tx.run("UPDATE job SET state = 'idle' WHERE id = ?", job))
    await station.line.release(id)
    await runTo(job, 'printed')
    expect(station.line.runner(job, by).scope.job.dpi).toBe(203)
  })

  test('a pause while the start waits for the printer holds', async () => {
    const job = station.line.openJob(by, order('lot', 2)).scope.job.id
    const starting = station.line.start(by, job)
    station.line.pause(by, job)
    await expect(starting).rejects.toThrow('order.changedMeanwhile')
    expect(phase(job)).toBe('idle')
    await runTo(job, 'printed')
  })

  test('a trial label counts for no order and the story of a label tells what happened around it', async () => {
    const id = order('lot', 2)
    const job = station.line.openJob(by, id).scope.job.id
    await expect(station.testPrint(by, station.devices.printer()!.id)).resolves.toMatchObject({ ok: true })
    await runTo(job, 'printed')
    await expect(station.outOf(mustOrder(station.store, id))).resolves.toMatchObject({ out: 2 })
    const [label] = labelsAt(station.store.read, job, 1)
    const story = storyOf(station.store.read, label!.id)
    expect(story[0]).toMatchObject({ kindName: 'label.drawn', own: true })
    expect(story.map(({ kindName }) => kindName)).toContain('label.verified')
    expect(() => storyOf(station.store.read, 999)).toThrow('label.unknown')
  })
})

test('a card that only a screen can answer is shown to it, once', async () => {
  const id = order('lot', 3)
  const job = station.line.openJob(by, id).scope.job.id
  station.presence = () => by
  await station.line.start(by, job)
  station.line.pause(by, job)
  station.line.deviceScan(`]C0${commandText('N7')}`)
  expect(station.line.view(job, by).card).toEqual({ seq: 1, verb: 'N7' })
  station.line.deviceScan(`]C0${commandText('CONT')}`)
  expect(station.line.view(job, by).card).toEqual({ seq: 1, verb: 'N7' })
})

test('labels that a printer has not told of are in doubt once it is set up anew, and another one cannot vouch for them', async () => {
  const id = order('lot', 6, { ...every, verify: 'count' })
  const job = station.line.openJob(by, id).scope.job.id
  const printer = station.devices.list().find(({ role }) => role === 'printer')!
  line.fault('head-open')
  await station.line.start(by, job)
  await until(() => phase(job) === 'trouble', 8_000)
  const runner = station.line.runner(job, by)
  const unsure = runner.line.out.filter(({ evidence }) => evidence < 2).length
  expect(unsure).toBeGreaterThan(0)
  expect(station.line.runningOrder()).toBe('O-1')
  station.line.pause(by, job)
  station.devices.save(system, printer.id, 'printer', printer.printer!)
  expect(runner.line.out.filter(({ doubt }) => doubt)).toHaveLength(unsure)
  const good = runner.line.good
  await until(() => station.devices.printer() !== null, 2_000)
  for (let n = 0; n < 8; n++) await runner.askPrinter()
  expect(runner.line.good).toBe(good)
})

test('a test label on another printer leaves the count of an order alone; on its own it is refused while the order runs', async () => {
  const id = order('lot', 400, { ...every, verify: 'count' })
  const job = station.line.openJob(by, id).scope.job.id
  const beside = new VirtualLine({ printerPort: 0, scannerPort: 0, out: join(at.root, 'beside'), seed: 's', dpi: 203 })
  const { printer: port } = await beside.listen()
  const { id: own } = station.devices.printer()!
  const { printer: settings } = station.devices.list().find(({ id }) => id === own)!
  const other = station.devices.save(system, null, 'printer', {
    ...settings!,
    name: 'Q',
    connection: { kind: 'tcp', host: '127.0.0.1', port },
  })
  await station.line.start(by, job)
  await until(() => station.line.runner(job, by).line.good > 0, 8_000)
  await expect(station.testPrint(by, own)).rejects.toThrow('line.busy')
  expect((await station.testPrint(by, other)).ok).toBe(true)
  expect(station.line.printCount.counts(id)).toBe(true)
  station.line.pause(by, job)
  station.devices.setState(system, other, 'removed')
  await beside.close()
})

test('a line that is held says why until it is started again', async () => {
  const id = order('lot', 200, { ...every, verify: 'count' })
  const job = station.line.openJob(by, id).scope.job.id
  await station.line.start(by, job)
  station.line.hold(system, job, { code: 'line.gradeBelow', params: { found: 1.2, least: 1.5 } })
  expect([phase(job), station.line.runner(job, by).problems.map(({ code }) => code)]).toEqual(['paused', ['line.gradeBelow']])
  await station.line.start(by, job)
  expect(station.line.runner(job, by).problems).toEqual([])
  station.line.pause(by, job)
})
