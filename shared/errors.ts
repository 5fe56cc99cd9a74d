/** What a fault is about, as plain data; the words live in i18n and docs/spec/errors.md lists every code with its params. */
export type FaultParams = Readonly<Record<string, string | number | readonly string[]>>

/**
 * One thing that is wrong. Codes and param names never change once released (docs/spec/errors.md); a person sees only
 * the words made from them.
 */
export type Fault = {
  readonly code: string
  readonly params: FaultParams
  /** UTF-8 byte offset in the input as received, null when the fault has no place in it */
  readonly at: number | null
  /** which input of several (0 = first), null when there was one */
  readonly part: number | null
}

/** A value, or every fault that stands in its way. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly Fault[] }

const NO_PARAMS: FaultParams = Object.freeze({})

export function fault(code: string, params: FaultParams = NO_PARAMS, at: number | null = null, part: number | null = null): Fault {
  return { code, params, at, part }
}

/** Faults in reading order: by part, then by place; those without a place come last. */
export function byPlace(a: Fault, b: Fault): number {
  return (a.part ?? -1) - (b.part ?? -1) || (a.at ?? Number.MAX_SAFE_INTEGER) - (b.at ?? Number.MAX_SAFE_INTEGER)
}
