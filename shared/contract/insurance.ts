import * as z from 'zod'
import { insuranceColumns, insuranceStates, insuranceTables, mappingSources } from '../insurance/code.ts'
import { bytes, command, file, id, instant, key, ok, problem, query, text } from './procedure.ts'

const source = z.enum(mappingSources)
const columns = z.record(z.string(), z.enum(insuranceColumns))

export const productCodes = z.object({
  product: z.object({ id, di: z.string(), name: z.string(), spec: z.string(), registration: z.string() }),
  codes: z
    .array(
      z.object({
        code: z.string(),
        sources: z.array(source).readonly(),
        state: z.enum([...insuranceStates, 'unknown']),
        successor: z.string().nullable(),
        regNo: z.string().nullable(),
        spec: z.string().nullable(),
        name: z.string().nullable(),
        mappings: z
          .array(
            z.object({
              source,
              at: instant,
              by: z.string().nullable(),
              checkedAt: instant.nullable(),
              checkedBy: z.string().nullable(),
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
  /** What does not agree between both sides and the product. */
  faults: z.array(z.object({ code: z.string(), params: problem.shape.params })).readonly(),
})

export const insurance = {
  products: query('product.read').output(z.array(productCodes)),
  ofProduct: query('product.read').input(z.object({ id })).output(productCodes),
  /** Codes of the tables by a part of code, name, maker, certificate or specification; at most 200. */
  search: query('product.read')
    .input(z.object({ text: z.string().max(80) }))
    .output(
      z.object({
        total: z.number(),
        codes: z.array(
          z.object({
            code: z.string(),
            state: z.enum(insuranceStates),
            successor: z.string().nullable(),
            regNo: z.string().nullable(),
            spec: z.string().nullable(),
            maker: z.string().nullable(),
            name: z.string().nullable(),
          }),
        ),
      }),
    ),
  preview: query('insurance.write')
    .input(z.object({ file, table: z.enum(insuranceTables), mapping: columns.nullable() }))
    .output(
      z.object({
        columns: z.array(z.object({ header: z.string(), use: z.enum(insuranceColumns), sample: z.string() })).readonly(),
        rows: z.number(),
        codes: z.number(),
        problems: z.array(problem.extend({ column: z.string().nullable(), found: z.string().nullable() })).readonly(),
        encoding: z.string(),
      }),
    ),
  /** Takes what can be read of a published table; rows that cannot are counted. */
  take: command('insurance.write')
    .input(z.object({ key, file, table: z.enum(insuranceTables), mapping: columns }))
    .output(z.object({ codes: z.number(), dis: z.number(), leftOut: z.number() })),
  map: command('insurance.write')
    .input(z.object({ key, di: text(60), code: text(40), source }))
    .output(z.object({ code: z.string() })),
  unmap: command('insurance.write')
    .input(z.object({ key, di: text(60), code: text(27), source, reason: text(200) }))
    .output(ok),
  /** Another person has compared it with its source. */
  check: command('insurance.check')
    .input(z.object({ key, di: text(60), code: text(27), source }))
    .output(ok),
  export: command('export.read')
    .input(z.object({ key }))
    .output(z.object({ name: z.string(), bytes, rows: z.number() })),
}
