import { StationError } from '../../../shared/station-error.ts'
import type { Finding } from '../../../shared/validation.ts'

export const ok = (value: string): Finding => ({ result: 'ok', code: null, value })
export const bad = (code: string, value = ''): Finding => ({ result: 'bad', code, value })
export const skipped = (code: string, value = ''): Finding => ({ result: 'skipped', code, value })

/** A requirement that does not hold. */
class Unmet extends Error {
  readonly code: string
  readonly value: string
  constructor(code: string, value: string) {
    super(code)
    this.code = code
    this.value = value
  }
}

/** Ends the check as bad unless it holds; `value` is what was found instead. */
export function must(holds: boolean, code: string, value = ''): asserts holds {
  if (!holds) throw new Unmet(code, value)
}

/** Runs one check. Whatever stops it makes it bad: a check that could not be finished has not been passed. */
export async function found(run: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof Unmet) return bad(error.code, error.value)
    if (error instanceof StationError) return bad('validation.refused', error.code)
    return bad('validation.stopped', error instanceof Error ? `${error.name} ${(error as { code?: string }).code ?? ''}`.trim() : '')
  }
}

/** The code with which an act was refused; null when it was not, or failed for another reason than a refusal. */
export async function refusalOf(act: () => unknown): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (error instanceof StationError) return error.code
    throw error
  }
}

/** Must be refused, and with this code. Returns it, as what was seen. */
export async function mustRefuse(code: string, act: () => unknown): Promise<string> {
  const refused = await refusalOf(act)
  must(refused === code, 'validation.notRefused', `${code} ≠ ${refused ?? '–'}`)
  return code
}
