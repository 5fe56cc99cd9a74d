import { ORPCError } from '@orpc/client'
import type { InputIssue } from '../../shared/contract/procedure.ts'
import { isWord } from '../../shared/i18n/index.ts'
import type { Problem } from '../../shared/station-error.ts'
import { say } from './words.ts'

/** What a failed call says, as problems with words. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof ORPCError)) return [{ code: 'internal', params: {} }]
  const data = error.data as { problems?: readonly Problem[]; issues?: readonly InputIssue[] } | undefined
  if (error.code === 'refused' && data?.problems !== undefined) return data.problems
  if (error.code === 'input.invalid' && data?.issues !== undefined) return data.issues.map(problemOfIssue)
  return [{ code: error.code, params: {} }]
}

/** True when the call may have been done although no answer came. */
export const isUnknownOutcome = (error: unknown): boolean =>
  error instanceof ORPCError && (error.code === 'engine.lost' || error.code === 'call.timeout')

function problemOfIssue({ path, code }: InputIssue): Problem {
  const field = path.at(-1) ?? ''
  const name = `field.${field}`
  return {
    code: isWord(`error.input.${code}`) ? `input.${code}` : 'input.other',
    params: { field: isWord(name) ? say(name) : String(field) },
    field: path.join('.'),
  }
}
