import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { OpenFailed } from '../../drivers/transports/link.ts'
import { SerialLink } from '../../drivers/transports/serial.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { detectLanguage, seePrinter, tryPrint, tryScanner } from '../../electron/station/device-trial.ts'
import { startLabelMaker } from '../../electron/station/labels/label-maker.ts'
import { readJournal, until } from '../../electron/station/simulate/operator.ts'
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
    const tried: (string | null)[] = []
    const { n, of, trying, seen } = await detectLanguage(station.devices, printer, (step) => tried.push(step.trying))
    expect(seen).toMatchObject({ language, code: 'ready' })
    expect(['basic', 'full']).toContain(seen?.answers)
    expect([n, of, trying, tried.length, tried.at(-1)]).toEqual([tried.length, 6, null, tried.length, language])
  })
  test('nothing there is said as such', async () => {
    await virtual('zpl')
    expect(await seePrinter(station.devices, { kind: 'tcp', host: '127.0.0.1', port: 1 }, 'zpl')).toMatchObject({
      code: 'linkLost',
      model: null,
    })
    expect(await detectLanguage(station.devices, { kind: 'tcp', host: '127.0.0.1', port: 1 })).toMatchObject({
      n: 1,
      trying: null,
      seen: { code: 'linkLost' },
    })
  })
  test('nobody listens any more: the search ends with the language it is at', async () => {
    const { printer } = await virtual('epl2')
    const left = new AbortController()
    const tried: unknown[] = []
    const told = detectLanguage(
      station.devices,
      printer,
      (step) => {
        tried.push(step)
        left.abort()
      },
      left.signal,
    )
    expect(await told).toMatchObject({ trying: null, seen: null })
    expect(tried).toHaveLength(1)
  })
  test('a port that another program has, or that this one may not open, is told apart from one that is not there', async () => {
    await virtual('zpl')
    vi.spyOn(SerialLink.prototype, 'open').mockRejectedValueOnce(new OpenFailed('busy')).mockRejectedValueOnce(new OpenFailed('denied'))
    const port = { kind: 'serial', path: '/dev/tty-nowhere', baud: 9_600, flow: 'none' } as const
    const codes = []
    for (let n = 0; n < 3; n++) codes.push((await seePrinter(station.devices, port, 'zpl')).code)
    expect(codes).toEqual(['busy', 'denied', 'linkLost'])
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
    // TSPL tells that it is at work: waited for, the label is proved as far as its answers go.
    expect(await tryPrint(station.devices, labels, settings, 'proof', 'training')).toEqual({ ok: true, code: 'printer.ready', evidence: 3 })
    // The reader stands some labels behind the head: two more bring it under the eye.
    for (let n = 0; n < 2; n++) await tryPrint(station.devices, labels, settings, 'proof', 'training')
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
  test('the station lets go of its own printer while it is asked in another language, then has it again; labels keep their printer', async () => {
    const { printer } = await virtual('tspl')
    const settings = { name: 'P', dpi: 203, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
    const first = station.devices.save(system, null, 'printer', { ...settings, connection: printer, language: 'zpl', answers: 'none' })
    station.devices.save(system, null, 'printer', { ...settings, name: 'Q', connection: { ...printer, port: 1 } })
    // It once answered nothing, so its driver never asks: whoever sets it up again asks all the same.
    expect(station.devices.openedAt(printer, 'zpl')).toBeNull()
    const before = station.devices.driverOf(first)
    let during: unknown = 'not looked'
    const asked = station.devices.apart(printer, async () => {
      during = station.devices.driverOf(first)
    })
    await asked
    expect(during).toBeNull()
    expect(await seePrinter(station.devices, printer, 'tspl')).toMatchObject({ code: 'ready', language: 'tspl' })
    expect(station.devices.driverOf(first)).not.toBe(before)
    expect(station.devices.printer()?.id).toBe(first)
  })
  test('production prints nothing on a virtual printer', async () => {
    const { printer } = await virtual('zpl')
    const settings = withProfile({
      name: 'P',
      connection: printer,
      dpi: 203,
      widthMm: 108,
      darkness: 15,
      speed: 6,
      offsetXMm: 0,
      offsetYMm: 0,
    })
    await expect(tryPrint(station.devices, labels, settings, 'trial', 'production')).rejects.toThrow('printer.virtualInProduction')
    expect(readJournal(`${at.root}/line/journal.jsonl`)).toEqual([])
  })
})
