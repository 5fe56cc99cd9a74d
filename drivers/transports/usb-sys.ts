import { readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A USB device as Linux shows it: hex of four digits, the serial number its maker gave it (often none). */
export interface UsbIds {
  readonly vid: string
  readonly pid: string
  readonly serial: string
  /** Its maker's name, as the device gives it; often none. */
  readonly maker: string
}

/** A printer of the USB class, attached now. */
export interface UsbPrinterSeen extends UsbIds {
  /** `/dev/usb/lp0`. */
  readonly path: string
  /** What it says of itself (IEEE 1284.4 device ID), empty when it says nothing. */
  readonly id1284: string
}

/** Where the system shows its devices; tests have folders of their own. */
export interface SystemRoots {
  readonly sys: string
  readonly dev: string
}
export const systemRoots: SystemRoots = { sys: '/sys', dev: '/dev' }

const textOf = (path: string): Promise<string> =>
  readFile(path, 'latin1').then(
    (text) => text.replace(/\0/g, '').trim(),
    () => '',
  )

/** Vendor, product and serial number of the USB device that a sysfs folder lies in; null when it lies in none. */
export async function usbIdsAbove(folder: string): Promise<UsbIds | null> {
  let at = await realpath(folder).catch(() => '')
  for (let up = 0; at !== '' && up < 6; up++, at = dirname(at)) {
    const field = (name: string): Promise<string> => textOf(join(at, name))
    const vid = await field('idVendor')
    if (vid === '') continue
    const pid = await field('idProduct')
    return { vid: vid.toLowerCase(), pid: pid.toLowerCase(), serial: await field('serial'), maker: await field('manufacturer') }
  }
  return null
}

/** Printers of the USB class that the usblp driver holds. Reads files the kernel answers at once; a system without them has none. */
export async function usbPrinters({ sys, dev }: SystemRoots = systemRoots): Promise<UsbPrinterSeen[]> {
  const names = await readdir(join(sys, 'class/usbmisc')).catch((): string[] => [])
  const found: UsbPrinterSeen[] = []
  for (const name of names.filter((entry) => /^lp\d+$/.test(entry)).sort()) {
    const device = join(sys, 'class/usbmisc', name, 'device')
    const ids = await usbIdsAbove(device)
    if (ids !== null) found.push({ path: join(dev, 'usb', name), ...ids, id1284: await textOf(join(device, 'ieee1284_id')) })
  }
  return found
}

/** `usb:0a5f:0166:SN001`, the name by which a printer is found wherever it is plugged; the serial number may hold colons or be empty. */
export const usbName = ({ vid, pid, serial }: Pick<UsbIds, 'vid' | 'pid' | 'serial'>): string => `usb:${vid}:${pid}:${serial}`

/**
 * The device file of a printer given by its path or by `usbName`, or null when it is not attached. Without a serial number two alike
 * cannot be told apart: then it is none of them, rather than the wrong one.
 */
export async function usbPrinterPath(device: string, roots: SystemRoots = systemRoots): Promise<string | null> {
  const name = /^usb:([0-9a-f]{4}):([0-9a-f]{4}):(.*)$/is.exec(device)
  if (name === null) return device.startsWith('/') ? device : null
  const [vid, pid, serial] = [name[1]!.toLowerCase(), name[2]!.toLowerCase(), name[3]!]
  const alike = (await usbPrinters(roots)).filter(
    (seen) => seen.vid === vid && seen.pid === pid && (serial === '' || seen.serial === serial),
  )
  return alike.length === 1 ? alike[0]!.path : null
}
