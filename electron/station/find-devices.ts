import { findHidPos } from '../../drivers/scanners/hid-pos.ts'
import { findPrinters } from '../../drivers/transports/find.ts'
import type { PrinterConnection, PrinterLanguage } from '../../shared/printing.ts'
import type { ScannerConnection } from '../../shared/scanning.ts'
import type { Read } from './store/database.ts'
import { allDevices } from './store/devices.ts'

/** Something attached to this computer that could be a printer or a scanner. */
export interface FoundDevice {
  readonly name: string
  readonly printer: PrinterConnection | null
  readonly language: PrinterLanguage | null
  readonly scanner: ScannerConnection | null
  readonly serial: string | null
  /** A device row stands for it already. */
  readonly known: boolean
}

/** Baud of a serial port that nobody has set yet: what scanners and label printers leave their makers with. */
const usualBaud = 9_600

/** Looks at USB printers, serial ports, queues and USB scanners, each bounded in time; what cannot be looked at gives nothing. */
export async function findDevices(db: Read): Promise<FoundDevice[]> {
  const [printers, { found: scanners }] = await Promise.all([findPrinters(), findHidPos()])
  const rows = allDevices(db).flatMap(({ settings }) => ('connection' in settings ? [settings.connection] : []))
  const isKnown = (path: string): boolean =>
    rows.some(
      (at) =>
        (at.kind === 'serial' && at.path === path) ||
        ((at.kind === 'usb' || at.kind === 'hidpos') && at.device === path) ||
        (at.kind === 'queue' && at.queue === path),
    )
  return [
    ...scanners.map(({ device, vendor, name }) => ({
      name: [vendor, name].filter((part) => part !== null && part !== '').join(' ') || device,
      printer: null,
      language: null,
      scanner: { kind: 'hidpos', device } as const,
      serial: null,
      known: isKnown(device),
    })),
    ...printers.map(({ connection, name, language }) => {
      const path =
        connection.kind === 'serial'
          ? connection.path
          : connection.kind === 'usb'
            ? connection.device
            : connection.kind === 'queue'
              ? connection.queue
              : ''
      return {
        name,
        printer: connection,
        language,
        scanner: connection.kind === 'serial' ? ({ kind: 'serial', path, baud: usualBaud } as const) : null,
        serial: connection.kind === 'serial' ? path : null,
        known: isKnown(path),
      }
    }),
  ]
}
