import { createHash } from 'node:crypto'
import { openPrinter } from '../../../../drivers/printers/language-printer.ts'
import { languages } from '../../../../drivers/printers/registry.ts'
import { UsbPrinterLink } from '../../../../drivers/transports/usb-printer.ts'
import { failure, figure, same, until } from '../case.ts'
import { farPrinter } from '../far.ts'
import { device, inkLabel, settings } from '../printer.ts'

export const name = 'a label is printed, the printer answers, a second program is told that it is busy'

export async function run(): Promise<void> {
  const far = await farPrinter()
  const printer = openPrinter(languages.zpl, new UsbPrinterLink({ device }), { answerMs: 5_000 })
  try {
    same('identity', (await printer.identify())?.virtual, true)
    const asked = performance.now()
    same('status', (await printer.status()).code, 'ready')
    figure('ms from question to answer', performance.now() - asked)
    const label = languages.zpl.encode(inkLabel(480, 320), settings)
    const before = far.labels.length
    const began = performance.now()
    await printer.print(label)
    figure(`ms to hand over a label of ${label.length} bytes`, performance.now() - began)
    await until('the label', () => far.labels.length > before)
    // The far printer cuts its stream at ^XA and ^XZ; what the encoder sets before that is no part of the format.
    const format = Buffer.from(label).subarray(Buffer.from(label).indexOf('^XA'))
    same(
      'the label',
      far.labels.at(-1),
      createHash('sha256')
        .update(format.subarray(0, format.indexOf('^XZ') + 3))
        .digest('hex'),
    )
    far.tell({ fault: 'mediaOut' })
    await until('paper out', async () => (await printer.status()).code === 'mediaOut')
    far.tell({ fault: null })
    await until('paper in', async () => (await printer.status()).code === 'ready')
    const second = new UsbPrinterLink({ device: '/dev/usb/lp0' })
    same('a second program', (await failure(second.open()))?.['fault'], 'busy')
  } finally {
    far.tell({ fault: null })
    await printer.close()
  }
}
