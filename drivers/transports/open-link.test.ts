import { expect, test } from 'vitest'
import { openLink } from './open-link.ts'

test.each([
  [{ kind: 'tcp', host: '127.0.0.1', port: 1 }, true, 1],
  [{ kind: 'serial', path: '/dev/signet-none', baud: 9_600, flow: 'none' }, true, 1],
  [{ kind: 'usb', device: 'usb:ffff:ffff:NONE' }, true, 1],
  [{ kind: 'queue', queue: 'signet-none' }, false, 0],
] as const)('%o: what it can prove, and a device that is not there is absent, not a crash', async (connection, twoWay, accepted) => {
  const link = openLink(connection, { openMs: 3_000 })
  expect([link.isOpen, link.twoWay, link.accepted]).toEqual([false, twoWay, accepted])
  await expect(link.open()).rejects.toMatchObject({ fault: 'absent' })
  await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
  await link.close()
})
