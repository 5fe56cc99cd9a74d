import type { ScanFormat, ScanRead } from '../../shared/scanning.ts'
import { lineFormat } from './line-format.ts'
import { lineSplitter } from './lines.ts'
import { virtualGreeting } from './scanner.ts'

/** ms of work before the loop gets its turn. */
const sliceMs = 4
/** Bytes between two looks at the clock. */
const pieceBytes = 4_096
/** Bytes that may wait; more at once is no reader, and is dropped. */
const mostWaiting = 1_048_576
const mostPieces = 4_096
/** Reads in a second; a reader sends at most some hundreds. More would fill whatever stands behind. */
const mostReads = 1_000
/** ms of silence that end a read where nothing else does. */
export const gapMs = 50

export interface LineFeedListener {
  read(read: ScanRead): void
  /** The sender is the virtual scanner; its greeting is no read. */
  greeted(greeting: string): void
  /** A line did not fit the pattern; it was a read of nothing. */
  unmatched(): void
  /** Something came that is no line. */
  noise(): void
}

/**
 * What comes over one connection, to reads: in slices of a few ms however much comes at once, in bounded memory however long it comes.
 */
export class LineFeed {
  readonly #listener: LineFeedListener
  readonly #splitter
  readonly #read
  readonly #gap: boolean
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #lines: Generator<string, void> | null = null
  #turn: NodeJS.Immediate | null = null
  #silence: NodeJS.Timeout | null = null
  #second = 0
  #readsInSecond = 0
  #greeted = false
  #ending: 'inOrder' | 'broken' | null = null

  constructor(format: ScanFormat, listener: LineFeedListener) {
    this.#listener = listener
    this.#splitter = lineSplitter(format.delimiter, () => listener.noise())
    this.#read = lineFormat(format)
    this.#gap = format.delimiter === 'gap'
  }

  push(bytes: Uint8Array): void {
    if (this.#ending !== null) return
    if (this.#waitingBytes + bytes.length > mostWaiting || this.#waiting.length > mostPieces) {
      this.#drop()
      this.#splitter.breakOff()
      this.#listener.noise()
    }
    for (let at = 0; at < bytes.length; at += pieceBytes) this.#waiting.push(bytes.subarray(at, at + pieceBytes))
    this.#waitingBytes += bytes.length
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#silence = null
    if (this.#turn === null) this.#work()
  }

  /**
   * The connection is over. Lines that are whole still become reads; what was begun is none, now or with what the next connection brings.
   * `inOrder`: the sender hung up, and without delimiters that is the end of a read.
   */
  end(inOrder: boolean): void {
    this.#ending = inOrder ? 'inOrder' : 'broken'
    if (this.#turn === null) this.#finish()
  }

  /** Nobody listens any more. */
  close(): void {
    this.#drop()
    this.#ending = 'broken'
    this.#finish()
  }

  #drop(): void {
    if (this.#turn !== null) clearImmediate(this.#turn)
    this.#turn = null
    this.#waiting = []
    this.#waitingBytes = 0
    this.#lines = null
  }

  #finish(): void {
    if (this.#silence !== null) clearTimeout(this.#silence)
    this.#silence = null
    if (this.#ending === 'inOrder') this.#quiet()
    this.#splitter.breakOff()
  }

  #work(): void {
    this.#turn = null
    const until = performance.now() + sliceMs
    while (performance.now() < until) {
      if (this.#lines === null) {
        const piece = this.#waiting.shift()
        if (piece === undefined) break
        this.#waitingBytes -= piece.length
        this.#lines = this.#splitter.feed(piece)
      }
      const next = this.#lines.next()
      if (next.done === true) this.#lines = null
      else this.#take(next.value)
    }
    if (this.#lines !== null || this.#waiting.length > 0) this.#turn = setImmediate(() => this.#work())
    else if (this.#ending !== null) this.#finish()
    else if (this.#gap && this.#silence === null) this.#silence = setTimeout(() => this.#quiet(), gapMs)
  }

  #quiet(): void {
    this.#silence = null
    const line = this.#splitter.quiet()
    if (line !== null) this.#take(line)
  }

  #take(line: string): void {
    if (!this.#greeted && line.startsWith(virtualGreeting)) {
      this.#greeted = true
      this.#listener.greeted(line.trim())
      return
    }
    if (this.#tooMany()) {
      this.#listener.noise()
      return
    }
    const reading = this.#read(line)
    if (reading.kind === 'noise') {
      this.#listener.noise()
      return
    }
    if (reading.kind === 'unmatched') this.#listener.unmatched()
    this.#listener.read(reading.read)
  }

  #tooMany(): boolean {
    const second = Math.floor(performance.now() / 1_000)
    if (second !== this.#second) {
      this.#second = second
      this.#readsInSecond = 0
    }
    return ++this.#readsInSecond > mostReads
  }
}
