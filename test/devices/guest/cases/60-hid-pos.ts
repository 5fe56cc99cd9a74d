import { findHidPos, openHidPosScanner } from '../../../../drivers/scanners/hid-pos.ts'
import { figure, plug, same, unplug, until } from '../case.ts'
import { farScanner } from '../far-scanner.ts'

export const name = 'a HID POS scanner: codes of one and two reports, the cable pulled in the middle of one, it comes back'

const device = '05E0:1900:SN002'
const short = ']d20106901234567892\u001d21A'
const long = ']d20106901234500011112611071731110610H26K1107\u001d21HS26K004189\u001d240ABCDEFGHIJ'

export async function run(): Promise<void> {
  const began = performance.now()
  same('what is plugged in', await findHidPos(), {
    code: 'ok',
    found: [{ device, vendor: 'Zebra', name: 'HID POS scanner', serial: 'SN002' }],
  })
  figure('ms to list HID POS scanners', performance.now() - began)

  const scanner = openHidPosScanner(device)
  const scans: string[] = []
  scanner.onScan((raw) => void scans.push(raw))
  await until('ready', () => scanner.state().code === 'ready')
  let far = await farScanner()
  await far.pos(short)
  const sent = performance.now()
  await far.pos(long)
  await until('two codes', () => scans.length === 2)
  figure('ms from two reports to code', performance.now() - sent)
  same('the codes', scans, [short, long])

  await far.pos(long, 1)
  await far.close()
  const pulled = performance.now()
  unplug('scanner')
  await until('lost', () => scanner.state().code === 'linkLost')
  figure('ms from pulling the HID scanner to lost', performance.now() - pulled)
  plug('scanner')
  await until('ready again', () => {
    scanner.poke()
    return scanner.state().code === 'ready'
  })
  figure('ms from pulling to ready again', performance.now() - pulled)
  far = await farScanner()
  await far.pos(short)
  await until('a code again', () => scans.length === 3)
  same('the code again', scans[2], short)
  same('what was broken off', scanner.counts().noise, 1)
  await far.close()
  await scanner.close()
}
