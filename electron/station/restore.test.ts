import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../test/rigs/folder.ts'
import { checkBackup, checkFence, listBackups, makeBackup, resumePool, swapIn } from './backup.ts'
import { drawLabel, serialFor } from './line/acts.ts'
import { mustOrder } from './orders.ts'
import { allocate } from './serials.ts'
import { insertJob, jobById, jobOfOrder } from './store/jobs.ts'
import { type Store, system } from './store/store.ts'

let at: Rig
beforeEach(() => {
  at = rig()
})
afterEach(() => at.remove())

/** Draws labels as the line does: allocation when the order has none, one durable act a label. Returns what went onto paper. */
async function print(store: Store, orderId: number, count: number): Promise<string[]> {
  const order = mustOrder(store, orderId)
  const jobId =
    jobOfOrder(store.read, orderId)?.id ??
    store.stage((tx) =>
      insertJob(tx, {
        order: orderId,
        kind: 'print',
        template: 'box-60x40',
        version: 1,
        dpi: 300,
        total: 1000,
        policy: { ...order.policy, stopAfter: 3 },
      }),
    )
  const scope = { job: jobById(store.read, jobId)!, order }
  const from = store.read.get<{ n: number }>('SELECT coalesce(max(ordinal), 0) AS n FROM label')!.n
  const printed: string[] = []
  for (let ordinal = from + 1; ordinal <= from + count; ordinal++) {
    let drawn = serialFor(store.read, scope, ordinal)
    if (drawn === null) {
      await allocate(store, system, { id: order.id, no: order.no, di: order.di }, 40)
      drawn = serialFor(store.read, scope, ordinal)
    }
    drawLabel(store, system, scope, ordinal, drawn, { code: '', sha256: '' })
    printed.push(drawn!.serial)
  }
  return printed
}

const backups = (): string => join(at.root, 'backups')
const onceEach = (...papers: string[][]): void => {
  const all = papers.flat()
  expect(new Set(all).size).toBe(all.length)
}

describe('restore fence', () => {
  test('back up, print 100, restore, print 100: no serial twice', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 30)
    const { file } = await makeBackup(store, system, backups())
    const second = await print(store, serialOrder, 100)
    await checkBackup(store, file)
    store.close()
    swapIn(at.folder, file)

    store = at.open()
    expect(checkFence(store)).toBe('restored')
    await expect(print(store, serialOrder, 1)).rejects.toThrow('pool.suspended')
    resumePool(store, system, pool, null, 'restored after a disk failure', [])
    const third = await print(store, serialOrder, 100)
    onceEach(first, second, third)
    store.close()
    store = at.open()
    expect(checkFence(store)).toBe('none')
    store.close()
  })

  test('an older copy of the folder put back by hand is noticed, though nothing was allocated meanwhile', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 5)
    store.close()
    cpSync(at.folder, join(at.root, 'old'), { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('none')
    const second = await print(store, serialOrder, 20)
    store.close()
    rmSync(at.folder, { recursive: true })
    cpSync(join(at.root, 'old'), at.folder, { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('restored')
    resumePool(store, system, pool, null, 'copied back', [])
    onceEach(first, second, await print(store, serialOrder, 100))
    store.close()
  })

  test('the folder copied to another computer draws only above the last printed serial', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 30)
    const { file } = await makeBackup(store, system, backups())
    const second = await print(store, serialOrder, 100)
    store.close()
    swapIn(at.folder, file)

    const other = { id: 'machine-b', fenceFolder: join(at.root, 'fence-b') }
    store = at.open(other)
    expect(checkFence(store)).toBe('otherMachine')
    expect(() => resumePool(store, system, pool, null, 'no idea', [])).toThrow('pool.lastPrintedDue')
    const last = Number(second.at(-1)!.slice(2))
    resumePool(store, system, pool, last, 'last label in the box', [])
    onceEach(first, second, await print(store, serialOrder, 100))
    store.close()
    store = at.open(other)
    expect(checkFence(store)).toBe('none')
    store.close()
  })

  test('a lost fence suspends; a killed program does not', async () => {
    let store = at.create()
    const { serialOrder } = seedOrders(store, 1000)
    await print(store, serialOrder, 5)
    store.close()
    store = at.open()
    expect(checkFence(store)).toBe('none')
    store.close()
    rmSync(at.machine.fenceFolder, { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('fenceMissing')
    store.close()
  })
})

describe('backups', () => {
  test('are listed with what they hold, and a damaged one is refused', async () => {
    const store = at.create()
    seedOrders(store)
    const { file, bytes } = await makeBackup(store, system, backups())
    expect(listBackups(store, backups())).toEqual([expect.objectContaining({ file, bytes, verified: true })])
    const { openSync, writeSync, closeSync } = await import('node:fs')
    const handle = openSync(file, 'r+')
    writeSync(handle, 'x', 5000)
    closeSync(handle)
    await expect(checkBackup(store, file)).rejects.toMatchObject({ code: 'restore.damaged' })
    await expect(checkBackup(store, join(backups(), 'none.sqlite'))).rejects.toMatchObject({ code: 'restore.unreadable' })
    store.close()
  })
})
