import { connect, createServer, type Socket } from 'node:net'

/** How what comes back from a printer reaches the other end: pieces, each sent apart. */
export type Garble = (answer: Buffer) => readonly Buffer[]

/** A cable between the station and a printer on TCP that a test can spoil. */
export interface Wire {
  readonly port: number
  /** What becomes of answers; a printer's bytes go back as they come until a test says otherwise. */
  garble: Garble
  /** Passes on `bytes` of the next label that begins, then nothing more of it, and calls `then`. */
  cutNext(bytes: number, then: () => void): void
  /** The printer keeps what it has of a label when the cable is pulled, as one on RS-232 does: what comes next is glued to it. */
  holds: boolean
  /** Breaks the connection of the station off with a reset; the printer forgets what it had not whole. */
  reset(): void
  close(): Promise<void>
}

/** ms between two pieces: long enough that the other end reads them apart. */
const pieceMs = 1

/** `begins`: how a label of the printer's language begins. */
export async function wireTo(printerPort: number, begins: string): Promise<Wire> {
  const near = new Set<Socket>()
  const far = new Set<Socket>()
  let cut: { readonly bytes: number; readonly then: () => void } | null = null
  let held: Socket | null = null
  const server = createServer({ noDelay: true }, (station) => {
    const printer = held ?? connect({ host: '127.0.0.1', port: printerPort, noDelay: true })
    held = null
    near.add(station)
    far.add(printer)
    let dead = false
    let back: Promise<void> = Promise.resolve()
    for (const socket of [station, printer]) socket.on('error', () => {})
    station.on('close', () => {
      near.delete(station)
      printer.removeAllListeners('data')
      if (wire.holds) held = printer
      else printer.destroy()
    })
    printer.on('close', () => {
      far.delete(printer)
      station.destroy()
    })
    station.on('data', (bytes) => {
      const at = cut === null || dead ? -1 : bytes.indexOf(begins, 0, 'latin1')
      if (cut === null || at < 0) {
        if (!dead) printer.write(bytes)
        return
      }
      const { bytes: some, then } = cut
      cut = null
      dead = true
      printer.write(bytes.subarray(0, at + some))
      setTimeout(then, 20)
    })
    printer.on('data', (bytes) => {
      back = back.then(async () => {
        for (const piece of wire.garble(bytes)) {
          if (!station.destroyed) station.write(piece)
          await new Promise((resolve) => setTimeout(resolve, pieceMs))
        }
      })
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const wire: Wire = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    garble: (answer) => [answer],
    holds: false,
    cutNext(bytes, then) {
      cut = { bytes, then }
    },
    reset() {
      for (const socket of near) socket.resetAndDestroy()
    },
    async close() {
      for (const socket of [...near, ...far]) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
  return wire
}
