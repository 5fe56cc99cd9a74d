import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Link, type LinkFault, OpenFailed, WriteFailed } from './link.ts'
import { usbPrinterPath } from './usb-sys.ts'

export interface UsbPrinterOptions {
  /** `/dev/usb/lp0`, or `usb:VID:PID:SERIAL`, looked up at every opening. */
  readonly device: string
  /** ms until an opening is given up. */
  readonly openMs?: number
  /** ms that a write may go without progress: paper out, head open, switched off behind a hub. */
  readonly stallMs?: number
  readonly openFile?: (path: string) => Promise<DeviceFile>
  readonly findPath?: (device: string) => Promise<string | null>
}

/** What the loop needs of an open device: calls that never wait, EAGAIN instead. Closing waits for those under way. */
export type DeviceFile = Pick<FileHandle, 'read' | 'write' | 'close'>

/** Bytes offered at once; usblp takes them in transfers of 8 kB. */
const offerBytes = 16_384
/** ms after which a full device is tried again: first, and at most. */
const retryMs = { first: 4, most: 40 }
/** ms between two looks for an answer: while one may be on its way, and else. */
const pollMs = { awake: 15, idle: 250 }
/** ms after the last byte in either direction for which an answer is thought to be on its way. */
const awakeMs = 3_000
/** Reads in a row before the loop has its turn. */
const readsAtOnce = 16

/** Why the system did not open a device, by its error code. */
export function usbFault(code: string | undefined): LinkFault {
  if (code === 'EBUSY') return 'busy'
  if (code === 'EACCES' || code === 'EPERM') return 'denied'
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO' || code === 'ENOTDIR') return 'absent'
  return 'lost'
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** Opens a device so that no call on it waits. Anything but a device or a pipe is refused: bytes of a label must not end up in a file. */
export async function openDevice(path: string): Promise<DeviceFile> {
  const file = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY)
  const stat = await file.stat()
  if (stat.isCharacterDevice() || stat.isFIFO()) return file
  await file.close()
  throw new OpenFailed('absent')
}

/**
 * A label printer of the USB class through Linux' usblp driver. The device is opened O_NONBLOCK and tried again by timer: a blocking write
 * to a printer without paper would hold the whole loop, a blocking one in a thread could not be called off. Only one program can have it
 * open (EBUSY); pulling the cable ends reads with EIO and writes with ENODEV.
 */
export class UsbPrinterLink implements Link {
  readonly twoWay = true
  readonly accepted = 1
  readonly #options: UsbPrinterOptions
  readonly #data = new Set<(bytes: Buffer) => void>()
  readonly #lost = new Set<() => void>()
  readonly #inbox = Buffer.allocUnsafe(4_096)
  #file: DeviceFile | null = null
  #opening: Promise<DeviceFile> | null = null
  #writing: Promise<void> = Promise.resolve()
  #ending: Promise<void> = Promise.resolve()
  #poll: NodeJS.Timeout | null = null
  #reading = false
  #awakeUntil = 0
  #closed = false

  constructor(options: UsbPrinterOptions) {
    this.#options = options
  }

  get isOpen(): boolean {
    return this.#file !== null
  }

  /** Answers are looked for only while somebody listens. */
  onData(listener: (bytes: Buffer) => void): () => void {
    this.#data.add(listener)
    this.#look()
    return () => this.#data.delete(listener)
  }

  onLost(listener: () => void): void {
    this.#lost.add(listener)
  }

  async open(): Promise<void> {
    await this.#ready()
  }

  /** Resolves when the device or its driver took all bytes (the last 8 kB may still be in the driver). Writes wait for each other. */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#writing.then(() => this.#write(bytes))
    this.#writing = written.catch(() => {})
    return written
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#end()
    await this.#ending
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const file = await this.#ready().catch((error: unknown) => {
      throw new WriteFailed(false, error instanceof OpenFailed ? error.fault : 'lost')
    })
    const { stallMs = 10_000 } = this.#options
    let taken = 0
    let wait = retryMs.first
    for (let progress = performance.now(); taken < bytes.length; ) {
      if (this.#file !== file) throw new WriteFailed(true, 'lost')
      const more = await this.#offer(file, bytes.subarray(taken, taken + offerBytes))
      this.#awakeUntil = performance.now() + awakeMs
      taken += more
      if (more > 0) {
        progress = performance.now()
        wait = retryMs.first
        continue
      }
      if (performance.now() - progress > stallMs) {
        this.#drop(file)
        throw new WriteFailed(true, 'timeout')
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
      wait = Math.min(retryMs.most, wait * 2)
    }
    this.#look()
  }

  /** Bytes the device took now; 0: it is full. */
  async #offer(file: DeviceFile, bytes: Uint8Array): Promise<number> {
    try {
      return (await file.write(bytes)).bytesWritten
    } catch (error) {
      if (codeOf(error) === 'EAGAIN' || codeOf(error) === 'EINTR') return 0
      this.#drop(file)
      throw new WriteFailed(true, 'lost')
    }
  }

  #ready(): Promise<DeviceFile> {
    if (this.#file !== null) return Promise.resolve(this.#file)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #open(): Promise<DeviceFile> {
    const { device, openMs = 5_000, openFile = openDevice, findPath = usbPrinterPath } = this.#options
    await this.#ending
    const path = await findPath(device)
    if (path === null) throw new OpenFailed('absent')
    let late = false
    let timer: NodeJS.Timeout | undefined
    const opened = openFile(path).then(
      (file) => {
        if (!late && !this.#closed) return file
        this.#ending = file.close().catch(() => {})
        throw new OpenFailed(late ? 'timeout' : 'lost')
      },
      (error: unknown) => {
        throw error instanceof OpenFailed ? error : new OpenFailed(usbFault(codeOf(error)))
      },
    )
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        late = true
        reject(new OpenFailed('timeout'))
      }, openMs)
    })
    this.#file = await Promise.race([opened, deadline]).finally(() => clearTimeout(timer))
    this.#look()
    return this.#file
  }

  /** Looks for an answer, soon while one may come. */
  #look(): void {
    if (this.#poll !== null) clearTimeout(this.#poll)
    this.#poll = null
    const file = this.#file
    if (file === null || this.#data.size === 0 || this.#reading) return
    const awake = performance.now() < this.#awakeUntil
    this.#poll = setTimeout(() => void this.#read(file), awake ? pollMs.awake : pollMs.idle)
    if (!awake) this.#poll.unref()
  }

  async #read(file: DeviceFile): Promise<void> {
    this.#reading = true
    try {
      for (let turn = 0; turn < readsAtOnce && this.#file === file; turn++) {
        const { bytesRead } = await file.read(this.#inbox, 0, this.#inbox.length, null)
        // Some printers end every poll of the bus with an empty packet: that is no answer and no end.
        if (bytesRead === 0) break
        this.#awakeUntil = performance.now() + awakeMs
        const bytes = Buffer.from(this.#inbox.subarray(0, bytesRead))
        for (const listener of this.#data) listener(bytes)
      }
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN' && codeOf(error) !== 'EINTR') this.#drop(file)
    } finally {
      this.#reading = false
    }
    this.#look()
  }

  /** The device is gone or given up; closing discards what its driver still held. */
  #drop(file: DeviceFile): void {
    if (this.#file !== file) return
    this.#end()
    for (const listener of this.#lost) listener()
  }

  #end(): void {
    if (this.#poll !== null) clearTimeout(this.#poll)
    this.#poll = null
    const file = this.#file
    this.#file = null
    if (file !== null) this.#ending = file.close().catch(() => {})
  }
}
