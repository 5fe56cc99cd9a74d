import { ORPCError, ValidationError } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { InputIssue, ProcedureMeta } from '../../shared/contract/procedure.ts'
import { cloneable } from '../../shared/contract/wire.ts'
import { StationError } from '../../shared/station-error.ts'
import { LIMITS, limited } from './limits.ts'
import type { EnginePort } from './port.ts'

/** What the RPC server knows of one connection. The station keeps the signed-in user with it, never with an input. */
export interface Connection {
  /** Why who is signed in at this port may not do this, as the code of the error; null when they may. */
  denial(permission: ProcedureMeta['permission']): 'permission.denied' | 'session.idle' | 'session.mustChange' | null
  /** Somebody acts: told before each allowed call that changes something. */
  touch?(): void
  /** The page is gone. */
  gone?(): void
  /** Runs a mutating call once per idempotency key: asked again, it gets the first answer. */
  once?(key: string, run: () => Promise<unknown>): Promise<unknown>
}

/** What every handler gets. */
export interface CallContext<C extends Connection = Connection> {
  readonly connection: C
  readonly streams: { open: number }
}

/** Serves a router on any number of ports. Returns the function that takes a new one. */
export function rpcServer<C extends Connection>(router: AnyRouter, log: (line: string) => void) {
  const handler = new RPCHandler(router as never, {
    experimental_transfer: cloneable as never,
    interceptors: [
      async (call: { next(): Promise<{ matched: boolean }> }) => {
        const result = await call.next()
        return result.matched ? result : { matched: true, response: UNKNOWN_CALL }
      },
    ] as never,
    clientInterceptors: [
      async (call: Interception) => {
        try {
          allow(call)
          if (call.procedure['~orpc'].meta.kind === 'command') call.context.connection.touch?.()
          return countStream(call.context.streams, await answer(call), () => allow(call))
        } catch (error) {
          throw toWireError(error, call.path, log)
        }
      },
    ] as never,
  })
  return (port: EnginePort, connection: C): void => {
    const context: CallContext<C> = { connection, streams: { open: 0 } }
    port.on('close', () => connection.gone?.())
    handler.upgrade(limited(port) as never, { context } as never)
  }
}

/** In the form of every other error, where the server would send bare text. */
const UNKNOWN_CALL = {
  status: 404,
  headers: {},
  body: { json: { defined: false, code: 'call.unknown', status: 404, message: 'call.unknown' }, meta: [] },
}

interface Interception {
  readonly context: CallContext
  readonly path: readonly string[]
  readonly input?: unknown
  readonly procedure: { readonly '~orpc': { readonly meta: Partial<ProcedureMeta> } }
  next(): Promise<unknown>
}

/** A procedure that names no permission is refused like one that is not granted. */
function allow(call: Interception): void {
  const { permission } = call.procedure['~orpc'].meta
  const denied = permission === undefined ? 'permission.denied' : call.context.connection.denial(permission)
  if (denied !== null) throw wireError(denied, 403, { permission: permission ?? '' })
}

/** A call that changes something runs once, however often it is asked for. */
function answer(call: Interception): Promise<unknown> {
  const key = (call.input as { readonly key?: unknown } | undefined)?.key
  const { connection } = call.context
  if (call.procedure['~orpc'].meta.kind !== 'command' || typeof key !== 'string' || connection.once === undefined) return call.next()
  return connection.once(`${call.path.join('.')} ${key}`, () => call.next())
}

/** Counts a stream from its answer to its end. A handler's generator does nothing before it is first asked, so refusing here is free. */
function countStream(streams: { open: number }, output: unknown, mayGoOn: () => void): unknown {
  if (!isAsyncIterator(output)) return output
  if (streams.open >= LIMITS.streams) throw wireError('limit.streams', 429, { max: LIMITS.streams })
  streams.open++
  let closed = false
  const end = (): void => {
    if (!closed) streams.open--
    closed = true
  }
  const counted: AsyncIterableIterator<unknown> = {
    [Symbol.asyncIterator]: () => counted,
    async next() {
      try {
        const step = await output.next()
        if (step.done) end()
        // Who lost the right meanwhile sees nothing more.
        else mayGoOn()
        return step
      } catch (error) {
        end()
        await output.return?.()
        throw error
      }
    },
    async return(value?: unknown) {
      end()
      return (await output.return?.(value)) ?? { done: true, value }
    },
  }
  return counted
}

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value

/** Contract errors pass; input faults and refusals get our codes; all else is logged here and shown to nobody. */
function toWireError(error: unknown, path: readonly string[], log: (line: string) => void): unknown {
  if (error instanceof StationError) return wireError('refused', 422, { problems: error.problems })
  if (error instanceof ORPCError) {
    if (error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
      return wireError('input.invalid', 400, { issues: error.cause.issues.map(toIssue) })
    }
    if (error.status < 500 || error.defined) return error
  }
  log(`call ${path.join('.')} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return new ORPCError('internal', { status: 500, message: 'internal' })
}

const wireError = (code: string, status: number, data: object) => new ORPCError(code, { status, message: code, data, defined: true })

function toIssue(issue: object): InputIssue {
  const {
    path,
    code,
    message: _words,
    input: _input,
    ...params
  } = issue as { path?: readonly unknown[]; code?: string; message?: string; input?: unknown }
  const keys = (path ?? []).map((step) => (typeof step === 'object' && step !== null && 'key' in step ? step.key : step))
  return { path: keys.map((item) => (typeof item === 'number' ? item : String(item))), code: code ?? 'invalid', params: plain(params) }
}

/** Rule parameters may hold patterns or functions, which no port can carry. */
const plain = (params: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(params, (_key, value) => (typeof value === 'bigint' ? String(value) : value)))
