import { inflateSync } from 'node:zlib'

export interface PdfPage {
  /** The texts of the page in the order in which they were written, one a line. */
  readonly text: string
  readonly width: number
  readonly height: number
  /** Filled rectangles of the longest unbroken run: x, y, width, height. */
  readonly rectangles: readonly (readonly [number, number, number, number])[]
}

/** Reads a PDF of our own making: pages in order, their text through each font's ToUnicode map (ISO 32000-1 9.10.3), their rectangles. */
export function readPdf(bytes: Uint8Array): PdfPage[] {
  const file = Buffer.from(bytes).toString('latin1')
  const objects = new Map<string, string>()
  for (const match of file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) objects.set(match[1]!, match[2]!)
  const object = (ref: string): string => objects.get(ref)!
  const refAfter = (text: string, name: string): string => new RegExp(`/${name} (?:\\[)?(\\d+) 0 R`).exec(text)![1]!
  const stream = (ref: string): string => {
    const text = object(ref)
    const at = text.indexOf('stream\n') + 7
    const raw = Buffer.from(text.slice(at, text.lastIndexOf('\nendstream')), 'latin1')
    return (text.includes('/FlateDecode') ? inflateSync(raw) : raw).toString('latin1')
  }
  const pages = [...objects.values()].find((text) => /\/Type \/Pages/.test(text))!
  const maps = new Map<string, Map<number, string>>()
  const mapOf = (font: string): Map<number, string> => {
    let map = maps.get(font)
    if (map === undefined) {
      map = unicodeOf(stream(refAfter(object(font), 'ToUnicode')))
      maps.set(font, map)
    }
    return map
  }
  return [.../\/Kids \[([^\]]*)\]/.exec(pages)![1]!.matchAll(/(\d+) 0 R/g)].map((kid) => {
    const page = object(kid[1]!)
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(page)!
    const resources = object(refAfter(page, 'Resources'))
    const fonts = new Map([...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map((match) => [match[1]!, match[2]!]))
    const content = stream(refAfter(page, 'Contents'))
    const lines: string[] = []
    let font = ''
    for (const match of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (match[1] !== undefined) font = fonts.get(match[1])!
      else lines.push([...match[2]!.matchAll(/<([0-9a-f]+)>/g)].map((part) => spell(part[1]!, mapOf(font))).join(''))
    }
    let run: [number, number, number, number][] = []
    let longest: typeof run = []
    for (const line of content.split('\n')) {
      const found = /^(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re$/.exec(line)
      if (found === null) run = []
      else run.push([Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4])])
      if (run.length > longest.length) longest = run
    }
    return { text: lines.join('\n'), width: Number(width), height: Number(height), rectangles: longest }
  })
}

const spell = (hex: string, map: ReadonlyMap<number, string>): string =>
  (hex.match(/.{4}/g) ?? []).map((glyph) => map.get(Number.parseInt(glyph, 16)) ?? '\ufffd').join('')

/** Glyph to text: `bfrange` rows with an array of values, as pdfkit writes them. */
function unicodeOf(cmap: string): Map<number, string> {
  const map = new Map<number, string>()
  for (const match of cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/gi)) {
    let glyph = Number.parseInt(match[1]!, 16)
    for (const value of match[2]!.matchAll(/<([0-9a-f ]*)>/gi))
      map.set(glyph++, Buffer.from(value[1]!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'))
  }
  return map
}
