import { useEffect, useState } from 'react'
import { isProofRead, type ProofRead, proofReads } from '../../../../shared/devices/scanner-proof.ts'
import { client } from '../../../client.ts'
import { useScan } from '../../../scan/use-scan.ts'
import type { ScannerInput } from '../device-values.ts'

export interface ProofReads {
  /** Reads of the proof symbol, oldest first, no more than are needed. */
  readonly reads: readonly ProofRead[]
  /** The newest read was of something else. */
  readonly other: boolean
  /** State of the scanner; `ready` for one that types. */
  readonly code: string
  again(): void
}

/** Listens to a scanner that is being set up: to the keyboard, or to a driver that the engine opens for as long as this screen is there. */
export function useProofReads(scanner: ScannerInput, active: boolean): ProofReads {
  const [reads, setReads] = useState<readonly ProofRead[]>([])
  const [other, setOther] = useState(false)
  const [code, setCode] = useState('ready')
  const wedge = scanner.connection.kind === 'wedge'
  const take = (read: ProofRead): void => {
    const own = isProofRead(read.text)
    setOther(!own)
    if (own) setReads((before) => (before.length >= proofReads ? before : [...before, read]))
  }
  useScan({
    scan: ({ text, imeSeen, how }) => {
      if (!active || !wedge) return
      take({
        text: how?.typed ?? text,
        imeSeen,
        ...(how === undefined ? {} : { gsKey: how.gsKey, capsLock: how.capsLock, end: how.end, ms: how.ms }),
      })
    },
  })
  const described = JSON.stringify(scanner.connection)
  // biome-ignore lint/correctness/useExhaustiveDependencies: opened again only for another connection
  useEffect(() => {
    if (!active || wedge) return
    const stop = new AbortController()
    setCode('connecting')
    let seen = 0
    const listen = async (): Promise<void> => {
      const raw: ScannerInput = { ...scanner, name: scanner.name || '-', format: { ...scanner.format, gsSubstitute: '' } }
      for await (const state of await client.devices.tryScanner({ scanner: raw }, { signal: stop.signal })) {
        setCode(state.code)
        for (const read of state.reads.filter(({ n }) => n > seen)) {
          seen = read.n
          if (read.raw !== '') take({ text: read.raw })
        }
      }
    }
    listen().catch(() => {
      if (!stop.signal.aborted) setCode('linkLost')
    })
    return () => stop.abort()
  }, [active, wedge, described])
  return {
    reads,
    other,
    code: wedge ? 'ready' : code,
    again: () => {
      setReads([])
      setOther(false)
    },
  }
}
