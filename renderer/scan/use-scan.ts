import { useEffect, useRef } from 'react'
import { type Listener, listen } from './listen.ts'

/** Scans, bare digits and function keys go to this screen while it stands on top. `base`: what holds under whatever is shown inside. */
export function useScan(listener: Listener, base = false): void {
  const ref = useRef(listener)
  ref.current = listener
  useEffect(() => listen(ref, base), [base])
}
