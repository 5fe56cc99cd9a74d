import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { checkKinds, checkResults, componentNames } from '../validation.ts'
import { bytes, command, instant, key, query, signing, text } from './procedure.ts'

const component = z.enum(componentNames)

const checked = z.object({
  id: z.string(),
  kind: z.enum(checkKinds),
  on: z.array(component).readonly(),
  words: z.string(),
  name: z.string().nullable(),
  result: z.enum(checkResults),
  /** Why it is not good; its words are `error.CODE`, or those of a device's state. */
  code: z.string().nullable(),
  /** What was seen, the same in every language. */
  value: z.string(),
})

export const validationState = z.object({
  last: z
    .object({
      seq: z.number(),
      at: instant,
      name: z.string(),
      version: z.string(),
      ok: z.number(),
      bad: z.number(),
      skipped: z.number(),
    })
    .nullable(),
  changes: z.array(z.object({ component, was: z.string().nullable(), is: z.string() })).readonly(),
  /** Numbers of the checks that depend on what changed. */
  repeat: z.array(z.string()).readonly(),
})

/** Whether the installation is as it was validated, and its validation (GMP 2025 art. 77). */
export const validation = {
  state: query('settings.read').output(validationState),
  /** Every check, as it is done; `run` comes last and is what is signed. Writes nothing. Errors: `validation.lineRuns`, `validation.busy`. */
  run: query('settings.write').output(
    eventIterator(z.object({ of: z.number(), checks: z.array(checked).readonly(), run: z.string().nullable() })),
  ),
  /** Signs the newest run and makes its report. Errors: `validation.gone`, those of a signature. */
  sign: command('settings.write')
    .input(z.object({ key, run: text(64), signing }))
    .output(z.object({ name: z.string(), bytes, sha256: z.string(), seq: z.number() })),
}
