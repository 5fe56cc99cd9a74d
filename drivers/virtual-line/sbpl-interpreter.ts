import { virtualModel } from '../printers/printer.ts'
import { type Bitmap, blankBitmap, type Emulator, lay, OrderReader, type PrinterState, type Received } from './emulator.ts'

const [enq, can, esc] = [0x05, 0x18, 0x1b]

interface Job {
  readonly from: number
  bitmap: Bitmap
  row: number
  column: number
  copies: number
  id: string
}

/**
 * Reads SBPL: commands begin with ESC and end where the next begins; ENQ and CAN count wherever they come. Positions count from 1, GH
 * carries rows of 8-dot blocks in hex, GB the same raw.
 */
class SbplReader extends OrderReader {
  #said: Buffer[] = []
  #job: Job | null = null

  protected next(stream: Buffer, found: Received[]): number {
    if (stream.length === 0) return 0
    if (stream[0] === enq) found.push({ kind: 'query', name: 'ENQ' })
    if (stream[0] === can) this.#job = null
    if (stream[0] !== esc) return 1
    const graphic = /^\x1bG([HB])(\d{3})(\d{3})/.exec(stream.subarray(0, 16).toString('latin1'))
    const header = graphic?.[0].length ?? 0
    const end = graphic === null ? endOfText(stream) : header + Number(graphic[2]) * Number(graphic[3]) * (graphic[1] === 'H' ? 16 : 8)
    // ESC Z has no successor to wait for.
    const closing = stream.length > 1 && stream[1] === 0x5a
    if (!closing && (end === -1 || stream.length < end)) return 0
    const taken = closing ? 2 : end
    this.#said.push(stream.subarray(0, taken))
    if (graphic !== null && this.#job !== null) {
      const data = stream.subarray(header, end)
      const dots = graphic[1] === 'H' ? Buffer.from(data.toString('latin1'), 'hex') : data
      lay(this.#job.bitmap, dots, Number(graphic[2]), this.#job.column, this.#job.row)
    } else this.#command(stream.subarray(1, taken).toString('latin1'), found)
    return taken
  }

  #command(command: string, found: Received[]): void {
    if (command === 'A') {
      this.#job = { from: this.#said.length - 1, bitmap: blankBitmap(0, 0), row: 0, column: 0, copies: 1, id: '' }
      return
    }
    const job = this.#job
    if (job === null) return
    const size = /^A1(\d{4})(\d{4})$/.exec(command)
    if (size !== null) job.bitmap = blankBitmap(Number(size[1]), Number(size[2]))
    const order = /^(V|H|Q|ID)(.+)$/.exec(command)
    if (order?.[1] === 'V') job.row = Number(order[2]) - 1
    if (order?.[1] === 'H') job.column = Number(order[2]) - 1
    if (order?.[1] === 'Q') job.copies = Number(order[2])
    if (order?.[1] === 'ID') job.id = order[2]!
    if (command !== 'Z') return
    const { bitmap, copies, id, from } = job
    found.push({ kind: 'format', format: { bitmap, copies, bytes: Buffer.concat(this.#said.slice(from)), reprints: false, id } })
    this.#job = null
    this.#said = []
  }
}

/** Where a command's text ends: at the next control character; -1 while that has not come. */
function endOfText(stream: Buffer): number {
  for (let at = 1; at < stream.length; at++) if (stream[at]! < 0x20) return at
  return -1
}

const letters = { mediaOut: 'c', headOpen: 'b', ribbonOut: 'd' } as const

/** Where a printer gives the job's name, the virtual one always says that it is one. */
function answer(_query: string, { fault, queued, job }: PrinterState): string {
  const status = fault === null ? (queued > 0 ? 'G' : 'A') : letters[fault]
  const id = (fault !== null || queued > 0) && job !== null ? (job.id ?? '').padStart(2, '0') : '  '
  return `\u0002${id}${status}${id === '  ' ? '000000' : '000001'}${virtualModel.padEnd(16)}\u0003`
}

export const sbplEmulator: Emulator = { reader: () => new SbplReader(), answer, received: '\u0006' }
