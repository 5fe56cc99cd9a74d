import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { bytes, command, id, instant, key, query } from './procedure.ts'

export const recordFormat = z.enum(['csv', 'json', 'pdf'])

/** Rows done; the file comes with the last step. A stream has no deadline, so a long record is not given up. */
export const recordStep = z.object({
  done: z.number(),
  of: z.number(),
  file: z.object({ name: z.string(), bytes, rows: z.number() }).nullable(),
})

/** Documents, made in a thread of their own. Each is an entry of the log; what is made for paper carries its signed root. */
export const records = {
  /** One order with every label. */
  order: query('export.read')
    .input(z.object({ id, format: recordFormat }))
    .output(eventIterator(recordStep)),
  /** What a search of the log finds, oldest first. Errors: `audit.tooMany`. */
  audit: query('evidence.export')
    .input(
      z.object({
        format: recordFormat,
        text: z.string().max(120),
        from: instant.nullable(),
        to: instant.nullable(),
        group: z.number().int().nullable(),
      }),
    )
    .output(eventIterator(recordStep)),
  /** The newest hand-over on one page. Errors: `record.noShift`. */
  shift: command('line.run')
    .input(z.object({ key }))
    .output(z.object({ name: z.string(), bytes })),
}
