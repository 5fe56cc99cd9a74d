import { connect, type Socket } from 'node:net'
import { type Link, OpenFailed, WriteFailed } from './link.ts'

export interface TcpOptions {
  readonly host: string
  readonly port: number
  /** ms until a connection attempt is given up. */
  readonly connectMs?: number
  /** ms until a write that the printer does not take counts as failed. */
  readonly stallMs?: number
}

/** ms of silence after which the kernel asks whether the other end still lives. */
const keepAliveMs = 10_000

/**
 * One TCP connection that opens when it is needed and tells when it breaks. Writes are paced by the socket's own back-pressure: a
 * printer that stops reading (paper out) stalls the write, not the loop.
 */
export class TcpLink implements Link {
  readonly twoWay = true
  readonly accepted = 1
  readonly #options: TcpOptions
  readonly #data = new Set<(bytes: Buffer) => void>()
  readonly #lost = new Set<() => void>()
  #socket: Socket | null = null
  #opening: Promise<Socket> | null = null
  #closed = false

  constructor(options: TcpOptions) {
    this.#options = options
  }

  onData(listener: (bytes: Buffer) => void): () => void {
    this.#data.add(listener)
    return () => this.#data.delete(listener)
  }

  /** An established connection broke, for whatever reason but `close`. */
  onLost(listener: () => void): void {
    this.#lost.add(listener)
  }

  get isOpen(): boolean {
    return this.#socket !== null
  }

  /** Connects if it is not connected. Rejects when that fails within `connectMs`. */
  async open(): Promise<void> {
    await this.#ready()
  }

  /**
   * Sends bytes. Resolves when the kernel took them all. Rejects with WriteFailed: `left` is false only when there was no connection at
   * all; once a write was begun nobody can tell how much of it has gone.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const socket = await this.#ready().catch((error: unknown) => {
      throw new WriteFailed(false, error instanceof OpenFailed ? error.fault : 'lost')
    })
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => {
        clearTimeout(deadline)
        socket.off('close', fail)
        socket.destroy()
        reject(new WriteFailed(true))
      }
      const deadline = setTimeout(fail, this.#options.stallMs ?? 10_000)
      socket.once('close', fail)
      socket.write(bytes, (error) => {
        if (error !== null && error !== undefined) return fail()
        clearTimeout(deadline)
        socket.off('close', fail)
        resolve()
      })
    })
  }

  close(): Promise<void> {
    this.#closed = true
    const socket = this.#socket
    this.#socket = null
    if (socket === null) return Promise.resolve()
    return new Promise((resolve) => {
      socket.once('close', () => resolve())
      socket.end()
      setTimeout(() => socket.destroy(), 500).unref()
    })
  }

  #ready(): Promise<Socket> {
    if (this.#socket !== null) return Promise.resolve(this.#socket)
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new OpenFailed('lost'))
      const socket = connect({ host: this.#options.host, port: this.#options.port, noDelay: true })
      const timer = setTimeout(() => socket.destroy(new Error('timeout')), this.#options.connectMs ?? 3_000)
      socket.once('error', () => {})
      socket.once('close', () => {
        clearTimeout(timer)
        if (this.#socket !== socket) return reject(new OpenFailed('absent'))
        this.#socket = null
        if (!this.#closed) for (const listener of this.#lost) listener()
      })
      socket.once('connect', () => {
        clearTimeout(timer)
        this.#socket = socket
        // A device that dies without a word is noticed although nothing is sent to it.
        socket.setKeepAlive(true, keepAliveMs)
        socket.on('error', () => {})
        socket.on('data', (bytes) => {
          for (const listener of this.#data) listener(bytes)
        })
        resolve(socket)
      })
    })
  }
}
