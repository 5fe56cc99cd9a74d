import { resultMarks, validationWords } from '../../../shared/i18n/validation-words.ts'
import { checkKinds, componentNames, tally } from '../../../shared/validation.ts'
import { dash } from '../records/entry-text.ts'
import { rootPart } from '../records/root-part.ts'
import { Sheet } from '../records/sheet.ts'
import { type Words, wordsOf } from '../records/words.ts'
import type { Report } from './report.ts'

/** The report of a validation on paper: conclusion, what changed, every check, who signed, and last the root of the log. */
export function reportPdf(report: Report): Promise<Uint8Array> {
  const words = wordsOf(report.language, report.zone)
  const { t } = words
  const { firm, site, station, made, by } = report
  const sheet = new Sheet({
    landscape: false,
    training: report.mode === 'training',
    title: t('validation.report'),
    subject: `${station} · ${words.instant(made)}`,
    foot: t('record.foot', { by, at: words.instant(made), station }),
    author: firm === '' ? station : firm,
    language: words.language,
    made,
    page: (n, of) => t('record.page', { n, of }),
  })
  sheet.title(t('validation.report'), [firm, site, station].filter((part) => part !== '').join(' · '))
  summaryPart(sheet, report, words)
  changePart(sheet, report, words)
  checkParts(sheet, report, words)
  signerPart(sheet, report, words)
  rootPart(sheet, report.paper, words)
  return sheet.finish()
}

function summaryPart(sheet: Sheet, { checks, program, version, components, made }: Report, words: Words): void {
  const { t } = words
  const counts = tally(checks)
  sheet.heading(t('validation.part.summary'))
  sheet.paragraph(t('validation.all', { n: checks.length, ...counts }), 'strong')
  sheet.paragraph(t(counts.bad === 0 ? 'validation.verdict.ok' : 'validation.verdict.bad'), 'strong')
  if (counts.skipped > 0) sheet.paragraph(t('validation.verdict.skipped'))
  sheet.paragraph(t('validation.scope', { sha256: program }), 'soft')
  sheet.gap(4)
  sheet.heading(t('validation.part.site'))
  sheet.pairs([
    [t('office.live.version'), version],
    [t('office.audit.time'), words.instant(made)],
    ...componentNames
      .filter((component) => component !== 'program')
      .map((component) => [t(`office.f.components.${component}`), components[component]] as const),
  ])
}

/** What changed since the last validation, and the checks that depend on it (GMP 2025 art. 77: confirmed again after a change). */
function changePart(sheet: Sheet, { last, changes, repeat }: Report, words: Words): void {
  const { t } = words
  const { component } = validationWords(t)
  sheet.heading(t('validation.part.changes'))
  if (last === null) {
    sheet.paragraph(t('validation.first'))
    return
  }
  const when = words.instant(last.at)
  if (changes.length === 0) {
    sheet.paragraph(t('validation.nothing', { when, seq: last.seq }))
    return
  }
  sheet.paragraph(t('validation.since', { when, seq: last.seq, ids: repeat.join(t('office.comma')) }))
  sheet.table(
    [
      { title: t('validation.component'), share: 1.4 },
      { title: t('validation.was'), share: 4 },
      { title: t('validation.is'), share: 4 },
    ],
    changes.map((change) => [component(change), dash(change.was), change.is]),
  )
}

function checkParts(sheet: Sheet, { checks }: Report, words: Words): void {
  const { t } = words
  const say = validationWords(t)
  for (const kind of checkKinds) {
    sheet.heading(t(`validation.kind.${kind}`))
    sheet.table(
      [
        { title: t('validation.no'), share: 1.1 },
        { title: t('validation.requirement'), share: 2.7 },
        { title: t('validation.checked'), share: 3.3 },
        { title: t('validation.result'), share: 3.6 },
      ],
      checks
        .filter((check) => check.kind === kind)
        .map((check) => [
          check.id,
          say.requirement(check),
          say.check(check),
          // Mark and word, never colour: the paper may be a copy.
          `${resultMarks[check.result]} ${say.result(check)}${t('record.colon')}${say.detail(check)}`,
        ]),
    )
  }
}

function signerPart(sheet: Sheet, { signers }: Report, words: Words): void {
  const { t } = words
  sheet.need(110)
  sheet.heading(t('record.part.signatures'))
  sheet.table(
    [
      { title: t('field.name'), share: 2.2 },
      { title: t('office.audit.role'), share: 1.4 },
      { title: t('record.signedAt'), share: 3.6 },
      { title: t('record.meaning'), share: 1.8 },
      { title: t('field.reason'), share: 3.4 },
    ],
    signers.map(({ name, staffNo, role, at, reason }, i) => [
      `${name} ${staffNo}`,
      words.roleOf(role),
      words.instant(at),
      `${t('office.meaning.validated')}${signers.length > 1 ? ` ${i + 1}/${signers.length}` : ''}`,
      words.reason(reason),
    ]),
  )
  sheet.paragraph(t('validation.signatureNote'), 'soft')
}
