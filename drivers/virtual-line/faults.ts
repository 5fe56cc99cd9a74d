import type { Bitmap } from './emulator.ts'

export const lineFaults = [
  'smudge',
  'skip',
  'repeat',
  'paper-out',
  'stall',
  'mute',
  'power-cycle',
  'wrong-label',
  'head-open',
  'ribbon-out',
  // How its answers come (facts of printers in the field), for as long as other faults take to mend.
  'split-reply',
  'glued-reply',
  'half-reply',
  'lost-stx',
  // Paper out, and until it is mended the fullest question stays unanswered where a lesser one is answered.
  'hs-mute',
  // The connection is reset in the middle of the next job.
  'reset',
] as const
export type LineFault = (typeof lineFaults)[number]

/** Chance of each fault per label, 0 to 1. */
export type FaultRates = Partial<Record<LineFault, number>>

/** `smudge=5%,repeat=0.01` as rates; null when it cannot be read. */
export function parseFaults(text: string): FaultRates | null {
  const rates: FaultRates = {}
  for (const part of text.split(',').filter((item) => item !== '')) {
    const match = /^([a-z-]+)=(\d+(?:\.\d+)?)(%?)$/.exec(part.trim())
    const name = lineFaults.find((fault) => fault === match?.[1])
    const rate = Number(match?.[2]) / (match?.[3] === '%' ? 100 : 1)
    if (name === undefined || !(rate >= 0 && rate <= 1)) return null
    rates[name] = rate
  }
  return rates
}

/** A repeatable stream of numbers in [0, 1) from a seed text. */
export function seeded(seed: string): () => number {
  let state = 0x9e3779b9
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x85ebca6b) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A wipe across the label: bands of dots are lost or filled, over the whole width so that no symbol escapes it. */
export function smudged(bitmap: Bitmap, random: () => number): Bitmap {
  const bits = bitmap.bits.slice()
  for (let row = 0; row < bitmap.height; row++) {
    if (Math.floor(row / 7) % 3 === 0) continue
    const wipe = random() < 0.5 ? 0 : 0xff
    for (let i = 0; i < bitmap.stride; i++) if (random() < 0.55) bits[row * bitmap.stride + i] = wipe
  }
  return { ...bitmap, bits }
}

/** Only the top `share` of the label: paper or power ended there. */
export function cutShort(bitmap: Bitmap, share: number): Bitmap {
  const bits = bitmap.bits.slice()
  bits.fill(0, Math.floor(bitmap.height * share) * bitmap.stride)
  return { ...bitmap, bits }
}

export const blankOf = (bitmap: Bitmap): Bitmap => ({ ...bitmap, bits: new Uint8Array(bitmap.bits.length) })
