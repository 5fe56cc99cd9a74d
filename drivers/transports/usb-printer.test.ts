import { execFileSync } from 'node:child_process'
import { constants, mkdirSync, mkdtempSync, readSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WriteFailed } from './link.ts'
import { type DeviceFile, openDevice, UsbPrinterLink, usbFault } from './usb-printer.ts'
import { usbName, usbPrinterPath, usbPrinters } from './usb-sys.ts'

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const failure = (code: string): Error => Object.assign(new Error(code), { code })

/** A printer as usblp shows it: takes `room` bytes, then none until it is given more; answers when it is told what. */
function device() {
  const state = { room: 8_192, taken: Buffer.alloc(0), says: '', broken: '', reads: 0, offers: 0, closed: 0 }
  const file = {
    async write(bytes: Uint8Array) {
      state.offers++
      if (state.broken !== '') throw failure('ENODEV')
      const bytesWritten = Math.min(bytes.length, state.room, 8_192)
      if (bytesWritten === 0) throw failure('EAGAIN')
      state.room -= bytesWritten
      state.taken = Buffer.concat([state.taken, bytes.subarray(0, bytesWritten)])
      return { bytesWritten, buffer: bytes }
    },
    async read(into: Uint8Array) {
      state.reads++
      if (state.broken !== '') throw failure(state.broken)
      if (state.says === '') throw failure('EAGAIN')
      const bytesRead = Buffer.from(state.says).copy(into)
      state.says = ''
      return { bytesRead, buffer: into }
    },
    async close() {
      state.closed++
    },
  }
  return { state, openFile: async () => file as unknown as DeviceFile }
}
const links: UsbPrinterLink[] = []
const linkTo = (openFile: (path: string) => Promise<DeviceFile>, stallMs = 10_000): UsbPrinterLink => {
  const link = new UsbPrinterLink({ device: '/dev/usb/lp0', stallMs, openFile })
  links.push(link)
  return link
}
afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.close()))
})

test('codes of the system become faults', () => {
  expect(['EBUSY', 'EACCES', 'ENOENT', 'ENODEV', 'EIO', undefined].map(usbFault)).toEqual([
    'busy',
    'denied',
    'absent',
    'absent',
    'lost',
    'lost',
  ])
})
test('a device that takes a part at a time gets every byte once, in order', async () => {
  const { state, openFile } = device()
  const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 7) & 255))
  const more = setInterval(() => {
    state.room += 5_000
  }, 5)
  await linkTo(openFile).write(bytes)
  clearInterval(more)
  expect(state.taken.equals(bytes)).toBe(true)
})
test('a device that takes nothing more is given up at the deadline, counted from the last byte it took, without spinning', async () => {
  const { state, openFile } = device()
  const link = linkTo(openFile, 200)
  let lost = 0
  link.onLost(() => lost++)
  setTimeout(() => {
    state.room += 100
  }, 150)
  const began = performance.now()
  await expect(link.write(Buffer.alloc(20_000))).rejects.toMatchObject({ left: true, fault: 'timeout' })
  expect(performance.now() - began).toBeGreaterThan(330)
  expect(state.offers).toBeLessThan(60)
  expect([lost, link.isOpen, state.closed]).toEqual([1, false, 1])
})
test('a cable pulled in the middle of a label: the write fails, the link is lost once, the next write opens anew', async () => {
  const first = device()
  const second = device()
  let opened = 0
  const link = linkTo(() => (opened++ === 0 ? first.openFile() : second.openFile()))
  let lost = 0
  link.onLost(() => lost++)
  const failed = expect(link.write(Buffer.alloc(50_000))).rejects.toMatchObject({ left: true, fault: 'lost' })
  await rest(20)
  first.state.broken = 'EIO'
  await failed
  expect(lost).toBe(1)
  await link.write(Buffer.from('again'))
  expect(second.state.taken.toString()).toBe('again')
})
test('answers are heard soon after a question, seldom looked for else, and not at all when nobody listens', async () => {
  const { state, openFile } = device()
  const link = linkTo(openFile)
  await link.write(Buffer.from('deaf'))
  await rest(60)
  expect(state.reads).toBe(0)
  let heard = ''
  let at = 0
  const away = link.onData((bytes) => {
    heard += bytes.toString()
    at = performance.now()
  })
  await link.write(Buffer.from('~HS'))
  const asked = performance.now()
  state.says = 'fine'
  await rest(100)
  expect(heard).toBe('fine')
  expect(at - asked).toBeLessThan(60)
  away()
  await rest(60)
  const { reads } = state
  await rest(100)
  expect(state.reads).toBe(reads)
})
test('an idle link is looked at a few times a second and finds that the cable was pulled', async () => {
  const { state, openFile } = device()
  const link = linkTo(openFile)
  let lost = 0
  link.onData(() => {})
  link.onLost(() => lost++)
  await link.open()
  await rest(600)
  expect(state.reads).toBeGreaterThan(0)
  expect(state.reads).toBeLessThan(5)
  state.broken = 'EIO'
  await rest(400)
  expect([lost, link.isOpen]).toEqual([1, false])
})
test('an opening that fails says why, and nothing has left', async () => {
  const link = linkTo(() => Promise.reject(failure('EBUSY')))
  await expect(link.open()).rejects.toMatchObject({ fault: 'busy' })
  const failed = await link.write(Buffer.from('x')).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(WriteFailed)
  expect(failed).toMatchObject({ left: false, fault: 'busy' })
})
test('an opening that takes for ever is given up, and what it opens later is closed again', async () => {
  const { state, openFile } = device()
  const link = new UsbPrinterLink({
    device: '/dev/usb/lp0',
    openMs: 30,
    openFile: async () => {
      await rest(80)
      return openFile()
    },
  })
  await expect(link.open()).rejects.toMatchObject({ fault: 'timeout' })
  await rest(80)
  expect([state.closed, link.isOpen]).toEqual([1, false])
})

describe.skipIf(process.platform === 'win32')('on the file system', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-usb-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('a file is no device: nothing is written to it', async () => {
    const path = join(folder, 'file')
    writeFileSync(path, 'precious')
    await expect(openDevice(path)).rejects.toMatchObject({ fault: 'absent' })
    const link = new UsbPrinterLink({ device: path })
    links.push(link)
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
  })
  test('a real descriptor opened non-blocking: a full pipe stalls the write, not the loop', async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const far = await open(path, constants.O_RDWR | constants.O_NONBLOCK)
    const link = new UsbPrinterLink({ device: path, stallMs: 250 })
    links.push(link)
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    await expect(link.write(Buffer.alloc(200_000))).rejects.toMatchObject({ left: true, fault: 'timeout' })
    clearInterval(beat)
    expect(longest).toBeLessThan(200)
    const drain = Buffer.alloc(1_000_000)
    expect(readSync(far.fd, drain, 0, drain.length, null)).toBeGreaterThan(4_000)
    await far.close()
  })

  /** A printer below `sys`, as the kernel lays it out. */
  const plug = (name: string, port: string, serial: string): void => {
    const bus = join(folder, 'sys/devices/usb1', port)
    const face = join(bus, `${port}:1.0`)
    mkdirSync(join(face, 'usbmisc', name), { recursive: true })
    writeFileSync(join(bus, 'idVendor'), '0A5F\n')
    writeFileSync(join(bus, 'idProduct'), '0166\n')
    if (serial !== '') writeFileSync(join(bus, 'serial'), `${serial}\n`)
    writeFileSync(join(face, 'ieee1284_id'), 'MFG:Zebra;CMD:ZPL;\n')
    symlinkSync('../..', join(face, 'usbmisc', name, 'device'))
    const link = join(folder, 'sys/class/usbmisc', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(face, 'usbmisc', name), link)
  }
  test('a printer is found by what it is, wherever it is plugged', async () => {
    const roots = { sys: join(folder, 'sys'), dev: '/dev' }
    expect(await usbPrinters(roots)).toEqual([])
    plug('lp0', '1-1', 'SN001')
    plug('lp3', '1-2', 'A:B')
    const [one, two] = await usbPrinters(roots)
    expect(one).toEqual({ path: '/dev/usb/lp0', vid: '0a5f', pid: '0166', serial: 'SN001', maker: '', id1284: 'MFG:Zebra;CMD:ZPL;' })
    expect(usbName(two!)).toBe('usb:0a5f:0166:A:B')
    expect(await usbPrinterPath('usb:0A5F:0166:A:B', roots)).toBe('/dev/usb/lp3')
    expect(await usbPrinterPath('usb:0a5f:0166:SN009', roots)).toBeNull()
    expect(await usbPrinterPath('/dev/usb/lp7', roots)).toBe('/dev/usb/lp7')
    expect(await usbPrinterPath('lp0', roots)).toBeNull()
  })
  test('of two alike without a serial number none is taken', async () => {
    const roots = { sys: join(folder, 'sys'), dev: '/dev' }
    plug('lp0', '1-1', '')
    expect(await usbPrinterPath('usb:0a5f:0166:', roots)).toBe('/dev/usb/lp0')
    plug('lp1', '1-2', '')
    expect(await usbPrinterPath('usb:0a5f:0166:', roots)).toBeNull()
  })
})
