import { createServer, type Socket } from 'node:net'

export interface ListenerOptions {
  /** How it treats status queries: like a ZPL printer, not at all, or as a printer of another language: the query goes onto paper. */
  readonly answers: 'zpl' | 'mute' | 'text'
  /** ~HS replies in pieces of so many bytes. */
  readonly pieces?: number
}

export interface ZplListener {
  readonly port: number
  /** Everything received, as it came. */
  readonly received: () => string
  /** What it would have printed: formats, and for `text` the queries. */
  readonly paper: () => readonly string[]
  /** Flags of the next status: media out, head up. */
  readonly state: { mediaOut: boolean; headUp: boolean; queued: number; reset: boolean }
  close(): Promise<void>
}

/** A printer on TCP 9100 as a production station meets it: it names a model of its own, keeps what it is sent, and draws nothing. */
export async function zplListener(options: ListenerOptions): Promise<ZplListener> {
  let text = ''
  const paper: string[] = []
  const state = { mediaOut: false, headUp: false, queued: 0, reset: false }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let pending = ''
    socket.on('data', (bytes) => {
      const chunk = bytes.toString('latin1')
      text += chunk
      pending += chunk
      if (state.reset) return void socket.resetAndDestroy()
      for (;;) {
        const query = /~HS|~HI|! U1 getvar "[^"]+"/.exec(pending)
        const end = pending.indexOf('^XZ')
        if (query !== null && (end === -1 || query.index < end)) {
          pending = pending.slice(query.index + query[0].length)
          if (options.answers === 'text') paper.push(query[0])
          if (options.answers === 'zpl') reply(socket, query[0])
          continue
        }
        if (end === -1) return
        paper.push(pending.slice(pending.indexOf('^XA'), end + 3))
        pending = pending.slice(end + 3)
      }
    })
  })
  const reply = (socket: Socket, query: string): void => {
    const pad = (n: number, digits: number): string => String(n).padStart(digits, '0')
    const answer =
      query === '~HI'
        ? '\u0002ZT411-300dpi,V92.21.39Z,12,8176KB\u0003\r\n'
        : query === '~HS'
          ? `\u0002030,${state.mediaOut ? 1 : 0},0,1240,${pad(state.queued, 3)},0,0,0,000,0,0,0\u0003\r\n\u0002000,0,${state.headUp ? 1 : 0},0,0,2,6,0,00000000,1,000\u0003\r\n\u00021234,0\u0003\r\n`
          : ''
    const size = options.pieces ?? answer.length
    for (let at = 0; at < answer.length; at += Math.max(1, size)) setTimeout(() => socket.write(answer.slice(at, at + size), 'latin1'), at)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received: () => text,
    paper: () => paper,
    state,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
