import { zoneText } from '../../../shared/dates.ts'
import { amount } from '../../../shared/i18n/amount.ts'
import type { EventBody } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import { type AuditEntry, type AuditFilter, auditEntries, countAudit } from '../audit.ts'
import { csvForPeople } from '../export.ts'
import type { Read } from '../store/database.ts'
import { type Heading, headingOf } from './order-data.ts'
import type { Drawing } from './order-pdf.ts'
import { checkpointJson } from './order-text.ts'
import { type Paper, rootPart } from './root-part.ts'
import { Sheet } from './sheet.ts'
import type { Words } from './words.ts'

/** More entries than this are exported in several files. */
export const mostAuditRows = 100_000

export interface AuditFound extends Heading {
  readonly query: AuditFilter
  readonly count: number
  readonly entries: () => Iterable<AuditEntry>
}

/** What a search of the log finds. Errors: `audit.tooMany`. */
export function auditFound(db: Read, folder: string, query: AuditFilter): AuditFound {
  const count = countAudit(db, query)
  if (count > mostAuditRows) throw refuse('audit.tooMany', { n: count, most: mostAuditRows })
  return { ...headingOf(db, folder), query, count, entries: () => auditEntries(db, query) }
}

type Told = Drawing['progress']

function* counted(found: AuditFound, told: Told): Generator<AuditEntry> {
  let n = 0
  for (const entry of found.entries()) {
    yield entry
    if (++n % 500 === 0) told(n, found.count)
  }
}

/** Raw bodies with their leaves, as `signet log prove` and any RFC 9162 verifier take them; every key always there. */
export function auditJson(found: AuditFound, made: number, by: string, paper: Paper | null, told: Told): Uint8Array {
  const { query } = found
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  const head = {
    schema: 1,
    kind: 'audit',
    mode: found.mode,
    station: found.station,
    firm: found.firm,
    site: found.site,
    made: iso(made),
    by,
    asOf: { seq: found.asOf.seq, at: iso(found.asOf.at) },
    query: { text: query.text, from: iso(query.from), to: iso(query.to), group: query.group },
    checkpoint: checkpointJson(paper),
  }
  const parts = [Buffer.from(`${JSON.stringify(head, null, 1).slice(0, -2)},\n "rows": [`)]
  let first = true
  for (const { at, signatures, ...row } of counted(found, told)) {
    const shown = { at: iso(at), ...row, signatures: signatures.map((signature) => ({ ...signature, at: iso(signature.at) })) }
    parts.push(Buffer.from(`${first ? '' : ','}\n  ${JSON.stringify(shown)}`))
    first = false
  }
  parts.push(Buffer.from('\n ]\n}\n'))
  return Buffer.concat(parts)
}

/** The log for people's spreadsheets. */
export function auditCsv(found: AuditFound, words: Words, told: Told): Uint8Array {
  const { t } = words
  const heads = [
    t('office.audit.seq'),
    t('office.audit.time'),
    t('record.zone'),
    t('office.audit.who'),
    t('office.audit.role'),
    t('office.audit.act'),
    t('evidence.device'),
    t('field.order'),
    t('record.ordinal'),
    t('field.serial'),
    t('office.audit.object'),
    t('office.audit.was'),
    t('office.audit.is'),
    t('office.audit.why'),
    t('office.audit.signatures'),
    t('office.audit.leaf'),
  ]
  const rows = function* () {
    for (const entry of counted(found, told)) {
      const body = JSON.parse(entry.body) as EventBody
      const [was, is] = sides(body, words)
      yield [
        entry.seq,
        new Date(entry.at + entry.zone * 60_000).toISOString().slice(0, 23).replace('T', ' '),
        zoneText(entry.zone),
        words.whoOf(entry),
        words.roleOf(entry.actor.role),
        words.actOf(entry),
        entry.device,
        entry.order,
        entry.ordinal,
        entry.serial,
        words.objectOf(entry),
        was,
        is,
        body.reason,
        signed(entry, words),
        entry.leaf,
      ]
    }
  }
  return csvForPeople(heads, rows(), found.mode === 'training')
}

function sides({ before, after }: EventBody, words: Words): [string, string] {
  const all = words.differences(before, after)
  const side = (pick: 'was' | 'is'): string =>
    all
      .filter((difference) => difference[pick] !== null)
      .map((difference) => `${words.fieldWord(difference.name)} ${difference[pick]}`)
      .join(words.t('office.semicolon'))
  return [side('was'), side('is')]
}

/** Printed name, post, time, meaning and reason of each signature under an entry. */
const signed = ({ signatures }: AuditEntry, words: Words): string =>
  signatures
    .map(({ name, role, at, meaning, reason }) =>
      [
        words.t('office.audit.whoRole', { name, role: words.roleOf(role) }),
        words.instant(at),
        words.known(`office.meaning.${meaning}`, meaning),
        words.reason(reason),
      ].join(' '),
    )
    .join(words.t('office.semicolon'))

/** The log on paper: landscape, every entry with what changed, why and who signed. */
export async function auditPdf(found: AuditFound, { words, made, by, paper, progress }: Drawing): Promise<Uint8Array> {
  const { t } = words
  const { firm, site, station, query, count } = found
  const sheet = new Sheet({
    landscape: true,
    training: found.mode === 'training',
    title: t('record.audit.title'),
    subject: queryWords(found, words),
    foot: t('record.foot', { by, at: words.instant(made), station }),
    author: firm === '' ? station : firm,
    language: words.language,
    made,
    page: (n, of) => t('record.page', { n, of }),
  })
  sheet.title(t('record.audit.title'), [firm, site, station].filter((part) => part !== '').join(' · '))
  sheet.paragraph(t('record.audit.found', { n: count, what: queryWords(found, words) }))
  sheet.paragraph(t('record.asOf', { seq: found.asOf.seq, at: words.instant(found.asOf.at) }), 'soft')
  sheet.gap(6)
  if (count === 0) sheet.paragraph(query.text === '' ? t('office.audit.empty') : t('office.audit.none', { text: query.text }), 'soft')
  else
    sheet.table(
      [
        { title: t('office.audit.time'), share: 3.2 },
        { title: t('office.audit.seq'), share: 1.4, align: 'right' },
        { title: t('office.audit.who'), share: 2.1 },
        { title: t('office.audit.act'), share: 1.9 },
        { title: t('office.audit.object'), share: 3.2 },
        { title: t('record.what'), share: 6 },
        { title: t('office.audit.why'), share: 3 },
        { title: t('office.audit.signatures'), share: 3.2 },
        { title: t('office.audit.leaf'), share: 2.1 },
      ],
      lines(found, words, progress),
    )
  rootPart(sheet, await paper(), words)
  return sheet.finish()
}

function* lines(found: AuditFound, words: Words, told: Told): Generator<string[]> {
  for (const entry of counted(found, told)) {
    const { before, after, reason } = JSON.parse(entry.body) as EventBody
    yield [
      words.time(entry.at),
      amount(entry.seq),
      entry.actor.name === ''
        ? words.whoOf(entry)
        : words.t('office.audit.whoRole', { name: entry.actor.name, role: words.roleOf(entry.actor.role) }),
      words.actOf(entry),
      words.objectOf(entry),
      words
        .differences(before, after)
        // What stayed as it was is in the other files; on paper it would hide what changed.
        .filter(({ was, is }) => was !== is)
        .map(({ name, was, is }) => `${words.fieldWord(name)} ${was === null ? '' : `${was} → `}${is ?? '–'}`)
        .join(words.t('office.semicolon')),
      reason === null ? '' : words.reason(reason),
      signed(entry, words),
      entry.leaf.slice(0, 12),
    ]
  }
}

/** What was searched for. */
function queryWords({ query }: AuditFound, words: Words): string {
  const { t } = words
  const parts = [
    ...(query.text.trim() === '' ? [] : [`「${query.text.trim()}」`]),
    query.from === null && query.to === null
      ? t('office.audit.span.all')
      : `${query.from === null ? '' : words.time(query.from)} – ${query.to === null ? '' : words.time(query.to)}`,
    query.group === null ? t('office.audit.allActs') : words.known(`kind.group.${query.group}`, String(query.group)),
  ]
  return parts.join(' · ')
}
