import { visible } from '../gs1/value.ts'
import { cut, fail, type Notes } from '../notes.ts'
import { type MaLetter, readMaDi, takeMa } from './fields.ts'
import { readMa } from './parse.ts'

const XML_OPENING = /^<UDI\s+IAC="MA"\s*>/

/** Whether an MA code starts at `text[from]`: plain, in a link that ends in `=MA...`, or as an XML element (docs/spec/udi-agencies.md). */
export function isMa(text: string, from: number): boolean {
  switch (text.charCodeAt(from)) {
    case 77:
      return text.charCodeAt(from + 1) === 65 && text.charCodeAt(from + 2) === 46
    case 60:
      return XML_OPENING.test(text.slice(from, from + 24))
    case 72:
    case 104:
      return /^https?:/i.test(text.slice(from, from + 6)) && text.includes('=MA.', from)
    default:
      return false
  }
}

/** Reads an MA code in whichever carrier it comes. */
export function readMaCarrier(notes: Notes, text: string, from: number, now: number): void {
  const first = text.charCodeAt(from)
  if (first === 77) readMa(notes, text, from, text.length, now)
  else if (first === 60) readXml(notes, text, from, now)
  else readLink(notes, text, from, now)
}

/** The code is what stands behind "="; a further parameter of the link, behind "&", is not part of it. */
function readLink(notes: Notes, text: string, from: number, now: number): void {
  const at = text.indexOf('=MA.', from) + 1
  const ampersand = text.indexOf('&', at)
  const end = ampersand < 0 ? text.length : ampersand
  cut(notes, 'link', from, at)
  readMa(notes, text, at, end, now)
  if (end < text.length) cut(notes, 'link', end, text.length)
}

const TAGS: Readonly<Record<string, MaLetter>> = { SN: 'S', MFG: 'M', LOT: 'L', EXP: 'E', VAL: 'V' }

/** `<UDI IAC="MA"><DI>..</DI><SN>..</SN>...</UDI>`; an empty element says nothing. Faults besides those of MA: `ma.xml`. */
function readXml(notes: Notes, text: string, from: number, now: number): void {
  const opening = XML_OPENING.exec(text.slice(from, from + 24))![0].length
  cut(notes, 'xml', from, from + opening)
  let i = from + opening
  let di = false
  while (i < text.length && !text.startsWith('</UDI>', i)) {
    const tag = /^<([A-Z]{2,3})(\/?)>/.exec(text.slice(i, i + 6))
    const name = tag?.[1] ?? ''
    if (tag === null || (name !== 'DI' && !Object.hasOwn(TAGS, name))) {
      fail(notes, 'ma.xml', i, { found: visible(text.slice(i, i + 12)) })
      return
    }
    const start = i + tag[0].length
    cut(notes, 'xml', i, start)
    i = start
    if (tag[2] === '/') continue
    const end = text.indexOf('<', start)
    if (end < 0 || !text.startsWith(`</${name}>`, end)) {
      fail(notes, 'ma.xml', start, { found: visible(text.slice(start, start + 12)) })
      return
    }
    if (end > start && name === 'DI') {
      if (di) fail(notes, 'ma.repeated', start, { ai: 'DI' })
      else if (!text.startsWith('MA.', start)) fail(notes, 'ma.incomplete', start, { missing: 'prefix' })
      else {
        const behind = readMaDi(notes, text, start, end)
        if (behind < end) fail(notes, 'ma.segment', behind, { found: visible(text.slice(behind, behind + 12)) })
      }
      di = true
    } else if (end > start) takeMa(notes, TAGS[name]!, text, start, end, now)
    i = end + name.length + 3
    cut(notes, 'xml', end, i)
  }
  if (i !== text.length - 6) fail(notes, 'ma.xml', Math.min(i, text.length), { found: visible(text.slice(i + 6, i + 18)) })
  else cut(notes, 'xml', i, text.length)
}
