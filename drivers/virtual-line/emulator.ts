/** What a printer would put on paper: 1 = black, most significant bit left. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly bits: Uint8Array
}

/** One job for the head: a label and how often. */
export interface Format {
  readonly bitmap: Bitmap
  readonly copies: number
  /** The bytes of the job, as received. */
  readonly bytes: Uint8Array
  /** After an error the printer would print the label it stopped at once more: nobody told it not to. */
  readonly reprints: boolean
  /** What the job calls itself, in languages that number one. */
  readonly id?: string
}

/** What the printer did with a piece of its stream. Queries and orders are words of the language's own emulator. */
export type Received =
  | { readonly kind: 'format'; readonly format: Format }
  /** `behind`: answered when all labels received before it are out, or the printer has stopped. */
  | { readonly kind: 'query'; readonly name: string; readonly behind?: true }
  /** Say this once all labels received before it are out. */
  | { readonly kind: 'whenOut'; readonly text: string }

/** How the printer is, as its language will put it. */
export interface PrinterState {
  /** Labels ever fed. */
  readonly fed: number
  /** Labels received and not yet out, that under the head included. */
  readonly queued: number
  readonly fault: 'mediaOut' | 'headOpen' | 'ribbonOut' | null
  /** Switched on since somebody took note of it. */
  readonly restarted: boolean
  readonly dpi: number
  /** It leaves its fullest status question unanswered while it stands. */
  readonly hush: boolean
  /** The job under the head, that at which it stopped, or the next. */
  readonly job: Pick<Format, 'id'> | null
}

/** Reads one connection's byte stream. */
export interface StreamReader {
  push(bytes: Buffer): Received[]
}

/** A stream that is taken apart order by order: what is not whole yet waits, and what never ends is given up. */
export abstract class OrderReader implements StreamReader {
  #pending: Buffer = Buffer.alloc(0)

  push(bytes: Buffer): Received[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const found: Received[] = []
    for (let taken = this.next(this.#pending, found); taken > 0; taken = this.next(this.#pending, found))
      this.#pending = this.#pending.subarray(taken)
    if (this.#pending.length > largestJob) this.#pending = Buffer.alloc(0)
    return found
  }

  /** Bytes of the order at the head of the stream, whose effects are added to `found`; 0 while it is not whole. */
  protected abstract next(stream: Buffer, found: Received[]): number
}

/** A printer language as the printer knows it. Written from the manuals, apart from the encoder it checks. */
export interface Emulator {
  reader(dpi: number): StreamReader
  /** The answer to a query, latin1; empty for none. */
  answer(query: string, state: PrinterState): string
  /** Queries that clear the mark of a restart. */
  readonly clearsRestart?: string
  /** Said when a job was received, and when a fault begins or (null) ends. */
  readonly received?: string
  fault?(fault: PrinterState['fault'], queued: number): string
}

/** Largest job taken, bytes: a stream without an end is dropped. */
export const largestJob = 8_000_000

export function blankBitmap(width: number, height: number): Bitmap {
  const stride = (width + 7) >> 3
  return { width, height, stride, bits: new Uint8Array(stride * height) }
}

/** Lays black dots (1) of whole-byte rows onto a bitmap at x, y; what lies outside is lost. */
export function lay(bitmap: Bitmap, graphic: Uint8Array, rowBytes: number, x: number, y: number): void {
  const rows = rowBytes === 0 ? 0 : Math.floor(graphic.length / rowBytes)
  for (let row = 0; row < rows; row++) {
    if (y + row < 0 || y + row >= bitmap.height) continue
    for (let i = 0; i < rowBytes; i++) {
      const byte = graphic[row * rowBytes + i]!
      for (let bit = 0; byte !== 0 && bit < 8; bit++) {
        const at = x + i * 8 + bit
        if ((byte & (0x80 >> bit)) !== 0 && at >= 0 && at < bitmap.width)
          bitmap.bits[(y + row) * bitmap.stride + (at >> 3)]! |= 0x80 >> (at & 7)
      }
    }
  }
}
