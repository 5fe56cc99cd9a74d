import * as z from 'zod'
import { bytes, command, date, file, id, instant, key, okOrWaiting, problem, query, signing, text } from './procedure.ts'

/** How a job verifies: each label, first and last, every n-th, or counting only. `verifyOnly` jobs print nothing. */
export const policy = z.object({
  verify: z.enum(['every', 'firstLast', 'nth', 'count']),
  nth: z.number().int().min(2).max(1000),
  /** Labels that may wait between head and scanner. */
  ahead: z.number().int().min(1).max(20),
  verifyOnly: z.boolean(),
})

export const orderInput = z.object({
  no: text(30),
  productId: id,
  lot: z.string().trim().min(1).max(20),
  made: date,
  quantity: z.number().int().min(1).max(1_000_000),
  policy,
})

export const orderState = z.enum(['waiting', 'ready', 'running', 'paused', 'printed', 'closed'])

/** One release condition with a code for its words; `state` red blocks the start. */
export const condition = z.object({ code: z.string(), params: problem.shape.params, state: z.enum(['ok', 'warn', 'blocked']) })

export const orderRow = z.object({
  id,
  no: z.string(),
  productId: id,
  productName: z.string(),
  spec: z.string(),
  lot: z.string(),
  made: date,
  expires: date,
  quantity: z.number(),
  trace: z.enum(['model', 'lot', 'serial']),
  state: orderState,
  good: z.number(),
  voided: z.number(),
  /** Labels whose fate nobody has told yet. */
  doubts: z.number(),
  missing: z.number(),
  verifyOnly: z.boolean(),
})

export const orderDetail = orderRow.extend({
  di: z.string(),
  shelf: z.object({ unit: z.enum(['month', 'day']), count: z.number(), minusOneDay: z.boolean() }).nullable(),
  expiryOverridden: z.boolean(),
  expiryTerm: z.enum(['expires', 'useBy']),
  policy,
  stopAfter: z.number(),
  voidRule: z.enum(['burn', 'same']),
  serials: z.object({ first: z.string().nullable(), drawn: z.number(), poolLeft: z.number() }).nullable(),
  template: z.object({ name: z.string(), version: z.number(), approvedBy: z.string().nullable(), approvedAt: instant.nullable() }),
  conditions: z.array(condition),
  jobId: id.nullable(),
})

/** Labels out = good + void + sampled + scrapped + returned + missing. `missing` is the difference and is never typed in. */
export const reconciliation = z.object({
  out: z.number().nullable(),
  source: z.enum(['printer', 'journal', 'hand']).nullable(),
  good: z.number(),
  void: z.number(),
  sampled: z.number(),
  scrapped: z.number(),
  returned: z.number(),
  missing: z.number(),
})

export const serialBalance = z.object({ drawn: z.number(), verified: z.number(), burned: z.number(), left: z.number() })

export const closing = z.object({
  order: orderDetail,
  reconciliation,
  serials: serialBalance.nullable(),
  /** Outstanding labels, oldest first. */
  open: z.array(
    z.object({ label: id, ordinal: z.number(), serial: z.string().nullable(), state: z.enum(['out', 'doubt', 'missing']), at: instant }),
  ),
  limit: z.number(),
  balanced: z.boolean(),
  /** What stands in the way, as codes. */
  blocked: z.array(problem),
})

export const importColumn = z.enum(['no', 'di', 'name', 'lot', 'made', 'quantity', 'ignore'])

export const orders = {
  list: query('order.read').output(z.array(orderRow)),
  get: query('order.read').input(z.object({ id })).output(orderDetail),
  create: command('order.write')
    .input(z.object({ key, order: orderInput }))
    .output(z.object({ id })),
  overrideExpiry: command('expiry.override')
    .input(z.object({ key, id, expires: date, signing }))
    .output(okOrWaiting),
  /** Reads a CSV or Excel file and says all that is wrong, row by row; makes nothing. */
  previewImport: query('order.write')
    .input(z.object({ file, mapping: z.record(z.string(), importColumn).nullable(), partner: z.string().max(40) }))
    .output(
      z.object({
        columns: z.array(z.object({ header: z.string(), use: importColumn, sample: z.string() })),
        rows: z.number(),
        valid: z.number(),
        problems: z.array(problem.extend({ column: z.string().nullable(), found: z.string().nullable() })),
        encoding: z.string(),
      }),
    ),
  commitImport: command('order.write')
    .input(z.object({ key, file, mapping: z.record(z.string(), importColumn), partner: z.string().max(40) }))
    .output(z.object({ created: z.number() })),
  closing: query('order.close').input(z.object({ id })).output(closing),
  /** Hand counts; `out` only where the printer does not count. */
  count: command('order.close')
    .input(
      z.object({ key, id, out: z.number().int().min(0).nullable(), scrapped: z.number().int().min(0), returned: z.number().int().min(0) }),
    )
    .output(closing),
  close: command('order.close')
    .input(z.object({ key, id, deviation: signing.nullable(), signing: signing.nullable().optional() }))
    .output(
      z.object({
        closed: z.object({ reconciliation, serials: serialBalance.nullable(), deviation: z.string().nullable() }).nullable(),
        waiting: z.number().nullable(),
      }),
    ),
  export: query('export.read')
    .input(z.object({ id, format: z.enum(['json', 'csv', 'pdf']) }))
    .output(z.object({ name: z.string(), bytes, rows: z.number() })),
}
