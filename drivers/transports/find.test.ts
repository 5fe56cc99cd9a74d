import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FoundPrinter, findPrinters, parseLpstatDevices } from './find.ts'
import { serialPortsOfSys } from './serial-ports.ts'

const one: FoundPrinter = {
  connection: { kind: 'queue', queue: 'Q' },
  name: 'Q',
  language: null,
  at: '',
  vid: '',
  pid: '',
  serial: '',
}

test('a source that fails, throws or never answers takes nothing from the others, within the limit', async () => {
  const began = performance.now()
  const found = await findPrinters({
    usb: () => new Promise(() => {}),
    serial: () => {
      throw new Error('no')
    },
    queues: async () => [one],
  })
  expect(found).toEqual([one])
  expect(performance.now() - began).toBeLessThan(3_500)
})
test('this machine can be asked, whatever it has', async () => {
  expect(Array.isArray(await findPrinters())).toBe(true)
})
test('queues and what is behind them', () => {
  const text = 'device for UDI_RAW: socket://127.0.0.1:9100\ndevice for Büro: usb://Zebra/ZT411?serial=1\nno system default destination\n'
  expect(parseLpstatDevices(text)).toEqual([
    { queue: 'UDI_RAW', at: 'socket://127.0.0.1:9100' },
    { queue: 'Büro', at: 'usb://Zebra/ZT411?serial=1' },
  ])
  expect(parseLpstatDevices('lpstat: No destinations added.')).toEqual([])
})
test('ports are read from the system: USB ones with their numbers, empty places left out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signet-tty-'))
  try {
    const tty = join(folder, 'class/tty')
    mkdirSync(join(tty, 'ttyACM0/device'), { recursive: true })
    writeFileSync(join(tty, 'ttyACM0/idVendor'), '05E0\n')
    writeFileSync(join(tty, 'ttyACM0/idProduct'), '1701\n')
    writeFileSync(join(tty, 'ttyACM0/serial'), 'SN003\n')
    writeFileSync(join(tty, 'ttyACM0/manufacturer'), 'FakeScan\n')
    mkdirSync(join(tty, 'ttyS4/device'), { recursive: true })
    writeFileSync(join(tty, 'ttyS4/type'), '0\n')
    mkdirSync(join(tty, 'ttyS5'), { recursive: true })
    mkdirSync(join(tty, 'tty0/device'), { recursive: true })
    expect(await serialPortsOfSys({ sys: folder, dev: '/dev' })).toEqual([
      { path: '/dev/ttyACM0', vid: '05e0', pid: '1701', serial: 'SN003', maker: 'FakeScan' },
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
