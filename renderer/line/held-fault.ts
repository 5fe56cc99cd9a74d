import { useEffect, useState } from 'react'
import type { LineState } from '../../shared/contract/line.ts'

/** A fault is shown at least so long, ms: at speed the next good label would wipe it away before anybody saw it. */
export const holdMs = 3_000

export interface HeldFault {
  /** The state with the fault still in it. */
  readonly state: LineState
  readonly release: () => void
}

/** The last fault, while the line itself has gone on and nobody has answered it yet. */
export function useHeldFault(state: LineState): HeldFault | null {
  const [held, setHeld] = useState<{
    readonly verdict: NonNullable<LineState['verdict']>
    readonly fails: number
    readonly until: number
  } | null>(null)
  const { verdict, phase, fails } = state
  const standing = (phase === 'fault' || phase === 'stopped') && verdict !== null && verdict.name !== 'match'
  if (standing && held?.verdict.seq !== verdict.seq) setHeld({ verdict, fails, until: Date.now() + holdMs })
  const running = phase === 'running'
  useEffect(() => {
    if (held === null || standing) return
    if (!running) return setHeld(null)
    const timer = setTimeout(() => setHeld(null), Math.max(0, held.until - Date.now()))
    return () => clearTimeout(timer)
  }, [held, standing, running])
  if (held === null || !running || Date.now() >= held.until) return null
  return { state: { ...state, phase: 'fault', verdict: held.verdict, fails: held.fails }, release: () => setHeld(null) }
}
