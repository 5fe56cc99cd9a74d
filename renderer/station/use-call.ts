import { useCallback, useRef, useState } from 'react'
import type { Problem } from '../../shared/station-error.ts'
import { isUnknownOutcome, problemsOf } from './problems.ts'

export interface Call<Input, Output> {
  /** Resolves to the answer, or to undefined when there was a problem (then in `problems`). A second press while busy does nothing. */
  readonly run: (input: Omit<Input, 'key'>) => Promise<Output | undefined>
  readonly busy: boolean
  readonly problems: readonly Problem[]
  readonly clear: () => void
}

/**
 * A call that changes something. Makes its idempotency key; when the outcome of an attempt is unknown, the same input sent again
 * carries the same key, so that it is done at most once.
 */
export function useCall<Input extends { key: string }, Output>(procedure: (input: Input) => Promise<Output>): Call<Input, Output> {
  const [busy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const open = useRef<{ readonly key: string; readonly text: string } | null>(null)
  const running = useRef(false)
  const latest = useRef(procedure)
  latest.current = procedure
  const run = useCallback(async (input: Omit<Input, 'key'>): Promise<Output | undefined> => {
    if (running.current) return undefined
    running.current = true
    setBusy(true)
    const text = open.current === null ? '' : JSON.stringify(input)
    const key = open.current !== null && open.current.text === text ? open.current.key : crypto.randomUUID()
    try {
      const answer = await latest.current({ ...input, key } as Input)
      open.current = null
      setProblems([])
      return answer
    } catch (error) {
      open.current = isUnknownOutcome(error) ? { key, text: JSON.stringify(input) } : null
      setProblems(problemsOf(error))
      return undefined
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setProblems([]), [])
  return { run, busy, problems, clear }
}
