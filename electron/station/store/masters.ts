import { kinds } from '../../../shared/ledger/kinds.ts'
import type { PackingRow, Product, TraceLevel } from '../../../shared/product.ts'
import type { Read, Write } from './database.ts'

export type StoredProduct = Product & { readonly id: number; readonly revision: number }

interface ProductRow {
  readonly id: number
  readonly agency: Product['agency']
  readonly di: string
  readonly trace: TraceLevel
  readonly data: string
  readonly revision: number
}

const select = 'SELECT p.id, d.agency, d.di, p.trace, p.data, p.revision FROM product p JOIN di d ON d.id = p.di'

export const productById = (db: Read, id: number): StoredProduct | null => toProduct(db, db.get<ProductRow>(`${select} WHERE p.id = ?`, id))
export const productByDi = (db: Read, di: string): StoredProduct | null => toProduct(db, db.get<ProductRow>(`${select} WHERE d.di = ?`, di))
/** A product as it was when event `seq` was appended. */
export function productAt(db: Read, id: number, seq: number): StoredProduct {
  const now = productById(db, id)!
  const event = db.get<{ after: string }>(
    "SELECT json_extract(body, '$.after') AS after FROM event WHERE kind IN (?, ?) AND seq <= ? AND json_extract(body, '$.entities.product') = ? ORDER BY seq DESC LIMIT 1",
    kinds['product.created'].no,
    kinds['product.changed'].no,
    seq,
    id,
  )
  if (event === undefined) return now
  const since = db.get<{ n: number }>(
    "SELECT count(*) AS n FROM event WHERE kind = ? AND seq > ? AND json_extract(body, '$.entities.product') = ?",
    kinds['product.changed'].no,
    seq,
    id,
  )!.n
  return { ...(JSON.parse(event.after) as Product), id, revision: now.revision - since }
}
export const allProducts = (db: Read): StoredProduct[] => db.all<ProductRow>(`${select} ORDER BY p.id`).map((row) => toProduct(db, row)!)

/** The row id of a DI, made when it is new. */
export function diId(db: Write, agency: string, di: string): number {
  db.run('INSERT OR IGNORE INTO di (agency, di) VALUES (?, ?)', agency, di)
  return db.get<{ id: number }>('SELECT id FROM di WHERE agency = ? AND di = ?', agency, di)!.id
}

export function insertProduct(db: Write, product: Product): number {
  const id = db.run(
    'INSERT INTO product (di, trace, data) VALUES (?, ?, ?)',
    diId(db, product.agency, product.di),
    product.trace,
    JSON.stringify(dataOf(product)),
  ).lastInsertRowid
  writePacking(db, id, product)
  return id
}

export function updateProduct(db: Write, id: number, product: Product): void {
  db.run('UPDATE product SET trace = ?, data = ?, revision = revision + 1 WHERE id = ?', product.trace, JSON.stringify(dataOf(product)), id)
  db.run('DELETE FROM packing WHERE product = ?', id)
  writePacking(db, id, product)
}

function writePacking(db: Write, id: number, product: Product): void {
  for (const row of product.packing) {
    const child = row.childDi === null ? null : diId(db, product.agency, row.childDi)
    db.run(
      'INSERT INTO packing (product, level, di, name, holds, child) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      row.level,
      diId(db, product.agency, row.di),
      row.name,
      row.holds,
      child,
    )
  }
}

type ProductData = Omit<Product, 'agency' | 'di' | 'trace' | 'packing'>

function dataOf(product: Product): ProductData {
  const { agency: _agency, di: _di, trace: _trace, packing: _packing, ...data } = product
  return data
}

function toProduct(db: Read, row: ProductRow | undefined): StoredProduct | null {
  if (row === undefined) return null
  const packing = db.all<{ level: number; name: string; di: string; holds: number; child: string | null }>(
    'SELECT k.level, k.name, d.di, k.holds, c.di AS child FROM packing k JOIN di d ON d.id = k.di LEFT JOIN di c ON c.id = k.child WHERE k.product = ? ORDER BY k.level',
    row.id,
  )
  return {
    ...(JSON.parse(row.data) as ProductData),
    agency: row.agency,
    di: row.di,
    trace: row.trace,
    packing: packing.map(({ level, name, di, holds, child }): PackingRow => ({ level, name, di, holds, childDi: child })),
    id: row.id,
    revision: row.revision,
  }
}
