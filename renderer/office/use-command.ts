import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Problem } from '../../shared/station-error.ts'
import { problemsOf } from '../station/problems.ts'

export interface Command<Input, Output> {
  readonly busy: boolean
  /** What the last try was refused for. */
  readonly problems: readonly Problem[]
  /** Runs it; undefined when it was refused. A second press while it runs does nothing. */
  run(input: Input): Promise<Output | undefined>
  clear(): void
}

/**
 * A call that changes something. The idempotency key stays the same until the engine has answered: the outcome of a call that was cut
 * off is unknown, so the next press repeats that one and not another. Afterwards everything shown is asked again.
 */
export function useCommand<Input extends object, Output>(call: (input: Input & { key: string }) => Promise<Output>): Command<Input, Output> {
  const [busy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const key = useRef<string | null>(null)
  const queries = useQueryClient()
  return {
    busy,
    problems,
    clear: () => setProblems([]),
    async run(input) {
      if (busy) return undefined
      key.current ??= crypto.randomUUID()
      setBusy(true)
      try {
        const output = await call({ ...input, key: key.current })
        key.current = null
        setProblems([])
        void queries.invalidateQueries()
        return output
      } catch (error) {
        const found = problemsOf(error)
        if (!found.some(({ code }) => unknownOutcome.has(code))) key.current = null
        setProblems(found)
        return undefined
      } finally {
        setBusy(false)
      }
    },
  }
}

const unknownOutcome: ReadonlySet<string> = new Set(['engine.lost', 'call.timeout'])
