import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool, saveProduct } from '../../electron/station/masters.ts'
import { createOrder } from '../../electron/station/orders.ts'
import type { Clock, Machine } from '../../electron/station/ports.ts'
import { type Mode, Store, system } from '../../electron/station/store/store.ts'
import { sampleImplant, sampleSyringe } from '../../electron/station/training.ts'

/** A clock that a test sets. Starts on 2026-03-01 08:00 in China. */
export interface TestClock extends Clock {
  wall: number
}

export function testClock(): TestClock {
  const clock: TestClock = { wall: Date.UTC(2026, 2, 1), now: () => clock.wall, mono: () => performance.now(), zone: () => 480 }
  return clock
}

export interface Rig {
  readonly root: string
  readonly folder: string
  readonly clock: TestClock
  readonly machine: Machine
  create(mode?: Mode): Store
  open(machine?: Machine): Store
  remove(): void
}

/** An empty data folder with a fence of its own. */
export function rig(): Rig {
  const root = mkdtempSync(join(tmpdir(), 'signet-test-'))
  const folder = join(root, 'ledger')
  const clock = testClock()
  const machine: Machine = { id: 'machine-a', fenceFolder: join(root, 'fence-a') }
  const options = (at: Machine) => ({ folder, clock, machine: at, what: 'test' })
  return {
    root,
    folder,
    clock,
    machine,
    create: (mode = 'training') => Store.create(options(machine), mode),
    open: (at = machine) => Store.open(options(at)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** The sample products with a pool of `size` serials and an order for each. */
export function seedOrders(store: Store, size = 1000): { serialOrder: number; lotOrder: number; pool: number; product: number } {
  const product = saveProduct(store, system, null, sampleImplant)
  const syringe = saveProduct(store, system, null, sampleSyringe)
  const pool = createPool(store, system, { productId: product, kind: 'sequential', prefix: 'T-', first: 1, size, width: 6, low: 10 })
  const policy = { verify: 'every', nth: 10, ahead: 5, verifyOnly: false } as const
  const serialOrder = createOrder(store, system, { no: 'A-1', productId: product, lot: 'LOT1', made: '2026-02-01', quantity: 100, policy })
  const lotOrder = createOrder(store, system, { no: 'B-1', productId: syringe, lot: 'LOT2', made: '2026-02-01', quantity: 100, policy })
  return { serialOrder, lotOrder, pool, product }
}
