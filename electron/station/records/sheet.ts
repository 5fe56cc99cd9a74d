import PDFDocument from 'pdfkit'
import { fontFile } from '../resources.ts'
import { TextBox } from './text-box.ts'
import { trainingBar, visible } from './words.ts'

/** Lengths are PDF points (1/72 inch). */
const margin = 40
const ink = '#101820'
const soft = '#586470'
const rule = '#d3dae0'
const sunk = '#e8ecf0'
const barHeight = 20
const pad = 2.5
/** Between figures, which end at the right of their column, and the column behind them. */
const gutter = 6
/** A row of more lines may be broken by the end of a page. */
const keptLines = 10

export interface SheetOptions {
  readonly landscape: boolean
  readonly training: boolean
  readonly title: string
  /** Right end of the head: what the document is about. */
  readonly subject: string
  /** Left end of the foot: who made it and when. */
  readonly foot: string
  readonly author: string
  readonly language: string
  /** UTC ms. */
  readonly made: number
  readonly page: (n: number, of: number) => string
}

export interface Column {
  readonly title: string
  /** Share of the width. */
  readonly share: number
  readonly align?: 'right'
}

/** A document of pages with head, foot and, in training, a bar; text flows down, tables go on over pages with their heads repeated. */
export class Sheet {
  readonly #doc: PDFKit.PDFDocument
  readonly #options: SheetOptions
  readonly #chunks: Buffer[] = []
  readonly #whole: Promise<Uint8Array>
  readonly #text: TextBox
  readonly left = margin
  readonly width: number
  readonly #bottom: number
  #y = 0

  constructor(options: SheetOptions) {
    this.#options = options
    this.#doc = new PDFDocument({
      size: 'A4',
      layout: options.landscape ? 'landscape' : 'portrait',
      margin: 0,
      font: fontFile('medium'),
      bufferPages: true,
      autoFirstPage: false,
      lang: options.language,
      displayTitle: true,
      info: {
        Title: `${options.title} ${options.subject}`,
        Author: options.author,
        Creator: 'Signet',
        CreationDate: new Date(options.made),
      },
    })
    this.#doc.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
    this.#whole = new Promise((resolve, reject) => {
      this.#doc.once('end', () => resolve(Buffer.concat(this.#chunks)))
      this.#doc.once('error', reject)
    })
    this.#text = new TextBox(this.#doc)
    this.#page()
    this.width = this.#doc.page.width - 2 * margin
    this.#bottom = this.#doc.page.height - margin
  }

  /** Points left above the foot. */
  get room(): number {
    return this.#bottom - this.#y
  }

  gap(points: number): void {
    this.#y += points
  }

  /** Goes to a new page unless so much room is left. */
  need(points: number): void {
    if (this.room < points) this.#page()
  }

  title(text: string, under: string): void {
    this.#lines([text], 18, 'bold', ink)
    if (under !== '') this.#lines(this.#text.wrap(visible(under), this.width, 9, 'medium'), 9, 'medium', soft)
    this.gap(8)
  }

  heading(text: string): void {
    this.need(60)
    this.gap(10)
    this.#lines([visible(text)], 11, 'bold', ink)
    this.gap(3)
  }

  paragraph(text: string, look: 'plain' | 'soft' | 'strong' = 'plain', left = this.left, width = this.width): void {
    const weight = look === 'strong' ? 'bold' : 'medium'
    for (const line of this.#text.wrap(visible(text), width, 9, weight)) {
      this.need(13)
      this.#text.put(line, left, this.#y, 9, weight, look === 'soft' ? soft : ink)
      this.gap(13)
    }
  }

  /** Names and values in two columns; a value that is long takes more lines. */
  pairs(rows: readonly (readonly [string, string])[]): void {
    const half = (this.width - 16) / 2
    const nameWidth = 76
    const lines = rows.map(([, value]) => this.#text.wrap(visible(value), half - nameWidth, 9, 'medium'))
    const names = rows.map(([name]) => this.#text.wrap(visible(name), nameWidth - 6, 8, 'medium'))
    const tall = (i: number): number => Math.max(lines[i]?.length ?? 0, names[i]?.length ?? 0)
    for (let i = 0; i < rows.length; i += 2) {
      const height = Math.max(tall(i), tall(i + 1)) * 12 + pad
      this.need(height)
      for (const [side, at] of [
        [0, i],
        [1, i + 1],
      ] as const) {
        if (rows[at] === undefined) continue
        const left = this.left + side * (half + 16)
        for (const [n, line] of names[at]!.entries()) this.#text.put(line, left, this.#y + n * 12 + 1, 8, 'medium', soft)
        for (const [n, line] of lines[at]!.entries()) this.#text.put(line, left + nameWidth, this.#y + n * 12, 9, 'medium', ink)
      }
      this.#y += height
    }
  }

  /** A table; returns how many rows were drawn. `each` is told of every row. */
  table(columns: readonly Column[], rows: Iterable<readonly string[]>, each: (n: number) => void = () => {}): number {
    const all = columns.reduce((sum, { share }) => sum + share, 0)
    let left = this.left
    const places = columns.map((column) => {
      const width = (column.share / all) * this.width
      const place = { ...column, left, width }
      left += width
      return place
    })
    const heads = places.map(({ title, width }) => this.#text.wrap(title, width - 2 * pad, 7.5, 'bold'))
    const headHeight = Math.max(...heads.map((lines) => lines.length)) * 10 + 2 * pad
    const head = (): void => {
      this.#doc.rect(this.left, this.#y, this.width, headHeight).fill(sunk)
      for (const [i, place] of places.entries()) this.#cell(heads[i]!, place, 7.5, 10, 'bold')
      this.#y += headHeight
    }
    this.need(headHeight + 40)
    head()
    let n = 0
    for (const row of rows) {
      const cells = places.map(({ width, align }, i) =>
        this.#text.wrap(visible(row[i] ?? ''), width - 2 * pad - (align === 'right' ? gutter : 0), 8, 'medium'),
      )
      let from = 0
      const most = Math.max(...cells.map((lines) => lines.length))
      // A row taller than a page goes on on the next one.
      while (from < most) {
        if (this.room < Math.min(most - from, keptLines) * 11 + 2 * pad) {
          this.#page()
          head()
        }
        const fit = Math.min(most - from, Math.max(1, Math.floor((this.room - 2 * pad) / 11)))
        for (const [i, place] of places.entries()) this.#cell(cells[i]!.slice(from, from + fit), place, 8, 11, 'medium')
        this.#y += fit * 11 + 2 * pad
        from += fit
      }
      this.#doc
        .moveTo(this.left, this.#y)
        .lineTo(this.left + this.width, this.#y)
        .lineWidth(0.5)
        .stroke(rule)
      each(++n)
    }
    this.gap(4)
    return n
  }

  /** Dark modules of a symbol with 4 modules of white around it, at `size` points, left; text right of it. */
  symbol(
    modules: { readonly width: number; readonly height: number; readonly dark: (x: number, y: number) => boolean },
    size: number,
  ): void {
    const quiet = 4
    const module = size / (modules.width + 2 * quiet)
    const [left, top] = [this.left + quiet * module, this.#y + quiet * module]
    for (let y = 0; y < modules.height; y++) {
      for (let x = 0; x < modules.width; x++) {
        // One rectangle a run: fine white lines between modules would disturb a reader.
        let to = x
        while (to < modules.width && modules.dark(to, y)) to++
        if (to > x) this.#doc.rect(left + x * module, top + y * module, (to - x) * module, module)
        x = Math.max(x, to)
      }
    }
    this.#doc.fill('#000000')
  }

  /** Text beside something of this height that stands at the left. */
  beside(height: number, indent: number, write: (left: number, width: number) => void): void {
    const top = this.#y
    write(this.left + indent, this.width - indent)
    this.#y = Math.max(this.#y, top + height)
  }

  /** Writes head and foot of every page and gives the file. */
  finish(): Promise<Uint8Array> {
    this.#text.flush()
    const { start, count } = this.#doc.bufferedPageRange()
    for (let i = 0; i < count; i++) {
      this.#doc.switchToPage(start + i)
      this.#frame(i + 1, count)
      this.#text.flush()
    }
    this.#doc.end()
    return this.#whole
  }

  #page(): void {
    this.#text.flush()
    this.#doc.addPage()
    this.#y = margin + (this.#options.training ? barHeight + 6 : 0) + 18
  }

  #frame(n: number, of: number): void {
    const { training, title, subject, foot, page } = this.#options
    let top = margin
    if (training) {
      this.#doc.rect(margin, top, this.width, barHeight).fill(ink)
      this.#text.put(trainingBar, margin + 8, top + 2, 11, 'bold', '#ffffff')
      top += barHeight + 6
    }
    this.#text.put(title, margin, top, 8, 'medium', soft)
    const shown = this.#text.cut(visible(subject), this.width * 0.6, 8, 'medium')
    this.#text.put(shown, margin + this.width - this.#text.width(shown, 8, 'medium'), top, 8, 'medium', soft)
    const right = page(n, of)
    const y = this.#doc.page.height - margin + 8
    this.#text.put(right, margin + this.width - this.#text.width(right, 8, 'medium'), y, 8, 'medium', soft)
    this.#text.put(this.#text.cut(visible(foot), this.width - 90, 8, 'medium'), margin, y, 8, 'medium', soft)
  }

  #lines(lines: readonly string[], size: number, weight: 'medium' | 'bold', colour: string): void {
    for (const line of lines) {
      this.#text.put(line, this.left, this.#y, size, weight, colour)
      this.#y += size * 1.4
    }
  }

  #cell(
    lines: readonly string[],
    place: { left: number; width: number; align?: 'right' },
    size: number,
    step: number,
    weight: 'medium' | 'bold',
  ) {
    for (const [n, line] of lines.entries()) {
      const left =
        place.align === 'right' ? place.left + place.width - pad - gutter - this.#text.width(line, size, weight) : place.left + pad
      this.#text.put(line, left, this.#y + pad + n * step, size, weight, ink)
    }
  }
}
