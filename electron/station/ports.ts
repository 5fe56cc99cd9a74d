import type { PrinterLanguage, PrinterMedia } from '../../shared/printing.ts'
import type { LabelRecord, Product } from '../../shared/product.ts'

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

/** A label made ready: what is shown, hashed and sent. */
export interface MadeLabel {
  readonly picture: Picture
  /** Hex SHA-256 of the raster. */
  readonly sha256: string
  /** Human readable text of the code, `(01)…`. */
  readonly code: string
  /** Printer language bytes. */
  readonly bytes: Uint8Array
}

/** A 1-bit raster: 1 = black, most significant bit left, rows padded to `stride` bytes. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly dpi: number
  readonly widthMm: number
  readonly heightMm: number
  readonly bits: Uint8Array
}

/** What a label's bytes depend on besides its dots. */
export interface LabelPrinter {
  readonly darkness: number
  readonly speed: number
  readonly offsetXMm: number
  readonly offsetYMm: number
  /** Default: ZPL on labels with gaps. */
  readonly language?: PrinterLanguage
  readonly media?: PrinterMedia
  /** The printer draws the symbols itself where its language can. */
  readonly nativeSymbol?: boolean
}

export interface LabelRequest {
  readonly template: string
  readonly product: Product
  readonly record: LabelRecord
  readonly dpi: number
  /** Draws the bar 培训 TRAINING 不得使用. */
  readonly training: boolean
  readonly printer: LabelPrinter
}

/** Makes labels off the main thread: draws, decodes its own symbol, and writes the printer's language. Errors are codes `label.…`. */
export interface LabelMaker {
  make(request: LabelRequest): Promise<MadeLabel>
  /** Printer bytes of a test label: a frame, the printer's name, a symbol with no product's code. */
  test(
    printer: Pick<LabelPrinter, 'darkness' | 'speed' | 'language' | 'media'> & {
      readonly name: string
      readonly dpi: number
      readonly widthMm: number
      readonly offsetXMm?: number
      readonly offsetYMm?: number
      /** What its symbol holds; default `trial`. */
      readonly symbol?: 'trial' | 'proof'
    },
  ): Promise<Uint8Array>
  close(): Promise<void>
}
