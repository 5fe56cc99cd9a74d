import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface FirstByteProxy {
  readonly port: number
  /** Labels whose first byte came by, and those among them that the ledger did not hold yet. */
  readonly seen: { formats: number; undrawn: number }
  close(): Promise<void>
}

/**
 * Stands between station and printer. When the first byte of a label arrives it copies database and WAL as they lie on disk, before a
 * single byte goes on, and counts the drawn labels in the copy: there must be one for every label whose first byte has left.
 */
export async function firstByteProxy(ledgerFolder: string, printerPort: number): Promise<FirstByteProxy> {
  const seen = { formats: 0, undrawn: 0 }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: printerPort, host: '127.0.0.1', noDelay: true })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    far.on('data', (bytes) => near.write(bytes))
    near.on('data', (bytes) => {
      for (let at = bytes.indexOf('^XA'); at !== -1; at = bytes.indexOf('^XA', at + 3)) {
        seen.formats++
        if (drawnInCopy(ledgerFolder) < seen.formats) seen.undrawn++
      }
      far.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    seen,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Database and WAL of one moment: a checkpoint that came between the two copies shows in the time of the database's last write. */
function copyAsItLies(folder: string, copy: string): void {
  const written = (): bigint => statSync(join(folder, 'ledger.sqlite'), { bigint: true }).mtimeNs
  for (let tries = 0; tries < 50; tries++) {
    const before = written()
    for (const suffix of ['', '-wal']) {
      const file = join(folder, `ledger.sqlite${suffix}`)
      if (existsSync(file)) copyFileSync(file, join(copy, `ledger.sqlite${suffix}`))
    }
    if (written() === before) return
  }
}

function drawnInCopy(folder: string): number {
  const copy = mkdtempSync(join(tmpdir(), 'signet-copy-'))
  try {
    copyAsItLies(folder, copy)
    const db = new Database(join(copy, 'ledger.sqlite'))
    const { n } = db.prepare('SELECT count(*) AS n FROM label WHERE drawn IN (SELECT seq FROM event WHERE kind = 500)').get() as {
      n: number
    }
    db.close()
    return n
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
