import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { guard } from './database.ts'

/** How far a ledger has come, kept outside it: an older copy of the ledger knows less than its fence. */
export interface FenceMark {
  readonly seq: number
  /** Hex leaf of that event: a copy that went another way has a different one. */
  readonly leaf: string
  /** Highest position handed out per pool id. */
  readonly pools: Readonly<Record<string, number>>
}

const none: FenceMark = { seq: 0, leaf: '', pools: {} }

/**
 * The restore fence of one ledger: two small files in the user profile.
 *
 * `<station>.pools.json` is replaced durably before serials are allocated. `<station>.mark` is overwritten in place after each
 * commit without waiting for the disk: a killed process loses nothing, and after a power cut it is merely a little behind, which
 * never raises a false alarm because the ledger itself is durable.
 */
export class Fence {
  readonly #poolsFile: string
  readonly #mark: number
  #pools: Record<string, number>
  readonly found: FenceMark | null

  constructor(folder: string, station: string) {
    guard(() => mkdirSync(folder, { recursive: true }), folder)
    this.#poolsFile = join(folder, `${station}.pools.json`)
    const markFile = join(folder, `${station}.mark`)
    const mark = readMark(markFile)
    this.#pools = readPools(this.#poolsFile)
    this.found = mark === null ? null : { ...mark, pools: { ...this.#pools } }
    this.#mark = guard(() => openSync(markFile, mark === null ? 'w+' : 'r+'), folder)
  }

  /** Highest position that was ever handed out of a pool, as far as this computer knows. */
  highWater(pool: number): number {
    return this.#pools[String(pool)] ?? 0
  }

  /** Says durably that positions below `position` may be in use. Call before the allocation commits. */
  reserve(pool: number, position: number): void {
    this.#pools = highest(this.#pools, readPools(this.#poolsFile))
    if (position <= this.highWater(pool)) return
    this.#pools = { ...this.#pools, [String(pool)]: position }
    guard(() => writeDurably(this.#poolsFile, JSON.stringify(this.#pools)), this.#poolsFile)
  }

  /** Notes the newest event. Call after its commit and before anything leaves the station. */
  note(seq: number, leaf: string): void {
    writeSync(this.#mark, `${String(seq).padStart(16, '0')} ${leaf}\n`, 0)
  }

  /** What a backup carries along. */
  snapshot(seq: number, leaf: string): FenceMark {
    return { seq, leaf, pools: { ...this.#pools } }
  }

  /** Takes over marks that a backup target knew. */
  learn(mark: FenceMark): void {
    for (const [pool, position] of Object.entries(mark.pools)) this.reserve(Number(pool), position)
  }

  close(): void {
    closeSync(this.#mark)
  }
}

function readMark(file: string): { seq: number; leaf: string } | null {
  try {
    const match = /^(\d{16}) ([0-9a-f]{64})\n/.exec(readFileSync(file, 'utf8'))
    return match === null ? null : { seq: Number(match[1]), leaf: match[2]! }
  } catch {
    return null
  }
}

function readPools(file: string): Record<string, number> {
  try {
    const pools = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    return Object.fromEntries(Object.entries(pools).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
  } catch {
    return { ...none.pools }
  }
}

const highest = (a: Record<string, number>, b: Record<string, number>): Record<string, number> =>
  Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((pool) => [pool, Math.max(a[pool] ?? 0, b[pool] ?? 0)]))

/** Replaces a file so that after a power cut it holds either the old text or the new one. */
export function writeDurably(file: string, text: string): void {
  const fresh = `${file}.new`
  const handle = openSync(fresh, 'w')
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(fresh, file)
  syncFolder(dirname(file))
}

/** Waits until the names in a folder are on the disk. */
export function syncFolder(folder: string): void {
  // Windows opens no folder; NTFS journals its names.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
