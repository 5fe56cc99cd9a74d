import type { Problem } from '../../../shared/station-error.ts'

/** Faults sorted to their fields; what belongs to no shown field stays in `rest`. */
export interface Sorted {
  of(field: string): readonly Problem[]
  readonly rest: readonly Problem[]
  readonly count: number
}

/** `fields`: those the form shows. `packing.1.di` belongs to `packing`; a refused input names its object first: `order.lot` is `lot`. */
export function sortProblems(problems: readonly Problem[], fields: readonly string[]): Sorted {
  const by = new Map<string, Problem[]>()
  const rest: Problem[] = []
  for (const problem of problems) {
    const field = fields.filter((shown) => isOf(problem.field ?? '', shown)).sort((a, b) => b.length - a.length)[0]
    if (field === undefined) rest.push(problem)
    else by.set(field, [...(by.get(field) ?? []), problem])
  }
  return { of: (field) => by.get(field) ?? [], rest, count: problems.length }
}

const isOf = (path: string, field: string): boolean =>
  [path, path.slice(path.indexOf('.') + 1)].some((part) => part === field || part.startsWith(`${field}.`))

/** A fault found in the page before the engine was asked. */
export const fault = (field: string, code: string, params: Problem['params'] = {}): Problem => ({ field, code, params })
