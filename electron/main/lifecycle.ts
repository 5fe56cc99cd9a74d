import { app } from 'electron'

/** One station per user profile: a second start hands over to the first and ends. */
export function isOnlyInstance(another: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', another)
  return true
}

/**
 * Ends in order: `closing` first (nothing may start anything any more), then `stop`, then the process with code 0.
 * The last window, the system's shut-down, SIGTERM and Ctrl-C all come this way.
 */
export function endInOrder(stop: () => Promise<void>): void {
  let ending = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (ending) return
    ending = true
    void stop().finally(() => app.exit(0))
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}
