import { defaultScanFormat } from '../../shared/scanning.ts'
import { TcpLink } from '../transports/tcp.ts'
import { openLineScanner } from './line-scanner.ts'
import type { ScannerDriver } from './scanner.ts'

/** A reader at a TCP address with nothing but its stand-in for GS known; `openScanner` takes the whole format. */
export const openTcpScanner = ({
  gsSubstitute,
  ...options
}: {
  readonly host: string
  readonly port: number
  readonly gsSubstitute: string
}): ScannerDriver => openLineScanner(new TcpLink(options), { ...defaultScanFormat, gsSubstitute })
