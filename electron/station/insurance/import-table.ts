import { type InsuranceColumn, type InsuranceState, type InsuranceTable, readInsuranceCode } from '../../../shared/insurance/code.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { RowProblem } from '../files/order-import.ts'
import { readTable } from '../files/read-table.ts'
import { sha256 } from '../hash.ts'
import { breath } from '../serials.ts'
import { type InsuranceRow, putInsurance, putMapping } from '../store/insurance.ts'
import type { Actor, Store } from '../store/store.ts'

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface InsurancePreview {
  readonly columns: readonly { readonly header: string; readonly use: InsuranceColumn; readonly sample: string }[]
  readonly rows: number
  /** Different codes among the rows that can be read; a code that stands in several rows counts once. */
  readonly codes: number
  readonly problems: readonly RowProblem[]
  readonly encoding: string
}

type Columns = Readonly<Record<string, InsuranceColumn>>

const guesses: readonly (readonly [InsuranceColumn, RegExp])[] = [
  ['successor', /新.*编码|变更后|转换后|现.*编码|映射后/],
  ['code', /医保.*编码|耗材.*编码|27位|20位|^编码$|原.*编码|变更前/],
  ['di', /udi|di\b|产品标识|唯一标识/i],
  ['regNo', /注册证|备案/],
  ['spec', /规格|型号/],
  ['maker', /企业|厂家|生产/],
  ['name', /名称|产品|通用名/],
]

const stateOf: Readonly<Record<InsuranceTable, InsuranceState>> = { list: 'active', disabled: 'disabled', transfer: 'transferred' }
const mostProblems = 1_000
/** Rows an act: some ms each. */
const slice = 500

interface ReadRow extends InsuranceRow {
  readonly dis: readonly string[]
}

/** How a table of the insurance administration would be read, and what of it cannot. Makes nothing. Errors: those of a table. */
export async function previewInsurance(
  store: Store,
  file: GivenFile,
  table: InsuranceTable,
  mapping: Columns | null,
): Promise<InsurancePreview> {
  const { columns, problems, found, rows, encoding } = await readInsurance(file, table, mapping ?? savedColumns(store, table))
  return { columns, rows, codes: found.size, problems, encoding }
}

/**
 * Takes every readable row of a table: codes with their state, and the DIs that stand beside them as what the insurance side says. Rows that
 * cannot be read are left out and counted. Slice by slice, each an act of its own: a part of a published list is true by itself. Errors:
 * `insurance.noCodes`, those of a table.
 */
export async function importInsurance(
  store: Store,
  by: Actor,
  file: GivenFile,
  table: InsuranceTable,
  mapping: Columns,
): Promise<{ readonly codes: number; readonly dis: number; readonly leftOut: number }> {
  const { found, leftOut } = await readInsurance(file, table, mapping)
  if (found.size === 0) throw refuse('insurance.noCodes', { file: file.name })
  const all = [...found.values()]
  const hash = sha256(file.bytes)
  let dis = 0
  for (let from = 0; from < all.length; from += slice) {
    const part = all.slice(from, from + slice)
    store.act(by, (tx) => {
      const { seq } = tx.append('data.imported', {
        after: { what: `insurance.${table}`, file: file.name, sha256: hash, rows: part.length },
      })
      for (const row of part) {
        putInsurance(tx, row, seq)
        if (table === 'list') for (const di of row.dis) if (putMapping(tx, di, row.code, 'NHSA', seq)) dis++
      }
    })
    await breath()
  }
  store.stage((tx) =>
    tx.run(
      'INSERT INTO mapping (partner, what, columns) VALUES (?, ?, ?) ON CONFLICT (partner, what) DO UPDATE SET columns = excluded.columns',
      'NHSA',
      `insurance.${table}`,
      JSON.stringify(mapping),
    ),
  )
  return { codes: all.length, dis, leftOut }
}

function savedColumns(store: Store, table: InsuranceTable): Columns | null {
  const row = store.read.get<{ columns: string }>("SELECT columns FROM mapping WHERE partner = 'NHSA' AND what = ?", `insurance.${table}`)
  return row === undefined ? null : (JSON.parse(row.columns) as Columns)
}

async function readInsurance(file: GivenFile, table: InsuranceTable, mapping: Columns | null) {
  const { rows: all, encoding } = await readTable(file.name, file.bytes)
  const headers = (all[0] ?? []).map((header, i) => (header.trim() === '' ? `#${i + 1}` : header.trim()))
  const body = all.slice(1)
  const taken = new Set<InsuranceColumn>()
  const uses = headers.map((header): InsuranceColumn => {
    const use = mapping === null ? guess(header, taken) : (mapping[header] ?? 'ignore')
    taken.add(use)
    return use
  })
  const columns = headers.map((header, i) => ({ header, use: uses[i]!, sample: body[0]?.[i] ?? '' }))
  const problems: RowProblem[] = []
  const report = (problem: RowProblem): void => {
    if (problems.length < mostProblems) problems.push(problem)
  }
  const due: readonly InsuranceColumn[] = table === 'transfer' ? ['code', 'successor'] : ['code']
  for (const use of due)
    if (!uses.includes(use)) report({ code: 'import.columnMissing', params: { column: `insurance.${use}` }, column: null, found: null })
  const at = (use: InsuranceColumn): number => uses.indexOf(use)
  const found = new Map<string, ReadRow>()
  let leftOut = 0
  for (const [i, cells] of body.entries()) {
    const cell = (use: InsuranceColumn): string => (at(use) === -1 ? '' : (cells[at(use)] ?? '').trim())
    const text = cell('code')
    const code = readInsuranceCode(text)
    const successor = table === 'transfer' ? readInsuranceCode(cell('successor')) : null
    const wrong: InsuranceColumn | null = code === null ? 'code' : table === 'transfer' && successor === null ? 'successor' : null
    if (code === null || wrong !== null) {
      leftOut++
      if (at(wrong ?? 'code') !== -1)
        report({
          code: 'insurance.code',
          params: {},
          row: i + 2,
          column: headers[at(wrong ?? 'code')] ?? null,
          found: cell(wrong ?? 'code').slice(0, 60),
        })
      continue
    }
    const whole = code.code27 ?? code.code20
    const before = found.get(whole)
    found.set(whole, {
      code: whole,
      state: stateOf[table],
      successor: successor === null ? null : (successor.code27 ?? successor.code20),
      regNo: cell('regNo') || (before?.regNo ?? null),
      spec: cell('spec') || (before?.spec ?? null),
      maker: cell('maker') || (before?.maker ?? null),
      name: cell('name') || (before?.name ?? null),
      dis: [...new Set([...(before?.dis ?? []), ...disOf(cell('di'))])],
    })
  }
  return { columns, problems, found, rows: body.length, leftOut, encoding }
}

/** DIs of a cell: several stand between commas or blanks. */
const disOf = (cell: string): string[] => cell.split(/[,，;；\s]+/).filter((di) => di !== '' && di.length <= 60)

function guess(header: string, taken: ReadonlySet<InsuranceColumn>): InsuranceColumn {
  return guesses.find(([use, pattern]) => !taken.has(use) && pattern.test(header))?.[0] ?? 'ignore'
}
