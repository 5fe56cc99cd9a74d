import * as z from 'zod'
import { bytes, command, key, ok } from './procedure.ts'

/** Largest piece of an upload, bytes: with the rest of its message it stays below the limit of a message. */
export const pieceBytes = 512_000

export const files = {
  /** One piece of a file that is too large for one message; inputs then name the upload. Pieces come in order. */
  put: command('session.any')
    .input(z.object({ key, upload: z.string().min(8).max(64), offset: z.number().int().min(0), bytes }))
    .output(ok),
}
