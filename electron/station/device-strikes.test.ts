import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DeviceStrikes } from './device-strikes.ts'

let folder: string
let now: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strikes-'))
  now = 1_000_000
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** An engine that opens the devices and dies with them open. */
function crash(...ids: number[]): void {
  const strikes = new DeviceStrikes(folder, () => now)
  for (const id of ids) strikes.opening(id)
}

test('three crashes within a minute strike a device out, two do not', () => {
  for (let n = 0; n < 2; n++) crash(7)
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([])
  crash(7)
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([7])
})
test('crashes further apart than a minute do not add up', () => {
  for (let n = 0; n < 4; n++) {
    crash(7)
    now += 31_000
  }
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([])
})
test('a device that was closed in good order is not struck', () => {
  for (let n = 0; n < 4; n++) {
    const strikes = new DeviceStrikes(folder, () => now)
    strikes.opening(7)
    strikes.opening(8)
    strikes.closed(7)
  }
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([8])
})
test('a process that ends by itself, however badly, strikes nothing', () => {
  for (let n = 0; n < 4; n++) {
    const strikes = new DeviceStrikes(folder, () => now)
    strikes.opening(7)
    strikes.endedInOrder()
  }
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([])
})
test('switched off is remembered until a person takes it into use again', () => {
  for (let n = 0; n < 3; n++) crash(7)
  const strikes = new DeviceStrikes(folder, () => now)
  strikes.switchedOff(7)
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([])
  expect(new DeviceStrikes(folder, () => now).wasSwitchedOff(7)).toBe(true)
  new DeviceStrikes(folder, () => now).forgive(7)
  expect(new DeviceStrikes(folder, () => now).wasSwitchedOff(7)).toBe(false)
})
test('a file that is no longer readable is begun anew', () => {
  writeFileSync(join(folder, 'devices-open.json'), '{"open": "x"}')
  expect(new DeviceStrikes(folder, () => now).struckOut()).toEqual([])
})
