import { type AddressInfo, createServer, type Socket } from 'node:net'
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
    // The same device, written otherwise.
    expect(station.devices.hasPrinterAt({ ...printer, host: 'LOCALHOST' })).toBe(true)
    await until(() => station.devices.list().some(({ role, status }) => role === 'scanner' && status.ok), 4_000)
  })
  test('a scanner that works already is tried as it sends, before anything is put in the place of GS', { timeout: 20_000 }, async () => {
    const { printer } = await virtual('zpl')
    void printer
    const sockets = new Set<Socket>()
    const reader = createServer((socket) => void sockets.add(socket))
    await new Promise<void>((resolve) => reader.listen(0, '127.0.0.1', resolve))
    const connection = { kind: 'tcp', host: '127.0.0.1', port: (reader.address() as AddressInfo).port } as const
    const own = station.devices.save(system, null, 'scanner', {
      name: 'S',
      connection,
      format: { ...defaultScanFormat, gsSubstitute: '|' },
    })
    await until(() => sockets.size === 1, 4_000)
    const trial = tryScanner(station.devices, connection, defaultScanFormat, () => {})
    const second = tryScanner(station.devices, { ...connection, host: 'localhost' }, defaultScanFormat, () => {})
    await until(() => sockets.size === 2, 4_000)
    for (const socket of sockets) socket.write('(10)A|(21)B\r\n!SGB.0123456789.0\r\n')
    await until(() => trial.state().reads.length > 0, 4_000)
    expect(trial.state().reads.map(({ raw }) => raw)).toEqual(['(10)A|(21)B'])
    expect(station.devices.heard()).toEqual([])
    expect(second.state().code).toBe('connecting')
    await trial.close()
    await until(() => second.state().code === 'ready', 4_000)
    await second.close()
    await until(() => sockets.size === 4 && station.devices.list().find(({ id }) => id === own)?.status.ok === true, 4_000)
    for (const socket of sockets) socket.write('(10)A|(21)B\r\n')
    await until(() => station.devices.heard().length > 0, 4_000)
    expect(station.devices.heard().at(-1)?.raw).toBe('(10)A\u001d(21)B')
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => reader.close(resolve))
  })
  test('a reader that waits for a word counts a label once, however often it sends it', { timeout: 20_000 }, async () => {
    await virtual('zpl')
    const sockets = new Set<Socket>()
    let asked = ''
    const reader = createServer((socket) => {
      sockets.add(socket)
      socket.on('data', (data) => {
        asked += String(data)
      })
    })
    await new Promise<void>((resolve) => reader.listen(0, '127.0.0.1', resolve))
    const connection = { kind: 'tcp', host: '127.0.0.1', port: (reader.address() as AddressInfo).port } as const
    station.devices.save(system, null, 'scanner', { name: 'S', connection, format: { ...defaultScanFormat, trigger: 'LON\\r' } })
    station.devices.lend({
      name: 'P',
      connection: { kind: 'tcp', host: '127.0.0.1', port: 1 },
      dpi: 203,
      widthMm: 108,
      darkness: 15,
      speed: 6,
      offsetXMm: 0,
      offsetYMm: 0,
    })
    await until(() => sockets.size === 1, 4_000)
    const say = (text: string): void => {
      for (const socket of sockets) socket.write(`${text}\r\n`)
    }
    const reads = () => station.devices.heard().map(({ raw }) => raw)
    station.devices.printer()!.out()
    await until(() => asked === 'LON\r', 4_000)
    say('A')
    await until(() => reads().length === 1, 4_000)
    say('A')
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(reads()).toEqual(['A'])
    station.devices.printer()!.out()
    await until(() => asked === 'LON\rLON\r', 4_000)
    say('A')
    await until(() => reads().length === 2, 4_000)
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => reader.close(resolve))
  })
  test('no other printer stands in for one that is being set up; a start waits; a queue is no proof for counted labels', async () => {
    const { printer } = await virtual('zpl')
    const settings = { name: 'P', dpi: 203, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
    const first = station.devices.save(system, null, 'printer', { ...settings, connection: printer })
    station.devices.save(system, null, 'printer', { ...settings, name: 'Q', connection: { ...printer, port: 1 } })
    expect(station.devices.printer()?.id).toBe(first)
    await station.devices.apart({ ...printer, host: 'localhost' }, async () => {
      expect(station.devices.printer()).toBeNull()
      await expect(station.devices.admit(203, false)).rejects.toThrow('printer.inSetUp')
    })
    expect(station.devices.printer()?.id).toBe(first)
    station.devices.lend({ ...settings, connection: { kind: 'queue', queue: 'nowhere' } })
    await expect(station.devices.admit(203, true)).rejects.toThrow('printer.provesNothing')
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
