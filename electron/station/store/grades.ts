import type { Grade, GradeStandard } from '../../../shared/verifier/grade.ts'
import type { GradeParameter } from '../../../shared/verifier/profile.ts'
import type { Read, Write } from './database.ts'

/** What of a report is kept as it was said. */
export interface GradeData extends Omit<Grade, 'tenths'> {
  /** Name of the verifier, and of the file or port the report came from. */
  readonly verifier: string
  readonly source: string
  /** When the verifier says it was measured, in its own words. */
  readonly measured: string | null
  /** Why it was not attached by itself; null: it was. */
  readonly why: string | null
  /** What tells this report from every other: a file that grows, or a second try, gives each once. */
  readonly row?: string
  readonly parameters: Readonly<Partial<Record<GradeParameter, string>>>
}

/** A grade as it is kept. Tenths: 0 to 40; `least` is what the product asked for when it came in. */
export interface StoredGrade {
  readonly id: number
  readonly seq: number
  readonly state: 'attached' | 'waiting' | 'dismissed'
  readonly order: number | null
  readonly label: number | null
  readonly ordinal: number | null
  readonly tenths: number
  readonly least: number
  readonly standard: GradeStandard
  readonly code: string | null
  readonly data: GradeData
  /** When it came in, UTC ms. */
  readonly at: number
}

type Row = Omit<StoredGrade, 'data' | 'order'> & { readonly data: string; readonly order_id: number | null }

const select = 'SELECT g.*, l.ordinal FROM grade g LEFT JOIN label l ON l.id = g.label'
const toGrade = ({ order_id, data, ...row }: Row): StoredGrade => ({ ...row, order: order_id, data: JSON.parse(data) as GradeData })

export const gradesOfOrder = (db: Read, order: number): StoredGrade[] =>
  db.all<Row>(`${select} WHERE g.order_id = ? AND g.state = 'attached' ORDER BY g.id DESC`, order).map(toGrade)
export const waitingGrades = (db: Read): StoredGrade[] =>
  db.all<Row>(`${select} WHERE g.state = 'waiting' ORDER BY g.id DESC LIMIT 200`).map(toGrade)
export const gradeById = (db: Read, id: number): StoredGrade | null => {
  const row = db.get<Row>(`${select} WHERE g.id = ?`, id)
  return row === undefined ? null : toGrade(row)
}
export const newestGrade = (db: Read): StoredGrade | null => {
  const row = db.get<Row>(`${select} WHERE g.state = 'attached' ORDER BY g.id DESC LIMIT 1`)
  return row === undefined ? null : toGrade(row)
}

export const insertGrade = (db: Write, grade: Omit<StoredGrade, 'id' | 'ordinal'>): number =>
  db.run(
    'INSERT INTO grade (seq, state, order_id, label, tenths, least, standard, code, data, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    grade.seq,
    grade.state,
    grade.order,
    grade.label,
    grade.tenths,
    grade.least,
    grade.standard,
    grade.code,
    JSON.stringify(grade.data),
    grade.at,
  ).lastInsertRowid

export const setGrade = (
  db: Write,
  id: number,
  { seq, state, order, label, least }: Pick<StoredGrade, 'seq' | 'state' | 'order' | 'label' | 'least'>,
): void => {
  db.run('UPDATE grade SET seq = ?, state = ?, order_id = ?, label = ?, least = ? WHERE id = ?', seq, state, order, label, least, id)
}

/**
 * Labels of an order that are still counted good and whose newest grade is below what its product asked for; `label` null where a grade
 * is of the whole lot.
 */
export const gradesBelow = (
  db: Read,
  order: number,
): { readonly ordinal: number | null; readonly tenths: number; readonly least: number }[] =>
  db.all(
    `SELECT l.ordinal, g.tenths, g.least FROM grade g LEFT JOIN label l ON l.id = g.label
     WHERE g.order_id = ? AND g.state = 'attached' AND g.tenths < g.least
       AND g.id = (SELECT max(n.id) FROM grade n WHERE n.order_id = g.order_id AND n.label IS g.label AND n.state = 'attached')
       AND (g.label IS NULL OR l.state IN ('verified', 'accepted', 'out', 'doubt'))
     ORDER BY l.ordinal`,
    order,
  )
