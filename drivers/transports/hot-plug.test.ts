import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { watchDevices } from './hot-plug.ts'

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe.skipIf(process.platform !== 'linux')('a folder of device files', () => {
  let dev: string
  let told: number
  let end: () => void
  beforeEach(() => {
    dev = mkdtempSync(join(tmpdir(), 'signet-dev-'))
    told = 0
    end = watchDevices(() => told++, { dev, quietMs: 30 })
  })
  afterEach(() => {
    end()
    rmSync(dev, { recursive: true, force: true })
  })
  const touch = (name: string): void => writeFileSync(join(dev, name), '')

  test('several files of one device are one change; files of no device are none', async () => {
    touch('hidraw0')
    touch('ttyACM0')
    await rest(100)
    expect(told).toBe(1)
    touch('sda1')
    touch('tty7')
    await rest(100)
    expect(told).toBe(1)
    rmSync(join(dev, 'ttyACM0'))
    await rest(100)
    expect(told).toBe(2)
  })
  test('printers in a folder that comes and goes with them are seen every time', async () => {
    for (let time = 1; time <= 2; time++) {
      told = 0
      mkdirSync(join(dev, 'usb'))
      await rest(100)
      touch('usb/lp0')
      await rest(100)
      expect(told).toBe(2)
      touch('usb/lp1')
      await rest(100)
      expect(told).toBe(3)
      rmSync(join(dev, 'usb'), { recursive: true })
      await rest(100)
      expect(told).toBe(4)
    }
  })
  test('nothing is told once it was ended', async () => {
    touch('hidraw0')
    end()
    await rest(100)
    touch('hidraw1')
    await rest(100)
    expect(told).toBe(0)
  })
})

test('where nothing can be watched the list of ports is looked at, and a list that fails is no change', async () => {
  let ports: { path: string }[] | null = [{ path: 'COM1' }]
  let told = 0
  const list = async () => {
    if (ports === null) throw new Error('no')
    return ports
  }
  const end = watchDevices(() => told++, { dev: null, list, pollMs: 10, quietMs: 1 })
  await rest(60)
  ports = null
  await rest(60)
  ports = [{ path: 'COM1' }]
  await rest(60)
  expect(told).toBe(0)
  ports = [{ path: 'COM1' }, { path: 'COM3' }]
  await rest(60)
  expect(told).toBe(1)
  end()
  ports = []
  await rest(60)
  expect(told).toBe(1)
})
