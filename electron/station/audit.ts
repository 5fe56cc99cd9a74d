import { type EventBody, kindName, kinds } from '../../shared/ledger/kinds.ts'
import type { Read } from './store/database.ts'
import { seqsOfUnit } from './store/jobs.ts'
import type { Store } from './store/store.ts'

export interface AuditRow {
  readonly seq: number
  readonly at: number
  readonly zone: number
  readonly actor: { readonly id: number; readonly name: string; readonly role: string }
  readonly kind: number
  readonly kindName: string | null
  readonly device: string | null
  readonly order: string | null
  readonly ordinal: number | null
  readonly serial: string | null
  readonly subject: string | null
  readonly reason: boolean
  readonly signed: boolean
  readonly changed: boolean
}

export interface AuditQuery {
  /** Order number, lot, serial, person or device; empty = all. */
  readonly text: string
  readonly from: number | null
  readonly to: number | null
  /** Hundreds group of the kind (5 = labels), or null. */
  readonly group: number | null
  /** Only events before this one, for paging. */
  readonly before: number | null
  readonly limit: number
}

/** What is searched for, without the paging. */
export type AuditFilter = Pick<AuditQuery, 'text' | 'from' | 'to' | 'group'>

/** A signature under an entry: printed name, post, time, meaning, reason (21 CFR 11.50). */
export interface AuditSignature {
  readonly name: string
  readonly role: string
  readonly at: number
  readonly meaning: string
  readonly reason: string | null
}

/** One entry whole, for an export. */
export interface AuditEntry extends AuditRow {
  readonly body: string
  readonly leaf: string
  readonly signatures: readonly AuditSignature[]
}

interface EventRow {
  readonly seq: number
  readonly body: string
  readonly name: string | null
  readonly signed: number
}

/** Which entries a search means, as a condition on `event e`. */
function matching(db: Read, query: AuditFilter): { where: string[]; values: (string | number)[] } {
  const where: string[] = ['1 = 1']
  const values: (string | number)[] = []
  if (query.group !== null) {
    where.push('e.kind >= ? AND e.kind < ?')
    values.push(query.group * 100, query.group * 100 + 100)
  }
  // `at` rises with seq, so a span of time is a span of seq.
  if (query.from !== null) {
    where.push('e.seq >= ?')
    values.push(seqAt(db, query.from))
  }
  if (query.to !== null) {
    where.push('e.seq < ?')
    values.push(seqAt(db, query.to))
  }
  const text = query.text.trim()
  if (text !== '') {
    const { sql, args } = subject(db, text)
    where.push(sql)
    values.push(...args)
  }
  return { where, values }
}

/** How many entries a search finds. */
export function countAudit(db: Read, query: AuditFilter): number {
  const { where, values } = matching(db, query)
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM event e WHERE ${where.join(' AND ')}`, ...values)!.n
}

/** Everything a search finds, oldest first, with the text that was hashed, its hash and its signatures. */
export function* auditEntries(db: Read, query: AuditFilter): Generator<AuditEntry> {
  const { where, values } = matching(db, query)
  const seqs = db.all<{ seq: number }>(`SELECT e.seq FROM event e WHERE ${where.join(' AND ')} ORDER BY e.seq`, ...values)
  for (const { seq } of seqs) {
    const row = db.get<EventRow & { leaf: Buffer }>(`${selectEntry} WHERE e.seq = ?`, seq)!
    const signatures = signaturesUnder(db, seq)
    yield { ...toRow(db, row), signed: signatures.length > 0, body: row.body, leaf: row.leaf.toString('hex'), signatures }
  }
}

/** Searches the log, newest first. */
export function searchAudit(store: Store, query: AuditQuery): { rows: AuditRow[]; total: number } {
  const db = store.read
  const { where, values } = matching(db, query)
  const total = db.get<{ n: number }>(`SELECT count(*) AS n FROM event e WHERE ${where.join(' AND ')}`, ...values)!.n
  if (query.before !== null) {
    where.push('e.seq < ?')
    values.push(query.before)
  }
  const rows = db.all<EventRow>(
    `SELECT e.seq, e.body, u.name, EXISTS (SELECT 1 FROM event s WHERE s.seq BETWEEN e.seq + 1 AND e.seq + 2 AND s.kind = ${kinds.signature.no} AND json_extract(s.body, '$.after.signs.seq') = e.seq) AS signed
     FROM event e LEFT JOIN user u ON u.id = e.actor WHERE ${where.join(' AND ')} ORDER BY e.seq DESC LIMIT ?`,
    ...values,
    query.limit,
  )
  return { rows: rows.map((row) => toRow(db, row)), total }
}

/** One event whole, with its signatures. */
export function auditEvent(store: Store, seq: number) {
  const db = store.read
  const row = db.get<EventRow & { leaf: Buffer }>(`${selectEntry} WHERE e.seq = ?`, seq)
  if (row === undefined) return null
  const body = JSON.parse(row.body) as EventBody
  const signatures = signaturesUnder(db, seq)
  return {
    ...toRow(db, row),
    signed: signatures.length > 0,
    beforeValue: body.before,
    afterValue: body.after,
    entities: body.entities as Record<string, unknown>,
    reasonText: body.reason,
    leaf: row.leaf.toString('hex'),
    station: body.station,
    body: row.body,
    label: body.entities.label ?? null,
    signatures,
  }
}

const selectEntry = 'SELECT e.seq, e.body, e.leaf, u.name, 0 AS signed FROM event e LEFT JOIN user u ON u.id = e.actor'

/** Signatures of one entry: they stand right behind it. */
function signaturesUnder(db: Read, seq: number): AuditSignature[] {
  return db
    .all<{ body: string; name: string | null }>(
      `SELECT s.body, u.name FROM event s LEFT JOIN user u ON u.id = s.actor WHERE s.seq BETWEEN ? + 1 AND ? + 4 AND s.kind = ${kinds.signature.no} AND json_extract(s.body, '$.after.signs.seq') = ?`,
      seq,
      seq,
      seq,
    )
    .map(({ body: text, name }) => {
      const { at, role, reason, after } = JSON.parse(text) as EventBody
      return { name: name ?? '', role, at, meaning: (after as { meaning: string }).meaning, reason }
    })
}

/** The first event at or after an instant: `at` is strictly increasing, so bisection over seq finds it. */
function seqAt(db: Read, at: number): number {
  let low = 1
  let high = (db.get<{ n: number | null }>('SELECT max(seq) AS n FROM event')?.n ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = db.get<{ at: number }>('SELECT at FROM event WHERE seq = ?', middle)
    if (row === undefined || row.at >= at) high = middle
    else low = middle + 1
  }
  return low
}

/** What a search text means: a serial, an order, a lot, a person, a device, or a number of an event. */
function subject(db: Read, text: string): { sql: string; args: (string | number)[] } {
  const serial =
    /\(21\)([^(]+)/.exec(text)?.[1] ??
    (/^(?:\](?:d2|C1))?01\d{14}/.test(text)
      ? (text
          .split('\u001d')
          .map((part) => /21(.+)$/.exec(part)?.[1])
          .find((part) => part !== undefined) ?? text)
      : text)
  const unit = db.get<{ id: number }>('SELECT id FROM unit WHERE serial = ?', serial)
  if (unit !== undefined) {
    return {
      sql: `e.seq IN (${seqsOfUnit})`,
      args: [unit.id, unit.id, unit.id, unit.id],
    }
  }
  const order = db.all<{ no: string }>(
    "SELECT no FROM work_order WHERE no = ? OR lot = ? OR no LIKE '%' || ? || '%' LIMIT 20",
    text,
    text,
    text,
  )
  if (order.length > 0) {
    const names = order.map(() => '?').join(', ')
    const labels = `SELECT l.%s FROM label l JOIN job j ON j.id = l.job JOIN work_order o ON o.id = j.order_id WHERE o.no IN (${names})`
    const args = order.map(({ no }) => no)
    return {
      sql: `(e.seq IN (SELECT seq FROM event WHERE order_no IN (${names}) AND kind NOT IN (500, 501)) OR e.seq IN (${labels.replace('%s', 'drawn')}) OR e.seq IN (${labels.replace('%s', 'judged')}))`,
      args: [...args, ...args, ...args],
    }
  }
  const people = db.all<{ id: number }>(
    "SELECT id FROM user WHERE login = ? OR staff_no = ? OR name LIKE '%' || ? || '%' LIMIT 20",
    text,
    text,
    text,
  )
  if (people.length > 0) return { sql: `e.actor IN (${people.map(() => '?').join(', ')})`, args: people.map(({ id }) => id) }
  if (/^#?\d+$/.test(text)) return { sql: 'e.seq = ?', args: [Number(text.replace('#', ''))] }
  // A device by its name or part of it; by the whole name also one that is called otherwise today.
  const devices = db.all<{ name: string }>("SELECT DISTINCT name FROM device WHERE name LIKE '%' || ? || '%' LIMIT 20", text)
  const named = [text, ...devices.map(({ name }) => name)]
  return { sql: `e.device IN (${named.map(() => '?').join(', ')})`, args: named }
}

function toRow(db: Read, row: EventRow): AuditRow {
  const body = JSON.parse(row.body) as EventBody
  const { order, ordinal, unit } = body.entities
  return {
    seq: row.seq,
    at: body.at,
    zone: body.zone,
    actor: { id: body.actor, name: row.name ?? '', role: body.role },
    kind: body.kind,
    kindName: kindName(body.kind),
    device: body.device,
    order: order ?? null,
    ordinal: ordinal ?? null,
    serial: unit === undefined ? null : (db.get<{ serial: string }>('SELECT serial FROM unit WHERE id = ?', unit)?.serial ?? null),
    subject: subjectOf(db, body),
    reason: body.reason !== null,
    signed: row.signed === 1,
    changed: body.before !== null,
  }
}

/** The name of the person, product, range or template that an event is about. */
function subjectOf(db: Read, { entities, actor, kind }: EventBody): string | null {
  const { user, product, pool, template } = entities
  if (template !== undefined) return template
  // A signature names its signer, who stands in the row already.
  if (user !== undefined && user !== actor && kind !== kinds.signature.no) {
    return db.get<{ name: string }>('SELECT name FROM user WHERE id = ?', user)?.name ?? null
  }
  if (pool !== undefined) return db.get<{ prefix: string }>('SELECT prefix FROM pool WHERE id = ?', pool)?.prefix || `#${pool}`
  if (product !== undefined && entities.order === undefined) {
    return db.get<{ name: string }>("SELECT json_extract(data, '$.name') AS name FROM product WHERE id = ?", product)?.name ?? null
  }
  return null
}
