import { readFileSync } from 'node:fs'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'

/** One rasterised character: its dots and where they lie relative to pen and line top. */
export interface Glyph {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  /** How far the pen moves, dots (a fraction). */
  readonly advance: number
  /** Rows of ceil(width / 32) words, most significant bit left. */
  readonly rows: Uint32Array
}

/** Dark from half cover on; Medium at this threshold keeps 2.5 mm text even at 203 dpi. */
const threshold = 128

/** One bundled font file: which characters it has, and their dots at any size, cached. */
export class LabelFont {
  readonly #family: string
  readonly #covers: (codePoint: number) => boolean
  readonly #sizes = new Map<number, Map<string, Glyph>>()

  constructor(file: string, family: string) {
    const bytes = readFileSync(file)
    this.#family = family
    this.#covers = coverage(bytes)
    GlobalFonts.register(bytes, family)
  }

  /** True when the font has the character itself; nothing is ever borrowed from another font. */
  has(character: string): boolean {
    return this.#covers(character.codePointAt(0) ?? 0)
  }

  glyph(character: string, size: number): Glyph {
    let glyphs = this.#sizes.get(size)
    if (glyphs === undefined) {
      glyphs = new Map()
      this.#sizes.set(size, glyphs)
    }
    let glyph = glyphs.get(character)
    if (glyph === undefined) {
      glyph = this.#draw(character, size)
      glyphs.set(character, glyph)
    }
    return glyph
  }

  /** Width of a text in dots. */
  measure(text: string, size: number): number {
    let width = 0
    for (const character of text) width += this.glyph(character, size).advance
    return width
  }

  #draw(character: string, size: number): Glyph {
    const pad = Math.ceil(size * 0.5)
    const [boxWidth, boxHeight] = [Math.ceil(size * 1.5) + 2 * pad, Math.ceil(size * 1.6) + 2 * pad]
    const canvas = createCanvas(boxWidth, boxHeight)
    const context: SKRSContext2D = canvas.getContext('2d')
    context.font = `${size}px "${this.#family}"`
    context.textBaseline = 'alphabetic'
    const advance = context.measureText(character).width
    // The em box of Noto Sans SC sits 0.88 em above the baseline.
    const baseline = pad + Math.round(size * 0.88)
    context.fillText(character, pad, baseline)
    const { data } = context.getImageData(0, 0, boxWidth, boxHeight)
    return trim(data, boxWidth, boxHeight, pad, advance)
  }
}

function trim(rgba: Uint8ClampedArray, width: number, height: number, pad: number, advance: number): Glyph {
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (rgba[(y * width + x) * 4 + 3]! < threshold) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return { width: 0, height: 0, left: 0, top: 0, advance, rows: new Uint32Array(0) }
  const [w, h] = [right - left + 1, bottom - top + 1]
  const words = Math.ceil(w / 32)
  const rows = new Uint32Array(words * h)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      if (rgba[((top + y) * width + left + x) * 4 + 3]! >= threshold) rows[y * words + (x >> 5)]! |= 0x80000000 >>> (x & 31)
    }
  }
  return { width: w, height: h, left: left - pad, top: top - pad, advance, rows }
}

/** Code points of a TrueType font, from its cmap (OpenType 1.9 cmap formats 4 and 12). */
function coverage(bytes: Buffer): (codePoint: number) => boolean {
  const tables = bytes.readUInt16BE(4)
  let cmap = 0
  for (let i = 0; i < tables; i++) if (bytes.toString('latin1', 12 + i * 16, 16 + i * 16) === 'cmap') cmap = bytes.readUInt32BE(20 + i * 16)
  let best: { format: number; at: number } = { format: 0, at: 0 }
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const at = cmap + bytes.readUInt32BE(cmap + 8 + i * 8)
    const format = bytes.readUInt16BE(at)
    if ((format === 12 || format === 4) && format > best.format) best = { format, at }
  }
  const ranges: (readonly [number, number])[] = []
  if (best.format === 12) {
    const groups = bytes.readUInt32BE(best.at + 12)
    for (let i = 0; i < groups; i++) ranges.push([bytes.readUInt32BE(best.at + 16 + i * 12), bytes.readUInt32BE(best.at + 20 + i * 12)])
  } else if (best.format === 4) {
    const segments = bytes.readUInt16BE(best.at + 6) / 2
    for (let i = 0; i < segments; i++)
      ranges.push([bytes.readUInt16BE(best.at + 16 + segments * 2 + i * 2), bytes.readUInt16BE(best.at + 14 + i * 2)])
  }
  ranges.sort((a, b) => a[0] - b[0])
  return (codePoint) => {
    let [low, high] = [0, ranges.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const [first, last] = ranges[middle]!
      if (codePoint < first) high = middle - 1
      else if (codePoint > last) low = middle + 1
      else return codePoint !== 0xffff
    }
    return false
  }
}
