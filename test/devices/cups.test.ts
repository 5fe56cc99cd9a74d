import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openPrinter } from '../../drivers/printers/language-printer.ts'
import { languages } from '../../drivers/printers/registry.ts'
import { findPrinters } from '../../drivers/transports/find.ts'
import { openLink } from '../../drivers/transports/open-link.ts'
import { queueState } from '../../drivers/transports/queue.ts'
import { type OwnCups, ownCups } from './cupsd.ts'
import { everyByte, rest, sink, skipReason, until } from './rig.ts'

describe.skipIf(skipReason('cups') !== null)('cups: a raw queue to a TCP listener', () => {
  let cups: OwnCups
  const before = process.env['CUPS_SERVER']
  const closers: (() => Promise<void>)[] = []
  beforeAll(async () => {
    cups = await ownCups()
    process.env['CUPS_SERVER'] = cups.server
  })
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  afterAll(async () => {
    if (before === undefined) delete process.env['CUPS_SERVER']
    else process.env['CUPS_SERVER'] = before
    await cups?.stop()
  })
  /** A queue of its own for each test and a link to it. */
  const queue = (name: string, port: number) => {
    cups.addQueue(name, port)
    const link = openLink({ kind: 'queue', queue: name })
    closers.push(() => link.close())
    return link
  }

  test('every byte arrives unchanged, jobs in order, and the driver claims no more than that the spooler has them', async () => {
    const printer = await sink()
    closers.push(printer.close)
    const link = queue('UNCHANGED', printer.port)
    const driver = openPrinter(languages.zpl, link)
    expect([driver.accepted, (await driver.status()).code]).toEqual([0, 'mute'])
    await driver.print(everyByte)
    await driver.print(Buffer.from('^XA^XZ'))
    await until('two jobs', () => printer.jobs().length === 2, 30_000)
    expect(printer.jobs()[0]).toEqual(everyByte)
    expect(printer.jobs()[1]?.toString()).toBe('^XA^XZ')
    await until('idle', async () => (await queueState('UNCHANGED')).state === 'idle')
  })
  test('a printer that is away: the job waits and is seen to wait; when it is back the job arrives once', { timeout: 90_000 }, async () => {
    const first = await sink()
    const { port } = first
    await first.close()
    const link = queue('AWAY', port)
    await link.write(everyByte)
    await until('one job waits', async () => (await queueState('AWAY')).jobs === 1)
    await until('it says why', async () => (await queueState('AWAY')).says !== null, 20_000)
    const state = await queueState('AWAY')
    expect(state).toMatchObject({ state: 'printing', jobs: 1 })
    expect(state.says).toMatch(/unavailable|may not exist|unreachable|connecting/i)
    const back = await sink(port)
    closers.push(back.close)
    await until('the job', () => back.jobs().length > 0, 60_000)
    expect(back.jobs()[0]).toEqual(everyByte)
    await until('an empty queue', async () => (await queueState('AWAY')).jobs === 0)
    await rest(3_000)
    expect(back.jobs()).toHaveLength(1)
  })
  test('a queue that was stopped takes a job, holds it and says so', async () => {
    const printer = await sink()
    closers.push(printer.close)
    const link = queue('HELD', printer.port)
    cups.run('cupsdisable', '-r', 'roll is being changed', 'HELD')
    await link.write(Buffer.from('x'))
    expect(await queueState('HELD')).toEqual({ state: 'stopped', jobs: 1, says: 'roll is being changed' })
    cups.run('cupsenable', 'HELD')
    await until('the job', () => printer.jobs().length === 1)
  })
  test('a queue that rejects jobs, and one that does not exist: nothing has left', async () => {
    const link = queue('REJECTS', 9)
    cups.run('cupsreject', 'REJECTS')
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'busy' })
    const none = openLink({ kind: 'queue', queue: 'NO_SUCH' })
    await expect(none.open()).rejects.toMatchObject({ fault: 'absent' })
    await expect(none.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
    expect((await queueState('NO_SUCH')).state).toBe('absent')
  })
  test('queues are found with what is behind them', async () => {
    cups.addQueue('FOUND', 9100)
    expect(await findPrinters()).toContainEqual(
      expect.objectContaining({ connection: { kind: 'queue', queue: 'FOUND' }, at: 'socket://127.0.0.1:9100' }),
    )
  })
  test('without a spooler the queue is absent and nothing has left', async () => {
    process.env['CUPS_SERVER'] = '/nonexistent/sock'
    try {
      const link = openLink({ kind: 'queue', queue: 'UNCHANGED' })
      await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
      expect((await queueState('UNCHANGED')).state).toBe('absent')
    } finally {
      process.env['CUPS_SERVER'] = cups.server
    }
  })
})
