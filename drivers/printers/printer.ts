/** How a printer says it is. `mute`: it does not answer, which is not a fault by itself. */
export type PrinterCode =
  | 'ready'
  | 'mute'
  | 'mediaOut'
  | 'ribbonOut'
  | 'headOpen'
  | 'paused'
  | 'linkLost'
  | 'wrongLanguage'
  | 'overheated'
  | 'jam'
  | 'cutter'
  | 'unknown'

export interface PrinterStatus {
  readonly code: PrinterCode
  /** Labels received and not yet printed; null when the printer does not say. */
  readonly queued: number | null
}

/** Who a printer says it is (~HI): model, firmware, dots per mm. `virtual` for the station's own virtual printer. */
export interface PrinterIdentity {
  readonly model: string
  readonly firmware: string
  readonly dotsPerMm: number | null
  readonly virtual: boolean
}

/** Bytes did not get through. `left` false: not even the first one left, so the label cannot exist. */
export class PrintFailed extends Error {
  readonly left: boolean
  constructor(left: boolean) {
    super('printer.linkLost')
    this.name = 'PrintFailed'
    this.left = left
  }
}

/**
 * One printer on one link. Opens by itself when it is first used, reconnects with back-off, and never blocks the loop: writes are
 * paced by back-pressure and have a deadline. Calls are answered in order.
 */
export interface PrinterDriver {
  /** Hands over the bytes of one label. Resolves when the kernel has taken them all. Rejects with PrintFailed. */
  print(bytes: Uint8Array): Promise<void>
  /** Asks for the state. Resolves `mute` at the deadline, `linkLost` when there is no connection. */
  status(): Promise<PrinterStatus>
  /** Asks who it is; null when it does not answer in time or answers something else (then `status` says `wrongLanguage`). */
  identify(): Promise<PrinterIdentity | null>
  /** Labels fed since it was made, by its own count; null when it has no counter. */
  counter(): Promise<number | null>
  /** The connection broke while it was in use. */
  onLost(listener: () => void): void
  close(): Promise<void>
}
