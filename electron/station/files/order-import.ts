import { isDate } from '../../../shared/dates.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { StationError } from '../../../shared/station-error.ts'
import { sha256 } from '../hash.ts'
import { addOrder, type OrderInput, orderProblems } from '../orders.ts'
import { productByDi, productById } from '../store/masters.ts'
import { type Actor, actParts, type Store } from '../store/store.ts'
import { readTable } from './read-table.ts'

export type ImportColumn = 'no' | 'di' | 'name' | 'lot' | 'made' | 'quantity' | 'ignore'

/** A fault in a file: where it stands, what stands there; its code says how to mend it. */
export interface RowProblem extends Problem {
  readonly column: string | null
  readonly found: string | null
}

export interface ImportPreview {
  readonly columns: { readonly header: string; readonly use: ImportColumn; readonly sample: string }[]
  readonly rows: number
  readonly valid: number
  readonly problems: RowProblem[]
  readonly encoding: string
}

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const guesses: readonly (readonly [ImportColumn, RegExp])[] = [
  ['no', /订单|工单|order|mo\b|单号/i],
  ['di', /^(di|gtin)$|产品标识|udi-?di|条码/i],
  ['name', /产品名称|品名|product|名称/i],
  ['lot', /批号|lot|batch/i],
  ['made', /生产日期|made|production|manufactur/i],
  ['quantity', /数量|张数|quantity|qty/i],
]
const due: readonly ImportColumn[] = ['no', 'di', 'lot', 'made', 'quantity']
const mostProblems = 1_000

/** Says all that is wrong with an order file, row by row, and how its columns would be read. Makes nothing. */
export async function previewOrderImport(
  store: Store,
  file: GivenFile,
  mapping: Readonly<Record<string, ImportColumn>> | null,
  partner: string,
): Promise<ImportPreview> {
  const { columns, problems, inputs, rows, encoding } = await check(store, file, mapping ?? savedMapping(store, partner))
  return { columns, rows, valid: inputs.length, problems, encoding }
}

/** Makes every order of a faultless file in one act and keeps the column mapping for the partner. Errors: all faults at once. */
export async function commitOrderImport(
  store: Store,
  by: Actor,
  file: GivenFile,
  mapping: Readonly<Record<string, ImportColumn>>,
  partner: string,
): Promise<number> {
  const { inputs, problems } = await check(store, file, mapping)
  if (problems.length > 0) throw new StationError(problems)
  const parts = actParts(inputs.length)
  store.act(by, (tx) => {
    for (const input of inputs) addOrder(tx, input, productById(tx, input.productId)!)
    for (const { act, from, to } of parts)
      tx.append('data.imported', { after: { what: 'orders', file: file.name, sha256: sha256(file.bytes), rows: to - from }, act })
    if (partner !== '')
      tx.run(
        "INSERT INTO mapping (partner, what, columns) VALUES (?, 'orders', ?) ON CONFLICT (partner, what) DO UPDATE SET columns = excluded.columns",
        partner,
        JSON.stringify(mapping),
      )
  })
  return inputs.length
}

function savedMapping(store: Store, partner: string): Readonly<Record<string, ImportColumn>> | null {
  const row = store.read.get<{ columns: string }>("SELECT columns FROM mapping WHERE partner = ? AND what = 'orders'", partner)
  return row === undefined ? null : (JSON.parse(row.columns) as Record<string, ImportColumn>)
}

async function check(store: Store, file: GivenFile, mapping: Readonly<Record<string, ImportColumn>> | null) {
  const { rows: table, encoding } = await readTable(file.name, file.bytes)
  const headers = (table[0] ?? []).map((header, i) => (header === '' ? `#${i + 1}` : header))
  const body = table.slice(1)
  const uses = headers.map((header) => mapping?.[header] ?? guess(header))
  const columns = headers.map((header, i) => ({ header, use: uses[i]!, sample: body[0]?.[i] ?? '' }))
  const problems: RowProblem[] = []
  for (const use of due) {
    if (!uses.includes(use)) problems.push({ code: 'import.columnMissing', params: { column: use }, column: null, found: null })
    if (uses.filter((other) => other === use).length > 1)
      problems.push({ code: 'import.columnTwice', params: { column: use }, column: null, found: null })
  }
  if (body.length === 0) problems.push({ code: 'import.empty', params: {}, column: null, found: null })
  const inputs: OrderInput[] = []
  const seen = new Map<string, number>()
  if (problems.length === 0) {
    for (const [i, cells] of body.entries()) {
      if (problems.length >= mostProblems) break
      const found: number = problems.length
      const input = readRow(store, headers, uses, cells, i + 2, seen, problems)
      if (input !== null && problems.length === found) inputs.push(input)
    }
  }
  return { columns, problems, inputs, rows: body.length, encoding }
}

function readRow(
  store: Store,
  headers: readonly string[],
  uses: readonly ImportColumn[],
  cells: readonly string[],
  row: number,
  seen: Map<string, number>,
  problems: RowProblem[],
): OrderInput | null {
  const at = (use: ImportColumn): { column: string; found: string } => {
    const i = uses.indexOf(use)
    return { column: headers[i] ?? '', found: (cells[i] ?? '').trim() }
  }
  const wrong = (code: string, use: ImportColumn, params: Problem['params'] = {}): void => {
    problems.push({ code, params, row, ...at(use) })
  }
  for (const use of due) if (at(use).found === '') wrong('import.cellEmpty', use)
  const no = at('no').found
  const first = seen.get(no)
  if (no !== '' && first !== undefined) wrong('import.noTwice', 'no', { first })
  else seen.set(no, row)
  if (no.length > 30) wrong('import.tooLong', 'no', { most: 30 })
  const di = at('di').found
  const product = di === '' ? null : productByDi(store.read, di.padStart(14, '0'))
  if (di !== '' && !/^\d{8,14}$/.test(di)) wrong(/[eE]\+/.test(di) ? 'import.diRounded' : 'import.diDigits', 'di')
  else if (di !== '' && product === null) wrong('import.diUnknown', 'di')
  const made = toDate(at('made').found)
  if (at('made').found !== '' && made === null) wrong('import.date', 'made')
  const quantityText = at('quantity').found.replaceAll(',', '')
  const quantity = Number(quantityText)
  if (quantityText !== '' && !(Number.isInteger(quantity) && quantity >= 1 && quantity <= 1_000_000)) wrong('import.quantity', 'quantity')
  const name = at('name').found
  if (product !== null && name !== '' && name !== product.name) wrong('import.nameDiffers', 'name', { name: product.name })
  if (product === null || made === null || no === '') return null
  const input: OrderInput = {
    no,
    productId: product.id,
    lot: at('lot').found,
    made,
    quantity,
    policy: { verify: 'every', nth: 10, ahead: 5, verifyOnly: false },
  }
  const fields: Readonly<Record<string, ImportColumn>> = { no: 'no', lot: 'lot', made: 'made', productId: 'di' }
  for (const problem of orderProblems(store, input)) {
    if (problem.code === 'order.lotCharacters' && input.lot === '') continue
    wrong(problem.code, fields[problem.field ?? ''] ?? 'no', problem.params)
  }
  return input
}

/** YYYY-MM-DD, YYYY/M/D, YYYYMMDD, YYYY年M月D日, or an Excel day number (1900 date system). */
export function toDate(text: string): string | null {
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (parts !== null) {
    const date = `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
    return isDate(date) ? date : null
  }
  if (!/^\d{5}(\.0+)?$/.test(text)) return null
  return new Date(Date.UTC(1899, 11, 30) + Number(text) * 86_400_000).toISOString().slice(0, 10)
}

const guess = (header: string): ImportColumn => guesses.find(([, pattern]) => pattern.test(header))?.[0] ?? 'ignore'
