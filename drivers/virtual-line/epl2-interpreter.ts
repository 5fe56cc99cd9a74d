import { virtualModel } from '../printers/printer.ts'
import { type Bitmap, blankBitmap, type Emulator, lay, OrderReader, type PrinterState, type Received } from './emulator.ts'

/**
 * Reads EPL2 page mode (EPL2 programmer's manual 980352): commands are lines, GW takes rows x bytes of raw data behind its last comma.
 * q, Q and N clear the image.
 */
class Epl2Reader extends OrderReader {
  #job: Buffer[] = []
  #width = 0
  #height = 0
  #image: Bitmap = blankBitmap(0, 0)

  protected next(data: Buffer, found: Received[]): number {
    if (data.length === 0) return 0
    const graphic = /^GW(\d+),(\d+),(\d+),(\d+),/.exec(data.subarray(0, 48).toString('latin1'))
    if (graphic !== null) {
      const [x, y, rowBytes, rows] = graphic.slice(1).map(Number) as [number, number, number, number]
      const [from, to] = [graphic[0].length, graphic[0].length + rowBytes * rows]
      if (data.length < to) return 0
      // The head burns where a bit is 0.
      lay(
        this.#image,
        Uint8Array.from(data.subarray(from, to), (byte) => ~byte & 0xff),
        rowBytes,
        x,
        y,
      )
      this.#job.push(data.subarray(0, to))
      return to
    }
    const end = data.indexOf(0x0a)
    if (end === -1) return 0
    this.#job.push(data.subarray(0, end + 1))
    this.#command(data.subarray(0, end).toString('latin1').trim(), found)
    return end + 1
  }

  #command(line: string, found: Received[]): void {
    if (line === 'UQ' || line === '^ee' || line === 'US') {
      found.push({ kind: 'query', name: line })
      this.#job = []
    }
    const size = /^([qQ])(\d+)/.exec(line)
    if (size?.[1] === 'q') this.#width = Number(size[2])
    if (size?.[1] === 'Q') this.#height = Number(size[2])
    if (size !== null || line === 'N') this.#image = blankBitmap(this.#width, this.#height)
    const print = /^P(\d+)(?:,(\d+))?$/.exec(line)
    if (print === null) return
    const bitmap = { ...this.#image, bits: this.#image.bits.slice() }
    const copies = Number(print[1]) * Number(print[2] ?? 1)
    found.push({ kind: 'format', format: { bitmap, copies, bytes: Buffer.concat(this.#job), reprints: false } })
    this.#job = []
  }
}

const numbers = { mediaOut: '07', ribbonOut: '07', headOpen: '11' } as const

function answer(query: string, { fault }: PrinterState): string {
  if (query === 'UQ') return `${virtualModel} V4.42\r\nS/N 00000000\r\nSerial port:96,N,8,1\r\n`
  if (query === 'US') return '\u0006'
  return `${fault === null ? '00' : numbers[fault]}\r\n`
}

export const epl2Emulator: Emulator = {
  reader: () => new Epl2Reader(),
  answer,
  fault(fault, queued) {
    if (fault === null) return '\u0011'
    const left = fault === 'headOpen' ? '' : `${fault === 'ribbonOut' ? 'R' : 'P'}${String(queued).padStart(3, '0')}`
    return `\u0015${numbers[fault]}${left}\u0013`
  },
}
