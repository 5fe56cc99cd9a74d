import { closeInheritedFiles } from './inherited-files.ts'
import type { EngineHostKind, FromEngine, ToEngine } from './messages.ts'

/** What the engine needs of a connection to a page, whichever way it came. */
export interface EnginePort {
  on(type: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(type: 'close', listener: () => void): unknown
  postMessage(data: unknown): void
}

export interface ParentListeners {
  /** A page has been connected. */
  port(port: EnginePort): void
  /** What wraps the signing key here; null = no key store. */
  secret(key: Uint8Array | null): void
  /** The shell wants an orderly end; also called when the shell is gone. */
  stop(): void
}

export interface Parent {
  readonly host: EngineHostKind
  tell(message: FromEngine): void
}

/** The part of Electron's `process.parentPort` we use; typed here because the engine never imports electron. */
interface UtilityParentPort {
  on(
    type: 'message',
    listener: (event: { readonly data: ToEngine; readonly ports: readonly (EnginePort & { start(): void; close(): void })[] }) => void,
  ): void
  postMessage(message: FromEngine): void
}

/** Connects to the shell that started this process. Pings are answered here, so a blocked event loop is noticed. */
export function connectParent(listeners: ParentListeners): Parent {
  const parentPort = (process as unknown as { readonly parentPort?: UtilityParentPort }).parentPort
  return parentPort ? overParentPort(parentPort, listeners) : overChannel(listeners)
}

function overParentPort(parentPort: UtilityParentPort, listeners: ParentListeners): Parent {
  const pages = new Map<number, { close(): void }>()
  parentPort.on('message', ({ data, ports }) => {
    const port = ports[0]
    if (data.t === 'open' && port) {
      pages.set(data.id, port)
      port.on('close', () => pages.delete(data.id))
      listeners.port(port)
      port.start()
    } else if (data.t === 'close') pages.get(data.id)?.close()
    else if (data.t === 'ping') parentPort.postMessage({ t: 'pong', n: data.n })
    else if (data.t === 'secret') listeners.secret(data.key)
    else if (data.t === 'stop') listeners.stop()
  })
  return { host: 'utility', tell: (message) => parentPort.postMessage(message) }
}

function overChannel(listeners: ParentListeners): Parent {
  closeInheritedFiles()
  const pages = new Map<number, FramedPort>()
  const tell = (message: FromEngine): void => {
    if (process.connected) process.send?.(message)
  }
  process.on('message', (message: ToEngine) => {
    if (message.t === 'open') {
      const page = new FramedPort((data) => tell({ t: 'frame', id: message.id, data }))
      pages.set(message.id, page)
      listeners.port(page)
    } else if (message.t === 'frame') pages.get(message.id)?.receive(message.data)
    else if (message.t === 'close') {
      pages.get(message.id)?.closed()
      pages.delete(message.id)
    } else if (message.t === 'ping') tell({ t: 'pong', n: message.n })
    else if (message.t === 'secret') listeners.secret(message.key)
    else listeners.stop()
  })
  process.on('disconnect', () => listeners.stop())
  return { host: 'node24', tell }
}

/** A port made of frames on the channel to the shell. */
class FramedPort implements EnginePort {
  readonly #send: (data: unknown) => void
  readonly #onMessage: ((event: { readonly data: unknown }) => void)[] = []
  readonly #onClose: (() => void)[] = []
  constructor(send: (data: unknown) => void) {
    this.#send = send
  }
  on(type: 'message' | 'close', listener: ((event: { readonly data: unknown }) => void) & (() => void)): this {
    if (type === 'message') this.#onMessage.push(listener)
    else this.#onClose.push(listener)
    return this
  }
  postMessage(data: unknown): void {
    this.#send(data)
  }
  receive(data: unknown): void {
    for (const listener of this.#onMessage) listener({ data })
  }
  closed(): void {
    for (const listener of this.#onClose) listener()
  }
}
