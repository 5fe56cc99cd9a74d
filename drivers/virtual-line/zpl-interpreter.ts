import { virtualModel } from '../printers/printer.ts'
import {
  type Bitmap,
  blankBitmap,
  type Emulator,
  type Format,
  largestJob,
  lay,
  type PrinterState,
  type Received,
  type StreamReader,
} from './emulator.ts'
import { drawCode128, drawDataMatrix, FNC1 } from './native-symbol.ts'

const queries = [
  ['~HS', 'status'],
  ['~HQES', 'errors'],
  ['~HI', 'identity'],
  ['! U1 getvar "odometer.total_label_count"', 'counter'],
] as const
/** What has come of a format that is not whole is thrown away. */
const cancelHalf = '~JX'
type QueryName = (typeof queries)[number][1]

/**
 * Reads a printer's byte stream. Written from the ZPL II guide, apart from the encoder it checks. Formats end at ^XZ, which cannot occur
 * in ^GFA hex data.
 */
export class ZplReader implements StreamReader {
  #pending: Buffer = Buffer.alloc(0)

  push(bytes: Buffer): Received[] {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const found: Received[] = []
    for (;;) {
      const start = this.#pending.indexOf('^XA', 0, 'latin1')
      const head = this.#pending.subarray(0, start === -1 ? this.#pending.length : start)
      const query = firstQuery(head)
      if (query !== null) {
        found.push({ kind: 'query', name: query.name })
        this.#pending = this.#pending.subarray(query.end)
        continue
      }
      if (start === -1) {
        if (this.#pending.length > 256) this.#pending = this.#pending.subarray(-64)
        return found
      }
      const end = this.#pending.indexOf('^XZ', start, 'latin1')
      const cancel = this.#pending.indexOf(cancelHalf, start, 'latin1')
      if (cancel !== -1 && (end === -1 || cancel < end)) {
        this.#pending = this.#pending.subarray(cancel + cancelHalf.length)
        continue
      }
      if (end === -1) {
        if (this.#pending.length > largestJob) this.#pending = Buffer.alloc(0)
        return found
      }
      const whole = Uint8Array.from(this.#pending.subarray(start, end + 3))
      this.#pending = this.#pending.subarray(end + 3)
      found.push({ kind: 'format', format: interpret(whole) })
    }
  }
}

function firstQuery(head: Buffer): { name: QueryName; end: number } | null {
  let best: { name: QueryName; at: number; end: number } | null = null
  for (const [text, name] of queries) {
    const at = head.indexOf(text, 0, 'latin1')
    if (at !== -1 && (best === null || at < best.at)) best = { name, at, end: at + text.length }
  }
  return best
}

/** Draws a format: ^GFA graphics, ^BX and ^BC. Other fields are ignored: the station sends none. */
function interpret(bytes: Uint8Array): Format {
  const text = Buffer.from(bytes).toString('latin1')
  const width = Number(/\^PW(\d+)/.exec(text)?.[1] ?? 832)
  const height = Number(/\^LL(\d+)/.exec(text)?.[1] ?? 400)
  const copies = Number(/\^PQ(\d+)/.exec(text)?.[1] ?? 1)
  const bitmap: Bitmap = blankBitmap(width, height)
  const fields = /\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),/g
  for (let match = fields.exec(text); match !== null; match = fields.exec(text)) {
    const [x, y, rowBytes, total] = [Number(match[1]), Number(match[2]), Number(match[5]), Number(match[4])]
    const end = text.indexOf('^', fields.lastIndex)
    const graphic = expand(text.slice(fields.lastIndex, end === -1 ? text.length : end), rowBytes, Math.floor(total / rowBytes))
    lay(bitmap, graphic, rowBytes, x, y)
  }
  drawSymbols(text, bitmap)
  return { bitmap, copies, bytes, reprints: !text.includes('^JZN') }
}

/** ^FH with the indicator given: two hex digits behind it are a character. */
const unhex = (data: string, indicator: string): string => {
  const parts = data.split(indicator)
  return parts.map((part, i) => (i === 0 ? part : String.fromCharCode(Number.parseInt(part.slice(0, 2), 16)) + part.slice(2))).join('')
}

function drawSymbols(text: string, bitmap: Bitmap): void {
  let dots = 2
  const fields = /\^BY(\d+)|\^FO(\d+),(\d+)((?:\^BY\d+)?)\^B([XC])N,([^^]*)(?:\^FH(.))?\^FD([^^~]*)\^FS/g
  for (const found of text.matchAll(fields)) {
    if (found[1] !== undefined) {
      dots = Number(found[1])
      continue
    }
    const [x, y] = [Number(found[2]), Number(found[3])]
    if (found[4] !== '') dots = Number(found[4]!.slice(3))
    const parameters = found[6]!.split(',')
    const data = found[7] === undefined ? found[8]! : unhex(found[8]!, found[7])
    if (found[5] === 'C') {
      drawCode128(bitmap, { x, y, dots, height: Number(parameters[0]) }, charactersOf(data))
      continue
    }
    const [module, , columns, rows, , marker = '~'] = parameters
    drawDataMatrix(bitmap, { x, y, dots: Number(module) }, unescaped(data, marker), { rows: Number(rows), columns: Number(columns) })
  }
}

/** Escapes of ^BX: `_1` FNC1, `__` the escape character itself, `_dNNN` a character by number. */
function unescaped(data: string, marker: string): string {
  let out = ''
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== marker) out += data[i]
    else if (data[i + 1] === '1') {
      out += FNC1
      i++
    } else if (data[i + 1] === 'd') {
      out += String.fromCharCode(Number(data.slice(i + 2, i + 5)))
      i += 4
    } else {
      out += marker
      i++
    }
  }
  return out
}

/** Values behind `>` in ^BC data (ZPL II guide, Code 128 invocation characters). */
const invoked: Readonly<Record<string, number>> = { ';': 105, ':': 104, '9': 103, '8': 102, '7': 101, '6': 100, '5': 99, '4': 98 }

function charactersOf(data: string): number[] {
  const out: number[] = []
  let subset = 'B'
  for (let i = 0; i < data.length; i++) {
    if (data[i] === '>' && data[i + 1] === '0') {
      out.push(30)
      i++
    } else if (data[i] === '>') {
      const value = invoked[data[++i]!]!
      out.push(value)
      if (value === 105 || value === 99) subset = 'C'
      else if (value === 104 || value === 100) subset = 'B'
    } else if (subset === 'C') out.push(Number(data.slice(i, ++i + 1)))
    else out.push(data.charCodeAt(i) - 32)
  }
  return out
}

/** Expands run-length hex: G-Y and g-z count, `,` and `!` fill a row, `:` repeats the one above. */
export function expand(data: string, rowBytes: number, rows: number): Uint8Array {
  const out = new Uint8Array(rowBytes * rows)
  const perRow = rowBytes * 2
  let row = 0
  let column = 0
  let repeat = 0
  const put = (value: number): void => {
    if (row >= rows) return
    const at = row * rowBytes + (column >> 1)
    out[at]! |= (column & 1) === 0 ? value << 4 : value
    if (++column === perRow) {
      column = 0
      row++
    }
  }
  for (let i = 0; i < data.length && row < rows; i++) {
    const code = data.charCodeAt(i)
    if (code >= 0x47 && code <= 0x59) repeat += code - 0x46
    else if (code >= 0x67 && code <= 0x7a) repeat += (code - 0x66) * 20
    else if (code === 0x2c || code === 0x21) {
      const fill = code === 0x21 ? 15 : 0
      for (let n = perRow - column; n > 0; n--) put(fill)
      repeat = 0
    } else if (code === 0x3a) {
      if (row > 0) out.copyWithin(row * rowBytes, (row - 1) * rowBytes, row * rowBytes)
      row++
      column = 0
      repeat = 0
    } else {
      const value = hexValue(code)
      if (value === -1) continue
      for (let n = Math.max(1, repeat); n > 0; n--) put(value)
      repeat = 0
    }
  }
  return out
}

const hexValue = (code: number): number =>
  code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x41 && code <= 0x46 ? code - 55 : code >= 0x61 && code <= 0x66 ? code - 87 : -1

/** Answers of ~HS, ~HQES, ~HI and the odometer, as the ZPL II guide lays them out. */
function answer(query: string, { dpi, fed, queued, fault, hush }: PrinterState): string {
  if (query === 'errors') {
    const bits = { mediaOut: 1, ribbonOut: 2, headOpen: 4 }
    const low = (fault === null ? 0 : bits[fault]).toString(16).toUpperCase().padStart(8, '0')
    return `\u0002\r\nPRINTER STATUS\r\n   ERRORS:         ${fault === null ? 0 : 1} 00000000 ${low}\r\n   WARNINGS:       0 00000000 00000000\r\n\u0003`
  }
  if (query === 'status' && hush) return ''
  if (query === 'identity') return `\u0002${virtualModel},V1.0,${Math.round(dpi / 25.4)},8192KB\u0003\r\n`
  if (query === 'counter') return `"${fed}"\r\n`
  const flag = (name: PrinterState['fault']): number => (fault === name ? 1 : 0)
  const first = `030,${flag('mediaOut')},0,0240,${String(queued).padStart(3, '0')},0,0,0,000,0,0,0`
  const second = `000,0,${flag('headOpen')},${flag('ribbonOut')},0,2,6,0,00000000,1,000`
  return [first, second, '0000,0'].map((frame) => `\u0002${frame}\u0003\r\n`).join('')
}

export const zplEmulator: Emulator = { reader: () => new ZplReader(), answer }
