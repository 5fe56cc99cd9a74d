import type { PrinterConnection } from '../../shared/printing.ts'
import { assertNever } from '../../shared/station-error.ts'
import type { Link } from './link.ts'
import { queueLink } from './queue.ts'
import { SerialLink } from './serial.ts'
import { TcpLink } from './tcp.ts'
import { UsbPrinterLink } from './usb-printer.ts'

export interface LinkTiming {
  /** ms until an opening is given up. */
  readonly openMs?: number
  /** ms that a write may go without progress. */
  readonly stallMs?: number
}

/** The link a printer is reached by. Nothing is opened or loaded before it is used. */
export function openLink(connection: PrinterConnection, timing: LinkTiming = {}): Link {
  switch (connection.kind) {
    case 'tcp': {
      const { openMs: connectMs, ...rest } = timing
      return new TcpLink({ host: connection.host, port: connection.port, ...rest, ...(connectMs === undefined ? {} : { connectMs }) })
    }
    case 'serial':
      return new SerialLink({ path: connection.path, baud: connection.baud, flow: connection.flow, ...timing })
    case 'usb':
      return new UsbPrinterLink({ device: connection.device, ...timing })
    case 'queue':
      return queueLink({ queue: connection.queue, ...timing })
    default:
      return assertNever(connection)
  }
}
