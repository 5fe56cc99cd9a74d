import { openScanner } from '../../../../drivers/scanners/open-scanner.ts'
import { SerialLink } from '../../../../drivers/transports/serial.ts'
import { defaultScanFormat } from '../../../../shared/scanning.ts'
import { plug, same, unplug, until } from '../case.ts'

export const name = 'a CDC scanner as a line reader: pulled in the middle of a code, found again, nothing glued'

export async function run(): Promise<void> {
  const scanner = openScanner({ kind: 'serial', path: '/dev/ttyACM0', baud: 115_200 }, defaultScanFormat)!
  const scans: string[] = []
  scanner.onScan((raw) => void scans.push(raw))
  await until('ready', () => scanner.state().code === 'ready')
  let far = new SerialLink({ path: '/dev/ttyGS0', baud: 115_200, flow: 'none' })
  await far.open()
  await far.write(Buffer.from(']d20106901234567892\u001d21A\r\n]d20106901', 'latin1'))
  await until('the first code', () => scans.length === 1)
  await far.close()
  unplug('cdc')
  await until('lost', () => scanner.state().code === 'linkLost')
  plug('cdc')
  await until('ready again', () => {
    scanner.poke()
    return scanner.state().code === 'ready'
  })
  far = new SerialLink({ path: '/dev/ttyGS0', baud: 115_200, flow: 'none' })
  await far.open()
  await far.write(Buffer.from(']d2WHOLE\r', 'latin1'))
  await until('the second code', () => scans.length === 2)
  same('the codes', scans, [']d20106901234567892\u001d21A', ']d2WHOLE'])
  same('what was broken off', scanner.counts().noise, 1)
  await far.close()
  await scanner.close()
}
