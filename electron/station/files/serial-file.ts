import { refuse } from '../../../shared/station-error.ts'
import { serialProblems } from '../serial-import.ts'
import { productById } from '../store/masters.ts'
import type { Store } from '../store/store.ts'
import type { RowProblem } from './order-import.ts'
import { readTable } from './read-table.ts'

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A list of serials as a file holds it. */
export interface SerialFile {
  readonly columns: readonly { readonly header: string; readonly sample: string }[]
  /** Header of the column the serials stand in; null when somebody must say which. */
  readonly column: string | null
  readonly serials: readonly string[]
  readonly problems: readonly RowProblem[]
  readonly encoding: string
}

const usualHeader = /^(序列号|系列号|serial( ?(no|number)\.?)?|sn|s\/n)$/i

/**
 * Reads a CSV or Excel file of serials and says all that is wrong, row by row; makes nothing. The column is the one asked for, else the
 * one kept for the partner, else the one with the usual name. A file of one column may have no header.
 */
export async function readSerialFile(
  store: Store,
  file: GivenFile,
  productId: number,
  asked: string | null,
  partner: string,
): Promise<SerialFile> {
  const product = productById(store.read, productId)
  if (product === null) throw refuse('product.unknown', { id: productId })
  const { rows, encoding } = await readTable(file.name, file.bytes)
  const head = (rows[0] ?? []).map((cell, i) => (cell.trim() === '' ? `#${i + 1}` : cell.trim()))
  const single = head.length === 1
  const kept = savedColumn(store, partner)
  const column =
    [asked, kept].find((name) => name !== null && head.includes(name)) ??
    head.find((name) => usualHeader.test(name)) ??
    (single ? head[0]! : null)
  const at = column === null ? -1 : head.indexOf(column)
  // One column whose first cell is no header: it is a serial like the others.
  const hasHead = !single || usualHeader.test(head[0] ?? '') || asked === head[0] || kept === head[0]
  const body = hasHead ? rows.slice(1) : rows
  const columns = head.map((header, i) => ({ header, sample: body[0]?.[i] ?? '' }))
  if (column === null) {
    const missing: RowProblem = { code: 'import.columnMissing', params: { column: 'serial' }, column: null, found: null }
    return { columns, column, serials: [], problems: [missing], encoding }
  }
  const filled = body.map((cells, i) => ({ row: i + (hasHead ? 2 : 1), serial: (cells[at] ?? '').trim() }))
  const serials = filled.map(({ serial }) => serial)
  const problems = (await serialProblems(store, product, serials)).map((problem): RowProblem => {
    const found = problem.row === undefined ? undefined : filled[problem.row - 1]
    const first = problem.params['first']
    return {
      code: problem.code,
      params: typeof first === 'number' ? { ...problem.params, first: filled[first - 1]?.row ?? first } : problem.params,
      ...(found === undefined ? {} : { row: found.row }),
      column,
      found: found?.serial ?? null,
    }
  })
  return { columns, column, serials, problems, encoding }
}

/** Keeps for a partner in which column its serials stand. */
export function keepColumn(store: Store, partner: string, column: string): void {
  if (partner === '') return
  store.stage((tx) =>
    tx.run(
      "INSERT INTO mapping (partner, what, columns) VALUES (?, 'serials', ?) ON CONFLICT (partner, what) DO UPDATE SET columns = excluded.columns",
      partner,
      JSON.stringify({ [column]: 'serial' }),
    ),
  )
}

function savedColumn(store: Store, partner: string): string | null {
  const row = store.read.get<{ columns: string }>("SELECT columns FROM mapping WHERE partner = ? AND what = 'serials'", partner)
  return row === undefined ? null : (Object.keys(JSON.parse(row.columns) as Record<string, string>)[0] ?? null)
}
