import { StringDecoder } from 'node:string_decoder'
import { TcpLink } from '../transports/tcp.ts'
import type { ScannerDriver, ScannerState } from './scanner.ts'

export interface TcpScannerOptions {
  readonly host: string
  readonly port: number
  /** What the reader sends in the place of GS; empty = GS itself. */
  readonly gsSubstitute: string
}

/** A line without an end by then is dropped: no label of ours is that long. */
const longestLine = 1_000_000
const backOff = [100, 200, 500, 1_000, 2_000, 5_000]

/** Greeting by which the virtual scanner says what it is; a production ledger refuses it. */
export const virtualGreeting = 'SIGNET-VIRTUAL-SCANNER'

/** A reader that sends lines over TCP, the station being the client. Lines end with CR, LF or both, or lie between STX and ETX. */
export function openTcpScanner(options: TcpScannerOptions): ScannerDriver {
  const scans = new Set<(raw: string) => void>()
  const states = new Set<(state: ScannerState) => void>()
  const link = new TcpLink(options)
  let current: ScannerState = { code: 'connecting', greeting: null, virtual: false }
  let tries = 0
  let closed = false
  let timer: NodeJS.Timeout | null = null
  let lines = lineReader(take)

  function take(line: string): void {
    if (current.greeting === null && line.startsWith(virtualGreeting)) {
      set({ code: 'ready', greeting: line.trim(), virtual: true })
      return
    }
    const raw = options.gsSubstitute === '' ? line : line.replaceAll(options.gsSubstitute, '\u001d')
    for (const listener of scans) listener(raw)
  }

  function set(state: ScannerState): void {
    current = state
    for (const listener of states) listener(state)
  }

  function connect(): void {
    timer = null
    link.open().then(
      () => {
        tries = 0
        lines = lineReader(take)
        set({ code: 'ready', greeting: null, virtual: false })
      },
      () => {
        if (closed) return
        set({ code: 'linkLost', greeting: null, virtual: current.virtual })
        timer = setTimeout(connect, backOff[Math.min(tries++, backOff.length - 1)])
        timer.unref()
      },
    )
  }

  link.onData((bytes) => lines(bytes))
  link.onLost(() => {
    if (closed) return
    set({ code: 'linkLost', greeting: null, virtual: current.virtual })
    timer = setTimeout(connect, backOff[0])
    timer.unref()
  })
  connect()

  return {
    onScan: (listener) => void scans.add(listener),
    onState: (listener) => void states.add(listener),
    state: () => current,
    async close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await link.close()
    },
  }
}

/** Splits a byte stream into lines; keeps GS and every other character as sent. An empty line between CR and LF is no read. */
function lineReader(take: (line: string) => void): (bytes: Buffer) => void {
  const decoder = new StringDecoder('utf8')
  const ends = /[\r\n\u0002\u0003]/g
  let pending = ''
  let afterCr = false
  const keep = (part: string): void => {
    if (pending.length < longestLine) pending += part.slice(0, longestLine - pending.length)
  }
  return (bytes) => {
    const text = decoder.write(bytes)
    let at = 0
    ends.lastIndex = 0
    for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
      const mark = end[0]
      keep(text.slice(at, end.index))
      const glued = mark === '\n' && afterCr && end.index === at && pending === ''
      at = end.index + 1
      afterCr = mark === '\r'
      if (mark !== '\u0002' && !glued) take(pending)
      pending = ''
    }
    if (at < text.length) {
      afterCr = false
      keep(text.slice(at))
    }
  }
}
