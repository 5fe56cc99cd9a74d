import { base64, hex } from '../../../shared/ledger/bytes.ts'
import { paperText } from '../log/anchors.ts'
import { qrModules } from './root-symbol.ts'
import type { Sheet } from './sheet.ts'
import type { Words } from './words.ts'

/** A signed tree head as it goes onto a document. */
export interface Paper {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  /** The signed note. */
  readonly note: string
  /** UTC ms. */
  readonly at: number
}

/** Side of the QR code with its quiet zone, points: 37 to 41 modules of at least 0.7 mm. */
const side = 104

/** The root of the log as a QR code and in words: whoever keeps the paper can tell later whether the log was changed. */
export function rootPart(sheet: Sheet, paper: Paper | null, words: Words): void {
  const { t } = words
  sheet.need(side + 40)
  sheet.heading(t('record.part.root'))
  if (paper === null) {
    sheet.paragraph(t('record.noRoot'), 'strong')
    return
  }
  const text = paperText(paper.origin, paper.size, paper.root)
  sheet.symbol(qrModules(text), side)
  sheet.beside(side, side + 10, (left, width) => {
    const line = (words: string, look: 'plain' | 'soft' | 'strong' = 'plain'): void => sheet.paragraph(words, look, left, width)
    line(t('record.root.size', { n: paper.size }), 'strong')
    line(`${t('record.root.log')}${t('record.colon')}${paper.origin}`)
    line(`${t('record.root.at')}${t('record.colon')}${words.instant(paper.at)}`)
    line(`${t('record.root.root')}${t('record.colon')}${base64(paper.root)}`)
    line(`${t('record.root.hex')}${t('record.colon')}${hex(paper.root)}`, 'soft')
    line(t('record.root.how'), 'soft')
  })
}
