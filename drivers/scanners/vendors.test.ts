import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scannerVendors } from './vendors.ts'

test('the udev rules open the scanners of every known maker, and of no other', () => {
  const rules = readFileSync(join(import.meta.dirname, '../../resources/udev/70-signet.rules'), 'utf8')
  const opened = [...rules.matchAll(/^SUBSYSTEM=="hidraw", ATTRS\{idVendor\}=="([0-9a-f]{4})", TAG\+="uaccess"$/gm)].map(
    ([, vendor]) => vendor,
  )
  expect(opened.sort()).toEqual(scannerVendors.map(({ vendorId }) => vendorId.toString(16).padStart(4, '0')).sort())
})
