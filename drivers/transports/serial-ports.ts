import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type SystemRoots, systemRoots, usbIdsAbove } from './usb-sys.ts'

/** A serial port. The USB fields are empty for one that is none. */
export interface SerialPortSeen {
  readonly path: string
  readonly vid: string
  readonly pid: string
  readonly serial: string
  readonly maker: string
}

/**
 * Serial ports of this machine. On Linux the library asks `udevadm`; where that is missing (many containers) the ports are read from
 * /sys. Rejects where neither can be had.
 */
export async function serialPorts(): Promise<SerialPortSeen[]> {
  try {
    const { SerialPort } = await import('serialport')
    const ports = await SerialPort.list()
    return ports.map(({ path, vendorId = '', productId = '', serialNumber = '', manufacturer = '' }) => ({
      path,
      vid: vendorId.toLowerCase(),
      pid: productId.toLowerCase(),
      serial: serialNumber,
      maker: manufacturer,
    }))
  } catch (error) {
    if (process.platform === 'linux') return serialPortsOfSys()
    throw error
  }
}

/** USB and other serial ports with a device behind them. A ttyS without one is a place on the board that nothing was built into. */
export async function serialPortsOfSys({ sys, dev }: SystemRoots = systemRoots): Promise<SerialPortSeen[]> {
  const folder = join(sys, 'class/tty')
  const found: SerialPortSeen[] = []
  for (const name of (await readdir(folder)).filter((entry) => /^tty(USB|ACM|S|AMA)\d+$/.test(entry)).sort()) {
    const device = join(folder, name, 'device')
    if ((await readdir(device).catch(() => null)) === null) continue
    const ids = (await usbIdsAbove(device)) ?? { vid: '', pid: '', serial: '' }
    found.push({ path: join(dev, name), ...ids, maker: '' })
  }
  return found
}
