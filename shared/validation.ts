/** What a check of the installation depends on: when one of these changes, the check is to be repeated (GMP 2025 art. 77). */
export const componentNames = [
  'program',
  'runtime',
  'os',
  'ledger',
  'fonts',
  'templates',
  'printer',
  'scanner',
  'settings',
  'keys',
] as const
export type Component = (typeof componentNames)[number]

/** Each component as one line of text; another text is another state. */
export type Components = Readonly<Record<Component, string>>

/** Installation, operation, device. */
export const checkKinds = ['IQ', 'OQ', 'DQ'] as const
export type CheckKind = (typeof checkKinds)[number]

/** `skipped`: could not be looked at, and says why; never a silent pass. */
export const checkResults = ['ok', 'bad', 'skipped'] as const
export type CheckResult = (typeof checkResults)[number]

/** A check as it is listed: its number, what it depends on, and where its words stand. */
export interface CheckHead {
  /** IQ-01, OQ-07; devices DQ-P3 (printer 3), DQ-S4, and DQ-P0 where there is none. */
  readonly id: string
  readonly kind: CheckKind
  readonly on: readonly Component[]
  /** Its words: the id, or the sort of device. */
  readonly words: string
  /** The device, for its words. */
  readonly name: string | null
}

/** What a check found: a figure as it was read, and a code where it is not ok. */
export interface Finding {
  readonly result: CheckResult
  readonly code: string | null
  readonly value: string
}

export type Checked = CheckHead & Finding

/** A component that is not what it was at the last validation; `was` null = never validated. */
export interface ComponentChange {
  readonly component: Component
  readonly was: string | null
  readonly is: string
}

/** What is not as it was. Without an earlier validation everything is new. */
export function changesSince(before: Partial<Components> | null, now: Components): ComponentChange[] {
  return componentNames
    .filter((component) => before?.[component] !== now[component])
    .map((component) => ({ component, was: before?.[component] ?? null, is: now[component] }))
}

/** The checks that depend on something that changed, in their order. */
export const repeatsAfter = (changes: readonly ComponentChange[], heads: readonly CheckHead[]): string[] =>
  heads.filter(({ on }) => changes.some(({ component }) => on.includes(component))).map(({ id }) => id)

/** How many of each result. */
export const tally = (checks: readonly { readonly result: CheckResult }[]): Readonly<Record<CheckResult, number>> => ({
  ok: checks.filter(({ result }) => result === 'ok').length,
  bad: checks.filter(({ result }) => result === 'bad').length,
  skipped: checks.filter(({ result }) => result === 'skipped').length,
})
