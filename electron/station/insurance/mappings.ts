import { type MappedCode, type MappingFault, type MappingSource, mappingFaults, readInsuranceCode } from '../../../shared/insurance/code.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Read } from '../store/database.ts'
import { allMappings, checkMapping, insuranceByCode, type MappingRow, mappingsOf, putMapping, removeMapping } from '../store/insurance.ts'
import { allProducts, type StoredProduct } from '../store/masters.ts'
import type { Actor, Store } from '../store/store.ts'

/** A product, the insurance codes of its DI as each side has them, and what does not agree. */
export interface ProductCodes {
  readonly product: Pick<StoredProduct, 'id' | 'di' | 'name' | 'spec' | 'registration'>
  readonly codes: readonly (MappedCode & {
    readonly name: string | null
    readonly mappings: readonly Pick<MappingRow, 'source' | 'at' | 'by' | 'checkedAt' | 'checkedBy'>[]
  })[]
  readonly faults: readonly MappingFault[]
}

/** Every product with its codes. */
export function productCodes(db: Read): ProductCodes[] {
  const rows = Map.groupBy(allMappings(db), ({ di }) => di)
  return allProducts(db).map((product) => codesOfProduct(db, product, rows.get(product.di) ?? []))
}

export const codesOf = (db: Read, product: StoredProduct): ProductCodes => codesOfProduct(db, product, mappingsOf(db, product.di))

function codesOfProduct(db: Read, product: StoredProduct, rows: readonly MappingRow[]): ProductCodes {
  const codes = [...Map.groupBy(rows, ({ code }) => code)].map(([code, mappings]) => {
    const known = insuranceByCode(db, code)
    return {
      code,
      sources: mappings.map(({ source }) => source),
      state: known?.state ?? ('unknown' as const),
      successor: known?.successor ?? null,
      regNo: known?.regNo ?? null,
      spec: known?.spec ?? null,
      name: known?.name ?? null,
      mappings: mappings.map(({ source, at, by, checkedAt, checkedBy }) => ({ source, at, by, checkedAt, checkedBy })),
    }
  })
  const { id, di, name, spec, registration } = product
  return { product: { id, di, name, spec, registration }, codes, faults: mappingFaults(product, codes) }
}

/** A person says that a code belongs to a DI, and who says so. Errors: `insurance.code`, `insurance.known`. */
export function addMapping(store: Store, by: Actor, di: string, text: string, source: MappingSource): string {
  const read = readInsuranceCode(text)
  if (read === null) throw refuse('insurance.code')
  const code = read.code27 ?? read.code20
  store.act(by, (tx) => {
    const { seq } = tx.append('insurance.mapped', { after: { di, code, source } })
    if (!putMapping(tx, di, code, source, seq)) throw refuse('insurance.known', { code })
  })
  return code
}

/** Errors: `insurance.notMapped`. */
export function dropMapping(store: Store, by: Actor, di: string, code: string, source: MappingSource, reason: string): void {
  store.act(by, (tx) => {
    if (!removeMapping(tx, di, code, source)) throw refuse('insurance.notMapped', { code })
    tx.append('insurance.unmapped', { before: { di, code, source }, after: {}, reason })
  })
}

/** Another person has compared the mapping with its source. Errors: `insurance.notMapped`, `insurance.ownCheck`. */
export function confirmMapping(store: Store, by: Actor, di: string, code: string, source: MappingSource): void {
  const row = mappingsOf(store.read, di).find((one) => one.code === code && one.source === source)
  if (row === undefined) throw refuse('insurance.notMapped', { code })
  const author = store.read.get<{ actor: number }>('SELECT actor FROM event WHERE seq = ?', row.seq)?.actor
  if (author === by.user) throw refuse('insurance.ownCheck')
  store.act(by, (tx) => {
    const { seq } = tx.append('insurance.checked', { after: { di, code, source } })
    checkMapping(tx, di, code, source, seq)
  })
}
