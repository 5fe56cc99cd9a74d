import * as z from 'zod'
import { usualLeastGrade } from '../product.ts'
import { productColumns } from '../product-list.ts'
import { command, date, file, id, key, okOrWaiting, problem, query, signing, text } from './procedure.ts'

/** Shelf life from the made date: months or days, and whether the last day is the day before (usual in China). */
export const shelfRule = z.object({ unit: z.enum(['month', 'day']), count: z.number().int().min(1).max(1200), minusOneDay: z.boolean() })

/** One packing level (packing row). Level 0 is the minimum sales unit; `holds` counts children; DI is master data, never derived. */
export const packingRow = z.object({
  level: z.number().int().min(0).max(9),
  name: text(20),
  di: z.string(),
  holds: z.number().int().min(1).max(100_000),
  childDi: z.string().nullable(),
})

/** Product master data. `pi` says which production identifiers the carrier holds; they must agree with the trace level. */
export const productInput = z.object({
  agency: z.enum(['GS1', 'MA']),
  di: z.string(),
  name: text(80),
  nameEn: z.string().max(80),
  spec: text(60),
  ref: z.string().max(40),
  registration: text(60),
  registrationUntil: date.nullable(),
  registrant: text(80),
  trace: z.enum(['model', 'lot', 'serial']),
  pi: z.object({ lot: z.boolean(), serial: z.boolean(), made: z.boolean(), expires: z.boolean() }),
  expiryTerm: z.enum(['expires', 'useBy']),
  shelf: shelfRule.nullable(),
  sterile: z.enum(['none', 'EO', 'R', 'steam']),
  singleUse: z.boolean(),
  template: text(40),
  voidRule: z.enum(['burn', 'same']),
  reprintLimit: z.number().int().min(0).max(9),
  missingLimit: z.number().int().min(0).max(10_000),
  stopAfter: z.number().int().min(1).max(20),
  leastGrade: z.number().int().min(0).max(40).default(usualLeastGrade),
  packing: z.array(packingRow).max(10),
})

export const product = productInput.extend({ id, revision: z.number().int() })

export const poolInput = z.object({
  productId: id,
  kind: z.enum(['sequential', 'permutation']),
  prefix: z.string().max(12),
  first: z.number().int().min(0),
  size: z.number().int().min(1).max(1_000_000_000),
  width: z.number().int().min(0).max(18),
  low: z.number().int().min(0),
})

export const pool = z.object({
  id,
  productId: id.nullable(),
  di: z.string(),
  kind: z.enum(['sequential', 'permutation', 'imported', 'leased']),
  prefix: z.string(),
  first: z.number(),
  size: z.number(),
  width: z.number(),
  used: z.number(),
  left: z.number(),
  low: z.number(),
  isLow: z.boolean(),
  state: z.enum(['open', 'suspended']),
  /** Position from which draws could go on, when suspended. */
  highWater: z.number(),
})

/** What a list of issued codes does not say of its products. */
const productDefaults = productInput
  .omit({
    agency: true,
    di: true,
    name: true,
    nameEn: true,
    spec: true,
    ref: true,
    registration: true,
    registrationUntil: true,
    packing: true,
  })
  .extend({ registrant: z.string().max(80) })
const productMapping = z.record(z.string(), z.enum(productColumns))

export const masters = {
  products: query('product.read').output(z.array(product)),
  saveProduct: command('product.write')
    .input(z.object({ key, id: id.nullable(), product: productInput, signing: signing.nullable().optional() }))
    .output(z.object({ id: id.nullable(), waiting: z.number().nullable() })),
  /** Products and DIs from the list of an issuing agency or of the firm; makes nothing. */
  previewProducts: query('product.write')
    .input(z.object({ file, mapping: productMapping.nullable(), partner: z.string().max(40), defaults: productDefaults }))
    .output(
      z.object({
        columns: z.array(z.object({ header: z.string(), use: z.enum(productColumns), sample: z.string() })).readonly(),
        rows: z.number(),
        made: z.number(),
        known: z.number(),
        problems: z.array(problem.extend({ column: z.string().nullable(), found: z.string().nullable() })).readonly(),
        encoding: z.string(),
      }),
    ),
  importProducts: command('product.write')
    .input(z.object({ key, file, mapping: productMapping, partner: z.string().max(40), defaults: productDefaults }))
    .output(z.object({ created: z.number() })),
  pools: query('pool.read').output(z.array(pool)),
  createPool: command('pool.write')
    .input(z.object({ key, pool: poolInput }))
    .output(z.object({ id })),
  /** Reads a CSV or Excel file of serials and says all that is wrong, row by row; makes nothing. */
  previewSerials: query('pool.write')
    .input(z.object({ productId: id, file, column: z.string().max(200).nullable(), partner: z.string().max(40) }))
    .output(
      z.object({
        columns: z.array(z.object({ header: z.string(), sample: z.string() })),
        column: z.string().nullable(),
        count: z.number(),
        problems: z.array(problem.extend({ column: z.string().nullable(), found: z.string().nullable() })),
        encoding: z.string(),
      }),
    ),
  importSerials: command('pool.write')
    .input(
      z.object({
        key,
        productId: id,
        file,
        column: z.string().max(200).nullable(),
        partner: z.string().max(40),
        usedBefore: z.boolean(),
        low: z.number().int().min(0),
      }),
    )
    .output(z.object({ count: z.number(), poolId: id.nullable() })),
  /** After a restore: the last serial that was printed (null = nothing was printed beyond the fence); the gap is burned. */
  resumePool: command('pool.resume')
    .input(z.object({ key, poolId: id, lastPrinted: z.string().nullable(), signing }))
    .output(okOrWaiting),
}
