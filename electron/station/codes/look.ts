import { dayOf } from '../../../shared/dates.ts'
import type { FaultParams } from '../../../shared/errors.ts'
import type { ErrorParams } from '../../../shared/station-error.ts'
import { compareCodes } from '../../../shared/udi/compare.ts'
import { type ExplainedFault, explainScan } from '../../../shared/udi/explain/explain.ts'
import type { RecoveryMaster, SerialShape } from '../../../shared/udi/recover/master.ts'
import { recoverScan } from '../../../shared/udi/recover/recover.ts'
import type { Element, ParseResult } from '../../../shared/udi/types.ts'
import type { Read } from '../store/database.ts'
import { allProducts, productByDi, type StoredProduct } from '../store/masters.ts'
import { poolsOfDi } from '../store/pools.ts'
import type { Store } from '../store/store.ts'
import { meaningOf } from './meaning.ts'

/** Params as words take them: lists become one text. */
export const plainParams = (params: FaultParams): ErrorParams =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('、') : value])) as ErrorParams

const faultOf = ({ code, params, at, cut }: ExplainedFault) => ({ code, params: plainParams(params), at, cut })

/** What a scan is, which rule cut which characters, what is wrong with it and how it is mended, and what the product master says of it. */
export function lookAtCode(store: Store, raw: string, printed: string | null) {
  const now = Number(dayOf(store.clock.now(), store.clock.zone()).slice(0, 4))
  const { result, cuts, faults, warnings, hidden, hex } = explainScan(raw, { now })
  const recovered = result.agency === 'GS1' ? recoverScan(raw, { now, master: masterOf(store.read) }) : null
  // A code may be legal as it stands and still have lost its separators: then another reading is likelier than this one.
  const offered =
    recovered === null || (result.ok && sameElements(recovered.readings[0]?.elements, result.elements)) ? [] : recovered.readings
  const product = productOfCode(store.read, result)
  return {
    raw,
    kind: result.kind,
    agency: result.agency,
    ok: result.ok,
    symbology: result.symbology,
    di: result.di,
    value: result.value,
    pi: { ...result.pi },
    product: product === null ? null : { id: product.id, name: product.name, spec: product.spec },
    cuts: cuts.map((cut) => ({ ...cut, params: plainParams(cut.params) })),
    faults: faults.map(faultOf),
    warnings: warnings.map(faultOf),
    hidden: [...hidden],
    hex: hex.map(({ at, hex: bytes, text }) => ({ at, hex: bytes.join(' '), text })),
    recovered: offered.map(({ di, elements, score, reasons }) => ({
      di,
      elements: elements.map(({ ai, value }) => ({ ai, value })),
      score,
      reasons: reasons.map((reason) => ({ code: reason.code, params: plainParams(reason.params), for: reason.for })),
    })),
    meaning: meaningOf(store, result, product, printed),
  }
}

const sameElements = (a: readonly Element[] | undefined, b: readonly Element[]): boolean =>
  a === undefined || (a.length === b.length && a.every(({ ai, value }, i) => ai === b[i]!.ai && value === b[i]!.value))

/** Several codes of one package side by side: whether they are of one product, and where they say different things. */
export function lookTogether(store: Store, raws: readonly string[]) {
  const now = Number(dayOf(store.clock.now(), store.clock.zone()).slice(0, 4))
  const results = raws.map((raw) => explainScan(raw, { now }).result)
  const { sameProduct, fields } = compareCodes(results, ({ di, value }) => {
    const product = productOfCode(store.read, { di, value })
    return product === null ? null : String(product.id)
  })
  // A code that names nothing says nothing of whose package it is on.
  const named = results.every(({ di, value }) => di !== null || value !== null)
  return {
    sameProduct: named ? sameProduct : ('unknown' as const),
    fields: fields.map(({ field, values, agrees }) => ({ field, values: [...values], agrees })),
  }
}

/** The product a code belongs to: by its DI, a packing level's DI, the number behind a retail or carton code, or the firm's own reference. */
export function productOfCode(db: Read, { di, value }: Pick<ParseResult, 'di' | 'value'>): StoredProduct | null {
  const codes = [di, value, ...(value !== null && /^\d{8,13}$/.test(value) ? [value.padStart(14, '0')] : [])].filter(
    (code) => code !== null,
  )
  for (const code of codes) {
    const direct = productByDi(db, code)
    if (direct !== null) return direct
  }
  return (
    allProducts(db).find(({ ref, packing }) =>
      codes.some((code) => (ref !== '' && ref === code) || packing.some((row) => row.di === code)),
    ) ?? null
  )
}

/** What the product master can say to a reading whose separators were lost. */
function masterOf(db: Read): RecoveryMaster {
  return {
    product: (di) => {
      const product = productByDi(db, di)
      if (product === null) return null
      const lots = db.all<{ lot: string }>('SELECT DISTINCT lot FROM work_order WHERE product = ?', product.id).map(({ lot }) => lot)
      const id = db.get<{ id: number }>('SELECT id FROM di WHERE di = ?', di)?.id
      const serials = (id === undefined ? [] : poolsOfDi(db, id)).map(
        ({ prefix, width, first, size }): SerialShape => ({
          prefix,
          length: prefix.length + Math.max(width, String(first + size - 1).length),
          digitsOnly: true,
        }),
      )
      const { pi } = product
      const carries = [pi.made ? '11' : '', pi.expires ? '17' : '', pi.lot ? '10' : '', pi.serial ? '21' : ''].filter((ai) => ai !== '')
      return { lots, serials, carries }
    },
  }
}
