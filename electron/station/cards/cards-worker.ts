import { parentPort, workerData } from 'node:worker_threads'
import PDFDocument from 'pdfkit'
import { cards as english } from '../../../shared/i18n/en/cards.ts'
import { cards as chinese } from '../../../shared/i18n/zh-CN/cards.ts'
import { type CommandVerb, commandText } from '../../../shared/print-verify/commands.ts'
import { drawBars, mm } from './bars.ts'
import type { CommandSheetData } from './command-cards.ts'

/** Draws the sheet of command cards and ends. */

const page = { width: 148, height: 210 }
const pitch = { x: 70, y: 40 }
const margin = { x: 4, y: 5 }
const moduleMm = 0.33
const barHeight = 15
const rows = 5

/** Verbs a hand needs at the line, a page a kind of work. Nothing here signs, releases or deletes. */
const pages: readonly (readonly CommandVerb[])[] = [
  ['START', 'PAUSE', 'CONT', 'SHIFT', 'CALL', 'MUTE', 'WHY', 'OK'],
  ['VOID', 'SAMPLE', 'REPRINT', 'HALF', 'NONE', 'WHOLE', 'B', 'C', 'D'],
  ['N0', 'N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8', 'N9'],
]

/** Pictures on a grid of 24, strokes only; a number or letter shows itself. */
const pictures: Partial<Record<CommandVerb, string>> = {
  START: 'M7 4v16l13-8z',
  PAUSE: 'M8 5v14M16 5v14',
  CONT: 'M5 4v16l10-8zM19 4v16',
  SHIFT: 'M4 8h14l-4-4M20 16H6l4 4',
  CALL: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-5 4-7 8-7s8 2 8 7',
  MUTE: 'M4 10v4h4l5 4V6l-5 4zM17 9l4 6M21 9l-4 6',
  WHY: 'M9 9a3 3 0 1 1 4 3c-1 .6-1 1-1 2M12 18h.01',
  OK: 'M4 12l6 6L20 6',
  VOID: 'M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 8l8 8M16 8l-8 8',
  SAMPLE: 'M9 4h6M10 4v6l-5 10h14l-5-10V4',
  REPRINT: 'M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z',
  HALF: 'M5 4h14v8l-3-2-4 3-4-3-3 2z',
  NONE: 'M5 4h14v16H5zM5 20L19 4',
  WHOLE: 'M5 4h14v16H5zM9 12l2 2 4-4',
}

const { language, station, fonts } = workerData as CommandSheetData
const words = language === 'en' ? english : chinese
const doc = new PDFDocument({ size: [page.width * mm, page.height * mm], margin: 0, autoFirstPage: false, info: { Title: 'Signet' } })
const parts: Buffer[] = []
doc.on('data', (part: Buffer) => parts.push(part))
doc.on('end', () => parentPort?.postMessage(new Uint8Array(Buffer.concat(parts))))
doc.registerFont('medium', fonts.medium)
doc.registerFont('bold', fonts.bold)

for (const verbs of pages) {
  doc.addPage()
  for (const [i, verb] of verbs.entries()) card(verb, margin.x + Math.floor(i / rows) * pitch.x, margin.y + (i % rows) * pitch.y)
  doc.font('medium').fontSize(6.5).fillColor('#586470')
  doc.text(`${words['cards.note']}  ${station}`, margin.x * mm, (page.height - 5) * mm, { lineBreak: false })
}
doc.end()

function card(verb: CommandVerb, left: number, top: number): void {
  const picture = pictures[verb]
  const word = words[`cards.${verb}`]
  if (picture !== undefined) {
    doc.save()
    doc.translate((left + 3) * mm, (top + 1) * mm).scale((8 / 24) * mm)
    doc.lineWidth(1.8).lineJoin('round').lineCap('round').strokeColor('#101820').path(picture).stroke()
    doc.restore()
  }
  doc.font('bold').fontSize(16).fillColor('#101820')
  doc.text(word, (left + (picture === undefined ? 3 : 14)) * mm, (top + 1.6) * mm, { width: (pitch.x - 16) * mm, lineBreak: false })
  drawBars(doc, commandText(verb), { centre: left + pitch.x / 2, y: top + 12, moduleMm, heightMm: barHeight })
}
