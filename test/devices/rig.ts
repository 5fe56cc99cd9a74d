import { createServer, type Socket } from 'node:net'

/** What scripts/test-devices.mjs found out about this machine. */
interface Prepared {
  /** Suite to why it cannot run here; a suite that can has none. */
  readonly skip: Readonly<Record<string, string>>
  /** Folders that a suite's set-up filled. */
  readonly folders: Readonly<Record<string, string>>
}

const prepared: Prepared | null =
  process.env['SIGNET_DEVICES'] === undefined ? null : (JSON.parse(process.env['SIGNET_DEVICES']) as Prepared)

/** Why a suite is skipped, or null: it runs. */
export const skipReason = (suite: string): string | null =>
  prepared === null ? 'run it with npm run test:devices' : (prepared.skip[suite] ?? null)

export const folderOf = (name: string): string => prepared?.folders[name] ?? ''

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until something is so; fails with what was waited for. */
export async function until(what: string, done: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const end = performance.now() + ms; !(await done()); await rest(20))
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
}

/** Longest time (ms) for which the event loop did not turn, until asked. */
export function loopDelay(): () => number {
  let [longest, last] = [0, performance.now()]
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  return () => {
    clearInterval(beat)
    return longest
  }
}

/** Takes whatever comes over TCP; one entry a connection. */
export async function sink(port = 0) {
  const jobs: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const parts: Buffer[] = []
    socket.on('error', () => {})
    socket.on('data', (part) => parts.push(part))
    socket.on('close', () => {
      sockets.delete(socket)
      jobs.push(Buffer.concat(parts))
    })
    socket.on('end', () => socket.end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    jobs: (): readonly Buffer[] => jobs,
    close: (): Promise<void> => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Every byte there is, those that end or change things at terminals among them, then label data. */
export const everyByte = Buffer.concat([
  Buffer.from([0x00, 0x1b, 0xff, 0x0a, 0x0d, 0x04, 0x1a, 0x11, 0x13]),
  Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
  Buffer.from('^XA^FO0,0^GFA,8,8,1,FF00FF00FF00FF00^FS^XZ'),
])
