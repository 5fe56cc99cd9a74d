import { amount } from '../../../shared/i18n/amount.ts'
import { formalGrade, letterOf } from '../../../shared/verifier/grade.ts'
import { dash, ordinalOf, personOf, stateOf, whatOf } from './entry-text.ts'
import type { LabelLine } from './label-lines.ts'
import type { Entry, OrderRecord, SignatureRow } from './order-data.ts'
import { type Paper, rootPart } from './root-part.ts'
import { Sheet } from './sheet.ts'
import type { Words } from './words.ts'

export interface Drawing {
  readonly words: Words
  /** UTC ms, and who asked for the document. */
  readonly made: number
  readonly by: string
  /** Signs the tree and notes the paper as a witness; null when no key can be opened. */
  readonly paper: () => Promise<Paper | null>
  readonly progress: (done: number, of: number) => void
}

/** The record of an order on paper: what was due, what was done and by whom, every label, every signature, and last the root of the log. */
export async function orderPdf(record: OrderRecord, drawing: Drawing): Promise<Uint8Array> {
  const { words, made, by } = drawing
  const { t } = words
  const { order, product, firm, site, station } = record
  const sheet = new Sheet({
    landscape: false,
    training: record.mode === 'training',
    title: t('record.order.title'),
    subject: `${order.no} · ${product.name}`,
    foot: t('record.foot', { by, at: words.instant(made), station }),
    author: firm === '' ? station : firm,
    language: words.language,
    made,
    page: (n, of) => t('record.page', { n, of }),
  })
  sheet.title(`${t('record.order.title')} ${order.no}`, [firm, site, station].filter((part) => part !== '').join(' · '))
  sheet.paragraph(t('record.asOf', { seq: record.asOf.seq, at: words.instant(record.asOf.at) }), 'soft')
  if (order.state !== 'closed') sheet.paragraph(t('record.notClosed'), 'strong')
  headPart(sheet, record, words)
  balancePart(sheet, record, words)
  deviationPart(sheet, record, words)
  signaturePart(sheet, record.signatures, words)
  devicePart(sheet, record, words)
  gradePart(sheet, record, words)
  exceptionPart(sheet, record, words)
  stopPart(sheet, record, words)
  labelPart(sheet, record, drawing)
  rootPart(sheet, await drawing.paper(), words)
  return sheet.finish()
}

function headPart(sheet: Sheet, record: OrderRecord, words: Words): void {
  const { t } = words
  const { order, product, template, job, started, closed, created, ran } = record
  const did = (entry: Entry | null): string => (entry === null ? '–' : `${words.time(entry.at)} ${personOf(entry.who, words)}`)
  const { verify, nth, verifyOnly } = order.policy
  const policy = [
    t(`office.policy.${verify}`, { n: nth }),
    t('office.policy.stopAfter', { n: job?.policy.stopAfter ?? product.stopAfter }),
    t(`office.policy.void.${product.voidRule}`),
    ...(verifyOnly ? [t('office.policy.verifyOnly')] : []),
  ].join(t('office.semicolon'))
  const expires = product.shelf === null && !order.expiryOverridden ? '–' : order.expires
  sheet.heading(t('record.part.order'))
  sheet.pairs([
    [t('office.order.product'), product.name],
    [t('office.order.spec'), dash(product.spec)],
    [t('record.di'), product.di],
    [t('office.product.registration'), dash(product.registration)],
    [t('record.registrant'), dash(product.registrant)],
    [t('office.order.trace'), t(`trace.${order.trace}`)],
    [t('field.lot'), product.trace === 'model' ? '–' : order.lot],
    [t('office.order.quantity'), amount(order.quantity)],
    [t('field.made'), order.made],
    [t(`field.${product.expiryTerm}`), order.expiryOverridden ? `${expires}${t('record.overridden')}` : expires],
    [t('office.order.policy'), policy],
    [t('field.template'), `${template.title === '' ? template.name : template.title} V${template.version}`],
    [
      t('record.templateApproved'),
      template.approvedAt === null ? t('idle.notApproved') : `${words.time(template.approvedAt)} ${dash(template.approvedBy)}`,
    ],
    [t('office.order.state'), t(`order.${order.state}`)],
    [t('record.created'), did(created)],
    [t('record.started'), did(started)],
    [t('record.ran'), ran.length === 0 ? '–' : ran.map((who) => personOf(who, words)).join(t('office.comma'))],
    [t('record.closed'), did(closed)],
  ])
}

function balancePart(sheet: Sheet, { reconciliation: count, serials, order }: OrderRecord, words: Words): void {
  const { t } = words
  const seen = t('close.goodNote')
  const source = count.source === null ? t('close.source.none') : t(`close.source.${count.source}`)
  sheet.heading(t('record.part.balance'))
  sheet.table(
    [
      { title: t('record.count'), share: 2 },
      { title: t('record.number'), share: 1, align: 'right' },
      { title: t('record.source'), share: 4 },
    ],
    [
      [t('close.out'), count.out === null ? '–' : amount(count.out), source],
      [t('close.good'), amount(count.good), seen],
      [t('close.void'), amount(count.void), seen],
      [t('close.sampled'), amount(count.sampled), seen],
      [t('close.scrapped'), amount(count.scrapped), t('close.handNote')],
      [t('close.returned'), amount(count.returned), t('close.handNote')],
      [t('close.missing'), count.out === null ? '–' : amount(count.missing), t('close.missingNote')],
    ],
  )
  if (serials !== null) sheet.paragraph(t('close.serials', { ...serials }))
  else if (order.trace !== 'serial') sheet.paragraph(t('record.noSerials'), 'soft')
}

function deviationPart(sheet: Sheet, { deviations }: OrderRecord, words: Words): void {
  const { t } = words
  sheet.heading(t('record.part.deviations'))
  if (deviations.length === 0) {
    sheet.paragraph(t('record.none'), 'soft')
    return
  }
  for (const { entry, number, missing, limit, ordinals, signatures } of deviations) {
    sheet.paragraph(`${number}　${words.time(entry.at)}`, 'strong')
    sheet.paragraph(
      t('record.deviation', { missing, limit, ordinals: ordinals.length === 0 ? '–' : ordinals.map(amount).join(t('office.comma')) }),
    )
    sheet.paragraph(`${t('field.reason')}${t('record.colon')}${words.reason(entry.reason)}`)
    sheet.paragraph(
      `${t('office.audit.signatures')}${t('record.colon')}${signatures.map((signature) => `${signature.name} ${words.instant(signature.at)}`).join(t('office.semicolon'))}`,
    )
  }
}

function signaturePart(sheet: Sheet, signatures: readonly SignatureRow[], words: Words): void {
  const { t } = words
  sheet.heading(t('record.part.signatures'))
  if (signatures.length === 0) {
    sheet.paragraph(t('record.none'), 'soft')
    return
  }
  sheet.table(
    [
      { title: t('field.name'), share: 2.1 },
      { title: t('office.audit.role'), share: 1.3 },
      { title: t('record.signedAt'), share: 3.9 },
      { title: t('record.meaning'), share: 2.2 },
      { title: t('field.reason'), share: 3 },
      { title: t('record.boundTo'), share: 2.6 },
    ],
    signatures.map(({ name, staffNo, role, at, meaning, reason, nth, of, signs }) => [
      `${name} ${staffNo}`,
      words.roleOf(role),
      words.instant(at),
      `${words.known(`office.meaning.${meaning}`, meaning)}${of > 1 ? ` ${nth}/${of}` : ''}`,
      words.reason(reason),
      `#${signs.seq} ${signs.leaf.slice(0, 16)}…`,
    ]),
  )
}

function devicePart(sheet: Sheet, { devices, rolls }: OrderRecord, words: Words): void {
  const { t } = words
  sheet.heading(t('record.part.devices'))
  sheet.paragraph(devices.length === 0 ? t('record.noDevices') : devices.join(t('office.comma')), devices.length === 0 ? 'soft' : 'plain')
  if (rolls.length === 0) {
    sheet.paragraph(t('record.noRolls'), 'soft')
    return
  }
  sheet.table(
    [
      { title: t('office.audit.time'), share: 2 },
      { title: t('record.roll'), share: 3 },
      { title: t('evidence.device'), share: 2 },
      { title: t('office.audit.who'), share: 2 },
    ],
    rolls.map(({ entry, lot }) => [words.time(entry.at), lot, dash(entry.device), personOf(entry.who, words)]),
  )
}

function gradePart(sheet: Sheet, { grades }: OrderRecord, words: Words): void {
  const { t } = words
  sheet.heading(t('record.part.grades'))
  if (grades.length === 0) {
    sheet.paragraph(t('record.noGrades'), 'soft')
    return
  }
  sheet.table(
    [
      { title: t('office.audit.time'), share: 2 },
      { title: t('record.gradeOf'), share: 2 },
      { title: t('record.grade'), share: 2 },
      { title: t('record.gradeLeast'), share: 1 },
      { title: t('office.grade.standard'), share: 2 },
      { title: t('evidence.device'), share: 3 },
    ],
    grades.map(({ at, ordinal, tenths, least, standard, data }) => [
      words.time(at),
      ordinal === null ? t('office.grades.lot') : t('office.grades.label', { n: ordinal }),
      `${formalGrade({ tenths, ...data })} (${letterOf(tenths)})`,
      (least / 10).toFixed(1),
      `ISO/IEC ${standard}`,
      `${data.verifier} · ${data.source}`,
    ]),
  )
}

function exceptionPart(sheet: Sheet, { exceptions, reprints }: OrderRecord, words: Words): void {
  const { t } = words
  const columns = (what: string, why: string) => [
    { title: t('office.audit.time'), share: 2.6 },
    { title: t('record.ordinal'), share: 1.1, align: 'right' as const },
    { title: t('field.serial'), share: 2.6 },
    { title: what, share: 2 },
    { title: why, share: 3.6 },
    { title: t('office.audit.who'), share: 2.4 },
  ]
  sheet.heading(t('record.part.exceptions'))
  if (exceptions.length === 0) sheet.paragraph(t('record.none'), 'soft')
  else
    sheet.table(
      columns(t('office.audit.act'), t('field.reason')),
      exceptions.map(({ at, ordinal, take, serial, kind, after, reason, who }) => [
        words.time(at),
        ordinalOf(ordinal, take),
        dash(serial),
        [t(`kind.${kind}`), after['serial'] === 'burned' ? t('record.burned') : after['serial'] === 'same' ? t('record.same') : '']
          .filter((part) => part !== '')
          .join(t('office.comma')),
        words.reason(reason),
        personOf(who, words),
      ]),
    )
  sheet.heading(t('record.part.reprints'))
  if (reprints.length === 0) {
    sheet.paragraph(t('record.none'), 'soft')
    return
  }
  sheet.table(
    columns(t('office.order.state'), t('record.reprintWhy')),
    reprints.map(({ label, why, who }) => [
      words.time(label.sentAt),
      ordinalOf(label.ordinal, label.take),
      dash(label.serial),
      stateOf(label, words),
      words.reason(why),
      personOf(who, words),
    ]),
  )
}

function stopPart(sheet: Sheet, { stops }: OrderRecord, words: Words): void {
  const { t } = words
  sheet.heading(t('record.part.stops'))
  if (stops.length === 0) {
    sheet.paragraph(t('record.none'), 'soft')
    return
  }
  sheet.table(
    [
      { title: t('office.audit.time'), share: 2.6 },
      { title: t('office.audit.act'), share: 2 },
      { title: t('record.ordinal'), share: 1.1, align: 'right' },
      { title: t('record.what'), share: 4.4 },
      { title: t('evidence.device'), share: 2 },
      { title: t('office.audit.who'), share: 2.4 },
    ],
    stops.map((entry) => [
      words.time(entry.at),
      t(`kind.${entry.kind}`),
      ordinalOf(entry.ordinal, null),
      whatOf(entry, words),
      dash(entry.device),
      personOf(entry.who, words),
    ]),
  )
}

function labelPart(sheet: Sheet, { labels, order }: OrderRecord, { words, progress }: Drawing): void {
  const { t } = words
  const serial = order.trace === 'serial'
  sheet.heading(t('record.part.labels', { n: labels.length }))
  if (labels.length === 0) {
    sheet.paragraph(t('record.noLabels'), 'soft')
    return
  }
  sheet.paragraph(t('record.labelsNote'), 'soft')
  sheet.gap(3)
  sheet.table(
    [
      { title: t('record.ordinal'), share: 1.4, align: 'right' },
      ...(serial ? [{ title: t('field.serial'), share: 3 }] : []),
      { title: t('office.order.state'), share: 1.6 },
      { title: t('evidence.field.evidence'), share: 1 },
      { title: t('record.sentAt'), share: 2.8 },
      { title: t('record.judgedAt'), share: 2.8 },
      { title: t('role.operator'), share: 2 },
    ],
    rows(labels, serial, words),
    (n) => {
      if (n % 500 === 0) progress(n, labels.length)
    },
  )
}

function* rows(labels: readonly LabelLine[], serial: boolean, words: Words): Generator<string[]> {
  for (const label of labels)
    yield [
      ordinalOf(label.ordinal, label.take),
      ...(serial ? [dash(label.serial)] : []),
      stateOf(label, words),
      label.evidence === null ? '–' : `E${label.evidence}`,
      words.time(label.sentAt),
      words.time(label.judgedAt),
      label.operator.id === 0 ? words.roleOf(label.operator.role) : label.operator.name,
    ]
}
