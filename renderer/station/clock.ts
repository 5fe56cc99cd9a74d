import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
setInterval(() => {
  now = Date.now()
  for (const listener of listeners) listener()
}, 1_000)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The time, once a second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)
