import { type EventBody, type Kind, kindName, kinds } from '../../../shared/ledger/kinds.ts'
import type { PaperCount, SerialCount } from '../../../shared/print-verify/reconcile.ts'
import type { Product } from '../../../shared/product.ts'
import { refuse } from '../../../shared/station-error.ts'
import { closingOf } from '../orders.ts'
import { settingsIn } from '../settings.ts'
import type { Read } from '../store/database.ts'
import { gradesOfOrder, type StoredGrade } from '../store/grades.ts'
import { type Job, jobOfOrder } from '../store/jobs.ts'
import { productById } from '../store/masters.ts'
import { type Order, orderById } from '../store/orders.ts'
import type { Mode } from '../store/store.ts'
import { findTemplate } from '../templates.ts'
import { type LabelLine, labelLines, type Who } from './label-lines.ts'

/** One entry of an order. `at` UTC ms. */
export interface Entry {
  readonly seq: number
  readonly at: number
  readonly kind: Kind
  readonly who: Who
  readonly device: string | null
  readonly ordinal: number | null
  readonly label: number | null
  readonly before: Readonly<Record<string, unknown>>
  readonly after: Readonly<Record<string, unknown>>
  readonly reason: string | null
}

/** An electronic signature: printed name, post, time, meaning, reason, and what it is bound to (21 CFR 11.50, 11.70). */
export interface SignatureRow {
  readonly seq: number
  readonly at: number
  readonly name: string
  readonly staffNo: string
  readonly role: string
  readonly meaning: string
  readonly reason: string | null
  readonly nth: number
  readonly of: number
  readonly signs: { readonly seq: number; readonly leaf: string; readonly kind: Kind | null }
}

/** What is said of a document as a whole. */
export interface Heading {
  readonly mode: Mode
  readonly station: string
  readonly firm: string
  readonly site: string
  /** The newest entry that was read. */
  readonly asOf: { readonly seq: number; readonly at: number }
}

export interface OrderRecord extends Heading {
  readonly order: Order
  readonly product: Product
  readonly template: {
    readonly name: string
    readonly title: string
    readonly version: number
    readonly approvedBy: string | null
    readonly approvedAt: number | null
  }
  readonly job: Job | null
  readonly created: Entry | null
  readonly started: Entry | null
  readonly closed: Entry | null
  /** Who ran the line: every person whose acts are in the order's labels or runs, with the post in which they acted. */
  readonly ran: readonly Who[]
  readonly reconciliation: PaperCount & { readonly missing: number; readonly source: 'printer' | 'journal' | 'hand' | null }
  readonly serials: SerialCount | null
  readonly deviations: readonly {
    readonly entry: Entry
    readonly number: string
    readonly missing: number
    readonly limit: number
    readonly ordinals: readonly number[]
    readonly signatures: readonly SignatureRow[]
  }[]
  readonly signatures: readonly SignatureRow[]
  readonly devices: readonly string[]
  readonly rolls: readonly { readonly entry: Entry; readonly lot: string }[]
  /** What verifiers said of its symbols, newest first. */
  readonly grades: readonly StoredGrade[]
  /** Starts, stops, faults and refused scans, oldest first. */
  readonly stops: readonly Entry[]
  /** Labels that left the good ones or were doubted, oldest first. */
  readonly exceptions: readonly (Entry & { readonly serial: string | null; readonly take: number | null })[]
  readonly reprints: readonly { readonly label: LabelLine; readonly why: string | null; readonly who: Who }[]
  readonly labels: readonly LabelLine[]
}

const stopKinds = new Set<Kind>([
  'job.started',
  'job.paused',
  'job.resumed',
  'job.stopped',
  'device.fault',
  'device.ready',
  'scan.refused',
  'label.doubted',
  'shift.changed',
  'order.changed',
  'order.expiryOverridden',
  'order.counted',
])
const exceptionKinds = new Set<Kind>([
  'label.voided',
  'label.sampled',
  'label.scrapped',
  'label.returned',
  'label.missing',
  'label.notPrinted',
  'label.found',
])

export const headingOf = (db: Read, folder: string): Heading => {
  const meta = (key: string): string => db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value ?? ''
  const { firm, site } = settingsIn(db, folder)
  const asOf = db.get<{ seq: number; at: number }>('SELECT seq, at FROM event ORDER BY seq DESC LIMIT 1')!
  return { mode: meta('mode') === 'training' ? 'training' : 'production', station: meta('station'), firm, site, asOf }
}

/** Everything the ledger holds about one order. Errors: `order.unknown`. */
export function orderRecord(db: Read, folder: string, id: number): OrderRecord {
  const order = orderById(db, id)
  if (order === null) throw refuse('order.unknown', { id })
  const product = productById(db, order.product)!
  const store = { read: db }
  const template = findTemplate(store, product.template)
  const job = jobOfOrder(db, id)
  const entries = entriesOf(db, order.no)
  const signatures = signaturesOf(db, order.no)
  const { labels, devices, people } = labelLines(db, order)
  const first = (kind: Kind): Entry | null => entries.find((entry) => entry.kind === kind) ?? null
  const last = (kind: Kind): Entry | null => entries.findLast((entry) => entry.kind === kind) ?? null
  for (const { kind, who } of entries) if (kind.startsWith('job.')) people.set(`${who.id} ${who.role}`, who)
  for (const { device } of entries) if (device !== null) devices.add(device)
  const closing = closingOf(store, order, false)
  const byLabel = new Map(labels.map((label) => [label.id, label]))
  const before = new Map(labels.map((label) => [`${label.ordinal} ${label.take}`, label]))
  const reasons = new Map(
    entries.flatMap(({ label, reason, kind }) => (label === null || !exceptionKinds.has(kind) ? [] : [[label, reason] as const])),
  )
  return {
    ...headingOf(db, folder),
    order,
    product,
    template: {
      name: job?.template ?? product.template,
      title: template?.title ?? '',
      version: job?.version ?? template?.version ?? 0,
      approvedBy: template?.approvedBy ?? null,
      approvedAt: template?.approvedAt ?? null,
    },
    job,
    created: first('order.created'),
    started: first('job.started'),
    closed: last('order.closed'),
    ran: [...people.values()].filter((who) => who.id !== 0),
    reconciliation: {
      ...closing.paper,
      missing: order.state === 'closed' ? missingWhenClosed(last('order.closed'), closing.missing) : closing.missing,
      source: closing.source,
    },
    serials: closing.serials,
    deviations: entries
      .filter(({ kind }) => kind === 'order.deviation')
      .map((entry) => ({
        entry,
        number: String(entry.after['number'] ?? ''),
        missing: Number(entry.after['missing'] ?? 0),
        limit: Number(entry.after['limit'] ?? 0),
        ordinals: (entry.after['ordinals'] ?? []) as readonly number[],
        signatures: signatures.filter(({ signs }) => signs.seq === entry.seq),
      })),
    signatures,
    devices: [...devices].sort(),
    rolls: entries
      .filter(({ kind }) => kind === 'device.roll' || kind === 'device.ribbon')
      .map((entry) => ({ entry, lot: String(entry.after['lot'] ?? '') })),
    grades: gradesOfOrder(db, order.id),
    stops: entries.filter(({ kind }) => stopKinds.has(kind)),
    exceptions: entries
      .filter(({ kind }) => exceptionKinds.has(kind))
      .map((entry) => {
        const label = entry.label === null ? undefined : byLabel.get(entry.label)
        return { ...entry, serial: label?.serial ?? null, take: label?.take ?? null }
      }),
    reprints: labels
      .filter(({ take, state, drawn, judged }) => take > 1 && !(state === 'voided' && drawn === judged))
      .map((label) => {
        const old = before.get(`${label.ordinal} ${label.take - 1}`)
        return { label, why: old === undefined ? null : (reasons.get(old.id) ?? null), who: label.operator }
      }),
    labels,
  }
}

/** What the closing act wrote; the difference is not worked out again afterwards. */
function missingWhenClosed(closed: Entry | null, otherwise: number): number {
  const written = (closed?.after['reconciliation'] as { missing?: unknown } | undefined)?.missing
  return typeof written === 'number' ? written : otherwise
}

interface EntryRow {
  readonly seq: number
  readonly body: string
  readonly name: string | null
}

/** Entries that name the order, its labels' drawing and verdict left out. A kind of a newer version is left out, too. */
function entriesOf(db: Read, no: string): Entry[] {
  return db
    .all<EntryRow>(
      'SELECT e.seq, e.body, u.name FROM event e LEFT JOIN user u ON u.id = e.actor WHERE e.order_no = ? AND e.kind NOT IN (500, 501) ORDER BY e.seq',
      no,
    )
    .flatMap((row) => entryOf(row) ?? [])
}

export function entryOf({ seq, body: text, name }: EntryRow): Entry | null {
  const body = JSON.parse(text) as EventBody
  const kind = kindName(body.kind)
  if (kind === null) return null
  return {
    seq,
    at: body.at,
    kind,
    who: { id: body.actor, name: body.actor === 0 ? '' : (name ?? ''), role: body.role },
    device: body.device,
    ordinal: body.entities.ordinal ?? null,
    label: body.entities.label ?? null,
    before: (body.before ?? {}) as Entry['before'],
    after: (body.after ?? {}) as Entry['after'],
    reason: body.reason,
  }
}

/** Signatures under the entries of an order: each stands right behind what it signs. */
function signaturesOf(db: Read, no: string): SignatureRow[] {
  return db
    .all<{ seq: number; body: string; name: string; staff_no: string; signed: number }>(
      `SELECT s.seq, s.body, u.name, u.staff_no, e.kind AS signed FROM event e JOIN event s ON s.seq BETWEEN e.seq + 1 AND e.seq + 4 JOIN user u ON u.id = s.actor
       WHERE e.order_no = ? AND e.kind NOT IN (500, 501) AND s.kind = ${kinds.signature.no} AND json_extract(s.body, '$.after.signs.seq') = e.seq ORDER BY s.seq`,
      no,
    )
    .map(({ seq, body: text, name, staff_no, signed }) => {
      const { at, role, reason, after } = JSON.parse(text) as EventBody
      const { meaning, signs, nth, of } = after as unknown as {
        meaning: string
        signs: { seq: number; leaf: string }
        nth: number
        of: number
      }
      return { seq, at, name, staffNo: staff_no, role, meaning, reason, nth, of, signs: { ...signs, kind: kindName(signed) } }
    })
}
