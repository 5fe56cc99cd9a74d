import { UsbPrinterLink } from '../../../../drivers/transports/usb-printer.ts'
import { failure, figure, later, same, until } from '../case.ts'
import { farPrinter } from '../far.ts'
import { device } from '../printer.ts'

export const name = 'a printer that takes nothing more: given up at the deadline, the loop stays free, then it prints again'

const stallMs = 2_000

export async function run(): Promise<void> {
  const far = await farPrinter()
  const link = new UsbPrinterLink({ device, stallMs })
  let lost = 0
  link.onData(() => {})
  link.onLost(() => lost++)
  await link.open()
  far.tell({ stalled: true })
  await later(200)
  let [longest, last] = [0, performance.now()]
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  const began = performance.now()
  const failed = await failure(link.write(Buffer.alloc(1_000_000, '0')))
  const took = performance.now() - began
  clearInterval(beat)
  figure('ms of the longest loop delay during a stall', longest)
  figure('ms until a stalled write was given up', took)
  same('the write', [failed?.['left'], failed?.['fault'], lost, link.isOpen], [true, 'timeout', 1, false])
  if (took < stallMs || took > stallMs + 6_000) throw new Error(`given up after ${took} ms`)
  if (longest > 500) throw new Error(`the loop stood still for ${longest} ms`)
  far.tell({ stalled: false, fresh: true })
  const before = far.bytes()
  await link.write(Buffer.alloc(20_000, '0'))
  await until('bytes after the stall', () => far.bytes() - before >= 20_000)
  await link.close()
}
