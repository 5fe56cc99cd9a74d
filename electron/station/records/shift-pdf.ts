import { amount } from '../../../shared/i18n/amount.ts'
import { personOf, whatOf } from './entry-text.ts'
import type { Drawing } from './order-pdf.ts'
import { rootPart } from './root-part.ts'
import { type Column, Sheet } from './sheet.ts'
import type { ShiftRecord } from './shift-data.ts'

/** Rows of each part that fit on the one page; the rest is named by its number. */
const most = { orders: 10, doubts: 6, rolls: 6, faults: 8 } as const

/** The hand-over of a shift on one page. */
export async function shiftPdf(record: ShiftRecord, { words, made, by, paper }: Drawing): Promise<Uint8Array> {
  const { t } = words
  const { firm, site, station, handed } = record
  const sheet = new Sheet({
    landscape: false,
    training: record.mode === 'training',
    title: t('record.shift.title'),
    subject: words.instant(handed.at),
    foot: t('record.foot', { by, at: words.instant(made), station }),
    author: firm === '' ? station : firm,
    language: words.language,
    made,
    page: (n, of) => t('record.page', { n, of }),
  })
  sheet.title(t('record.shift.title'), [firm, site, station].filter((part) => part !== '').join(' · '))
  sheet.pairs([
    [t('record.shift.from'), words.instant(record.from)],
    [t('record.shift.to'), words.instant(handed.at)],
    [t('record.shift.who'), personOf(handed.who, words)],
    [t('record.shift.entry'), `#${handed.seq}`],
  ])
  const part = (title: string, columns: readonly Column[], rows: readonly (readonly string[])[], limit: number): void => {
    sheet.heading(title)
    if (rows.length === 0) {
      sheet.paragraph(t('record.none'), 'soft')
      return
    }
    sheet.table(columns, rows.slice(0, limit))
    if (rows.length > limit) sheet.paragraph(t('record.more', { n: rows.length - limit }), 'strong')
  }
  part(
    t('nav.orders'),
    [
      { title: t('field.order'), share: 2 },
      { title: t('office.order.product'), share: 3.4 },
      { title: t('field.lot'), share: 1.8 },
      { title: t('close.good'), share: 1, align: 'right' },
      { title: t('close.void'), share: 1, align: 'right' },
      { title: t('close.sampled'), share: 1, align: 'right' },
      { title: t('office.order.good'), share: 2, align: 'right' },
    ],
    record.orders.map(({ no, product, lot, good, voided, sampled, total, quantity }) => [
      no,
      // One line a row keeps the page one page.
      [...product].length > 18 ? `${[...product].slice(0, 17).join('')}…` : product,
      lot,
      amount(good),
      amount(voided),
      amount(sampled),
      `${amount(total)} / ${amount(quantity)}`,
    ]),
    most.orders,
  )
  part(
    t('record.shift.doubts'),
    [
      { title: t('field.order'), share: 2 },
      { title: t('record.ordinal'), share: 1, align: 'right' },
      { title: t('field.serial'), share: 3 },
    ],
    record.doubts.map(({ order, ordinal, serial }) => [order, amount(ordinal), serial ?? '–']),
    most.doubts,
  )
  part(
    t('record.shift.rolls'),
    [
      { title: t('office.audit.time'), share: 2 },
      { title: t('record.roll'), share: 3 },
      { title: t('evidence.device'), share: 2 },
      { title: t('office.audit.who'), share: 2 },
    ],
    record.rolls.map(({ at, after, device, who }) => [
      words.time(at),
      String(after['lot'] ?? '').slice(0, 24),
      device ?? '–',
      personOf(who, words),
    ]),
    most.rolls,
  )
  part(
    t('record.shift.faults'),
    [
      { title: t('office.audit.time'), share: 2 },
      { title: t('record.what'), share: 3 },
      { title: t('evidence.device'), share: 2 },
      { title: t('record.ordinal'), share: 1, align: 'right' },
    ],
    record.faults.map((entry) => [
      words.time(entry.at),
      whatOf(entry, words),
      entry.device ?? '–',
      entry.ordinal === null ? '–' : amount(entry.ordinal),
    ]),
    most.faults,
  )
  rootPart(sheet, await paper(), words)
  return sheet.finish()
}
