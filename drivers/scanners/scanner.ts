/** A reader that sends lines. */
export interface ScannerDriver {
  /** One read, without its terminator: AIM id and GS as sent. Empty or the no-read token when nothing was seen. */
  onScan(listener: (raw: string) => void): void
  onState(listener: (state: ScannerState) => void): void
  state(): ScannerState
  close(): Promise<void>
}

export interface ScannerState {
  readonly code: 'ready' | 'linkLost' | 'connecting'
  /** What it called itself when it connected (the virtual scanner does), else null. */
  readonly greeting: string | null
  readonly virtual: boolean
}
