import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { commandVerbs } from '../print-verify/commands.ts'
import { condition } from './orders.ts'
import { bytes, command, id, instant, key, ok, problem, query, signing, text } from './procedure.ts'

export const verdict = z.enum([
  'unreadable',
  'notGs1',
  'foreign',
  'wrongProduct',
  'wrongLotOrDate',
  'duplicate',
  'outOfOrder',
  'match',
  'missing',
])

/** One thing a scan got wrong: the field, what was due and what was there. */
export const fault = z.object({
  verdict,
  field: z.enum(['carrier', 'di', 'lot', 'made', 'expires', 'serial', 'ordinal', 'text']),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  /** Where a known but wrong label belongs. */
  order: z.string().nullable(),
  at: instant.nullable(),
})

export const labelFields = z.object({
  di: z.string(),
  lot: z.string().nullable(),
  serial: z.string().nullable(),
  made: z.string().nullable(),
  expires: z.string().nullable(),
})

export const cell = z.object({
  ordinal: z.number().nullable(),
  mark: z.enum(['verified', 'accepted', 'waiting', 'head', 'blank', 'fault', 'doubt', 'voided', 'trouble', 'sampled', 'missing']),
  at: z.enum(['scanner', 'head', 'missed']).nullable(),
})

export const troubleStatus = z.enum([
  'mediaOut',
  'ribbonOut',
  'headOpen',
  'paused',
  'linkLost',
  'mute',
  'wrongLanguage',
  'overheated',
  'jam',
  'cutter',
  'queueStopped',
  'unknown',
  'scannerLost',
])

/** The line screen, whole. First a snapshot, then the latest state at most 30 times a second. */
export const lineState = z.object({
  revision: z.number(),
  job: z.object({
    id,
    order: z.string(),
    orderId: id,
    product: z.string(),
    spec: z.string(),
    lot: z.string(),
    trace: z.enum(['model', 'lot', 'serial']),
    expires: z.string(),
    made: z.string(),
    verify: z.enum(['every', 'firstLast', 'nth', 'count']),
    verifyOnly: z.boolean(),
    template: z.string(),
  }),
  phase: z.enum(['idle', 'running', 'paused', 'fault', 'stopped', 'trouble', 'doubt', 'printed', 'closed']),
  total: z.number(),
  /** The ordinal at which the job would go on. */
  next: z.number(),
  counts: z.object({ good: z.number(), voided: z.number(), sampled: z.number(), left: z.number(), waiting: z.number() }),
  perMinute: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  fails: z.number(),
  stopAfter: z.number(),
  /** The newest verdict; `seq` is its committed event, so it changes with each verdict. */
  verdict: z
    .object({
      seq: z.number(),
      name: verdict,
      ordinal: z.number().nullable(),
      label: id.nullable(),
      awaited: z.number().nullable(),
      faults: z.array(fault),
      fields: labelFields.nullable(),
      raw: z.string(),
      at: instant,
    })
    .nullable(),
  doubt: z
    .object({
      label: id,
      ordinal: z.number(),
      serial: z.string().nullable(),
      at: instant,
      why: z.enum(['restart', 'linkLost', 'powerCycle', 'printerFault']),
      count: z.number(),
    })
    .nullable(),
  trouble: z
    .object({
      status: troubleStatus,
      ordinal: z.number().nullable(),
      since: instant,
      cleared: z.boolean(),
      roll: z.string().nullable(),
      label: id.nullable(),
      printed: z.number(),
      waiting: z.array(z.number()),
    })
    .nullable(),
  armed: z.object({ verb: z.enum(['void', 'sample', 'reprint']), until: instant }).nullable(),
  tape: z.array(cell),
  printer: z.object({ ok: z.boolean(), virtual: z.boolean(), code: z.string() }),
  scanner: z.object({ ok: z.boolean(), virtual: z.boolean(), code: z.string() }),
  log: z.object({ ok: z.boolean(), code: z.string() }),
  /** The newest command card read by a device that only a screen can answer: help, silence, numbers, OK. */
  card: z.object({ seq: z.number(), verb: z.enum(commandVerbs) }).nullable(),
})
export type LineState = z.infer<typeof lineState>

export const picture = z.object({
  width: z.number(),
  height: z.number(),
  dpi: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
  stride: z.number(),
  bits: bytes,
  sha256: z.string(),
})

export const voidReason = z.enum(['unreadable', 'damaged', 'half', 'blank', 'wrong', 'test', 'other'])

export const line = {
  /** Opens (creates on first use) the job of an order and says whether it may start. */
  open: command('line.watch')
    .input(z.object({ key, orderId: id }))
    .output(
      z.object({
        jobId: id,
        conditions: z.array(condition),
        first: z.object({ ordinal: z.number(), fields: labelFields, picture }).nullable(),
        secondsExpected: z.number().nullable(),
        poolLeft: z.number().nullable(),
        template: z.object({ name: z.string(), version: z.number(), approved: z.boolean() }),
      }),
    ),
  watch: query('line.watch')
    .input(z.object({ jobId: id }))
    .output(eventIterator(lineState)),
  start: command('line.run')
    .input(z.object({ key, jobId: id }))
    .output(ok),
  pause: command('line.run')
    .input(z.object({ key, jobId: id }))
    .output(ok),
  /** A scan decoded in the page from key codes. `raw` may hold GS. The verdict arrives through `watch`. */
  scan: command('line.run')
    .input(z.object({ key, jobId: id, raw: z.string().max(1_000_000), imeSeen: z.boolean() }))
    .output(z.object({ seq: z.number().nullable() })),
  /** Clears a shown fault: the wrong label was taken out of the line. */
  acknowledge: command('line.run')
    .input(z.object({ key, jobId: id }))
    .output(ok),
  /** Takes a label out and prints its ordinal again. `extra`: a second paper with the same code was found and destroyed; the label itself stays. */
  void: command('label.void')
    .input(z.object({ key, jobId: id, label: id, reason: voidReason, note: z.string().max(200), extra: z.boolean() }))
    .output(ok),
  /** Reprint of the same code after the old label was destroyed: reason and a second person. */
  reprintSame: command('label.reprintSame')
    .input(z.object({ key, jobId: id, label: id, signing }))
    .output(ok),
  sample: command('label.sample')
    .input(z.object({ key, jobId: id, label: id, note: z.string().max(200) }))
    .output(ok),
  /** 2 not printed, 3 half or unreadable, 4 cannot be found. Scanning it is the fourth answer. */
  answerDoubt: command('line.run')
    .input(z.object({ key, jobId: id, label: id, answer: z.enum(['notPrinted', 'half', 'notFound']) }))
    .output(ok),
  /** Trouble at the printer: the new roll, and what became of the label under the head. */
  roll: command('line.run')
    .input(z.object({ key, jobId: id, lot: text(40) }))
    .output(ok),
  answerTrouble: command('line.run')
    .input(z.object({ key, jobId: id, answer: z.enum(['half', 'notPrinted', 'whole']) }))
    .output(ok),
  /** Arms a verb for 5 s: the next label scanned is its object. */
  arm: command('line.run')
    .input(z.object({ key, jobId: id, verb: z.enum(['void', 'sample', 'reprint']), reason: voidReason }))
    .output(ok),
  /** Leaves the armed verb: the next label scanned is only judged. */
  disarm: command('line.run')
    .input(z.object({ key, jobId: id }))
    .output(ok),
  setTotal: command('line.run')
    .input(z.object({ key, jobId: id, total: z.number().int().min(1).max(1_000_000) }))
    .output(ok),
  labels: query('line.watch')
    .input(z.object({ jobId: id, ordinal: z.number().int().min(1) }))
    .output(
      z.array(
        z.object({
          label: id,
          ordinal: z.number(),
          take: z.number(),
          serial: z.string().nullable(),
          state: z.string(),
          evidence: z.number().nullable(),
          at: instant,
        }),
      ),
    ),
  picture: query('line.watch')
    .input(z.object({ label: id }))
    .output(picture),
  /** What happened to a label and around it, oldest first. */
  story: query('line.watch')
    .input(z.object({ label: id }))
    .output(
      z.array(
        z.object({
          seq: z.number(),
          at: instant,
          who: z.string().nullable(),
          kindName: z.string().nullable(),
          device: z.string().nullable(),
          word: z.string().nullable(),
          own: z.boolean(),
        }),
      ),
    ),
  /** One label without any product's code on the job's printer, to see how it prints. Refused while a line runs (`line.busy`). */
  testPrint: command('line.run')
    .input(z.object({ key, jobId: id }))
    .output(z.object({ ok: z.boolean(), code: z.string(), evidence: z.number() })),
  shiftChange: command('line.run')
    .input(z.object({ key, jobId: id.nullable(), signing: z.null() }))
    .output(ok),
  /** Training only: makes the virtual line misbehave. */
  trainingFault: command('training.fault')
    .input(z.object({ key, fault: z.enum(['smudge', 'skip', 'repeat', 'paper-out', 'stall', 'mute', 'power-cycle', 'wrong-label']) }))
    .output(ok),
  problemsOf: query('session.any')
    .input(z.object({ jobId: id }))
    .output(z.array(problem)),
}
