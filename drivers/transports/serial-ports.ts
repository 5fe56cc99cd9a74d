import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SystemRoots, systemRoots, type UsbIds, usbIdsAbove } from './usb-sys.ts'

/** A serial port. The USB fields are empty for one that is none. */
export interface SerialPortSeen extends UsbIds {
  readonly path: string
}

/**
 * Serial ports of this machine. On Linux they are read from /sys: the library's own list wants `udevadm` and its data base, which
 * containers and small systems have not. Rejects where the system cannot be asked.
 */
export async function serialPorts(): Promise<SerialPortSeen[]> {
  if (process.platform === 'linux') return serialPortsOfSys()
  const { SerialPort } = await import('serialport')
  const ports = await SerialPort.list()
  return ports.map(({ path, vendorId = '', productId = '', serialNumber = '', manufacturer = '' }) => ({
    path,
    vid: vendorId.toLowerCase(),
    pid: productId.toLowerCase(),
    serial: serialNumber,
    maker: manufacturer,
  }))
}

/** USB and other serial ports with a device behind them. A ttyS of type 0 is a place on the board that nothing was built into. */
export async function serialPortsOfSys({ sys, dev }: SystemRoots = systemRoots): Promise<SerialPortSeen[]> {
  const folder = join(sys, 'class/tty')
  const found: SerialPortSeen[] = []
  for (const name of (await readdir(folder)).filter((entry) => /^tty(USB|ACM|S|AMA)\d+$/.test(entry)).sort()) {
    const device = join(folder, name, 'device')
    const type = await readFile(join(folder, name, 'type'), 'latin1').catch(() => '')
    if (type.trim() === '0' || (await readdir(device).catch(() => null)) === null) continue
    found.push({ path: join(dev, name), ...((await usbIdsAbove(device)) ?? { vid: '', pid: '', serial: '', maker: '' }) })
  }
  return found
}
