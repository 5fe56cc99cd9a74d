import { openPrinter } from '../../../../drivers/printers/language-printer.ts'
import { languages } from '../../../../drivers/printers/registry.ts'
import { watchDevices } from '../../../../drivers/transports/hot-plug.ts'
import { UsbPrinterLink } from '../../../../drivers/transports/usb-printer.ts'
import { failure, figure, later, plug, same, unplug, until } from '../case.ts'
import { farPrinter } from '../far.ts'
import { device, inkLabel, settings } from '../printer.ts'

export const name = 'a cable pulled in the middle of a bitmap: lost; plugged in elsewhere it is found again by what it is'
export const limitMs = 90_000

export async function run(): Promise<void> {
  const far = await farPrinter()
  const link = new UsbPrinterLink({ device })
  const printer = openPrinter(languages.zpl, link, { answerMs: 5_000 })
  let [lost, changes, changedAt] = [0, 0, 0]
  printer.onLost(() => lost++)
  const end = watchDevices(() => {
    changes++
    changedAt = performance.now()
  })
  try {
    await until('ready', async () => (await printer.status()).code === 'ready')
    far.tell({ stalled: true, fresh: true })
    const print = failure(printer.print(languages.zpl.encode(inkLabel(1_600, 2_000), settings)))
    await later(500)
    await far.leave()
    const pulled = performance.now()
    unplug('printer')
    same('the label', (await print)?.['left'], true)
    figure('ms from pulling the cable to a failed label', performance.now() - pulled)
    same('lost', [lost, link.isOpen], [1, false])
    same('status', (await printer.status()).code, 'linkLost')
    same('opening', (await failure(link.open()))?.['fault'], 'absent')
    await until('word of the change', () => changes > 0)
    figure('ms from pulling the cable to word of it', changedAt - pulled)
    const seen = changes
    far.tell({ stalled: false, fresh: true })
    const plugged = performance.now()
    plug('printer', true)
    far.tell({ away: false })
    await until('word of the printer', () => changes > seen)
    figure('ms from plugging it in to word of it', changedAt - plugged)
    await until('ready again', async () => (await printer.status()).code === 'ready', 30_000)
    figure('ms from plugging it in to an answer', performance.now() - plugged)
    const before = far.labels.length
    await printer.print(languages.zpl.encode(inkLabel(160, 80), settings))
    await until('the label', () => far.labels.length > before)
  } finally {
    end()
    far.tell({ stalled: false, fresh: true })
    await printer.close()
    await far.leave()
    unplug('printer')
    plug('printer')
    far.tell({ away: false })
  }
}
