import { fontFile } from '../resources.ts'

export type Weight = 'medium' | 'bold'

/** These never begin a line (GB/T 15834: closing marks stay with what they close). */
const closing = /[、，。；：？！）》」』】〕”’,.;:?!)\]}%]/

/** These never end one. */
const opening = /[（《「『【〔“‘([{]$/

/** What pdfkit keeps of the font that is chosen, and of a page: it has no public door for text that was measured already. */
interface Inside {
  readonly _font: {
    readonly id: string
    readonly ascender: number
    encode(text: string): readonly [readonly string[], readonly { readonly advanceWidth: number }[]]
    ref(): unknown
  }
  readonly page: { readonly fonts: Record<string, unknown> }
}

interface Glyph {
  readonly hex: string
  /** Thousandths of the font's size. */
  readonly width: number
}

/**
 * Measures, wraps and places lines of text. Character by character, each looked up in the font once: pdfkit's own way lays out every word
 * anew and keeps it, which for a hundred thousand rows is minutes and gigabytes. What is placed is written by `flush`.
 */
export class TextBox {
  readonly #doc: PDFKit.PDFDocument & Inside
  readonly #glyphs: Readonly<Record<Weight, Map<string, Glyph>>> = { medium: new Map(), bold: new Map() }
  readonly #fonts: Readonly<Record<Weight, Inside['_font']>>
  #pending: string[] = []

  constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc as PDFKit.PDFDocument & Inside
    this.#fonts = { bold: this.#open('bold'), medium: this.#open('medium') }
  }

  /** One line with its top left corner at x, y. */
  put(text: string, x: number, y: number, size: number, weight: Weight, colour: string): void {
    if (text === '') return
    const font = this.#fonts[weight]
    this.#doc.page.fonts[font.id] ??= font.ref()
    let hex = ''
    for (const character of text) hex += this.#glyph(character, weight).hex
    const baseline = y + (font.ascender * size) / 1000
    this.#pending.push(`${rgb(colour)} rg /${font.id} ${size} Tf 1 0 0 -1 ${x.toFixed(2)} ${baseline.toFixed(2)} Tm [<${hex}>] TJ`)
  }

  /** Writes what was placed on the present page; to be called before another page is. */
  flush(): void {
    if (this.#pending.length === 0) return
    this.#doc.addContent(`BT\n${this.#pending.join('\n')}\nET`)
    this.#pending = []
  }

  /** Points. */
  width(text: string, size: number, weight: Weight): number {
    let width = 0
    for (const character of text) width += this.#glyph(character, weight).width
    return (width * size) / 1000
  }

  /** Lines no wider than `width`: broken between words and Chinese characters, a word that is too long anywhere. */
  wrap(text: string, width: number, size: number, weight: Weight): string[] {
    if (this.width(text, size, weight) <= width) return [text]
    const lines: string[] = []
    let line = ''
    let used = 0
    const end = (): void => {
      lines.push(line.trimEnd())
      line = ''
      used = 0
    }
    for (const word of wordsIn(text)) {
      const wide = this.width(word, size, weight)
      if (used + wide > width && line !== '' && word !== ' ') end()
      if (wide <= width) {
        if (word === ' ' && line === '') continue
        line += word
        used += wide
        continue
      }
      for (const character of word) {
        const one = this.width(character, size, weight)
        if (used + one > width && line !== '') end()
        line += character
        used += one
      }
    }
    if (line !== '') end()
    return lines
  }

  /** The text, or its beginning with an ellipsis. */
  cut(text: string, width: number, size: number, weight: Weight): string {
    if (this.width(text, size, weight) <= width) return text
    const characters = [...text]
    while (characters.length > 0 && this.width(`${characters.join('')}…`, size, weight) > width) characters.pop()
    return `${characters.join('')}…`
  }

  #glyph(character: string, weight: Weight): Glyph {
    const known = this.#glyphs[weight].get(character)
    if (known !== undefined) return known
    const [codes, positions] = this.#fonts[weight].encode(character)
    const glyph = { hex: codes.join(''), width: positions.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0) }
    this.#glyphs[weight].set(character, glyph)
    return glyph
  }

  /** By its path: under another name pdfkit would read the file again each time. */
  #open(weight: Weight): Inside['_font'] {
    this.#doc.font(fontFile(weight))
    return this.#doc._font
  }
}

const colours = new Map<string, string>()

/** #rrggbb as PDF has it. */
function rgb(colour: string): string {
  let text = colours.get(colour)
  if (text === undefined) {
    text = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ')
    colours.set(colour, text)
  }
  return text
}

/** What stays together on a line: a run of Latin letters and digits, a blank, or one Chinese character with the closing mark behind it. */
function wordsIn(text: string): string[] {
  const words: string[] = []
  for (const character of text) {
    const last = words.length - 1
    const before = words[last]
    if (before === undefined || before === ' ') words.push(character)
    else if (opening.test(before)) words[last] += character
    else if (closing.test(character)) words[last] += character
    else if (character === ' ' || isWide(character) || isWide([...before].at(-1)!)) words.push(character)
    else words[last] += character
  }
  return words
}

/** Ideographs, kana and full-width marks, between which a line may end. */
const isWide = (character: string): boolean => character.codePointAt(0)! >= 0x2e80
