import { canonical, type Json } from '../../shared/ledger/jcs.ts'
import { refuse } from '../../shared/station-error.ts'

/** What a waiting act changes of a whole: only the fields that will differ, as they were when it was asked and as they will be. */
export interface ChangedFields<T extends object> {
  readonly before: Partial<T>
  readonly after: Partial<T>
}

const same = (a: unknown, b: unknown): boolean => canonical((a ?? null) as Json) === canonical((b ?? null) as Json)

/** Errors: `sign.nothing` when no field differs. */
export function changedFields<T extends object>(now: T, next: T): ChangedFields<T> {
  const names = (Object.keys(next) as (keyof T)[]).filter((name) => !same(now[name], next[name]))
  if (names.length === 0) throw refuse('sign.nothing')
  const pick = (whole: T): Partial<T> => Object.fromEntries(names.map((name) => [name, whole[name] ?? null])) as Partial<T>
  return { before: pick(now), after: pick(next) }
}

/** `now` with the changes. Errors: `sign.stale` when one of these fields is no longer what it was when the change was asked. */
export function withChanges<T extends object>(now: T, { before, after }: ChangedFields<T>): T {
  const names = Object.keys(after ?? {}) as (keyof T)[]
  // Nothing to change is no request of this kind: one that holds the whole says nothing of what it was based on.
  if (names.length === 0 || names.some((name) => !same(now[name], before?.[name]))) throw refuse('sign.stale')
  return { ...now, ...after }
}
