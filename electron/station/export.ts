import { stringify } from 'csv-stringify/sync'
import { trainingBar } from './records/words.ts'

export interface ExportFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly rows: number
}

export type ExportFormat = 'json' | 'csv' | 'pdf'

type Cell = string | number | null

/** CSV for people: a BOM, in training the bar as first line, and no cell that a spreadsheet would take for a formula. */
export function csvForPeople(headers: readonly string[], rows: Iterable<readonly Cell[]>, training: boolean): Uint8Array {
  const text = stringify(
    Array.from(rows, (row) => row.map(forPeople)),
    { header: true, columns: headers.map((header, i) => ({ key: String(i), header })), record_delimiter: '\r\n' },
  )
  return Buffer.from(`\uFEFF${training ? `${trainingBar}\r\n` : ''}${text}`)
}

/** A cell no spreadsheet takes for a formula: an apostrophe before = + - @ TAB CR, which our import removes. */
export function forPeople(value: Cell): string {
  const text = value === null ? '' : String(value)
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
