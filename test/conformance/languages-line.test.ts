import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { startLabelMaker } from '../../electron/station/labels/label-maker.ts'
import { createPool, saveProduct } from '../../electron/station/masters.ts'
import { createOrder } from '../../electron/station/orders.ts'
import type { LabelMaker } from '../../electron/station/ports.ts'
import { readJournal, until } from '../../electron/station/simulate/operator.ts'
import { Station } from '../../electron/station/station.ts'
import { deviceById } from '../../electron/station/store/devices.ts'
import { type Actor, system } from '../../electron/station/store/store.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import type { PrinterLanguage } from '../../shared/printing.ts'
import { type Rig, rig } from '../rigs/folder.ts'

const by: Actor = { user: 1, role: 'operator' }
let at: Rig
let line: VirtualLine
let labels: LabelMaker
let station: Station
afterEach(async () => {
  await station.close()
  await labels.close()
  await line.close()
  at.remove()
})

/** A station with a printer of a language and no scanner, and an order of six labels that are only counted. */
async function open(language: PrinterLanguage, labelMs: number): Promise<number> {
  at = rig()
  labels = await startLabelMaker()
  const options = { folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine }
  station = await Station.create(options, 'training')
  line = new VirtualLine({
    printerPort: 0,
    scannerPort: 0,
    out: join(at.root, 'line'),
    seed: 's',
    recoverMs: 900,
    dpi: 203,
    language,
    labelMs,
  })
  const { printer } = await line.listen()
  const settings = {
    connection: { kind: 'tcp', host: '127.0.0.1', port: printer },
    dpi: 203,
    widthMm: 108,
    darkness: 15,
    speed: 6,
    offsetXMm: 0,
    offsetYMm: 0,
  } as const
  station.devices.save(system, null, 'printer', { name: 'P', ...settings, language })
  const product = saveProduct(station.store, system, null, { ...sampleImplant, template: 'unit-40x20' })
  createPool(station.store, system, { productId: product, kind: 'sequential', prefix: 'T-', first: 1, size: 100, width: 4, low: 0 })
  const policy = { verify: 'every', nth: 10, ahead: 6, verifyOnly: false } as const
  const order = createOrder(station.store, system, { no: 'O-1', productId: product, lot: 'LOT1', made: '2026-01-05', quantity: 6, policy })
  return station.line.openJob(by, order).scope.job.id
}

test.each([
  ['sbpl', 3],
  ['escpos', 4],
] as const)(
  '%s: a printer that names its jobs names the label that was cut, and what came out before it is known as E%i at the most',
  { timeout: 20_000 },
  async (language, proof) => {
    const job = await open(language, 250)
    const { runner } = { runner: station.line.runner(job, by) }
    await station.line.start(by, job)
    const journal = join(at.root, 'line', 'journal.jsonl')
    await until(() => readJournal(journal).length === 2, 5_000)
    line.fault('paper-out')
    await until(() => runner.line.phase === 'trouble', 5_000)
    const papers = readJournal(journal)
    const cut = runner.line.out.find(({ label }) => label === runner.line.trouble?.label)
    expect(runner.line.trouble).toMatchObject({ status: 'mediaOut' })
    expect(cut?.ordinal).toBe(papers.length)
    expect(cut?.evidence).toBe(1)
    await until(() => runner.line.trouble?.cleared === true, 5_000)
    station.line.answerTrouble(by, job, 'half')
    await until(() => runner.line.out.length === 6 && runner.line.out.every(({ evidence }) => evidence >= 2), 10_000)
    // Six whole papers and the cut one: nothing was lost, nothing came twice.
    const hashes = readJournal(journal).map(({ bitmapSha256 }) => bitmapSha256)
    expect([hashes.length, new Set(hashes).size]).toEqual([7, 7])
    expect(Math.max(...runner.line.out.map(({ evidence }) => evidence))).toBe(proof)
  },
)

test('a label is drawn, shown and hashed the same whatever the printer speaks; its bytes follow a change of language at once', async () => {
  const job = await open('tspl', 0)
  const { scope } = station.line.runner(job, by)
  const make = async (language: PrinterLanguage) =>
    labels.make({
      template: 'unit-40x20',
      product: sampleImplant,
      record: { lot: scope.order.lot, made: scope.order.made, expires: '2031-01-04', serial: 'T-0001' },
      dpi: 203,
      training: true,
      printer: { darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0, language },
    })
  const made = await Promise.all((['zpl', 'tspl', 'sbpl'] as const).map(make))
  expect(new Set(made.map(({ sha256 }) => sha256)).size).toBe(1)
  expect(new Set(made.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(3)
  expect(made.map(({ picture }) => Buffer.from(picture.bits).equals(Buffer.from(made[0]!.picture.bits)))).toEqual([true, true, true])
})

test('a printer row of before there were languages is ZPL on labels with gaps', async () => {
  await open('zpl', 0)
  station.store.stage((tx) => tx.run("UPDATE device SET data = json_remove(data, '$.language', '$.media') WHERE role = 'printer'"))
  const { id } = station.devices.list().find(({ role }) => role === 'printer')!
  expect(deviceById(station.store.read, id)?.settings).toMatchObject({ language: 'zpl', media: 'gap' })
})
