/** Parameters of an error code; words for them live in i18n. */
export type ErrorParams = Readonly<Record<string, string | number | boolean | null>>

/** One thing that is wrong, as a code with parameters. docs/spec/errors.md lists every code. */
export interface Problem {
  readonly code: string
  readonly params: ErrorParams
  /** The input field, file row or column it is about, when there is one. */
  readonly field?: string
  readonly row?: number
}

/** A refusal. It carries every problem found at once; the first one names it. Never shown as text. */
export class StationError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems[0]?.code ?? 'internal')
    this.name = 'StationError'
    this.problems = problems
  }

  get code(): string {
    return this.message
  }

  get params(): ErrorParams {
    return this.problems[0]?.params ?? {}
  }
}

/** A refusal with one code. */
export const refuse = (code: string, params: ErrorParams = {}, field?: string): StationError =>
  new StationError([field === undefined ? { code, params } : { code, params, field }])

/** For unions: a case that was forgotten does not compile. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case ${String(value)}`)
}
