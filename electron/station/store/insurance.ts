import type { InsuranceState, MappingSource } from '../../../shared/insurance/code.ts'
import type { Read, Write } from './database.ts'

/** A code as the tables have it. */
export interface InsuranceRow {
  readonly code: string
  readonly state: InsuranceState
  readonly successor: string | null
  readonly regNo: string | null
  readonly spec: string | null
  readonly maker: string | null
  readonly name: string | null
}

const columns = 'code, state, successor, reg_no AS regNo, spec, maker, name'

export const insuranceByCode = (db: Read, code: string): InsuranceRow | null =>
  db.get<InsuranceRow>(`SELECT ${columns} FROM insurance_code WHERE code = ?`, code) ?? null

/** Codes whose code, name, maker, certificate or specification holds the text; the newest tables first by code. */
export const searchInsurance = (db: Read, text: string, most: number): InsuranceRow[] => {
  const like = `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`
  const where = ['code', 'name', 'maker', 'reg_no', 'spec'].map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')
  return db.all<InsuranceRow>(
    `SELECT ${columns} FROM insurance_code WHERE ${where} ORDER BY code LIMIT ?`,
    like,
    like,
    like,
    like,
    like,
    most,
  )
}
export const countInsurance = (db: Read): number => db.get<{ n: number }>('SELECT count(*) AS n FROM insurance_code')!.n

/** Puts in or renews; what a newer table does not say stays as it was. */
export function putInsurance(db: Write, row: InsuranceRow, seq: number): void {
  db.run(
    `INSERT INTO insurance_code (code, state, successor, reg_no, spec, maker, name, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (code) DO UPDATE SET state = excluded.state, successor = excluded.successor, seq = excluded.seq,
       reg_no = coalesce(excluded.reg_no, reg_no), spec = coalesce(excluded.spec, spec), maker = coalesce(excluded.maker, maker), name = coalesce(excluded.name, name)`,
    row.code,
    row.state,
    row.successor,
    row.regNo,
    row.spec,
    row.maker,
    row.name,
    seq,
  )
}

export interface MappingRow {
  readonly di: string
  readonly code: string
  readonly source: MappingSource
  readonly seq: number
  readonly at: number
  readonly by: string | null
  readonly checkedAt: number | null
  readonly checkedBy: string | null
}

const selectMap = `SELECT m.di, m.code, m.source, m.seq, e.at, u.name AS "by", c.at AS checkedAt, v.name AS checkedBy
  FROM insurance_map m JOIN event e ON e.seq = m.seq LEFT JOIN user u ON u.id = e.actor
  LEFT JOIN event c ON c.seq = m.checked LEFT JOIN user v ON v.id = c.actor`

export const mappingsOf = (db: Read, di: string): MappingRow[] =>
  db.all<MappingRow>(`${selectMap} WHERE m.di = ? ORDER BY m.code, m.source`, di)
export const mappingsOfCode = (db: Read, code: string): MappingRow[] =>
  db.all<MappingRow>(`${selectMap} WHERE m.code = ? ORDER BY m.di`, code)
export const allMappings = (db: Read): MappingRow[] => db.all<MappingRow>(`${selectMap} ORDER BY m.di, m.code, m.source`)

export const putMapping = (db: Write, di: string, code: string, source: MappingSource, seq: number): boolean =>
  db.run('INSERT OR IGNORE INTO insurance_map (di, code, source, seq) VALUES (?, ?, ?, ?)', di, code, source, seq).changes === 1
export const removeMapping = (db: Write, di: string, code: string, source: MappingSource): boolean =>
  db.run('DELETE FROM insurance_map WHERE di = ? AND code = ? AND source = ?', di, code, source).changes === 1
export const checkMapping = (db: Write, di: string, code: string, source: MappingSource, seq: number): boolean =>
  db.run('UPDATE insurance_map SET checked = ? WHERE di = ? AND code = ? AND source = ?', seq, di, code, source).changes === 1
