import { createServer, type Server, type Socket } from 'node:net'
import { defaultProfile, type PrinterLanguage } from '../../shared/printing.ts'
import { refuse } from '../../shared/station-error.ts'
import { virtualGreeting } from '../scanners/scanner.ts'
import type { Bitmap, Emulator, Format, PrinterState } from './emulator.ts'
import { emulators } from './emulators.ts'
import { blankOf, cutShort, type FaultRates, type LineFault, lineFaults, seeded, smudged } from './faults.ts'
import { Journal } from './journal.ts'
import { otherLot, readBitmap } from './reading.ts'

export interface VirtualLineOptions {
  readonly printerPort: number
  readonly scannerPort: number
  /** Journal and pictures go here; an existing journal is continued. */
  readonly out: string
  readonly seed: string
  readonly faults?: FaultRates
  /** Labels between head and scanner. */
  readonly distance?: number
  /** ms the head needs for a label. */
  readonly labelMs?: number
  /** ms until a new roll is in, power is back, a stall ends. */
  readonly recoverMs?: number
  readonly dpi?: number
  /** What the printer speaks; default ZPL. */
  readonly language?: PrinterLanguage
  /** A taken port is refused (`printer.portTaken`, `scanner.portTaken`); otherwise any free one will do. */
  readonly strictPorts?: boolean
}

/** A label to print, words due or a question to answer when all before it are out. */
type Job = ({ readonly format: Format } | { readonly text: string } | { readonly query: string }) & { readonly owner: Socket }

interface OnTape {
  readonly bitmap: Bitmap
}

/** After so many ms without a new label the tape is pulled through to the scanner, as a rewinder would. */
const pullMs = 40

/**
 * A label line without paper: a printer of one language and a fixed scanner behind it. The printer draws what it is sent with its own
 * interpreter, feeds, and keeps a journal that outlives whoever prints; the scanner sends only what a decoder reads from the dots that
 * pass it. Faults change dots or feed, never a verdict.
 */
export class VirtualLine {
  readonly #options: Required<VirtualLineOptions>
  readonly #random: () => number
  readonly #journal: Journal
  readonly #printers = new Set<Socket>()
  readonly #scanners = new Set<Socket>()
  readonly #servers: Server[] = []
  readonly #once: LineFault[] = []
  readonly #emulator: Emulator
  #queue: Job[] = []
  #printing: Format | null = null
  #cut: Format | null = null
  #restarted = true
  #tape: OnTape[] = []
  #state: 'ready' | 'stalled' | 'off' | NonNullable<PrinterState['fault']> = 'ready'
  #muteUntil = 0
  /** How answers come, and until when. */
  #reply: { readonly how: 'split-reply' | 'glued-reply' | 'half-reply' | 'lost-stx'; readonly until: number } | null = null
  #held = ''
  #hush = false
  #resetNext = false
  #busy = false
  #closed = false
  #pull: NodeJS.Timeout | null = null
  #scanning: Promise<void> = Promise.resolve()

  constructor(options: VirtualLineOptions) {
    this.#options = {
      faults: {},
      distance: 2,
      labelMs: 0,
      recoverMs: 3_000,
      dpi: 300,
      strictPorts: false,
      language: defaultProfile.language,
      ...options,
    }
    this.#emulator = emulators[this.#options.language]
    this.#random = seeded(this.#options.seed)
    this.#journal = new Journal(this.#options.out, this.#options.dpi)
  }

  /** Starts listening on loopback; resolves with the ports. */
  async listen(): Promise<{ printer: number; scanner: number }> {
    const printer = await this.#serve('printer', this.#options.printerPort, (socket) => this.#acceptPrinter(socket))
    const scanner = await this.#serve('scanner', this.#options.scannerPort, (socket) => this.#acceptScanner(socket))
    return { printer, scanner }
  }

  /** The fault happens to the next label. */
  fault(name: string): void {
    const known = lineFaults.find((fault) => fault === name)
    if (known !== undefined) this.#once.push(known)
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#pull !== null) clearTimeout(this.#pull)
    for (const socket of [...this.#printers, ...this.#scanners]) socket.destroy()
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))))
    await this.#scanning.catch(() => undefined)
    this.#journal.close()
  }

  #serve(role: 'printer' | 'scanner', port: number, accept: (socket: Socket) => void): Promise<number> {
    const server = createServer({ noDelay: true }, accept)
    this.#servers.push(server)
    return new Promise((resolve, reject) => {
      const taken = (): void => {
        if (this.#options.strictPorts) {
          reject(refuse(`${role}.portTaken`, { port }))
          return
        }
        // The port of last time is taken: any free one will do, the caller is told.
        server.once('error', reject)
        server.listen(0, '127.0.0.1', () => resolve(portOf(server)))
      }
      server.once('error', taken)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', taken)
        resolve(portOf(server))
      })
    })
  }

  #acceptPrinter(socket: Socket): void {
    if (this.#state === 'off') return void socket.destroy()
    this.#printers.add(socket)
    const reader = this.#emulator.reader(this.#options.dpi)
    socket.on('error', () => {})
    socket.on('close', () => this.#printers.delete(socket))
    socket.on('data', (bytes) => {
      if (this.#resetNext && bytes.length > longestQuery) {
        this.#resetNext = false
        socket.resetAndDestroy()
        return
      }
      for (const received of reader.push(bytes)) {
        if (received.kind === 'format') {
          this.#queue.push({ format: received.format, owner: socket })
          this.#say(socket, this.#emulator.received)
        } else if (received.kind === 'whenOut') this.#queue.push({ text: received.text, owner: socket })
        else if (received.name === this.#emulator.clearsRestart) this.#restarted = false
        else if (received.behind === true && this.#now().fault === null) this.#queue.push({ query: received.name, owner: socket })
        else this.#say(socket, this.#emulator.answer(received.name, this.#now()))
      }
      void this.#run()
    })
  }

  #acceptScanner(socket: Socket): void {
    this.#scanners.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#scanners.delete(socket))
    socket.write(`${virtualGreeting}\r`)
  }

  #say(socket: Socket, text: string | undefined): void {
    if (text === undefined || text === '' || Date.now() < this.#muteUntil || socket.destroyed) return
    const how = this.#reply !== null && Date.now() < this.#reply.until ? this.#reply.how : null
    if (how === 'split-reply') return void trickle(socket, text)
    if (how === 'glued-reply' && this.#held === '') {
      this.#held = text
      return
    }
    const whole = this.#held + text
    this.#held = ''
    socket.write(how === 'half-reply' ? text.slice(0, Math.ceil(text.length / 2)) : how === 'lost-stx' ? text.slice(1) : whole, 'latin1')
  }

  #now(): PrinterState {
    const waiting = this.#queue.flatMap((job) => ('format' in job ? [job.format] : []))
    const state = this.#state
    return {
      fed: this.#journal.fed,
      queued: waiting.length + (this.#printing === null ? 0 : 1),
      fault: state === 'ready' || state === 'stalled' || state === 'off' ? null : state,
      restarted: this.#restarted,
      dpi: this.#options.dpi,
      hush: this.#hush,
      job: this.#printing ?? this.#cut ?? waiting[0] ?? null,
    }
  }

  async #run(): Promise<void> {
    if (this.#busy || this.#state !== 'ready') return
    this.#busy = true
    try {
      while (this.#queue.length > 0 && this.#state === 'ready' && !this.#closed) {
        const job = this.#queue.shift()!
        if ('text' in job) {
          this.#say(job.owner, job.text)
          continue
        }
        if ('query' in job) {
          this.#say(job.owner, this.#emulator.answer(job.query, this.#now()))
          continue
        }
        this.#printing = job.format
        for (let copy = 0; copy < job.format.copies; copy++) await this.#print(job.format)
        this.#printing = null
      }
    } finally {
      this.#busy = false
      this.#printing = null
    }
  }

  async #print(format: Format): Promise<void> {
    if (this.#options.labelMs > 0) await pause(this.#options.labelMs)
    const fault = this.#drawFault()
    switch (fault) {
      case 'smudge':
        return this.#feed(format, smudged(format.bitmap, this.#random))
      case 'skip':
        return this.#feed(format, blankOf(format.bitmap))
      case 'repeat':
        await this.#feed(format, format.bitmap)
        return this.#feed(format, format.bitmap)
      case 'paper-out':
        return this.#halt(format, 'mediaOut')
      case 'head-open':
        return this.#halt(format, 'headOpen')
      case 'ribbon-out':
        return this.#halt(format, 'ribbonOut')
      case 'stall':
        await this.#feed(format, format.bitmap)
        return this.#stop('stalled')
      case 'mute':
        this.#muteUntil = Date.now() + this.#options.recoverMs
        return this.#feed(format, format.bitmap)
      case 'hs-mute':
        this.#hush = true
        return this.#halt(format, 'mediaOut')
      case 'split-reply':
      case 'glued-reply':
      case 'half-reply':
      case 'lost-stx':
        this.#reply = { how: fault, until: Date.now() + this.#options.recoverMs }
        return this.#feed(format, format.bitmap)
      case 'reset':
        this.#resetNext = true
        return this.#feed(format, format.bitmap)
      case 'power-cycle':
        await this.#feed(format, cutShort(format.bitmap, 0.3))
        this.#queue = []
        this.#restarted = true
        for (const socket of this.#printers) socket.destroy()
        return this.#stop('off')
      case 'wrong-label':
        await this.#feed(format, format.bitmap)
        return this.#feed(format, await otherLot(format.bitmap))
      case null:
        return this.#feed(format, format.bitmap)
    }
  }

  /** What goes wrong with this label: an ordered fault first, else by the rates. One draw a label keeps runs repeatable. */
  #drawFault(): LineFault | null {
    const draw = this.#random()
    const ordered = this.#once.shift()
    if (ordered !== undefined) return ordered
    let sum = 0
    for (const fault of lineFaults) {
      sum += this.#options.faults[fault] ?? 0
      if (draw < sum) return fault
    }
    return null
  }

  /** The label under the head ends early. A printer that was not told otherwise prints it once more when the fault is over. */
  async #halt(format: Format, fault: NonNullable<PrinterState['fault']>): Promise<void> {
    await this.#feed(format, cutShort(format.bitmap, 0.3))
    const [owner] = this.#printers
    if (format.reprints && owner !== undefined) this.#queue.unshift({ format, owner })
    this.#cut = format
    this.#stop(fault)
    this.#tellFault(fault)
    for (const job of this.#queue) if ('query' in job) this.#say(job.owner, this.#emulator.answer(job.query, this.#now()))
    this.#queue = this.#queue.filter((job) => !('query' in job))
  }

  #tellFault(fault: PrinterState['fault']): void {
    const text = this.#emulator.fault?.(fault, this.#queue.filter((job) => 'format' in job).length)
    for (const socket of this.#printers) this.#say(socket, text)
  }

  #stop(state: 'stalled' | 'off' | NonNullable<PrinterState['fault']>): void {
    this.#state = state
    setTimeout(() => {
      if (state !== 'stalled' && state !== 'off') this.#tellFault(null)
      this.#state = 'ready'
      this.#cut = null
      this.#hush = false
      void this.#run()
    }, this.#options.recoverMs).unref()
  }

  /** One label moves out: journal and picture first, then it is on its way to the scanner. */
  async #feed(format: Format, bitmap: Bitmap): Promise<void> {
    this.#journal.write(format.bytes, bitmap)
    this.#tape.push({ bitmap })
    if (this.#tape.length > this.#options.distance) this.#advance()
    if (this.#pull !== null) clearTimeout(this.#pull)
    this.#pull = setTimeout(() => this.#pullThrough(), pullMs)
    // The scanner reads while the next label is printed, but the tape never runs away from it.
    await this.#scanning
  }

  #pullThrough(): void {
    this.#pull = null
    while (this.#tape.length > 0) this.#advance()
  }

  #advance(): void {
    const label = this.#tape.shift()
    if (label === undefined) return
    this.#scanning = this.#scanning.then(() => this.#scan(label.bitmap)).catch(() => undefined)
  }

  async #scan(bitmap: Bitmap): Promise<void> {
    if (this.#closed) return
    const line = await readBitmap(bitmap)
    for (const socket of this.#scanners) socket.write(`${line}\r`)
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Longer data are part of a job, bytes. */
const longestQuery = 64

/** Byte by byte, as a slow line gives them. */
async function trickle(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    if (socket.destroyed) return
    socket.write(letter, 'latin1')
    await pause(2)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
