/** Message kinds of oRPC's peer protocol that carry no body we must look at. */
const STREAM_EVENT = 3
const ABORT = 4

/**
 * Tells oRPC which messages cross the port by structured clone (an empty transfer list) and which need its own text
 * codec (undefined). Clone keeps a Uint8Array what it is, where the codec would turn it into an object with numbered
 * keys, and is 4-6 times faster. Streams, blobs and forms stay with the codec. Both ends must use the same function.
 */
export function cloneable(message: readonly unknown[]): [] | undefined {
  const kind = message[1]
  if (kind === STREAM_EVENT || kind === ABORT) return []
  const body = (message[2] as { readonly body?: unknown } | undefined)?.body
  return body === undefined || isPlainObject(body) ? [] : undefined
}

function isPlainObject(value: unknown): boolean {
  if (value === null) return true
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
