import type { SerialPort } from 'serialport'
import type { SerialFlow } from '../../shared/printing.ts'
import { type Link, type LinkFault, OpenFailed, WriteFailed } from './link.ts'

export interface SerialOptions {
  /** `/dev/ttyUSB0`, `COM5`. */
  readonly path: string
  /** Bits a second; the frame is 8N1. */
  readonly baud: number
  readonly flow: SerialFlow
  /** ms until an opening is given up. */
  readonly openMs?: number
  /** ms that a write may go without progress, beyond the time the line itself needs for what is buffered. */
  readonly stallMs?: number
  readonly makePort?: (options: PortOptions) => Promise<SerialPort>
}

type PortOptions = ConstructorParameters<typeof SerialPort>[0]

/** Bytes handed over at once: progress is seen after each. */
const chunkBytes = 512
/** What a driver may hold ahead of the line: Linux 4 kB, USB adapters a little more. */
const bufferedBytes = 8_192
/** Bits of a byte on the line: start, eight of data, stop. */
const frameBits = 10

/** ms that a line of so many baud needs for bytes. */
export const lineMs = (bytes: number, baud: number): number => Math.ceil((bytes * frameBits * 1_000) / baud)

/** Why a port could not be opened, from the words of the binding: it gives no codes. Windows says `Access denied` of a port that is in use. */
export function serialFault(message: string): LinkFault {
  if (/cannot lock port|busy|in use/i.test(message)) return 'busy'
  if (/access (is )?denied/i.test(message)) return 'busy'
  if (/permission denied|EACCES|EPERM|not permitted/i.test(message)) return 'denied'
  if (/no such file|not found|ENOENT|ENODEV|ENXIO|no such device/i.test(message)) return 'absent'
  return 'lost'
}

/**
 * A serial line or a USB device that looks like one. Writes go in chunks, each with a deadline of its own: on Windows neither the end of a
 * write nor that of the port is always told (serialport issues 1361, 2351). A line that stalled is closed and what it still held dropped.
 */
export class SerialLink implements Link {
  readonly twoWay = true
  readonly accepted = 1
  readonly #options: SerialOptions
  readonly #data = new Set<(bytes: Buffer) => void>()
  readonly #lost = new Set<() => void>()
  #port: SerialPort | null = null
  #opening: Promise<SerialPort> | null = null
  #writing: Promise<void> = Promise.resolve()
  /** The port before this one, still closing: its lock would make the next opening `busy`. */
  #ending: Promise<void> = Promise.resolve()
  #abandon: ((fault: LinkFault) => void) | null = null
  #closed = false

  constructor(options: SerialOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#port !== null
  }

  onData(listener: (bytes: Buffer) => void): () => void {
    this.#data.add(listener)
    return () => this.#data.delete(listener)
  }

  onLost(listener: () => void): void {
    this.#lost.add(listener)
  }

  /** Opens if it is not open. Rejects with OpenFailed: `busy` when another program has the port, `denied` without the right to it. */
  async open(): Promise<void> {
    await this.#ready()
  }

  /** Resolves when the driver's buffer has taken all bytes. Writes wait for each other. */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#write(bytes))
    this.#writing = written.catch(() => {})
    return written
  }

  async close(): Promise<void> {
    this.#closed = true
    const port = this.#port
    this.#port = null
    this.#abandon?.('lost')
    if (port?.isOpen) await ended(port, false)
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const port = await this.#ready().catch((error: unknown) => {
      throw new WriteFailed(false, error instanceof OpenFailed ? error.fault : 'lost')
    })
    const { baud, stallMs = 10_000 } = this.#options
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes))
      await this.#hand(port, chunk, stallMs + lineMs(bufferedBytes + chunk.length, baud))
    }
  }

  /** One chunk into the driver; whoever is first ends it: the driver, the deadline or the end of the port. */
  #hand(port: SerialPort, chunk: Buffer, deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false
      const end = (fault: LinkFault | null): void => {
        if (over) return
        over = true
        clearTimeout(deadline)
        this.#abandon = null
        if (fault !== null) {
          this.#drop(port)
          reject(new WriteFailed(true, fault))
        } else resolve()
      }
      const deadline = setTimeout(() => end('timeout'), deadlineMs)
      this.#abandon = end
      if (this.#port !== port) end('lost')
      else port.write(chunk, undefined, (error) => end(error === null || error === undefined ? null : 'lost'))
    })
  }

  #ready(): Promise<SerialPort> {
    if (this.#port !== null) return Promise.resolve(this.#port)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #open(): Promise<SerialPort> {
    await this.#ending
    if (this.#closed) throw new OpenFailed('lost')
    const { path, baud, flow, openMs = 5_000, makePort = nativePort } = this.#options
    const port = await makePort({
      path,
      baudRate: baud,
      dataBits: 8,
      stopBits: 1,
      parity: 'none',
      rtscts: flow === 'rtscts',
      autoOpen: false,
    })
    port.on('error', () => {})
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        port.once('open', () => {
          this.#ending = ended(port, true)
        })
        reject(new OpenFailed('timeout'))
      }, openMs)
      port.open((error) => {
        clearTimeout(timer)
        if (error === null) resolve()
        else reject(new OpenFailed(serialFault(error.message)))
      })
    })
    if (this.#closed) {
      await ended(port, false)
      throw new OpenFailed('lost')
    }
    this.#port = port
    port.on('close', () => this.#drop(port))
    port.on('data', (bytes: Buffer) => {
      for (const listener of this.#data) listener(bytes)
    })
    // Some devices talk only while DTR is up. A port without modem lines (a pty) refuses, which is no fault.
    if (flow === 'none') port.set({ dtr: true, rts: true }, () => {})
    return port
  }

  /** The port is gone or given up. */
  #drop(port: SerialPort): void {
    if (this.#port !== port) return
    this.#port = null
    if (port.isOpen) this.#ending = ended(port, true)
    this.#abandon?.('lost')
    for (const listener of this.#lost) listener()
  }
}

/** Loads the native part only here: a station without a serial line never does, and one on which it does not load has no such port. */
async function nativePort(options: PortOptions): Promise<SerialPort> {
  const { SerialPort } = await import('serialport').catch((): never => {
    throw new OpenFailed('absent')
  })
  return new SerialPort(options)
}

/** Closes a port; `discard`: without what it still holds, or closing would wait for a line that takes nothing. */
function ended(port: SerialPort, discard: boolean): Promise<void> {
  return new Promise((resolve) => {
    const close = (): void => {
      if (port.isOpen) port.close(() => resolve())
      else resolve()
    }
    if (discard && port.isOpen) port.flush(close)
    else close()
    setTimeout(resolve, 1_000).unref()
  })
}
