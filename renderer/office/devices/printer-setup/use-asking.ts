import { useEffect, useRef, useState } from 'react'
import type { PrinterConnection, PrinterLanguage } from '../../../../shared/printing.ts'
import type { Problem } from '../../../../shared/station-error.ts'
import { client } from '../../../client.ts'
import { problemsOf } from '../../../station/problems.ts'
import type { Seen } from './draft.ts'

export interface Asking {
  /** `see`: asked in one language; else which of the languages is being tried. */
  readonly busy: 'see' | { readonly n: number; readonly of: number; readonly trying: PrinterLanguage | null } | null
  readonly problems: readonly Problem[]
  /** All languages were tried and none was answered. */
  readonly none: boolean
  readonly see: (connection: PrinterConnection, language: PrinterLanguage) => void
  readonly detect: (connection: PrinterConnection) => void
  readonly stop: () => void
}

/** Asks a printer who it is; one question at a time, ended when the screen goes. */
export function useAsking(onSeen: (seen: Seen) => void): Asking {
  const [busy, setBusy] = useState<Asking['busy']>(null)
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const [none, setNone] = useState(false)
  const open = useRef<AbortController | null>(null)
  const told = useRef(onSeen)
  told.current = onSeen
  useEffect(() => () => open.current?.abort(), [])

  const run = (first: Asking['busy'], ask: (signal: AbortSignal) => Promise<Seen | null>): void => {
    if (open.current !== null) return
    const mine = new AbortController()
    open.current = mine
    setBusy(first)
    setProblems([])
    setNone(false)
    const end = (): boolean => {
      if (open.current !== mine) return false
      open.current = null
      setBusy(null)
      return !mine.signal.aborted
    }
    ask(mine.signal).then(
      (seen) => {
        if (!end()) return
        setNone(seen === null)
        if (seen !== null) told.current(seen)
      },
      (error: unknown) => {
        if (end()) setProblems(problemsOf(error))
      },
    )
  }
  return {
    busy,
    problems,
    none,
    see: (connection, language) => run('see', (signal) => client.devices.see({ connection, language }, { signal })),
    detect: (connection) =>
      run({ n: 0, of: 6, trying: null }, async (signal) => {
        let seen: Seen | null = null
        for await (const step of await client.devices.detect({ connection }, { signal })) {
          if (step.trying !== null) setBusy({ n: step.n, of: step.of, trying: step.trying })
          seen = step.seen
        }
        return seen
      }),
    stop: () => {
      open.current?.abort()
      open.current = null
      setBusy(null)
    },
  }
}
