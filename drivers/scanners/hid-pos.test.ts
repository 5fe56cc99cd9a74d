import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import type { HidDevice, HidInfo, HidSystem } from './hid.ts'
import { hidSystem } from './hid.ts'
import { findHidPos, openHidPosScanner } from './hid-pos.ts'
import type { ScannerDriver } from './scanner.ts'

const settle = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

class FakeDevice extends EventEmitter implements HidDevice {
  readonly features: number[][] = []
  closed = false
  async sendFeatureReport(report: number[]): Promise<void> {
    this.features.push(report)
  }
  async close(): Promise<void> {
    this.closed = true
  }
  send(data: string, goesOn = false): void {
    const bytes = new Uint8Array(64)
    bytes.set([2, data.length, ...Buffer.from(`]d2${data}`)])
    bytes[63] = goesOn ? 1 : 0
    this.emit('data', Buffer.from(bytes))
  }
  unplug(): void {
    this.emit('error', new Error('could not read from HID device: device disconnected'))
  }
}

const info = (change: Partial<HidInfo> = {}): HidInfo => ({
  vendorId: 0x05e0,
  productId: 0x1900,
  path: '/dev/hidraw0',
  serialNumber: 'SN002',
  manufacturer: 'FakeScan',
  product: 'HID POS scanner',
  usagePage: 0x8c,
  usage: 2,
  ...change,
})
const keyboard = info({ path: '/dev/hidraw1', usagePage: 1, usage: 6 })

class FakeSystem implements HidSystem {
  infos: HidInfo[] = [keyboard, info()]
  may = true
  opens = true
  hangs = false
  readonly opened: { readonly path: string; readonly device: FakeDevice }[] = []
  async load() {
    return {
      devicesAsync: (vendorId?: number, productId?: number) =>
        this.hangs
          ? new Promise<HidInfo[]>(() => {})
          : Promise.resolve(
              this.infos.filter((found) => vendorId === undefined || (found.vendorId === vendorId && found.productId === productId)),
            ),
      HIDAsync: {
        open: async (path: string) => {
          if (!this.opens) throw new Error('cannot open device')
          const device = new FakeDevice()
          this.opened.push({ path, device })
          return device
        },
      },
    }
  }
  allowed = async (): Promise<boolean> => this.may
}

let scanners: ScannerDriver[] = []
afterEach(async () => {
  await Promise.all(scanners.map((scanner) => scanner.close()))
  scanners = []
})
async function open(system: HidSystem, device = '05E0:1900:SN002') {
  const scanner = openHidPosScanner(device, system)
  scanners.push(scanner)
  const scans: string[] = []
  scanner.onScan((raw) => void scans.push(raw))
  await settle()
  return { scanner, scans }
}

describe('a scanner of the USB scanner class', () => {
  test('is chosen by vendor, product and serial among all that is plugged in', async () => {
    const system = new FakeSystem()
    system.infos = [keyboard, info({ serialNumber: 'OTHER', path: '/dev/hidraw5' }), info()]
    const { scanner, scans } = await open(system)
    expect(system.opened.map(({ path }) => path)).toEqual(['/dev/hidraw0'])
    expect(scanner.state().code).toBe('ready')
    system.opened[0]!.device.send('01069\u001d', true)
    system.opened[0]!.device.send('21X\r')
    expect(scans).toEqual([']d201069\u001d21X'])
    expect((await open(system, '05e0:1900:')).scanner.state().code).toBe('ready')
    expect(system.opened[1]!.path).toBe('/dev/hidraw5')
  })
  test('is told to leave keyboard mode where its maker is known for it', async () => {
    const system = new FakeSystem()
    system.infos = [info(), info({ vendorId: 0x0c2e, productId: 0x0b8f, path: '/dev/hidraw3' })]
    await open(system)
    await open(system, '0C2E:0B8F:SN002')
    expect(system.opened.map(({ device }) => device.features)).toEqual([[], [[254, 1]]])
  })
  test('unplugged in the middle of a code is found again, and the code is no read', async () => {
    const system = new FakeSystem()
    const { scanner, scans } = await open(system)
    system.opened[0]!.device.send('HALF', true)
    system.infos = []
    system.opened[0]!.device.unplug()
    expect(scanner.state().code).toBe('linkLost')
    expect(system.opened[0]!.device.closed).toBe(true)
    await settle(150)
    system.infos = [info()]
    scanner.poke()
    await settle()
    expect(scanner.state().code).toBe('ready')
    system.opened[1]!.device.send('WHOLE')
    system.opened[0]!.device.send('GHOST')
    expect(scans).toEqual([']d2WHOLE'])
    expect(scanner.counts().noise).toBe(1)
  })
  test('that the system keeps from this user is denied, that another program has is busy', async () => {
    const system = new FakeSystem()
    system.may = false
    const { scanner } = await open(system)
    expect(scanner.state().code).toBe('denied')
    system.may = true
    system.opens = false
    scanner.poke()
    await settle()
    expect(scanner.state().code).toBe('busy')
    system.opens = true
    await settle(400)
    expect(scanner.state().code).toBe('ready')
  })
  test('that is not there, or named in no shape at all, is lost', async () => {
    expect((await open(new FakeSystem(), '05E0:1900:NOT')).scanner.state().code).toBe('linkLost')
    expect((await open(new FakeSystem(), '../../etc')).scanner.state().code).toBe('linkLost')
  })
  test('and no native part: a state, no crash', async () => {
    const { scanner } = await open({ load: () => Promise.reject(new Error('libudev.so.1')), allowed: async () => true })
    expect(scanner.state().code).toBe('moduleMissing')
  })
  test('closed while it is being opened leaves nothing open', async () => {
    const system = new FakeSystem()
    const scanner = openHidPosScanner('05E0:1900:', system)
    await scanner.close()
    await settle()
    expect(system.opened.every(({ device }) => device.closed)).toBe(true)
    expect(scanner.state().code).toBe('connecting')
  })
})

describe('what is plugged in', () => {
  test('is listed without keyboards, each once', async () => {
    const system = new FakeSystem()
    system.infos = [keyboard, info(), info(), info({ vendorId: 0x1234, serialNumber: undefined })]
    expect(await findHidPos(system)).toEqual({
      code: 'ok',
      found: [
        { device: '05E0:1900:SN002', vendor: 'Zebra', name: 'HID POS scanner', serial: 'SN002' },
        { device: '1234:1900:', vendor: 'FakeScan', name: 'HID POS scanner', serial: '' },
      ],
    })
  })
  test('within its time, also when a device hangs', async () => {
    const system = new FakeSystem()
    system.hangs = true
    expect(await findHidPos(system)).toEqual({ code: 'timeout', found: [] })
  })
  test('with the native part of this computer', async () => {
    expect((await findHidPos(hidSystem)).code).toBe('ok')
  })
})
