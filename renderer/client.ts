import { type ClientContext, type ClientLink, createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../shared/contract/index.ts'
import { cloneable } from '../shared/contract/wire.ts'

declare global {
  interface Window {
    /** All that the preload exposes. */
    readonly signet: { connect(): void; painted(): void }
  }
}

export type EngineState = 'ready' | 'away'

/** A call that has no answer after this time is given up: a stopped engine would leave it open for ever. */
const DEADLINE_MS = 15_000

let state: EngineState = 'away'
let link: Deferred<RPCLink<ClientContext>> = deferred()
const stateListeners = new Set<(state: EngineState) => void>()
const connectListeners = new Set<() => void>()

export const engineState = (): EngineState => state

/** Calls back at every change between ready and away. Returns the function that ends it. */
export function onEngineState(listener: (state: EngineState) => void): () => void {
  stateListeners.add(listener)
  return () => stateListeners.delete(listener)
}

/** Calls back when a new port is in place: time to ask everything again. */
export function onConnect(listener: () => void): () => void {
  connectListeners.add(listener)
  return () => connectListeners.delete(listener)
}

window.addEventListener('message', (event) => {
  if (event.source !== window || event.origin !== location.origin) return
  const data = event.data as { readonly signet?: unknown; readonly state?: unknown } | null
  if (data?.signet === 'port' && event.ports[0]) take(event.ports[0])
  else if (data?.signet === 'engine' && (data.state === 'ready' || data.state === 'away')) {
    state = data.state
    for (const listener of stateListeners) listener(state)
  }
})

function take(port: MessagePort): void {
  if (link.settled) link = deferred()
  const mine = link
  // Before RPCLink adds its own listener: that one rejects the open calls, and a retry must already find this link gone.
  port.addEventListener('close', () => {
    if (link === mine) link = deferred()
  })
  mine.resolve(new RPCLink<ClientContext>({ port, experimental_transfer: cloneable as never }))
  port.start()
  for (const listener of connectListeners) listener()
}

/**
 * Waits for a port, then calls with a deadline. Three codes tell the caller what became of it: `engine.away` (never
 * sent), `engine.lost` and `call.timeout` (sent; whether it was done is unknown, so only a call with an idempotency key
 * may be repeated). A stream has a deadline for its beginning only.
 */
const overCurrentPort: ClientLink<ClientContext> = {
  async call(path, input, options) {
    const abort = new AbortController()
    const passOn = (): void => abort.abort(options.signal?.reason)
    if (options.signal?.aborted) passOn()
    options.signal?.addEventListener('abort', passOn, { once: true })
    let late = false
    let sent = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        late = true
        abort.abort()
        reject(new ORPCError(sent ? 'call.timeout' : 'engine.away', { status: 504 }))
      }, DEADLINE_MS)
    })
    try {
      const current = await Promise.race([link.promise, deadline])
      sent = true
      return await Promise.race([current.call(path, input, { ...options, signal: abort.signal }), deadline])
    } catch (error) {
      if (error instanceof ORPCError || options.signal?.aborted || late) throw error
      throw new ORPCError('engine.lost', { status: 503, cause: error })
    } finally {
      clearTimeout(timer)
    }
  },
}

export const client: ContractRouterClient<Contract> = createORPCClient(overCurrentPort)

/** Asks the shell for a port; from then on it brings a new one by itself after every engine start. */
export const connect = (): void => window.signet.connect()

/** Tells the shell, two frames later, that what was just rendered is on the glass. */
export function tellPainted(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => window.signet.painted()))
}

interface Deferred<T> {
  readonly promise: Promise<T>
  readonly settled: boolean
  resolve(value: T): void
}

function deferred<T>(): Deferred<T> {
  let settled = false
  let settle: (value: T) => void
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return {
    promise,
    get settled() {
      return settled
    },
    resolve(value) {
      settled = true
      settle(value)
    },
  }
}
