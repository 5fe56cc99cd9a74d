import type { Read, Write } from './database.ts'
import type { OrderPolicy } from './orders.ts'

export type JobState = 'idle' | 'running' | 'paused' | 'stopped' | 'done' | 'closed'
export type LabelState =
  | 'out'
  | 'doubt'
  | 'verified'
  | 'accepted'
  | 'voided'
  | 'sampled'
  | 'scrapped'
  | 'returned'
  | 'missing'
  | 'notPrinted'

export interface Job {
  readonly id: number
  readonly order: number
  readonly kind: 'print' | 'verify'
  readonly template: string
  readonly version: number
  readonly dpi: number
  readonly total: number
  readonly policy: OrderPolicy & { readonly stopAfter: number }
  readonly state: JobState
}

interface JobRow {
  readonly id: number
  readonly order_id: number
  readonly kind: Job['kind']
  readonly template: string
  readonly version: number
  readonly dpi: number
  readonly total: number
  readonly policy: string
  readonly state: JobState
}

export const jobById = (db: Read, id: number): Job | null => toJob(db.get<JobRow>('SELECT * FROM job WHERE id = ?', id))
export const jobOfOrder = (db: Read, order: number): Job | null =>
  toJob(db.get<JobRow>('SELECT * FROM job WHERE order_id = ? ORDER BY id DESC LIMIT 1', order))
export const openJobs = (db: Read): Job[] =>
  db.all<JobRow>("SELECT * FROM job WHERE state NOT IN ('closed') ORDER BY id").map((row) => toJob(row)!)

export function insertJob(db: Write, job: Omit<Job, 'id' | 'state'>): number {
  return db.run(
    "INSERT INTO job (order_id, kind, template, version, dpi, total, policy, state) VALUES (?, ?, ?, ?, ?, ?, ?, 'idle')",
    job.order,
    job.kind,
    job.template,
    job.version,
    job.dpi,
    job.total,
    JSON.stringify(job.policy),
  ).lastInsertRowid
}

export const setJobState = (db: Write, id: number, state: JobState): void => {
  db.run('UPDATE job SET state = ? WHERE id = ?', state, id)
}
export const setJobTotal = (db: Write, id: number, total: number): void => {
  db.run('UPDATE job SET total = ? WHERE id = ?', total, id)
}

/** A job that has printed nothing yet follows its product and the printer. */
export const setJobMaking = (
  db: Write,
  id: number,
  { template, version, dpi }: Pick<Job, 'template' | 'version' | 'dpi'>,
  policy: Job['policy'],
): void => {
  db.run(
    "UPDATE job SET template = ?, version = ?, dpi = ?, policy = ? WHERE id = ? AND state = 'idle'",
    template,
    version,
    dpi,
    JSON.stringify(policy),
    id,
  )
}

export interface LabelRow {
  readonly id: number
  readonly job: number
  readonly ordinal: number
  readonly take: number
  readonly unit: number | null
  readonly serial: string | null
  readonly state: LabelState
  readonly evidence: number | null
  readonly drawn: number
  readonly judged: number | null
}

const selectLabel = 'SELECT l.*, u.serial FROM label l LEFT JOIN unit u ON u.id = l.unit'

export const labelById = (db: Read, id: number): LabelRow | null => db.get<LabelRow>(`${selectLabel} WHERE l.id = ?`, id) ?? null
export const labelsAt = (db: Read, job: number, ordinal: number): LabelRow[] =>
  db.all<LabelRow>(`${selectLabel} WHERE l.job = ? AND l.ordinal = ? ORDER BY l.take`, job, ordinal)
/** Labels that carry a unit, newest first. */
export const labelsOfUnit = (db: Read, unit: number): LabelRow[] =>
  db.all<LabelRow>(
    'SELECT l.*, w.serial FROM unit w JOIN label n ON n.id = w.label JOIN label l ON l.job = n.job AND l.ordinal = n.ordinal AND l.unit = w.id WHERE w.id = ? ORDER BY l.id DESC',
    unit,
  )

/** Sequence numbers of every event that names a unit, alone or within a range; takes the unit's id four times. */
export const seqsOfUnit = `
  SELECT seq FROM event_unit WHERE unit = ?
  UNION SELECT seq FROM event_units WHERE first <= ? AND last >= ?
  UNION SELECT e.seq FROM unit w JOIN label n ON n.id = w.label JOIN label l ON l.job = n.job AND l.ordinal = n.ordinal AND l.unit = w.id
    JOIN event e ON e.seq IN (l.drawn, l.judged) WHERE w.id = ?`
/** Labels without a verdict, in the order in which they were drawn. */
export const openLabels = (db: Read, job: number): LabelRow[] =>
  db.all<LabelRow>(`${selectLabel} WHERE l.job = ? AND l.state IN ('out', 'doubt') ORDER BY l.drawn`, job)
export const labelsOfJob = (db: Read, job: number): LabelRow[] =>
  db.all<LabelRow>(`${selectLabel} WHERE l.job = ? ORDER BY l.ordinal, l.take`, job)

export const insertLabel = (
  db: Write,
  label: {
    id: number
    job: number
    ordinal: number
    take: number
    unit: number | null
    state: LabelState
    drawn: number
    judged: number | null
    evidence: number | null
  },
): number =>
  db.run(
    'INSERT INTO label (id, job, ordinal, take, unit, state, evidence, drawn, judged) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    label.id,
    label.job,
    label.ordinal,
    label.take,
    label.unit,
    label.state,
    label.evidence,
    label.drawn,
    label.judged,
  ).lastInsertRowid

export const setLabel = (db: Write, id: number, state: LabelState, evidence: number | null, judged: number): void => {
  db.run(
    'UPDATE label SET state = ?, evidence = max(coalesce(evidence, 0), coalesce(?, 0)), judged = ? WHERE id = ?',
    state,
    evidence,
    judged,
    id,
  )
}

export const nextTake = (db: Read, job: number, ordinal: number): number =>
  (db.get<{ take: number }>('SELECT take FROM label WHERE job = ? AND ordinal = ? ORDER BY take DESC LIMIT 1', job, ordinal)?.take ?? 0) + 1

function toJob(row: JobRow | undefined): Job | null {
  if (row === undefined) return null
  const { order_id, policy, ...rest } = row
  return { ...rest, order: order_id, policy: JSON.parse(policy) as Job['policy'] }
}
