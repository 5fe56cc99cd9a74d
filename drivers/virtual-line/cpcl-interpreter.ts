import { virtualModel } from '../printers/printer.ts'
import { type Bitmap, blankBitmap, type Emulator, lay, OrderReader, type PrinterState, type Received } from './emulator.ts'

const esc = 0x1b

/**
 * Reads CPCL: outside a session ESC and a letter are orders; `! offset hres vres height quantity` opens one, PRINT ends it. CG is followed
 * by its raw bytes, EG by the same in hex.
 */
class CpclReader extends OrderReader {
  #session: { readonly height: number; readonly copies: number; bitmap: Bitmap; readonly bytes: Buffer[] } | null = null

  protected next(stream: Buffer, found: Received[]): number {
    if (stream.length === 0) return 0
    if (this.#session === null && stream[0] === esc) {
      if (stream.length < 2) return 0
      const letter = String.fromCharCode(stream[1]!)
      if (letter === 'h' || letter === 'i') found.push({ kind: 'query', name: letter, behind: true })
      else found.push({ kind: 'query', name: letter })
      return 2
    }
    const graphic = this.#graphic(stream)
    if (graphic !== null) return graphic
    const end = stream.indexOf(0x0a)
    if (end === -1) return 0
    this.#session?.bytes.push(stream.subarray(0, end + 1))
    this.#line(stream.subarray(0, end).toString('latin1').trim(), stream.subarray(0, end + 1), found)
    return end + 1
  }

  /** Bytes of a graphics command at the head of the stream; 0 while it is not whole, null when there is none. */
  #graphic(stream: Buffer): number | null {
    const head = /^(CG|EG) (\d+) (\d+) (\d+) (\d+) /.exec(stream.subarray(0, 64).toString('latin1'))
    if (head === null || this.#session === null) return null
    const [rowBytes, rows, x, y] = head.slice(2).map(Number) as [number, number, number, number]
    const size = rowBytes * rows
    const end = head[0].length + (head[1] === 'EG' ? size * 2 : size)
    if (stream.length < end) return 0
    const data = stream.subarray(head[0].length, end)
    lay(this.#session.bitmap, head[1] === 'EG' ? Buffer.from(data.toString('latin1'), 'hex') : data, rowBytes, x, y)
    this.#session.bytes.push(stream.subarray(0, end))
    return end
  }

  #line(line: string, raw: Buffer, found: Received[]): void {
    const open = /^! (\d+) (\d+) (\d+) (\d+) (\d+)$/.exec(line)
    if (open !== null) {
      const height = Number(open[4])
      this.#session = { height, copies: Number(open[5]), bitmap: blankBitmap(0, height), bytes: [raw] }
    }
    const session = this.#session
    if (session === null) return
    const width = /^PAGE-WIDTH (\d+)$/.exec(line)
    if (width !== null) session.bitmap = blankBitmap(Number(width[1]), session.height)
    if (line !== 'PRINT') return
    const { bitmap, copies, bytes } = session
    found.push({ kind: 'format', format: { bitmap, copies, bytes: Buffer.concat(bytes), reprints: false } })
    this.#session = null
  }
}

function answer(query: string, { fault, queued, restarted }: PrinterState): string {
  if (query === 'v') return `${virtualModel}\r\n`
  if (query === 'i') return String.fromCharCode(fault === 'ribbonOut' ? 0x80 : 0)
  if (query !== 'h') return ''
  const busy = queued > 0 ? 0x01 : 0
  return String.fromCharCode(busy | (fault === 'mediaOut' ? 0x02 : 0) | (fault === 'headOpen' ? 0x04 : 0) | (restarted ? 0x10 : 0))
}

export const cpclEmulator: Emulator = { reader: () => new CpclReader(), answer, clearsRestart: 'N' }
