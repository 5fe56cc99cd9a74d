import { createServer, isIP, type Server, type Socket, SocketAddress } from 'node:net'
import type { ScanFormat, ScannerConnection } from '../../shared/scanning.ts'
import { WriteFailed } from '../transports/link.ts'
import type { LineFeed } from './line-feed.ts'
import { triggerBytes } from './line-format.ts'
import { ScannerListeners } from './listeners.ts'
import { Reconnect } from './reconnect.ts'
import type { ScannerDriver, ScannerState } from './scanner.ts'

/** Connections at once; one station has no more readers. */
const mostPeers = 4
/** ms of silence after which the system asks whether the reader is still there; gone readers free their place about ten seconds later. */
const keepAliveMs = 10_000
/** ms that a reader may take to take a trigger. */
const triggerMs = 2_000

/** Where the station listens, and from whom it takes connections: IP addresses, each exact. */
export type TcpServerOptions = Omit<Extract<ScannerConnection, { kind: 'tcpServer' }>, 'kind'>

/**
 * Readers that call the station. Listens on the one address; a connection from elsewhere, or one too many, is closed at once and counted.
 * States: `ready` while a reader is connected, `connecting` while none has called or the last hung up, `linkLost` when the last broke off,
 * `portTaken`, `addressGone`, `denied` (a port below 1024) until listening succeeds.
 */
export function openTcpServerScanner({ address, port, peers }: TcpServerOptions, format: ScanFormat): ScannerDriver {
  const listeners = new ScannerListeners()
  const allowed = new Set(peers.map(plainAddress).filter((peer) => peer !== null))
  const connected = new Map<Socket, LineFeed>()
  const reconnect = new Reconnect(listen)
  let server: Server | null = null
  let closed = false

  function listen(): void {
    if (isIP(address) === 0) {
      // A name would let the resolver decide where the station listens.
      listeners.set('addressGone')
      return
    }
    const attempt = createServer(accept)
    server = attempt
    attempt.once('error', (error: NodeJS.ErrnoException) => {
      if (closed) return
      listeners.set(listenFault(error.code))
      reconnect.down()
    })
    attempt.listen({ host: address, port, exclusive: true, ipv6Only: address === '::' ? undefined : true }, () => {
      reconnect.up()
      listeners.set('connecting')
    })
  }

  function accept(socket: Socket): void {
    socket.on('error', () => {})
    const peer = plainAddress(socket.remoteAddress ?? '')
    if (closed || peer === null || !allowed.has(peer) || connected.size >= mostPeers) {
      listeners.counts.refusedPeers++
      socket.destroy()
      return
    }
    socket.setKeepAlive(true, keepAliveMs)
    const feed = listeners.feed(format)
    connected.set(socket, feed)
    let inOrder = false
    socket.on('data', (bytes) => feed.push(bytes))
    socket.once('end', () => {
      inOrder = true
    })
    socket.once('close', () => {
      connected.delete(socket)
      feed.end(inOrder && !closed)
      if (!closed && connected.size === 0) listeners.set(inOrder ? 'connecting' : 'linkLost')
    })
    if (listeners.driver.state().code !== 'ready') listeners.set('ready')
  }

  const driver: ScannerDriver = {
    ...listeners.driver,
    poke: () => reconnect.poke(),
    async close() {
      closed = true
      reconnect.close()
      for (const [socket, feed] of connected) {
        feed.close()
        socket.destroy()
      }
      const open = server
      if (open?.listening === true) await new Promise<void>((resolve) => open.close(() => resolve()))
    },
  }
  listen()
  if (format.trigger === '') return driver
  const trigger = triggerBytes(format.trigger)
  return {
    ...driver,
    async trigger() {
      if (connected.size === 0) throw new WriteFailed(false, 'absent')
      await Promise.any([...connected.keys()].map((socket) => send(socket, trigger))).catch(() => {
        throw new WriteFailed(true)
      })
    },
  }
}

/** IP address as the system writes it, IPv4 out of IPv6 where that is what it is; null: no address. */
export function plainAddress(text: string): string | null {
  const version = isIP(text)
  if (version === 0) return null
  const { address } = new SocketAddress({ address: text, family: version === 4 ? 'ipv4' : 'ipv6' })
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1] ?? address
}

function listenFault(code: string | undefined): ScannerState['code'] {
  if (code === 'EADDRINUSE') return 'portTaken'
  if (code === 'EADDRNOTAVAIL') return 'addressGone'
  if (code === 'EACCES') return 'denied'
  return 'linkLost'
}

const send = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error('timeout'))
    }, triggerMs)
    socket.write(bytes, (error) => {
      clearTimeout(deadline)
      if (error === null || error === undefined) resolve()
      else reject(error)
    })
  })
