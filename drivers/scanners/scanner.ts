import type { ScanRead } from '../../shared/scanning.ts'

/** A reader of any kind: fixed reader, hand scanner, verifier. docs/spec/scanners.md. */
export interface ScannerDriver {
  /**
   * One read. `raw` is `read.raw`: AIM id in front where the reader sends one, GS as GS; empty when the reader says that it saw nothing or
   * sent a line that is not what its pattern expects.
   */
  onScan(listener: (raw: string, read: ScanRead) => void): void
  onState(listener: (state: ScannerState) => void): void
  state(): ScannerState
  counts(): ScannerCounts
  /** Makes the reader read; only where the format has a trigger. Rejects with WriteFailed when no reader takes it. */
  trigger?(): Promise<void>
  /** Something was plugged in: looks for the reader at once instead of after the back-off. */
  poke(): void
  close(): Promise<void>
}

/**
 * `ready`: reads can come. `connecting`: not there yet, or a reader that calls has hung up in good order. `linkLost`: not found or gone,
 * looked for again. `denied`: the system keeps the device from this user. `busy`: another program has it. `portTaken`, `addressGone`: the
 * station cannot listen where it should. `moduleMissing`: the part that reads USB scanners does not load on this computer.
 */
export interface ScannerState {
  readonly code: 'ready' | 'linkLost' | 'connecting' | 'denied' | 'busy' | 'portTaken' | 'addressGone' | 'moduleMissing'
  /** What it called itself when it connected (the virtual scanner does), else null. */
  readonly greeting: string | null
  readonly virtual: boolean
}

/** What was refused since the driver was opened. */
export interface ScannerCounts {
  /** Lines that the pattern did not fit; each was told as a read of nothing. */
  readonly unmatched: number
  /** Lines and reports that were no read: too long, broken off, outside STX and ETX, more in a second than a reader sends. */
  readonly noise: number
  /** Connections from an address that is not on the list, or too many at once. */
  readonly refusedPeers: number
}

/** Greeting by which the virtual scanner says what it is; a production ledger refuses it. */
export const virtualGreeting = 'SIGNET-VIRTUAL-SCANNER'
