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

/**
 * One work, step by step: `first`, what it tells meanwhile, and last what it resolves to. Ends the work when nobody listens any more;
 * throws what it throws.
 */
export async function* stepsOf<T>(
  first: T,
  work: (tell: (step: T) => void, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  let state = first
  let done = false
  let failed: unknown = null
  const ended = new AbortController()
  const states = latest(
    () => state,
    (changed) => {
      const told = (step: T): void => {
        state = step
        changed()
      }
      work(told, ended.signal).then(
        (last) => {
          done = true
          told(last)
        },
        (error: unknown) => {
          failed = error
          changed()
        },
      )
      return () => ended.abort()
    },
    signal,
    10,
  )
  for await (const step of states) {
    if (failed !== null) throw failed
    // What was read before the end was told is not the last one.
    const last = done && step === state
    yield step
    if (last) return
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
