import { findPrinters } from '../../../../drivers/transports/find.ts'
import { figure, same } from '../case.ts'
import { device } from '../printer.ts'

export const name = 'what is attached is found and named'

export async function run(): Promise<void> {
  const began = performance.now()
  const found = await findPrinters()
  figure('ms to find what is attached', performance.now() - began)
  same('printer', found.find(({ connection }) => connection.kind === 'usb') ?? null, {
    connection: { kind: 'usb', device },
    name: 'Zebra Technologies ZTC FAKE-203dpi ZPL',
    language: 'zpl',
    at: '/dev/usb/lp0',
    vid: '0a5f',
    pid: '0166',
    serial: 'SN001',
  })
  const port = found.find(({ at }) => at === '/dev/ttyACM0')
  same('serial port', [port?.connection.kind, port?.vid, port?.pid, port?.serial], ['serial', '05e0', '1701', 'SN003'])
}
