/** What the station needs from outside. Tests hand in their own clock; nothing in the station asks the system directly. */
export interface Clock {
  /** Wall time, UTC ms. */
  now(): number
  /** Monotonic ms since an arbitrary start. */
  mono(): number
  /** Offset of local time from UTC, minutes. */
  zone(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  zone: () => -new Date().getTimezoneOffset(),
}

/** Who this computer is, so that a copied data folder notices that it has moved. */
export interface Machine {
  readonly id: string
  /** Folder outside the data folder that holds the restore fence of every ledger of this user. */
  readonly fenceFolder: string
}

/** How a printer says it is. `mute`: it does not answer, which is not a fault by itself. */
export interface PrinterStatus {
  readonly code: 'ready' | 'mute' | 'mediaOut' | 'ribbonOut' | 'headOpen' | 'paused' | 'linkLost' | 'wrongLanguage' | 'overheated' | 'jam' | 'cutter' | 'unknown'
  /** Labels received and not yet printed, null when it does not say. */
  readonly queued: number | null
}

/** A printer as the line uses it. */
export interface Printer {
  readonly id: number
  readonly name: string
  readonly dpi: number
  readonly virtual: boolean
  /** Hands the bytes of one label over. Rejects with PrintFailed; never blocks the loop. */
  print(bytes: Uint8Array): Promise<void>
  status(): Promise<PrinterStatus>
  /** Labels the printer has ever fed, by its own count; null when it has none. */
  counter(): Promise<number | null>
}

/** Bytes did not get through. `left` false: not even the first one left, so the label cannot exist. */
export class PrintFailed extends Error {
  readonly left: boolean
  constructor(left: boolean) {
    super('printer.linkLost')
    this.left = left
  }
}

/** A label made ready: what is shown, hashed and sent. */
export interface MadeLabel {
  readonly picture: { readonly width: number; readonly height: number; readonly stride: number; readonly dpi: number; readonly widthMm: number; readonly heightMm: number; readonly bits: Uint8Array }
  /** Hex SHA-256 of the raster. */
  readonly sha256: string
  /** Human readable text of the code, `(01)…`. */
  readonly code: string
  /** Printer language bytes. */
  readonly bytes: Uint8Array
}
