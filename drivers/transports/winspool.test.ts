import { expect, test } from 'vitest'
import { stateOfFlags, WinspoolLink, windowsQueueName, winspoolFault, winspoolQueueState } from './winspool.ts'
import { loadSpooler, type PrinterHandle, type Spooler, SpoolerError } from './winspool-api.ts'

/** A spooler that takes `piece` bytes a call and fails a named call with a code. */
function fake(fails: Readonly<Record<string, number>> = {}, piece = 1_000) {
  const calls: string[] = []
  const bytes: number[] = []
  const done = async (name: string): Promise<void> => {
    calls.push(name)
    if (fails[name] === -1) await new Promise((resolve) => setTimeout(resolve, 150))
    else if (fails[name] !== undefined) throw new SpoolerError(fails[name])
  }
  const api: Spooler = {
    openPrinter: async (name) => {
      await done('open')
      return name as unknown as PrinterHandle
    },
    startJob: () => done('startJob'),
    startPage: () => done('startPage'),
    async write(_, part) {
      await done('write')
      bytes.push(...part.subarray(0, piece))
      return Math.min(piece, part.length)
    },
    endPage: () => done('endPage'),
    endJob: () => done('endJob'),
    abort: () => done('abort'),
    closePrinter: () => done('close'),
    printerFlags: async () => ({ status: 0x10, attributes: 0, jobs: 2 }),
    jobFlags: async () => [0x10, 0x80],
    printerNames: async () => [],
  }
  return { calls, bytes, spooler: async () => api }
}

test('one write is one document, whole, however little the spooler takes at once', async () => {
  const { calls, bytes, spooler } = fake({}, 3)
  const link = new WinspoolLink({ queue: 'Zebra ZT411', spooler })
  await link.write(Uint8Array.from([0, 27, 255, 10, 13, 26, 4]))
  expect(bytes).toEqual([0, 27, 255, 10, 13, 26, 4])
  expect(calls).toEqual(['open', 'startJob', 'startPage', 'write', 'write', 'write', 'endPage', 'endJob', 'close'])
  expect([link.isOpen, link.twoWay, link.accepted]).toEqual([true, false, 0])
})
test('a printer that cannot be opened, or a job that does not begin, leaves nothing; a job that breaks off is thrown away', async () => {
  const absent = new WinspoolLink({ queue: 'Q', spooler: fake({ open: 1801 }).spooler })
  await expect(absent.open()).rejects.toMatchObject({ fault: 'absent' })
  await expect(absent.write(new Uint8Array(1))).rejects.toMatchObject({ left: false, fault: 'absent' })
  const denied = new WinspoolLink({ queue: 'Q', spooler: fake({ startJob: 5 }).spooler })
  await expect(denied.write(new Uint8Array(1))).rejects.toMatchObject({ left: false, fault: 'denied' })
  const broken = fake({ write: 1722 })
  await expect(new WinspoolLink({ queue: 'Q', spooler: broken.spooler }).write(new Uint8Array(1))).rejects.toMatchObject({ left: true })
  expect(broken.calls).toEqual(['open', 'startJob', 'startPage', 'write', 'abort', 'close'])
})
test('a spooler that hangs is left at the deadline, and nothing overtakes the call that is still under way', async () => {
  const { spooler, calls } = fake({ open: -1 })
  const link = new WinspoolLink({ queue: 'Q', spooler, stallMs: 40 })
  await expect(link.write(new Uint8Array(1))).rejects.toMatchObject({ left: true, fault: 'timeout' })
  await expect(link.write(new Uint8Array(1))).rejects.toMatchObject({ left: false, fault: 'busy' })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect(calls.at(-1)).toBe('close')
})
test('codes of Windows become faults', () => {
  expect([1801, 5, 170, 1460, 87].map(winspoolFault)).toEqual(['absent', 'denied', 'busy', 'timeout', 'lost'])
})
test('a name is one line and no list of options', () => {
  expect([String.raw`\\server\Zebra`, 'HP (2)', '标签机'].every(windowsQueueName)).toBe(true)
  expect(['', 'Q,XcvPort', 'a\nb', 'a\u0000b', 'x'.repeat(300)].filter(windowsQueueName)).toEqual([])
})
test('flags of the printer and of its jobs say whether the queue holds, and why', async () => {
  expect(stateOfFlags(0, 0, [])).toEqual({ state: 'idle', jobs: 0, says: null })
  expect(stateOfFlags(0, 0, [0x10, 0x80, 0x1000])).toEqual({ state: 'printing', jobs: 1, says: null })
  expect(stateOfFlags(0x1, 0, [0])).toEqual({ state: 'stopped', jobs: 1, says: 'paused' })
  expect(stateOfFlags(0, 0x400, [0])).toEqual({ state: 'stopped', jobs: 1, says: 'offline' })
  expect(stateOfFlags(0, 0, [], 3)).toEqual({ state: 'printing', jobs: 3, says: null })
  expect(stateOfFlags(0, 0, [0x2]).says).toBe('job: error')
  expect(await winspoolQueueState('Q', 1_000, fake().spooler)).toEqual({ state: 'printing', jobs: 1, says: 'paper out' })
  expect((await winspoolQueueState('Q', 1_000, fake({ open: 1801 }).spooler)).state).toBe('absent')
})
test.skipIf(process.platform === 'win32')('elsewhere there is no spooler of Windows, which is said and is no crash', async () => {
  await expect(loadSpooler()).rejects.toMatchObject({ fault: 'absent' })
  await expect(new WinspoolLink({ queue: 'Q' }).write(new Uint8Array(1))).rejects.toMatchObject({ left: false, fault: 'absent' })
})
