import { virtualModel } from '../printers/printer.ts'
import { blankBitmap, type Emulator, largestJob, lay, type PrinterState, type Received, type StreamReader } from './emulator.ts'

const [dle, esc, gs] = [0x10, 0x1b, 0x1d]

/** A raster of GS v 0 as it went onto the paper, from a row on. */
interface Band {
  readonly row: number
  readonly rowBytes: number
  readonly dots: Buffer
}

/**
 * Reads ESC/POS as an Epson label printer: orders by their lengths, GS v 0 prints and moves on, GS FF and ESC d end a label. The label is as
 * wide as its widest raster and as long as what was fed.
 */
class EscposReader implements StreamReader {
  #pending: Buffer = Buffer.alloc(0)
  #bands: Band[] = []
  #fed = 0
  #said: Buffer[] = []

  push(bytes: Buffer): Received[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const found: Received[] = []
    for (let taken = this.#next(found); taken > 0; taken = this.#next(found)) {
      this.#said.push(this.#pending.subarray(0, taken))
      this.#pending = this.#pending.subarray(taken)
      if (found.at(-1)?.kind === 'format' && this.#bands.length === 0) this.#said = []
    }
    if (this.#pending.length > largestJob) this.#pending = Buffer.alloc(0)
    return found
  }

  /** Bytes of the order at the head of the stream, 0 while it is not whole. */
  #next(found: Received[]): number {
    const at = this.#pending
    if (at.length === 0) return 0
    if (at[0] === dle) return this.#realtime(at, found)
    if (at[0] === esc) return this.#escape(at, found)
    if (at[0] === gs) return this.#group(at, found)
    return 1
  }

  #realtime(at: Buffer, found: Received[]): number {
    if (at.length < 3) return 0
    if (at[1] === 0x04) found.push({ kind: 'query', name: `DLE EOT ${at[2]}` })
    return 3
  }

  #escape(at: Buffer, found: Received[]): number {
    if (at.length < 2) return 0
    if (at[1] !== 0x64) return 2
    if (at.length < 3) return 0
    this.#end(at.subarray(0, 3), found)
    return 3
  }

  #group(at: Buffer, found: Received[]): number {
    if (at.length < 2) return 0
    if (at[1] === 0x0c) {
      this.#end(at.subarray(0, 2), found)
      return 2
    }
    if (at[1] === 0x49) {
      if (at.length < 3) return 0
      found.push({ kind: 'query', name: `GS I ${at[2]}` })
      return 3
    }
    if (at[1] === 0x28) {
      const end = at.length < 5 ? Number.POSITIVE_INFINITY : 5 + at.readUInt16LE(3)
      if (at.length < end) return 0
      // GS ( H, function 48: say the process number back when all before it is done.
      if (at[2] === 0x48 && at[6] === 0x30) found.push({ kind: 'whenOut', text: `7"${at.subarray(7, end).toString('latin1')}\0` })
      return end
    }
    if (at[1] !== 0x76) return 2
    if (at.length < 8) return 0
    const [rowBytes, rows] = [at.readUInt16LE(4), at.readUInt16LE(6)]
    const end = 8 + rowBytes * rows
    if (at.length < end) return 0
    this.#bands.push({ row: this.#fed, rowBytes, dots: at.subarray(8, end) })
    this.#fed += rows
    return end
  }

  #end(last: Buffer, found: Received[]): void {
    if (this.#fed === 0) return
    const bitmap = blankBitmap(Math.max(...this.#bands.map(({ rowBytes }) => rowBytes)) * 8, this.#fed)
    for (const { row, rowBytes, dots } of this.#bands) lay(bitmap, dots, rowBytes, 0, row)
    found.push({ kind: 'format', format: { bitmap, copies: 1, bytes: Buffer.concat([...this.#said, last]), reprints: false } })
    this.#bands = []
    this.#fed = 0
  }
}

/** Answers to DLE EOT 1-4 and GS I 67. Direct thermal: a ribbon that runs out is an error nobody can mend here. */
function answer(query: string, { fault }: PrinterState): string {
  if (query === 'GS I 67') return `_${virtualModel}\0`
  const bits: Readonly<Record<string, number>> = {
    'DLE EOT 1': fault === null ? 0 : 0x08,
    'DLE EOT 2': fault === 'headOpen' ? 0x04 : fault === 'mediaOut' ? 0x20 : fault === null ? 0 : 0x40,
    'DLE EOT 3': fault === 'ribbonOut' ? 0x20 : 0,
    'DLE EOT 4': fault === 'mediaOut' ? 0x6c : 0,
  }
  const answered = bits[query]
  return answered === undefined ? '' : String.fromCharCode(0x12 | answered)
}

export const escposEmulator: Emulator = { reader: () => new EscposReader(), answer }
