import type { PrinterMedia } from '../../shared/printing.ts'

/** A label's dots: 1 = black, most significant bit left. */
export interface LabelRaster {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly bits: Uint8Array
}

/** What a label is printed with, in units of no language; each encoder turns them into its own. */
export interface LabelSettings {
  readonly dpi: number
  /** 0-30. */
  readonly darkness: number
  /** Inches a second. */
  readonly speed: number
  /** mm; negative moves left and up, what leaves the label is cut off. */
  readonly offsetXMm: number
  readonly offsetYMm: number
  /** Default: gap. */
  readonly media?: PrinterMedia
  /** Symbols that the printer may draw itself, where its language can carry them exactly; the others stay dots. */
  readonly native?: readonly NativeSymbol[]
  /** What the printer's own display may call the job, in languages that name one. */
  readonly name?: string
}

/** A symbol of the raster as a printer would draw it. Dots; x and y are those of its first module, quiet zone not included. */
export interface NativeSymbol {
  readonly symbology: 'gs1datamatrix' | 'gs1-128'
  /** Element string with GS between the elements; the FNC1 in front is not in it. */
  readonly data: string
  readonly x: number
  readonly y: number
  /** Modules across and down; a linear symbol has one row. */
  readonly columns: number
  readonly rows: number
  /** Width of a module. */
  readonly dots: number
  /** Height of the bars of a linear symbol. */
  readonly barHeight: number
}

/** Gap or mark between two labels, mm: what die-cut rolls have; printers measure it themselves when they are calibrated. */
export const gapMm = 3

/** mm to whole dots. */
export const dotsOf = (mm: number, dpi: number): number => Math.round((mm * dpi) / 25.4)

/** A figure brought into a language's own range. */
export const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, Math.round(value)))

/** Part of a raster with black in it, and where on the label it goes, in dots. Rows are whole bytes. */
export interface InkBox {
  readonly x: number
  readonly y: number
  readonly rowBytes: number
  readonly rows: number
  /** Index of the first byte in the raster's bits. */
  readonly start: number
  /** Bytes from one row to the next in the raster. */
  readonly stride: number
}

/** So many white rows are worth a command of their own: fewer cost less than a header. */
const leastWhite = 8

/**
 * The boxes of a raster that hold ink, moved by the offset: what a language without compression has to send. White above, below, between
 * and beside them is left to the printer's empty image. Boxes begin at a whole byte of the raster.
 */
export function inkBoxes(raster: LabelRaster, settings: Pick<LabelSettings, 'dpi' | 'offsetXMm' | 'offsetYMm'>): InkBox[] {
  const { height, stride, bits } = raster
  const [dx, dy] = [dotsOf(settings.offsetXMm, settings.dpi), dotsOf(settings.offsetYMm, settings.dpi)]
  // What would lie left of or above the label's corner is cut off, in whole bytes.
  const [firstByte, firstRow] = [Math.max(0, Math.ceil(-dx / 8)), Math.max(0, -dy)]
  const boxes: InkBox[] = []
  let [top, bottom, left, right] = [-1, -1, stride, -1]
  const end = (): void => {
    if (top !== -1)
      boxes.push({
        x: left * 8 + dx,
        y: top + dy,
        rowBytes: right - left + 1,
        rows: bottom - top + 1,
        start: top * stride + left,
        stride,
      })
    top = -1
    left = stride
    right = -1
  }
  for (let row = firstRow; row < height; row++) {
    const at = row * stride
    let first = firstByte
    while (first < stride && bits[at + first] === 0) first++
    if (first === stride) continue
    let last = stride - 1
    while (bits[at + last] === 0) last--
    if (top !== -1 && row - bottom > leastWhite) end()
    if (top === -1) top = row
    bottom = row
    left = Math.min(left, first)
    right = Math.max(right, last)
  }
  end()
  return boxes
}

/** The dots of a box, row after row; `flip` turns black into 0. */
export function boxBytes({ bits }: LabelRaster, { start, stride, rowBytes, rows }: InkBox, flip: boolean): Uint8Array {
  const out = new Uint8Array(rowBytes * rows)
  for (let row = 0; row < rows; row++) out.set(bits.subarray(start + row * stride, start + row * stride + rowBytes), row * rowBytes)
  if (flip) for (let i = 0; i < out.length; i++) out[i] = ~out[i]!
  return out
}

/** Text (latin1) and bytes after each other. */
export function joined(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    if (typeof part === 'string') for (let i = 0; i < part.length; i++) out[at + i] = part.charCodeAt(i)
    else out.set(part, at)
    at += part.length
  }
  return out
}

/** A name that no language can take for a command: letters, digits, point and hyphen; all else becomes a hyphen. */
export const safeName = (name: string, longest: number): string => name.slice(0, longest).replaceAll(/[^0-9A-Za-z.-]/g, '-')
