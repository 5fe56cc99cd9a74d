import { createRequire } from 'node:module'

/** One measured promise; `bench --json` prints one per line. */
export type BenchRow = {
  readonly name: string
  readonly ours: number
  readonly unit: string
  readonly peer: number | null
  readonly peerVersion: string | null
  readonly ratio: number | null
  readonly target: number
  /** null when this machine cannot judge the target */
  readonly pass: boolean | null
  readonly n: number
}

export type Contest = {
  readonly rounds: number
  /** each call handles all inputs once and returns something that depends on the work, so that it cannot be optimised away */
  readonly ours: () => number
  readonly peer: () => number
  /** inputs per call */
  readonly n: number
  /** ours may be repeated within a round, to be measured as long as a slow peer */
  readonly oursRepeat?: number
  /** the peer may take only some of the inputs */
  readonly peerN?: number
}

/** Operations per second of both sides: warm-up, then interleaved rounds, medians. */
export function compete(contest: Contest): { readonly ours: number; readonly peer: number } {
  const repeat = contest.oursRepeat ?? 1
  const peerN = contest.peerN ?? contest.n
  let sink = 0
  for (let i = 0; i < 2; i++) {
    for (let k = 0; k < repeat; k++) sink += contest.ours()
    sink += contest.peer()
  }
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round < contest.rounds; round++) {
    const start = performance.now()
    for (let k = 0; k < repeat; k++) sink += contest.ours()
    const middle = performance.now()
    sink += contest.peer()
    const end = performance.now()
    ours.push((contest.n * repeat * 1000) / (middle - start))
    peer.push((peerN * 1000) / (end - middle))
  }
  if (Number.isNaN(sink)) throw new Error('a contestant returned no number')
  return { ours: median(ours), peer: median(peer) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** A small seeded generator (mulberry32): the same seed gives the same inputs on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The version of an installed package, read from the disk because `exports` often hides package.json. */
export function versionOf(name: string): string {
  const require = createRequire(import.meta.url)
  const entry = require.resolve(name)
  const folder = entry.slice(0, entry.lastIndexOf(`node_modules/${name}`) + `node_modules/${name}`.length)
  const manifest: { version: string } = require(`${folder}/package.json`)
  return manifest.version
}
