import type { Drawing, LabelDocument } from '../../../shared/label/document.ts'
import { type Problem, StationError } from '../../../shared/station-error.ts'
import type { LabelFont } from './font.ts'

/** 1 bit a dot, 1 = black, most significant bit left, rows padded to whole bytes. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly bits: Uint8Array
}

export interface Fonts {
  readonly medium: LabelFont
  readonly bold: LabelFont
}

/**
 * Draws documents into dots. What does not depend on the record is drawn once per template, product and resolution and copied.
 * Throws StationError: `label.noGlyph` {characters}, `label.textTooWide` {text}.
 */
export class Rasterizer {
  readonly #fonts: Fonts
  readonly #layers = new Map<string, Raster>()

  constructor(fonts: Fonts) {
    this.#fonts = fonts
  }

  /** `key` names everything that the fixed drawings depend on. */
  draw(document: LabelDocument, key: string): Raster {
    let layer = this.#layers.get(key)
    if (layer === undefined) {
      layer = blank(document.width, document.height)
      this.#paint(
        layer,
        document.drawings.filter(({ fixed }) => fixed),
      )
      if (this.#layers.size >= 32) this.#layers.delete(this.#layers.keys().next().value!)
      this.#layers.set(key, layer)
    }
    const raster: Raster = { ...layer, bits: layer.bits.slice() }
    this.#paint(
      raster,
      document.drawings.filter(({ fixed }) => !fixed),
    )
    return raster
  }

  #paint(raster: Raster, drawings: readonly Drawing[]): void {
    const problems: Problem[] = []
    for (const drawing of drawings) {
      switch (drawing.draw) {
        case 'text':
          problems.push(...this.#text(raster, drawing))
          break
        case 'rect':
          rect(raster, drawing.x, drawing.y, drawing.width, drawing.height, drawing.stroke)
          break
        case 'icon':
          icon(raster, drawing)
          break
        case 'symbol':
          symbol(raster, drawing)
          break
      }
    }
    if (problems.length > 0) throw new StationError(problems)
  }

  #text(raster: Raster, drawing: Extract<Drawing, { draw: 'text' }>): Problem[] {
    const font = this.#fonts[drawing.weight]
    const missing = [...new Set([...drawing.text].filter((character) => !font.has(character)))]
    if (missing.length > 0) return [{ code: 'label.noGlyph', params: { characters: missing.join('') } }]
    let size = drawing.size
    let width = font.measure(drawing.text, size)
    while (width > drawing.width && size > drawing.least) {
      size--
      width = font.measure(drawing.text, size)
    }
    if (width > drawing.width + 0.5) return [{ code: 'label.textTooWide', params: { text: drawing.text } }]
    let pen = drawing.align === 'center' ? drawing.x + (drawing.width - width) / 2 : drawing.x
    const top = drawing.y + Math.round((drawing.size - size) / 2)
    for (const character of drawing.text) {
      const glyph = font.glyph(character, size)
      blit(raster, glyph.rows, glyph.width, glyph.height, Math.round(pen) + glyph.left, top + glyph.top, drawing.invert === true)
      pen += glyph.advance
    }
    return []
  }
}

function blank(width: number, height: number): Raster {
  const stride = (width + 7) >> 3
  return { width, height, stride, bits: new Uint8Array(stride * height) }
}

/** Copies glyph rows into the raster; `erase` takes dots away (inverted text). */
function blit(
  { width, height, stride, bits }: Raster,
  rows: Uint32Array,
  w: number,
  h: number,
  x: number,
  y: number,
  erase: boolean,
): void {
  const words = Math.ceil(w / 32)
  for (let row = 0; row < h; row++) {
    const line = y + row
    if (line < 0 || line >= height) continue
    for (let word = 0; word < words; word++) {
      let value = rows[row * words + word]!
      let at = x + word * 32
      while (value !== 0) {
        const skip = Math.clz32(value)
        at += skip
        value = (value << skip) >>> 0
        if (at >= 0 && at < width) {
          if (erase) bits[line * stride + (at >> 3)]! &= ~(0x80 >> (at & 7))
          else bits[line * stride + (at >> 3)]! |= 0x80 >> (at & 7)
        }
        at++
        value = (value << 1) >>> 0
      }
    }
  }
}

function fillRow(bits: Uint8Array, row: number, from: number, to: number): void {
  for (let x = from; x < to; ) {
    if ((x & 7) === 0 && to - x >= 8) {
      bits[row + (x >> 3)] = 0xff
      x += 8
    } else {
      bits[row + (x >> 3)]! |= 0x80 >> (x & 7)
      x++
    }
  }
}

function rect({ width, height, stride, bits }: Raster, x: number, y: number, w: number, h: number, stroke: number | null): void {
  const right = Math.min(width, x + w)
  const bottom = Math.min(height, y + h)
  for (let line = Math.max(0, y); line < bottom; line++) {
    const whole = stroke === null || line < y + stroke || line >= y + h - stroke
    if (whole) fillRow(bits, line * stride, x, right)
    else {
      fillRow(bits, line * stride, x, Math.min(right, x + stroke))
      fillRow(bits, line * stride, Math.max(x, x + w - stroke), right)
    }
  }
}

function symbol({ stride, bits }: Raster, drawing: Extract<Drawing, { draw: 'symbol' }>): void {
  const { x, y, symbol: code, dots, barHeight } = drawing
  const rowDots = code.height === 1 ? barHeight : dots
  for (let row = 0; row < code.height; row++) {
    const first = (y + row * rowDots) * stride
    for (let column = 0; column < code.width; ) {
      if (code.modules[row * code.width + column] !== 1) {
        column++
        continue
      }
      let end = column + 1
      while (end < code.width && code.modules[row * code.width + end] === 1) end++
      for (let line = 0; line < rowDots; line++) fillRow(bits, first + line * stride, x + column * dots, x + end * dots)
      column = end
    }
  }
}

type Point = readonly [number, number]

/** ISO 15223-1 pictures on a unit square: manufacturing date 5.1.3 (filled factory), use-by 5.1.4 (hourglass), do not re-use 5.4.2. */
const icons: Readonly<Record<'made' | 'expires' | 'noReuse', (x: number, y: number) => boolean>> = {
  made: (x, y) => {
    if (y > 0.9 || x < 0.04 || x > 0.96) return false
    if (x < 0.3) return y >= 0.12
    const tooth = (x - 0.3) % 0.22
    return y >= 0.42 + (0.22 - tooth) * 0.9 - 0.02
  },
  expires: (x, y) => {
    if (x < 0.12 || x > 0.88 || y < 0.04 || y > 0.96) return false
    if (y < 0.13 || y > 0.87) return true
    const reach = 0.34 * Math.abs(0.5 - y) * 2 + 0.03
    const edge = Math.abs(Math.abs(x - 0.5) - reach)
    return edge < 0.05 || (y > 0.62 && Math.abs(x - 0.5) < reach * 0.75 && y > 0.72)
  },
  noReuse: (x, y) => {
    const [dx, dy] = [x - 0.5, y - 0.5]
    const radius = Math.hypot(dx, dy)
    if (radius > 0.5) return false
    if (radius > 0.41) return true
    if (Math.abs(dx - dy) < 0.062) return true
    return two.some(([from, to]) => near(x, y, from, to) < 0.045)
  },
}

/** Strokes of the digit 2. */
const two: readonly (readonly [Point, Point])[] = [
  [
    [0.36, 0.38],
    [0.4, 0.28],
  ],
  [
    [0.4, 0.28],
    [0.5, 0.24],
  ],
  [
    [0.5, 0.24],
    [0.61, 0.29],
  ],
  [
    [0.61, 0.29],
    [0.63, 0.4],
  ],
  [
    [0.63, 0.4],
    [0.36, 0.72],
  ],
  [
    [0.36, 0.72],
    [0.65, 0.72],
  ],
]

function near(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

function icon({ width, height, stride, bits }: Raster, { x, y, size, icon: name }: Extract<Drawing, { draw: 'icon' }>): void {
  const dark = icons[name]
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (x + column >= width || y + row >= height) continue
      if (dark((column + 0.5) / size, (row + 0.5) / size)) bits[(y + row) * stride + ((x + column) >> 3)]! |= 0x80 >> ((x + column) & 7)
    }
  }
}
