import type { ScanFormat, ScannerConnection } from '../../shared/scanning.ts'
import { SerialLink } from '../transports/serial.ts'
import { TcpLink } from '../transports/tcp.ts'
import { openHidPosScanner } from './hid-pos.ts'
import { openLineScanner } from './line-scanner.ts'
import type { ScannerDriver } from './scanner.ts'
import { openTcpServerScanner } from './tcp-server.ts'

/** The driver of a scanner; null for a wedge, which the page decodes. `format` says nothing to a USB scanner: its reports are fixed. */
export function openScanner(connection: ScannerConnection, format: ScanFormat): ScannerDriver | null {
  switch (connection.kind) {
    case 'tcp':
      return openLineScanner(new TcpLink(connection), format)
    case 'tcpServer':
      return openTcpServerScanner(connection, format)
    case 'serial':
      return openLineScanner(new SerialLink({ path: connection.path, baud: connection.baud, flow: 'none' }), format)
    case 'hidpos':
      return openHidPosScanner(connection.device)
    case 'wedge':
      return null
  }
}
