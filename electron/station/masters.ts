import { createHash, randomBytes } from 'node:crypto'
import { canonical, type Json } from '../../shared/ledger/jcs.ts'
import type { Product } from '../../shared/product.ts'
import { type Problem, StationError } from '../../shared/station-error.ts'
import { toGtin14 } from '../../shared/udi/gs1/keys.ts'
import { type Signed, sign } from './people/people.ts'
import { leftIn } from './serials.ts'
import { diId, insertProduct, productByDi, productById, updateProduct } from './store/masters.ts'
import { allPools, insertPool, setPool } from './store/pools.ts'
import type { Actor, Store } from './store/store.ts'

/** What is wrong with a product; all of it at once. */
export function productProblems(store: Store, id: number | null, product: Product): Problem[] {
  const problems: Problem[] = []
  const checkDi = (di: string, field: string): void => {
    if (product.agency !== 'GS1') return
    const gtin = toGtin14(di)
    if (!gtin.ok || di.length !== 14) problems.push({ code: 'product.di', params: { di }, field })
  }
  checkDi(product.di, 'di')
  const same = productByDi(store.read, product.di)
  if (same !== null && same.id !== id) problems.push({ code: 'product.diTaken', params: { di: product.di, name: same.name }, field: 'di' })
  if (product.pi.serial !== (product.trace === 'serial'))
    problems.push({ code: 'product.serialFlag', params: { trace: product.trace }, field: 'pi.serial' })
  if (product.trace !== 'model' && !product.pi.lot)
    problems.push({ code: 'product.lotFlag', params: { trace: product.trace }, field: 'pi.lot' })
  if (product.pi.expires && product.shelf === null) problems.push({ code: 'product.shelfDue', params: {}, field: 'shelf' })
  const levels = new Map(product.packing.map((row) => [row.level, row]))
  if (levels.size !== product.packing.length) problems.push({ code: 'packing.levelTwice', params: {}, field: 'packing' })
  const dis = new Set<string>()
  for (const row of product.packing) {
    checkDi(row.di, `packing.${row.level}`)
    if (dis.has(row.di)) problems.push({ code: 'packing.diTwice', params: { di: row.di }, field: `packing.${row.level}` })
    dis.add(row.di)
    const below = levels.get(row.level - 1)
    if (row.level === 0 && row.di !== product.di) problems.push({ code: 'packing.baseDi', params: { di: row.di }, field: 'packing.0' })
    if (row.level > 0 && row.childDi !== (below?.di ?? null))
      problems.push({ code: 'packing.childDi', params: { level: row.level }, field: `packing.${row.level}` })
  }
  return problems
}

export function saveProduct(store: Store, by: Actor, id: number | null, product: Product, signed: Signed | null = null): number {
  const problems = productProblems(store, id, product)
  const before = id === null ? null : productById(store.read, id)
  if (id !== null && before === null) problems.push({ code: 'product.unknown', params: { id } })
  if (before !== null && before.di !== product.di) problems.push({ code: 'product.diFixed', params: { di: before.di }, field: 'di' })
  if (
    before !== null &&
    before.trace !== product.trace &&
    store.read.get("SELECT 1 AS x FROM work_order WHERE product = ? AND state <> 'closed'", before.id) !== undefined
  ) {
    problems.push({ code: 'product.traceInUse', params: {}, field: 'trace' })
  }
  const started = before === null || !changesLabel(before, product) ? undefined : startedOrder(store, before.id)
  if (started !== undefined) problems.push({ code: 'product.labelInUse', params: { no: started } })
  if (problems.length > 0) throw new StationError(problems)
  const reason = signed?.reason ?? null
  return store.act(by, (tx) => {
    if (before === null) {
      const created = insertProduct(tx, product)
      const event = tx.append('product.created', { entities: { product: created }, after: product as unknown as Json, reason })
      if (signed !== null) sign(tx, event, signed.signers, 'productChanged', signed.reason)
      return created
    }
    updateProduct(tx, before.id, product)
    const { id: _id, revision: _revision, ...old } = before
    const event = tx.append('product.changed', {
      entities: { product: before.id },
      before: old as unknown as Json,
      after: product as unknown as Json,
      reason,
    })
    if (signed !== null) sign(tx, event, signed.signers, 'productChanged', signed.reason)
    return before.id
  })
}

/** What of a product never reaches a label: it may change while an order is being printed. */
const offLabel: ReadonlySet<string> = new Set([
  'id',
  'revision',
  'registrationUntil',
  'voidRule',
  'reprintLimit',
  'missingLimit',
  'stopAfter',
  'leastGrade',
  'packing',
])

function changesLabel(before: Product, after: Product): boolean {
  const printed = (product: Product): string =>
    canonical(Object.fromEntries(Object.entries(product).filter(([name]) => !offLabel.has(name))))
  return printed(before) !== printed(after)
}

/** An order of the product that has begun and is not closed: every label of one order is of one making. */
const startedOrder = (store: Store, product: number): string | undefined =>
  store.read.get<{ no: string }>(
    "SELECT o.no FROM work_order o JOIN job j ON j.order_id = o.id WHERE o.product = ? AND o.state <> 'closed' AND j.state <> 'idle' LIMIT 1",
    product,
  )?.no

export interface PoolInput {
  readonly productId: number
  readonly kind: 'sequential' | 'permutation'
  readonly prefix: string
  readonly first: number
  readonly size: number
  readonly width: number
  readonly low: number
}

const cset82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/

export function createPool(store: Store, by: Actor, input: PoolInput): number {
  const product = productById(store.read, input.productId)
  const problems: Problem[] = []
  if (product === null) problems.push({ code: 'product.unknown', params: { id: input.productId } })
  else if (product.trace !== 'serial') problems.push({ code: 'pool.notSerial', params: {} })
  if (!cset82.test(input.prefix)) problems.push({ code: 'pool.prefix', params: { prefix: input.prefix }, field: 'prefix' })
  const longest = input.prefix.length + Math.max(input.width, String(input.first + input.size - 1).length)
  if (longest > 20) problems.push({ code: 'pool.tooLong', params: { length: longest }, field: 'width' })
  if (input.width > 0 && String(input.first + input.size - 1).length > input.width)
    problems.push({ code: 'pool.width', params: { width: input.width }, field: 'width' })
  if (problems.length > 0 || product === null) throw new StationError(problems)
  const key = input.kind === 'permutation' ? randomBytes(16) : null
  return store.act(by, (tx) => {
    const id = insertPool(tx, { ...input, di: diId(tx, product.agency, product.di), key })
    // After a restore the id may have belonged to a pool that this copy never knew: what that one gave out is not given again.
    const fenced = store.fence.highWater(id)
    if (fenced > 0) setPool(tx, id, Math.min(fenced, input.size), 'open')
    tx.append('pool.created', {
      entities: { pool: id, product: product.id },
      after: {
        kind: input.kind,
        prefix: input.prefix,
        first: input.first,
        size: input.size,
        width: input.width,
        keySha256: key === null ? null : createHash('sha256').update(key).digest('hex'),
      },
    })
    return id
  })
}

export interface PoolView {
  readonly id: number
  readonly productId: number | null
  readonly di: string
  readonly kind: 'sequential' | 'permutation' | 'imported' | 'leased'
  readonly prefix: string
  readonly first: number
  readonly size: number
  readonly width: number
  readonly used: number
  readonly left: number
  readonly low: number
  readonly isLow: boolean
  readonly state: 'open' | 'suspended'
  readonly highWater: number
}

export function listPools(store: Store): PoolView[] {
  return allPools(store.read).map((pool) => {
    const left = leftIn(store.read, pool)
    const { di, product } = store.read.get<{ di: string; product: number | null }>(
      'SELECT d.di, p.id AS product FROM di d LEFT JOIN product p ON p.di = d.id WHERE d.id = ?',
      pool.di,
    )!
    return {
      id: pool.id,
      productId: product,
      di,
      kind: pool.kind,
      prefix: pool.prefix,
      first: pool.first,
      size: pool.size,
      width: pool.width,
      used: pool.cursor,
      left,
      low: pool.low,
      isLow: left <= pool.low,
      state: pool.state,
      highWater: Math.max(pool.cursor, store.fence.highWater(pool.id)),
    }
  })
}
