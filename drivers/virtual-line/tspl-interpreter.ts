import { virtualModel } from '../printers/printer.ts'
import {
  type Bitmap,
  blankBitmap,
  type Emulator,
  largestJob,
  lay,
  type PrinterState,
  type Received,
  type StreamReader,
} from './emulator.ts'
import { drawCode128, drawDataMatrix, FNC1 } from './native-symbol.ts'

const [esc, tilde, bang, newline] = [0x1b, 0x7e, 0x21, 0x0a]

/**
 * Reads TSPL as a TSC printer does (TSPL/TSPL2 programming manual): lines, but for `ESC !` and `~!`, which are taken as they come, and
 * BITMAP, whose raw bytes follow its fifth comma.
 */
class TsplReader implements StreamReader {
  #pending: Buffer = Buffer.alloc(0)
  readonly #dpi: number
  #paper: Bitmap = blankBitmap(0, 0)
  #origin: readonly [number, number] = [0, 0]
  #reprints = true
  #job: Buffer[] = []

  constructor(dpi: number) {
    this.#dpi = dpi
  }

  push(bytes: Buffer): Received[] {
    this.#pending = Buffer.concat([this.#pending, bytes])
    const found: Received[] = []
    for (;;) {
      const taken = this.#next(found)
      if (taken === 0) break
      this.#pending = this.#pending.subarray(taken)
    }
    if (this.#pending.length > largestJob) this.#pending = Buffer.alloc(0)
    return found
  }

  /** Bytes that the next command took; 0 while it is not whole. */
  #next(found: Received[]): number {
    const at = this.#pending
    if (at.length === 0) return 0
    if (at[0] === esc || (at[0] === tilde && (at.length < 2 || at[1] === bang))) {
      if (at.length < 3) return 0
      if (at[1] === bang) found.push({ kind: 'query', name: `${at[0] === esc ? 'ESC' : '~'}!${String.fromCharCode(at[2]!)}` })
      return at[1] === bang ? 3 : 1
    }
    const header = /^\s*BITMAP\s+(-?\d+),(-?\d+),(\d+),(\d+),(\d),/.exec(at.subarray(0, 80).toString('latin1'))
    if (header !== null) {
      const [x, y, rowBytes, rows, mode] = header.slice(1).map(Number) as [number, number, number, number, number]
      const end = header[0].length + rowBytes * rows
      if (at.length < end) return 0
      this.#bitmap(x, y, rowBytes, rows, mode, at.subarray(header[0].length, end))
      this.#job.push(at.subarray(0, end))
      return end
    }
    const end = at.indexOf(newline)
    if (end === -1) return 0
    this.#job.push(at.subarray(0, end + 1))
    this.#line(at.subarray(0, end).toString('latin1').trim(), found)
    return end + 1
  }

  #line(line: string, found: Received[]): void {
    const size = /^SIZE\s+([\d.]+) mm,([\d.]+) mm$/.exec(line)
    if (size !== null) this.#paper = blankBitmap(this.#dots(size[1]!), this.#dots(size[2]!))
    const reference = /^REFERENCE\s+(\d+),(\d+)$/.exec(line)
    if (reference !== null) this.#origin = [Number(reference[1]), Number(reference[2])]
    if (/^SET REPRINT (ON|OFF)$/.test(line)) this.#reprints = line.endsWith('ON')
    this.#symbol(line)
    if (line === 'CLS') this.#paper = blankBitmap(this.#paper.width, this.#paper.height)
    const print = /^PRINT\s+(\d+)(?:,(\d+))?$/.exec(line)
    if (print === null) return
    const copies = Number(print[1]) * Number(print[2] ?? 1)
    const bitmap = { ...this.#paper, bits: this.#paper.bits.slice() }
    found.push({ kind: 'format', format: { bitmap, copies, bytes: Buffer.concat(this.#job), reprints: this.#reprints } })
    this.#job = []
  }

  /** DMATRIX and BARCODE "128M" (TSPL/TSPL2 manual). */
  #symbol(line: string): void {
    const matrix = /^DMATRIX\s+(\d+),(\d+),\d+,\d+,(?:c(\d+),)?x(\d+),r0,(?:a[01],)?(\d+),(\d+),"(.*)"$/.exec(line)
    if (matrix !== null) {
      const marker = String.fromCharCode(Number(matrix[3] ?? 0))
      const data = matrix[7]!.split(marker)
      const text = data.map((part, i) =>
        i === 0 ? part : part[0] === '1' ? FNC1 + part.slice(1) : String.fromCharCode(Number(part.slice(1, 4))) + part.slice(4),
      )
      const at = { x: Number(matrix[1]) + this.#origin[0], y: Number(matrix[2]) + this.#origin[1], dots: Number(matrix[4]) }
      drawDataMatrix(this.#paper, at, text.join(''), { rows: Number(matrix[5]), columns: Number(matrix[6]) })
    }
    const bars = /^BARCODE\s+(\d+),(\d+),"128M",(\d+),0,0,(\d+),\d+,"(.*)"$/.exec(line)
    if (bars === null) return
    const characters: number[] = []
    let inC = false
    for (const [piece] of bars[5]!.matchAll(/!\d{3}|\d\d|./g)) {
      if (piece.startsWith('!')) {
        const value = Number(piece.slice(1))
        characters.push(value)
        if (value !== 102) inC = value === 105 || value === 99
      } else if (inC) characters.push(Number(piece))
      else for (const letter of piece) characters.push(letter.charCodeAt(0) - 32)
    }
    const at = {
      x: Number(bars[1]) + this.#origin[0],
      y: Number(bars[2]) + this.#origin[1],
      dots: Number(bars[4]),
      height: Number(bars[3]),
    }
    drawCode128(this.#paper, at, characters)
  }

  /** A 0 bit heats the dot. Mode 0 overwrites what is there, 1 adds to it, 2 inverts. */
  #bitmap(x: number, y: number, rowBytes: number, rows: number, mode: number, data: Buffer): void {
    const paper = this.#paper
    const [left, top] = [x + this.#origin[0], y + this.#origin[1]]
    const black = Uint8Array.from(data, (byte) => 0xff ^ byte)
    if (mode === 1) {
      lay(paper, black, rowBytes, left, top)
      return
    }
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < rowBytes * 8; column++) {
        const [atX, atY] = [left + column, top + row]
        if (atX < 0 || atY < 0 || atX >= paper.width || atY >= paper.height) continue
        const index = atY * paper.stride + (atX >> 3)
        const mask = 0x80 >> (atX & 7)
        const on = (black[row * rowBytes + (column >> 3)]! & (0x80 >> (column & 7))) !== 0
        if (mode === 2) paper.bits[index]! ^= on ? mask : 0
        else if (on) paper.bits[index]! |= mask
        else paper.bits[index]! &= ~mask
      }
  }

  #dots(mm: string): number {
    return Math.round((Number(mm) * this.#dpi) / 25.4)
  }
}

/** `ESC ! S` and `ESC ! ?` at once; `~!T` only from a printer that is ready. */
function answer(query: string, { fault, queued }: PrinterState): string {
  if (query === '~!T') return fault === null ? `${virtualModel}\r\n` : ''
  const paper = { mediaOut: 'A', ribbonOut: 'D', headOpen: '`' }
  if (query === 'ESC!S') return `\u0002${fault !== null ? 'E' : queued > 0 ? 'P' : '@'}@@${fault === null ? '@' : paper[fault]}\u0003\r\n`
  const bits = { headOpen: 0x01, mediaOut: 0x04, ribbonOut: 0x08 }
  return query === 'ESC!?' ? String.fromCharCode(fault !== null ? bits[fault] : queued > 0 ? 0x20 : 0) : ''
}

export const tsplEmulator: Emulator = { reader: (dpi) => new TsplReader(dpi), answer }
