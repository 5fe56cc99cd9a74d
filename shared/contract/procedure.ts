import { oc } from '@orpc/contract'
import * as z from 'zod'
import type { Permission } from '../auth/permissions.ts'

export interface ProcedureMeta {
  /** Looked up in the permission table for the user who belongs to the port; `open` is for everybody, before sign-in, too. */
  readonly permission: Permission
  /** Whether a call changes something: only then must it carry an idempotency key, and never be repeated without it. */
  readonly kind: 'query' | 'command'
}

export const id = z.number().int().min(1)
/** UTC milliseconds. */
export const instant = z.number().int()
/** YYYY-MM-DD. */
export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** Text a person typed: never empty, never only blanks. */
export const text = (max: number) => z.string().trim().min(1).max(max)
/** Idempotency key of a mutating call, made by the caller: the outcome of a call that was cut off is unknown, so it may come again. */
export const key = z.string().min(8).max(64)
/** Raw bytes; they cross the port as they are. */
export const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array)
/** A file: whole, or by the upload that brought it in pieces (`files.put`). */
export const file = z.union([z.object({ name: text(200), bytes }), z.object({ name: text(200), upload: z.string().min(8).max(64) })])
export const ok = z.object({ ok: z.literal(true) })

/** One thing that is wrong, as a code with parameters; words live in i18n. */
export const problem = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  field: z.string().optional(),
  row: z.number().optional(),
})

/** An electronic signature: why, and who re-entered a password, one person or two. */
export const signing = z.object({
  reason: text(300),
  signers: z
    .array(z.object({ login: text(40), password: z.string().min(1).max(200) }))
    .min(1)
    .max(2),
  /** The second person signs later: the act is put into the queue, signed by the first. */
  later: z.boolean().optional(),
})

/** An act that was done, or that waits for its second signature under this number. */
export const okOrWaiting = z.object({ ok: z.literal(true), waiting: z.number().nullable() })

/** One fault of an input: where, which rule, and the figures its words need. */
export const inputIssue = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
})
export type InputIssue = z.infer<typeof inputIssue>

const limit = z.object({ max: z.number() })

/** Errors any call can end with. A refusal of the station is `refused` with every problem found at once. */
const commonErrors = {
  'input.invalid': { status: 400, data: z.object({ issues: z.array(inputIssue) }) },
  refused: { status: 422, data: z.object({ problems: z.array(problem) }) },
  'permission.denied': { status: 403, data: z.object({ permission: z.string() }) },
  /** Nobody touched anything for too long: the same person, or another one, signs in first. */
  'session.idle': { status: 403, data: z.object({ permission: z.string() }) },
  /** The person must change their password or PIN first. */
  'session.mustChange': { status: 403, data: z.object({ permission: z.string() }) },
  'limit.message': { status: 413, data: limit },
  'limit.rate': { status: 429, data: limit },
  'limit.streams': { status: 429, data: limit },
} as const

const procedure = (meta: ProcedureMeta) => oc.$meta<ProcedureMeta>(meta).errors(commonErrors)

/**
 * The only ways to begin a procedure: without a permission it does not compile, and the engine refuses what the
 * permission does not allow before the handler sees the input.
 */
export const query = (permission: Permission) => procedure({ permission, kind: 'query' })
export const command = (permission: Permission) => procedure({ permission, kind: 'command' })
