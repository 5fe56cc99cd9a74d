import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { permutation } from '../../shared/pools/permutation.ts'
import { type Rig, rig, seedOrders } from '../../test/rigs/folder.ts'
import { drawLabel, serialFor } from './line/acts.ts'
import { createPool, listPools } from './masters.ts'
import { mustOrder } from './orders.ts'
import { clearStagedPools, importSerials } from './serial-import.ts'
import { allocate, clearStaged } from './serials.ts'
import { insertJob, jobById } from './store/jobs.ts'
import { allocationsOf } from './store/pools.ts'
import { type Store, system } from './store/store.ts'

let at: Rig
let store: Store
beforeEach(() => {
  at = rig()
  store = at.create()
})
afterEach(() => {
  store.close()
  at.remove()
})

const order = (id: number) => {
  const { no, di } = mustOrder(store, id)
  return { id, no, di }
}
const serials = (): string[] => store.read.all<{ serial: string }>('SELECT serial FROM unit ORDER BY id').map(({ serial }) => serial)

describe('the keyed permutation', () => {
  test('gives each index of any range once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.array(fc.integer(), { minLength: 4, maxLength: 4 }), (size, key) => {
        const at = permutation(size, key as [number, number, number, number])
        const seen = new Set(Array.from({ length: size }, (_, position) => at(position)))
        expect(seen.size).toBe(size)
        for (const index of seen) expect(index >= 0 && index < size).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})

describe('allocation', () => {
  test('hands out a range once, in events of a thousand', async () => {
    const { serialOrder, pool } = seedOrders(store, 5000)
    await allocate(store, system, order(serialOrder), 2500)
    expect(serials().slice(0, 2)).toEqual(['T-000001', 'T-000002'])
    expect(new Set(serials()).size).toBe(2500)
    const parts = store.read.all<{ act: string; body: string }>('SELECT act, body FROM event WHERE kind = 402 ORDER BY seq')
    expect(parts.map(({ body }) => (JSON.parse(body) as { act: object }).act)).toEqual(
      [1, 2, 3].map((part) => expect.objectContaining({ part, of: 3 })),
    )
    expect(store.fence.highWater(pool)).toBe(2500)
  })

  test('refuses more than is left and says how many are', async () => {
    const { serialOrder } = seedOrders(store, 30)
    await expect(allocate(store, system, order(serialOrder), 31)).rejects.toMatchObject({
      code: 'pool.short',
      params: { left: 30, asked: 31 },
    })
  })

  test('a cancelled one leaves nothing behind and the serials can be handed out again', async () => {
    const { serialOrder } = seedOrders(store, 5000)
    await expect(
      allocate(store, system, order(serialOrder), 4000, (done) => {
        if (done > 1000) throw new Error('cancelled')
      }),
    ).rejects.toThrow('cancelled')
    expect(serials()).toEqual([])
    await allocate(store, system, order(serialOrder), 10)
    expect(serials()[0]).toBe('T-000001')
  })

  test('what a killed one had staged is cleared at the next start', async () => {
    const { serialOrder, pool } = seedOrders(store, 5000)
    store.stage((tx) => {
      tx.run(
        "INSERT INTO allocation (order_id, pool, first_unit, last_unit, next_unit, state) VALUES (?, ?, 1, 100, 1, 'staged')",
        serialOrder,
        pool,
      )
      tx.run("INSERT INTO unit (id, di, serial, life) SELECT 1, di, 'T-000001', 'allocated' FROM pool")
    })
    store.close()
    store = at.open()
    expect(await clearStaged(store)).toBe(1)
    expect(serials()).toEqual([])
    await allocate(store, system, order(serialOrder), 1)
    expect(serials()).toEqual(['T-000001'])
  })

  test('serials used before go-live are never drawn', async () => {
    const { serialOrder, product } = seedOrders(store, 100)
    await importSerials(store, system, product, ['T-000002', 'T-000003'], true, 0, { name: 'old.csv', sha256: '' })
    await allocate(store, system, order(serialOrder), 3)
    expect(serials()).toEqual(['T-000001', 'T-000004', 'T-000005'])
    expect(() =>
      store.act(system, (tx) => tx.run("INSERT INTO unit (id, di, serial, life) SELECT 999, di, 'T-000002', 'allocated' FROM pool")),
    ).toThrow('serial.usedBefore')
  })

  test('two pools that overlap never give the same serial', async () => {
    const { serialOrder, product } = seedOrders(store, 20)
    createPool(store, system, { productId: product, kind: 'permutation', prefix: 'T-', first: 1, size: 60, width: 6, low: 0 })
    await allocate(store, system, order(serialOrder), 20)
    await allocate(store, system, order(serialOrder), 40)
    expect(new Set(serials()).size).toBe(60)
    await expect(allocate(store, system, order(serialOrder), 1)).rejects.toThrow('pool.short')
  })

  test('an imported list is drawn in its order; faults of the list come all at once', async () => {
    const { serialOrder, product, pool } = seedOrders(store, 10)
    await expect(
      importSerials(store, system, product, ['A', '', 'A', 'x'.repeat(21), '中'], false, 0, { name: 'f', sha256: '' }),
    ).rejects.toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ row: 2 }),
          expect.objectContaining({ row: 3, code: 'import.serialTwice' }),
          expect.objectContaining({ row: 4 }),
          expect.objectContaining({ row: 5 }),
        ],
      }),
    )
    await importSerials(store, system, product, ['Q9', 'Q1'], false, 0, { name: 'f', sha256: '' })
    store.stage((tx) => tx.run("UPDATE pool SET state = 'suspended' WHERE id = ?", pool))
    await allocate(store, system, order(serialOrder), 2)
    expect(serials()).toEqual(['Q9', 'Q1'])
  })

  test('an import that was cut off leaves nothing to draw, and is cleared away at the next start', async () => {
    const { product } = seedOrders(store, 10)
    const many = Array.from({ length: 2500 }, (_, i) => `M${i}`)
    let slices = 0
    const killed = Object.assign(Object.create(store) as Store, {
      read: store.read,
      act: store.act.bind(store),
      stage: (work: Parameters<Store['stage']>[0]) => {
        if (++slices > 3) throw new Error('killed')
        return store.stage(work)
      },
    })
    await expect(importSerials(killed, system, product, many, false, 0, { name: 'f', sha256: '' })).rejects.toThrow('killed')
    expect(store.read.get('SELECT size FROM pool ORDER BY id DESC LIMIT 1')).toEqual({ size: 0 })
    await clearStagedPools(store)
    expect(store.read.get("SELECT count(*) AS n FROM pool WHERE kind = 'imported'")).toEqual({ n: 0 })
    expect(store.read.get('SELECT count(*) AS n FROM pool_serial')).toEqual({ n: 0 })
    await expect(importSerials(store, system, product, many, false, 0, { name: 'f', sha256: '' })).resolves.toMatchObject({ count: 2500 })
  })

  test('(DI, serial) is unique for ever', () => {
    seedOrders(store)
    const insert = (): void =>
      store.act(system, (tx) => void tx.run("INSERT INTO unit (di, serial, life) SELECT di, 'X', 'allocated' FROM pool"))
    insert()
    expect(insert).toThrow('serial.duplicate')
  })
})

test('a draw takes the serials in order, each once, and tells the fence', async () => {
  const { serialOrder } = seedOrders(store, 100)
  await allocate(store, system, order(serialOrder), 3)
  const whole = mustOrder(store, serialOrder)
  const id = store.stage((tx) =>
    insertJob(tx, {
      order: serialOrder,
      kind: 'print',
      template: 'box-60x40',
      version: 1,
      dpi: 300,
      total: 3,
      policy: { ...whole.policy, stopAfter: 3 },
    }),
  )
  const scope = { job: jobById(store.read, id)!, order: whole }
  for (const ordinal of [1, 2, 3]) {
    const drawn = serialFor(store.read, scope, ordinal)
    expect(drawn?.serial).toBe(`T-00000${ordinal}`)
    drawLabel(store, system, scope, ordinal, drawn, { code: '', sha256: '' })
    expect(() => drawLabel(store, system, scope, ordinal, drawn, { code: '', sha256: '' })).toThrow('serial.notFree')
  }
  expect(serialFor(store.read, scope, 4)).toBeNull()
  expect(allocationsOf(store.read, serialOrder)[0]?.next_unit).toBe(4)
  expect(listPools(store)[0]).toMatchObject({ left: 97, used: 3 })
})
