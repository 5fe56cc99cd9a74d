import { useEffect } from 'react'
import { client } from '../client.ts'
import { useFirstOverview } from './overview.ts'

/** Told at most so often, ms; for short limits a fifth of them. */
const everyMs = 10_000

/** Tells the engine of keys and touches while somebody is signed in: it locks a page that nobody touches. A scan of a wedge is keys. */
export function useActivity(): void {
  const overview = useFirstOverview()
  const seconds = overview === undefined || overview.me === null ? 0 : overview.idleSeconds
  useEffect(() => {
    if (seconds === 0) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let again = false
    const tell = (): void => {
      again = false
      timer = setTimeout(
        () => {
          timer = undefined
          if (again) tell()
        },
        Math.min(everyMs, seconds * 200),
      )
      void client.session.active().catch(() => undefined)
    }
    const act = (): void => {
      if (timer === undefined) tell()
      else again = true
    }
    const kinds = ['keydown', 'pointerdown', 'wheel'] as const
    for (const kind of kinds) window.addEventListener(kind, act, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const kind of kinds) window.removeEventListener(kind, act, { capture: true })
    }
  }, [seconds])
}
