import type { ScannerDriver } from './scanner.ts'

export interface TcpScannerOptions {
  readonly host: string
  readonly port: number
  /** What the reader sends in the place of GS; empty = GS itself. */
  readonly gsSubstitute: string
}

export declare function openTcpScanner(options: TcpScannerOptions): ScannerDriver
