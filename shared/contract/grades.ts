import * as z from 'zod'
import { gradeStandards } from '../verifier/grade.ts'
import { gradeParameters } from '../verifier/profile.ts'
import { verifierProfile } from './devices.ts'
import { command, file, id, instant, key, ok, query, text } from './procedure.ts'

/** A grade as it is kept: tenths of 0 to 4.0, and the lowest that passes. */
export const grade = z.object({
  id,
  order: z.string().nullable(),
  /** Null: of the whole lot. */
  ordinal: z.number().nullable(),
  tenths: z.number(),
  least: z.number(),
  formal: z.string(),
  standard: z.enum(gradeStandards),
  code: z.string().nullable(),
  verifier: z.string(),
  source: z.string(),
  measured: z.string().nullable(),
  why: z.string().nullable(),
  parameters: z.partialRecord(z.enum(gradeParameters), z.string()),
  at: instant,
})

export const grades = {
  ofOrder: query('order.read')
    .input(z.object({ orderId: id }))
    .output(z.array(grade)),
  /** Reports that belong to nothing this station knows; `why` says what was missing. */
  waiting: query('device.read').output(z.array(grade)),
  attach: command('grade.attach')
    .input(z.object({ key, id, order: text(40), ordinal: z.number().int().min(1).nullable(), reason: text(200) }))
    .output(ok),
  dismiss: command('grade.attach')
    .input(z.object({ key, id, reason: text(200) }))
    .output(ok),
  /** What a profile makes of a report, without keeping any of it. */
  preview: query('device.write')
    .input(z.object({ file, profile: verifierProfile }))
    .output(
      z.object({
        symbols: z.array(
          z.object({ code: z.string().nullable(), formal: z.string(), standard: z.enum(gradeStandards), at: z.string().nullable() }),
        ),
        faults: z.array(z.object({ row: z.number(), code: z.string(), text: z.string() })),
        /** Headings that the profile names and the file has not, and those that it has. */
        absent: z.array(z.string()),
        headings: z.array(z.string()),
      }),
    ),
}
