import * as z from 'zod'
import { command, id, key, ok, problem, query, text } from './procedure.ts'

const params = problem.shape.params
const element = z.object({ ai: z.string(), value: z.string() })
const said = z.object({ code: z.string(), params, at: z.number().nullable(), cut: z.number() })

/** A code taken apart, judged, and set against the product master. Words: `udi.*`, `meaning.*`. */
export const lookedAt = z.object({
  raw: z.string(),
  kind: z.string().nullable(),
  agency: z.string().nullable(),
  ok: z.boolean(),
  symbology: z.string().nullable(),
  di: z.string().nullable(),
  value: z.string().nullable(),
  pi: z.record(z.string(), z.string().nullable()),
  product: z.object({ id, name: z.string(), spec: z.string() }).nullable(),
  cuts: z.array(
    z.object({
      at: z.number(),
      length: z.number(),
      text: z.string(),
      what: z.string(),
      ai: z.string().nullable(),
      params,
      rule: z.string(),
      clause: z.string(),
    }),
  ),
  faults: z.array(said),
  warnings: z.array(said),
  hidden: z.array(z.object({ at: z.number(), length: z.number(), code: z.string(), name: z.string() })),
  hex: z.array(z.object({ at: z.number(), hex: z.string(), text: z.string() })),
  recovered: z.array(
    z.object({
      di: z.string().nullable(),
      elements: z.array(element),
      score: z.number(),
      reasons: z.array(z.object({ code: z.string(), params, for: z.boolean() })),
    }),
  ),
  meaning: z.array(z.object({ code: z.string(), params, state: z.enum(['ok', 'warn', 'bad']) })),
})

export const codes = {
  /** One code, or several of one package; `printed`: the text beside the first, typed in or scanned. */
  look: query('product.read')
    .input(z.object({ scans: z.array(z.string().max(5_000)).min(1).max(4), printed: z.string().max(500).nullable() }))
    .output(
      z.object({
        codes: z.array(lookedAt),
        together: z
          .object({
            sameProduct: z.enum(['yes', 'no', 'unknown']),
            fields: z.array(z.object({ field: z.string(), values: z.array(z.string().nullable()), agrees: z.boolean() })),
          })
          .nullable(),
      }),
    ),
  /** A person says which reading of a code without separators is the right one; kept with who and why. */
  choose: command('line.watch')
    .input(z.object({ key, raw: z.string().max(5_000), elements: z.array(element).min(1).max(40), reason: text(200) }))
    .output(ok),
}
