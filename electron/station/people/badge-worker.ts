import { parentPort, workerData } from 'node:worker_threads'
import PDFDocument from 'pdfkit'
import { drawBars, mm } from '../cards/bars.ts'
import type { BadgeCard, BadgeSheetData } from './badge-sheet.ts'

/** Draws one sheet of badges and ends. */

const page = { width: 210, height: 148 }
const card = { width: 85.6, height: 54, gap: 8 }
const perPage = 4
/** Width of the narrowest bar, mm: fifteen characters fit the card, and a worn print still reads. */
const moduleMm = 0.3
const barHeight = 13

const ink = '#101820'
const soft = '#586470'

const { cards, firm, note, training, fonts } = workerData as BadgeSheetData
const doc = new PDFDocument({ size: [page.width * mm, page.height * mm], margin: 0, autoFirstPage: false, info: { Title: 'Signet' } })
const parts: Buffer[] = []
doc.on('data', (part: Buffer) => parts.push(part))
doc.on('end', () => parentPort?.postMessage(new Uint8Array(Buffer.concat(parts))))
doc.registerFont('medium', fonts.medium)
doc.registerFont('bold', fonts.bold)

for (const [i, one] of cards.entries()) {
  if (i % perPage === 0) doc.addPage()
  const left = (page.width - 2 * card.width - card.gap) / 2 + (i % 2) * (card.width + card.gap)
  const top = (page.height - 2 * card.height - card.gap) / 2 + Math.floor((i % perPage) / 2) * (card.height + card.gap)
  draw(one, left, top)
}
doc.end()

function draw(one: BadgeCard, left: number, top: number): void {
  const text = (words: string, y: number, size: number, font: 'medium' | 'bold', color = ink, x = 6): void => {
    doc.font(font).fillColor(color).fontSize(size)
    doc.text(words, (left + x) * mm, (top + y) * mm, {
      width: (card.width - 12) * mm,
      height: size * 1.5,
      ellipsis: true,
      lineBreak: false,
    })
  }
  doc
    .lineWidth(0.35)
    .strokeColor(soft)
    .roundedRect(left * mm, top * mm, card.width * mm, card.height * mm, 3 * mm)
    .stroke()
  text(firm, 4, 8, 'medium', soft)
  if (training !== null) {
    doc.rect((left + card.width - 36) * mm, (top + 3.4) * mm, 30 * mm, 5 * mm).fill(ink)
    doc.font('bold').fillColor('#FFFFFF').fontSize(8)
    doc.text(training, (left + card.width - 36) * mm, (top + 3.9) * mm, { width: 30 * mm, align: 'center', lineBreak: false })
  }
  text(one.name, 10, 22, 'bold')
  text([one.staffNo, one.posts].join(' · '), 22.5, 9, 'medium')
  // The white around it is more than its quiet zone of ten modules.
  drawBars(doc, one.code, { centre: left + card.width / 2, y: top + 30, moduleMm, heightMm: barHeight })
  text(note, 46.5, 6.5, 'medium', soft)
  doc.font('medium').fillColor(soft).fontSize(6.5)
  doc.text(`#${one.nth}`, (left + card.width - 16) * mm, (top + 46.5) * mm, { width: 10 * mm, align: 'right', lineBreak: false })
}
