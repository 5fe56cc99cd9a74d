import { create } from 'zustand'
import { engineState } from '../client.ts'
import { beforeScans } from './listen.ts'

/** Whether a scan came while the engine was away: it was not recorded, and the screen says so until the next one. */
export const useLostScan = create<{ readonly lost: boolean; readonly at: number }>(() => ({ lost: false, at: 0 }))

/** From now on a scan that cannot be recorded is told, not swallowed. */
export function watchLostScans(): void {
  beforeScans(() => {
    const away = engineState() === 'away'
    useLostScan.setState({ lost: away, at: Date.now() })
    return away
  })
}

/** A scan went out and no answer came: it must be told, too. */
export const tellLostScan = (): void => useLostScan.setState({ lost: true, at: Date.now() })
