import type { EnginePort } from './port.ts'

/** What the first screen asks. */
const calls = ['/session/overview', '/session/people']

/**
 * A page that is none: it asks what the first screen will ask while that is still being made, so that its own answers find statements
 * prepared and code compiled. Nobody hears the answers.
 */
export function rehearsal(): EnginePort {
  return {
    on(type, listener) {
      if (type !== 'message') return
      const ask = listener as (event: { readonly data: unknown }) => void
      setImmediate(() => {
        for (const u of calls) ask({ data: { i: u, p: { u, b: { meta: [] } } } })
      })
    },
    postMessage() {},
  }
}
