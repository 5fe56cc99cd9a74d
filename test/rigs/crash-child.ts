import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startLabelMaker } from '../../electron/station/labels/label-maker.ts'
import type { CrashPoint } from '../../electron/station/line/runner.ts'
import { createPool, saveProduct } from '../../electron/station/masters.ts'
import { closeOrder, countOrder, createOrder, mustOrder } from '../../electron/station/orders.ts'
import { Operator, until } from '../../electron/station/simulate/operator.ts'
import { Station } from '../../electron/station/station.ts'
import { system } from '../../electron/station/store/store.ts'
import { sampleImplant } from '../../electron/station/training.ts'

/**
 * One life of a station: opens the ledger where the last one left it, runs the order with the simulated operator, and kills itself with
 * SIGKILL the n-th time it comes to the named point. Without a point it finishes and closes the order.
 *
 * Arguments: folder, printer port, scanner port, labels, point (or `-`), n.
 */
const [folder = '', printer = '0', scanner = '0', labels = '0', point = '-', nth = '1'] = process.argv.slice(2)
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}
let left = Number(nth)
let armed: CrashPoint | null = null

/** True when this is the time. */
const due = (here: string): boolean => here === point && --left === 0

const options = {
  folder,
  what: 'crash rig',
  labels: await startLabelMaker(),
  version: '0',
  at: (here: CrashPoint) => {
    // Before a commit: the act is inside its transaction, everything is written but COMMIT.
    if ((here === 'beforeCommit' || here === 'scanned') && due(here)) armed = here
    if ((here === 'committed' || here === 'written') && due(here)) die()
  },
}
const fresh = !existsSync(join(folder, 'ledger.sqlite'))
const station = fresh ? await Station.create(options, 'training') : await Station.open(options)
station.store.onBeforeCommit(() => {
  if (armed !== null) die()
})
if (fresh) {
  const productId = saveProduct(station.store, system, null, { ...sampleImplant, template: 'unit-40x20', missingLimit: 0 })
  createPool(station.store, system, { productId, kind: 'sequential', prefix: 'TRN-', first: 1, size: 20_000, width: 6, low: 0 })
  createOrder(station.store, system, {
    no: 'CRASH-1',
    productId,
    lot: 'TRNCRASH',
    made: '2026-01-05',
    quantity: Number(labels),
    policy: { verify: 'every', nth: 10, ahead: 5, verifyOnly: false },
  })
  station.devices.save(system, null, 'printer', {
    name: 'P',
    connection: { kind: 'tcp', host: '127.0.0.1', port: Number(printer) },
    dpi: 203,
    widthMm: 108,
    darkness: 15,
    speed: 6,
    offsetXMm: 0,
    offsetYMm: 0,
  })
  station.devices.save(system, null, 'scanner', { name: 'S', connection: { kind: 'tcp', host: '127.0.0.1', port: Number(scanner) } })
}
if (point === 'midWrite') {
  const driver = station.devices.printer()!.driver
  const whole = driver.print.bind(driver)
  driver.print = async (bytes) => {
    if (!due('midWrite')) return whole(bytes)
    await whole(bytes.subarray(0, Math.floor(bytes.length / 2)))
    die()
  }
}
await until(() => station.devices.list().every(({ role, status }) => role === 'printer' || status.code === 'ready'), 5_000)
const order = mustOrder(station.store, 1)
await new Operator(station, order.id, join(folder, 'journal.jsonl')).run()
const { out } = await station.outOf(order)
await station.line.release(order.id)
countOrder(station.store, system, order, { out, source: 'journal', scrapped: 0, returned: 0 })
closeOrder(station.store, system, mustOrder(station.store, order.id), null)
console.log(JSON.stringify({ done: true, synchronous: station.store.pragma('synchronous') }))
await station.close()
process.exit(0)
