import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { detectLanguage, seePrinter, tryPrint, tryScanner } from '../../electron/station/device-trial.ts'
import { startLabelMaker } from '../../electron/station/labels/label-maker.ts'
import { until } from '../../electron/station/simulate/operator.ts'
import { Station } from '../../electron/station/station.ts'
import { withProfile } from '../../electron/station/store/devices.ts'
import { system } from '../../electron/station/store/store.ts'
import { proofData } from '../../shared/devices/scanner-proof.ts'
import { type PrinterLanguage, printerLanguages } from '../../shared/printing.ts'
import { defaultScanFormat } from '../../shared/scanning.ts'
import { type Rig, rig } from '../rigs/folder.ts'

let at: Rig
let station: Station
let line: VirtualLine
let labels: Awaited<ReturnType<typeof startLabelMaker>>
beforeEach(async () => {
  at = rig()
  labels = await startLabelMaker()
  station = await Station.create(
    { folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine },
    'training',
  )
})
afterEach(async () => {
  await station.close()
  await labels.close()
  await line.close()
  at.remove()
})
async function virtual(language: PrinterLanguage) {
  line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: `${at.root}/line`, seed: 's', dpi: 203, language, labelMs: 60 })
  const ports = await line.listen()
  const tcp = (port: number) => ({ kind: 'tcp', host: '127.0.0.1', port }) as const
  return { printer: tcp(ports.printer), scanner: tcp(ports.scanner) }
}

describe('a printer that is being set up', () => {
  test.each(printerLanguages)('%s: found by trying, and its answers are classed', { timeout: 40_000 }, async (language) => {
    const { printer } = await virtual(language)
    const found = await detectLanguage(station.devices, printer)
    expect(found).toMatchObject({ language, code: 'ready' })
    expect(['basic', 'full']).toContain(found?.answers)
  })
  test('nothing there is said as such', async () => {
    await virtual('zpl')
    expect(await seePrinter(station.devices, { kind: 'tcp', host: '127.0.0.1', port: 1 }, 'zpl')).toMatchObject({
      code: 'linkLost',
      model: null,
    })
    expect(await detectLanguage(station.devices, { kind: 'tcp', host: '127.0.0.1', port: 1 })).toBeNull()
  })
  test('prints the symbol that proves a scanner, which the line’s own reader sends back whole', { timeout: 20_000 }, async () => {
    const { printer, scanner } = await virtual('tspl')
    const trial = tryScanner(station.devices, scanner, defaultScanFormat, () => {})
    await until(() => trial.state().code === 'ready', 4_000)
    const settings = withProfile({
      name: '新打印机',
      connection: printer,
      dpi: 203,
      widthMm: 108,
      darkness: 15,
      speed: 6,
      offsetXMm: 0,
      offsetYMm: 0,
      language: 'tspl',
    })
    expect(await tryPrint(station.devices, labels, settings, 'proof')).toMatchObject({ ok: true, code: 'printer.ready' })
    // The reader stands some labels behind the head: two more bring it under the eye.
    for (let n = 0; n < 2; n++) await tryPrint(station.devices, labels, settings, 'proof')
    await until(() => trial.state().reads.some(({ raw }) => raw === `]d2${proofData}`), 8_000)
    await trial.close()
  })
  test('one that the station has open already is not opened twice', async () => {
    const { printer, scanner } = await virtual('zpl')
    const settings = { name: 'P', dpi: 203, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
    station.devices.save(system, null, 'printer', { ...settings, connection: printer })
    station.devices.save(system, null, 'scanner', { name: 'S', connection: scanner })
    expect(station.devices.openedAt(printer, 'zpl')).not.toBeNull()
    expect(station.devices.openedAt(printer, 'tspl')).toBeNull()
    expect(await seePrinter(station.devices, printer, 'zpl')).toMatchObject({ code: 'ready', answers: 'full', dpi: 203, virtual: true })
    expect(station.devices.hasScannerAt(scanner)).toBe(true)
  })
})
