import type { EnginePort } from './port.ts'

/** What one page may ask of the engine (design: 1 MB a message, 200 calls a second, 64 streams). */
export const LIMITS = { messageBytes: 1_000_000, callsPerSecond: 200, streams: 64 } as const

/** Kinds of oRPC's peer protocol; a request names none. */
const REQUEST = 1
const ABORT = 4

interface Frame {
  readonly i: string
  readonly t?: number
  readonly p?: { readonly u?: unknown; readonly b?: unknown }
}

/**
 * Stands between a page and the RPC server. What is too large or too fast is answered with a code; what no client of
 * ours would send is dropped, so that a page gone wrong can neither end the engine nor fill its memory.
 * `now` gives milliseconds of a clock that never goes back.
 */
export function limited(port: EnginePort, now: () => number = () => performance.now()): EnginePort {
  const bucket = tokenBucket(LIMITS.callsPerSecond, now)
  const judge = (data: unknown): Frame | undefined => {
    const frame = asFrame(data)
    if (!frame) return undefined
    if (frame.t === ABORT) return { i: frame.i, t: ABORT }
    if (!bucket()) return refuse(port, frame.i, 'limit.rate', LIMITS.callsPerSecond, 429)
    if (sizeOf(frame.p, LIMITS.messageBytes) > LIMITS.messageBytes) return refuse(port, frame.i, 'limit.message', LIMITS.messageBytes, 413)
    // Rebuilt from what we know: no headers, no other method, nothing the server would take for a stream or a form.
    return { i: frame.i, p: { u: frame.p?.u, b: frame.p?.b } }
  }
  return {
    on(type: 'message' | 'close', listener: ((event: { readonly data: unknown }) => void) & (() => void)) {
      if (type === 'close') return port.on('close', listener)
      return port.on('message', ({ data }) => {
        const frame = judge(data)
        if (frame) listener({ data: frame })
      })
    },
    postMessage: (data: unknown) => port.postMessage(data),
  }
}

function asFrame(data: unknown): Frame | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { i, t, p } = data as { i?: unknown; t?: unknown; p?: unknown }
  if (typeof i !== 'string' || i.length > 32) return undefined
  if (t === ABORT) return { i, t: ABORT }
  if (t !== undefined && t !== REQUEST) return undefined
  if (typeof p !== 'object' || p === null) return undefined
  const { u } = p as { u?: unknown }
  if (typeof u !== 'string' || !/^(\/[a-zA-Z0-9_]+)+$/.test(u)) return undefined
  return { i, p }
}

/** An error response in the server's own form (contract errors are typed at the page by their code). */
function refuse(port: EnginePort, id: string, code: string, max: number, status: number): undefined {
  port.postMessage({ i: id, p: { s: status, b: { json: { defined: true, code, status, message: code, data: { max } }, meta: [] } } })
  return undefined
}

function tokenBucket(perSecond: number, now: () => number): () => boolean {
  let tokens = perSecond
  let at = now()
  return () => {
    const time = now()
    tokens = Math.min(perSecond, tokens + ((time - at) * perSecond) / 1000)
    at = time
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}

/**
 * Bytes of a structured clone, near enough, and no further than `enough`. Every value costs at least 8, so cycles and
 * millions of empty objects end the walk, too.
 */
export function sizeOf(root: unknown, enough: number): number {
  let size = 0
  const left: unknown[] = [root]
  while (left.length > 0 && size <= enough) {
    const value = left.pop()
    size += 8
    if (typeof value === 'string') size += value.length > enough ? value.length : Buffer.byteLength(value)
    else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) size += value.byteLength
    else if (value instanceof Map) left.push(...value.keys(), ...value.values())
    else if (value instanceof Set) left.push(...value)
    else if (Array.isArray(value)) {
      if (value.length > enough) return value.length
      for (const item of value) left.push(item)
    } else if (typeof value === 'object' && value !== null) {
      for (const key in value) {
        size += key.length
        left.push((value as Record<string, unknown>)[key])
      }
    }
  }
  return size
}
