import * as z from 'zod'
import { signedActNames } from '../auth/signed-acts.ts'
import { command, id, instant, key, ok, query, signing as signature, text } from './procedure.ts'

const act = z.enum(signedActNames)

export const waitingAct = z.object({
  id,
  act,
  order: z.string().nullable(),
  /** The input of the act, as it was signed; of settings, products and expiry the changed fields, `before` and `after`. */
  params: z.record(z.string(), z.json()),
  reason: z.string(),
  asker: z.object({ id, name: z.string(), role: z.string() }),
  at: instant,
  /** The event that asked; the first signature is bound to its leaf. */
  seq: z.number(),
  leaf: z.string(),
  /** Whether whoever asks this may give the second signature: their post allows it and it is not their own act. */
  mine: z.boolean(),
  maySign: z.boolean(),
})

/** Electronic signatures that wait for a second person. */
export const signing = {
  waiting: query('sign.read').output(z.array(waitingAct)),
  /** How many sign each act: by design at least, and as configured. */
  acts: query('session.any').output(z.array(z.object({ act, least: z.number(), due: z.number(), mayWait: z.boolean() }))),
  /** The second signature: the act is done at once. */
  approve: command('sign.read')
    .input(z.object({ key, id, signing: signature }))
    .output(ok),
  /** Says no, or takes one's own request back. */
  end: command('sign.read')
    .input(z.object({ key, id, reason: text(300) }))
    .output(ok),
}
