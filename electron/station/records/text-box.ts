import { fontFile } from '../resources.ts'

export type Weight = 'medium' | 'bold'

/** These never begin a line (GB/T 15834: closing marks stay with what they close). */
const closing = /[、，。；：？！）》」』】〕”’,.;:?!)\]}%]/

/** These never end one. */
const opening = /[（《「『【〔“‘([{]$/

/** Measures, wraps and places lines of text; measures are kept, because a record says the same words ten thousand times. */
export class TextBox {
  readonly #doc: PDFKit.PDFDocument
  readonly #widths = new Map<string, number>()
  /** By their paths: under another name pdfkit reads a font's file again each time it is chosen. */
  readonly #fonts: Readonly<Record<Weight, string>> = { medium: fontFile('medium'), bold: fontFile('bold') }
  #set = ''

  constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc
  }

  /** One line with its top left corner at x, y. */
  put(text: string, x: number, y: number, size: number, weight: Weight, colour: string): void {
    if (text === '') return
    this.#use(size, weight)
    this.#doc.fillColor(colour).text(text, x, y, { lineBreak: false })
  }

  width(text: string, size: number, weight: Weight): number {
    const key = `${weight}${size}${text}`
    let width = this.#widths.get(key)
    if (width === undefined) {
      this.#use(size, weight)
      width = this.#doc.widthOfString(text)
      if (this.#widths.size > 50_000) this.#widths.clear()
      this.#widths.set(key, width)
    }
    return width
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

  #use(size: number, weight: Weight): void {
    const set = `${weight}${size}`
    if (set === this.#set) return
    this.#doc.font(this.#fonts[weight]).fontSize(size)
    this.#set = set
  }
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
