import { useEffect, useRef, useState } from 'react'
import { isTrialScan } from '../../../../shared/label/trial.ts'
import { client } from '../../../client.ts'
import { useScan } from '../../../scan/use-scan.ts'

export interface TrialRead {
  readonly raw: string
  /** Scanner of the station that read it; null: one that types. */
  readonly scanner: string | null
  readonly at: number
  /** It is the trial label. */
  readonly trial: boolean
}

/** ms after which a stream that broke is asked for again. */
const againMs = 400

/** The newest read, of whichever scanner, since the last `clear`; empty reads are none. */
export function useTrialReads(): { readonly last: TrialRead | null; readonly clear: () => void } {
  const [last, setLast] = useState<TrialRead | null>(null)
  const take = (raw: string, scanner: string | null, at: number): void => {
    if (raw.trim() !== '') setLast({ raw, scanner, at, trial: isTrialScan(raw) })
  }
  const taken = useRef(take)
  taken.current = take
  useScan({ scan: ({ text }) => take(text, null, Date.now()) })
  useEffect(() => {
    const stop = new AbortController()
    const listen = async (): Promise<void> => {
      let heard: number | null = null
      for await (const reads of await client.devices.heard(undefined, { signal: stop.signal })) {
        const before: number | null = heard
        heard = reads.at(-1)?.n ?? 0
        // The first state tells of reads from before this screen was there.
        if (before !== null) for (const { n, raw, scanner, at } of reads) if (n > before) taken.current(raw, scanner, at)
      }
    }
    const keep = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await listen().catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, againMs))
      }
    }
    void keep()
    return () => stop.abort()
  }, [])
  return { last, clear: () => setLast(null) }
}
