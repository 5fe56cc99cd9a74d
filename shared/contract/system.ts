import * as z from 'zod'
import { query } from './procedure.ts'

/** What answers at the other end of the port. `ledger` is null where the runtime cannot load it (facts of the host, not a fault). */
export const health = z.object({
  schema: z.literal(1),
  host: z.enum(['utility', 'node24']),
  pid: z.number().int(),
  node: z.string(),
  napi: z.string(),
  electronVersion: z.string().optional(),
  ledger: z.object({ mode: z.enum(['training', 'production']), version: z.number().int() }).nullable(),
})
export type Health = z.infer<typeof health>

export const system = {
  health: query('open').output(health),
}
