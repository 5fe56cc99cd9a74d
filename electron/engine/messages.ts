/**
 * The control messages between shell and engine, the same for both hosts. Calls of the page do not come this way on the
 * utility host, where ports are handed over; the child-process host has no ports, so `frame` carries their messages.
 */
export type ToEngine =
  | { readonly t: 'ping'; readonly n: number }
  | { readonly t: 'stop' }
  /** What the operating system's key store keeps for this station; null = there is none. */
  | { readonly t: 'secret'; readonly key: Uint8Array | null }
  | { readonly t: 'open'; readonly id: number }
  | { readonly t: 'frame'; readonly id: number; readonly data: unknown }
  | { readonly t: 'close'; readonly id: number }

export type FromEngine =
  | { readonly t: 'ready' }
  | { readonly t: 'pong'; readonly n: number }
  | { readonly t: 'frame'; readonly id: number; readonly data: unknown }

/** Which process the engine runs in: Electron's own utility process, or Node 24 beside an Electron too old for the ledger. */
export type EngineHostKind = 'utility' | 'node24'
