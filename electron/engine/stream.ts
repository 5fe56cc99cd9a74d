/**
 * A stream of states: the present one first, then the latest one after each change, at most `perSecond`. A reader that is slow gets
 * fewer states, never a backlog. Ends when the signal fires.
 */
export async function* latest<T>(
  read: () => T,
  subscribe: (changed: () => void) => () => void,
  signal: AbortSignal | undefined,
  perSecond = 30,
): AsyncGenerator<T, void> {
  let dirty = true
  let wake: () => void = () => {}
  const changed = (): void => {
    dirty = true
    wake()
  }
  const unsubscribe = subscribe(changed)
  const ended = (): void => wake()
  signal?.addEventListener('abort', ended)
  try {
    while (signal?.aborted !== true) {
      if (dirty) {
        dirty = false
        yield read()
        await pause(1000 / perSecond)
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
          if (dirty || signal?.aborted === true) resolve()
        })
      }
    }
  } finally {
    unsubscribe()
    signal?.removeEventListener('abort', ended)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
