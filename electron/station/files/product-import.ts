import { signaturesDue } from '../../../shared/auth/signed-acts.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import type { PackingRow, Product } from '../../../shared/product.ts'
import type { ProductColumn } from '../../../shared/product-list.ts'
import { refuse, StationError } from '../../../shared/station-error.ts'
import { toGtin14 } from '../../../shared/udi/gs1/keys.ts'
import { sha256 } from '../hash.ts'
import { productProblems } from '../masters.ts'
import { readSettings } from '../settings.ts'
import { insertProduct, productByDi } from '../store/masters.ts'
import { type Actor, actParts, type Store } from '../store/store.ts'
import { findTemplate } from '../templates.ts'
import { type RowProblem, toDate } from './order-import.ts'
import { readTable } from './read-table.ts'

type Columns = Readonly<Record<string, ProductColumn>>

/** What a list does not say of its products. */
export type ProductDefaults = Omit<
  Product,
  'agency' | 'di' | 'name' | 'nameEn' | 'spec' | 'ref' | 'registration' | 'registrationUntil' | 'packing'
>

export interface ProductPreview {
  readonly columns: readonly { readonly header: string; readonly use: ProductColumn; readonly sample: string }[]
  readonly rows: number
  /** Products that would be made, and rows whose DI is in the master already. */
  readonly made: number
  readonly known: number
  readonly problems: readonly RowProblem[]
  readonly encoding: string
}

interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const guesses: readonly (readonly [ProductColumn, RegExp])[] = [
  ['packDi', /(包装|箱|外).*(di|标识|gtin|条码)/i],
  ['packHolds', /(包装|箱|装).*(数|量)|内含/],
  ['packName', /包装(级别|名称|层级)/],
  ['di', /最小.*(di|标识)|^(udi-?)?di$|gtin|产品标识|商品条码/i],
  ['nameEn', /英文|english/i],
  ['registrationUntil', /有效期|到期/],
  ['registration', /注册证|备案/],
  ['registrant', /注册人|备案人|企业/],
  ['trace', /追溯|管理级别/],
  ['spec', /规格|型号|spec/i],
  ['ref', /货号|ref|内部.*码|物料/i],
  ['name', /名称|品名|name/i],
]
const due: readonly ProductColumn[] = ['di', 'name', 'spec', 'registration']
const mostProblems = 1_000

const traces: readonly (readonly [Product['trace'], RegExp])[] = [
  ['serial', /序列|单件|serial/i],
  ['lot', /批|lot/i],
  ['model', /型号|规格|model/i],
]

/** All that is wrong with a list of issued codes, row by row, and how its columns would be read. Makes nothing. */
export async function previewProducts(
  store: Store,
  file: GivenFile,
  mapping: Columns | null,
  partner: string,
  defaults: ProductDefaults,
): Promise<ProductPreview> {
  const { columns, rows, products, known, problems, encoding } = await check(store, file, mapping ?? savedColumns(store, partner), defaults)
  return { columns, rows, made: products.length, known, problems, encoding }
}

/**
 * Makes every product of a faultless list in one act and keeps the columns for the partner; DIs that are known already stay as they are.
 * Errors: all faults at once; `import.signEach` where a change of products is signed, for then each is looked at by itself.
 */
export async function importProducts(
  store: Store,
  by: Actor,
  file: GivenFile,
  mapping: Columns,
  partner: string,
  defaults: ProductDefaults,
): Promise<number> {
  if (signaturesDue('productChanged', readSettings(store).signatures) > 0) throw refuse('import.signEach')
  const { products, problems } = await check(store, file, mapping, defaults)
  if (problems.length > 0) throw new StationError(problems)
  if (products.length === 0) throw refuse('import.empty')
  store.act(by, (tx) => {
    for (const product of products)
      tx.append('product.created', { entities: { product: insertProduct(tx, product) }, after: product as unknown as Json })
    for (const { act, from, to } of actParts(products.length))
      tx.append('data.imported', { after: { what: 'products', file: file.name, sha256: sha256(file.bytes), rows: to - from }, act })
    if (partner !== '')
      tx.run(
        "INSERT INTO mapping (partner, what, columns) VALUES (?, 'products', ?) ON CONFLICT (partner, what) DO UPDATE SET columns = excluded.columns",
        partner,
        JSON.stringify(mapping),
      )
  })
  return products.length
}

function savedColumns(store: Store, partner: string): Columns | null {
  const row = store.read.get<{ columns: string }>("SELECT columns FROM mapping WHERE partner = ? AND what = 'products'", partner)
  return row === undefined ? null : (JSON.parse(row.columns) as Columns)
}

async function check(store: Store, file: GivenFile, mapping: Columns | null, defaults: ProductDefaults) {
  const { rows: table, encoding } = await readTable(file.name, file.bytes)
  const headers = (table[0] ?? []).map((header, i) => (header.trim() === '' ? `#${i + 1}` : header.trim()))
  const body = table.slice(1)
  const taken = new Set<ProductColumn>()
  const uses = headers.map((header): ProductColumn => {
    const use =
      mapping === null
        ? (guesses.find(([one, pattern]) => !taken.has(one) && pattern.test(header))?.[0] ?? 'ignore')
        : (mapping[header] ?? 'ignore')
    taken.add(use)
    return use
  })
  const columns = headers.map((header, i) => ({ header, use: uses[i]!, sample: body[0]?.[i] ?? '' }))
  const problems: RowProblem[] = []
  for (const use of due)
    if (!uses.includes(use))
      problems.push({ code: 'import.columnMissing', params: { column: `product.${use}` }, column: null, found: null })
  if (body.length === 0) problems.push({ code: 'import.empty', params: {}, column: null, found: null })
  if (findTemplate(store, defaults.template) === null)
    problems.push({ code: 'template.unknown', params: { template: defaults.template }, column: null, found: null })
  const found = new Map<string, { product: Product; row: number }>()
  let known = 0
  if (problems.length === 0)
    for (const [i, cells] of body.entries()) {
      if (problems.length >= mostProblems) break
      const row = i + 2
      const at = (use: ProductColumn): { column: string; found: string } => {
        const index = uses.indexOf(use)
        return { column: headers[index] ?? '', found: index === -1 ? '' : (cells[index] ?? '').trim() }
      }
      const wrong = (code: string, use: ProductColumn, params: RowProblem['params'] = {}): void => {
        problems.push({ code, params, row, ...at(use) })
      }
      const before: number = problems.length
      for (const use of due) if (at(use).found === '') wrong('import.cellEmpty', use)
      const di = gtinOf(at('di').found)
      if (at('di').found !== '' && di === null)
        wrong(/[eE]\+/.test(at('di').found) ? 'import.diRounded' : 'product.di', 'di', { di: at('di').found.slice(0, 40) })
      const until = at('registrationUntil').found === '' ? null : toDate(at('registrationUntil').found)
      if (at('registrationUntil').found !== '' && until === null) wrong('import.date', 'registrationUntil')
      const pack = packOf(at, wrong)
      if (problems.length > before || di === null) continue
      if (productByDi(store.read, di) !== null) {
        known++
        continue
      }
      const earlier = found.get(di)
      if (earlier !== undefined) {
        // A further row of the same product is a further package of it.
        if (pack === null || at('name').found !== earlier.product.name || at('spec').found !== earlier.product.spec)
          wrong('import.diTwice', 'di', { first: earlier.row })
        else found.set(di, { ...earlier, product: { ...earlier.product, packing: withPack(earlier.product.packing, pack) } })
        continue
      }
      const trace = traceOf(at('trace').found) ?? defaults.trace
      const base: PackingRow = { level: 0, name: '单件', di, holds: 1, childDi: null }
      const product: Product = {
        ...defaults,
        agency: 'GS1',
        di,
        name: at('name').found,
        nameEn: at('nameEn').found,
        spec: at('spec').found,
        ref: at('ref').found,
        registration: at('registration').found,
        registrationUntil: until,
        registrant: at('registrant').found || defaults.registrant,
        trace,
        pi: { ...defaults.pi, serial: trace === 'serial', lot: trace === 'model' ? defaults.pi.lot : true },
        packing: pack === null ? [base] : withPack([base], pack),
      }
      if (product.registrant === '') wrong('import.cellEmpty', 'registrant')
      if (problems.length === before) found.set(di, { product, row })
    }
  if (problems.length === 0) problems.push(...togetherProblems(store, [...found.values()]))
  return { columns, problems, products: [...found.values()].map(({ product }) => product), known, rows: body.length, encoding }
}

/** What is wrong with whole products, their packages gathered, and with a DI that stands for two things of the list. */
function togetherProblems(store: Store, found: readonly { readonly product: Product; readonly row: number }[]): RowProblem[] {
  const problems: RowProblem[] = []
  const owner = new Map<string, Product>()
  for (const { product, row } of found) {
    for (const { code, params } of productProblems(store, null, product)) problems.push({ code, params, row, column: null, found: null })
    for (const { di } of product.packing) {
      const other = owner.get(di)
      if (other !== undefined && other !== product)
        problems.push({ code: 'product.diTaken', params: { di, name: other.name }, row, column: null, found: null })
      owner.set(di, product)
    }
  }
  return problems
}

interface Pack {
  readonly di: string
  readonly holds: number
  readonly name: string
}

function packOf(
  at: (use: ProductColumn) => { readonly found: string },
  wrong: (code: string, use: ProductColumn, params?: RowProblem['params']) => void,
): Pack | null {
  const text = at('packDi').found
  if (text === '') return null
  const di = gtinOf(text)
  const holds = Number(at('packHolds').found.replaceAll(',', ''))
  if (di === null) wrong('product.di', 'packDi', { di: text.slice(0, 40) })
  if (!(Number.isInteger(holds) && holds >= 1 && holds <= 100_000)) wrong('import.quantity', 'packHolds')
  return di === null ? null : { di, holds, name: at('packName').found.slice(0, 20) || '箱' }
}

const withPack = (packing: readonly PackingRow[], { di, holds, name }: Pack): PackingRow[] => {
  const top = packing.at(-1)!
  return [...packing, { level: top.level + 1, name, di, holds, childDi: top.di }]
}

/** A GTIN of 8 to 14 digits as 14, its check digit right; null for anything else. */
function gtinOf(text: string): string | null {
  if (!/^\d{8,14}$/.test(text)) return null
  const gtin = toGtin14(text)
  return gtin.ok ? gtin.value.gtin : null
}

const traceOf = (text: string): Product['trace'] | null =>
  text === '' ? null : (traces.find(([, pattern]) => pattern.test(text))?.[0] ?? null)
