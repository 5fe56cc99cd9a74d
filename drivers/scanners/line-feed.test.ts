import { expect, test } from 'vitest'
import { defaultScanFormat, type ScanFormat } from '../../shared/scanning.ts'
import { LineFeed } from './line-feed.ts'

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function feed(format: Partial<ScanFormat> = {}) {
  const seen = { reads: [] as string[], unmatched: 0, noise: 0, greetings: [] as string[] }
  const lines = new LineFeed(
    { ...defaultScanFormat, ...format },
    {
      read: ({ raw }) => void seen.reads.push(raw),
      greeted: (greeting) => void seen.greetings.push(greeting),
      unmatched: () => void seen.unmatched++,
      noise: () => void seen.noise++,
    },
  )
  return { lines, seen }
}

/** The same bytes each time (mulberry32). */
function garbage(bytes: number, seed: number): Buffer {
  const out = Buffer.allocUnsafe(bytes)
  let state = seed
  for (let i = 0; i < bytes; i++) {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    out[i] = (mixed ^ (mixed >>> 14)) & 0xff
  }
  return out
}

/** Longest time that one turn of the work took, ms, while a chunk is pushed at every turn of the loop. */
async function flood(format: Partial<ScanFormat>, chunk: Buffer, forMs: number) {
  const { lines, seen } = feed(format)
  let worst = 0
  const slices: number[] = []
  const end = performance.now() + forMs
  while (performance.now() < end) {
    const from = performance.now()
    lines.push(chunk)
    const took = performance.now() - from
    slices.push(took)
    worst = Math.max(worst, took)
    seen.reads.length = 0
    await new Promise((resolve) => setImmediate(resolve))
  }
  slices.sort((a, b) => a - b)
  return { lines, seen, worst, usual: slices[Math.floor(slices.length * 0.95)]! }
}

test.each([
  ['garbage', {}, garbage(1_000_000, 7)],
  ['no end of line', {}, Buffer.alloc(1_000_000, 0x78)],
  ['nothing but ends', {}, Buffer.alloc(1_000_000, 13)],
  ['lines of 4096 bytes for a heavy pattern', { pattern: '(?<data>(a|b|ab|x)+!)$' }, Buffer.from(`${'x'.repeat(4_096)}\r`.repeat(244))],
] as const)('1 MB at a time at full speed holds neither the loop nor memory: %s', async (_name, format, chunk) => {
  const { lines, seen, usual } = await flood(format, chunk, 700)
  expect(usual).toBeLessThan(20)
  expect(seen.noise).toBeGreaterThan(0)
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 300; i++) lines.push(Buffer.from(chunk))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150_000_000)
  lines.push(Buffer.from('\r'))
  await settle(1_200)
  seen.reads.length = 0
  lines.push(Buffer.from('\rab!\r'))
  await settle(200)
  expect(seen.reads.at(-1)).toBe('ab!')
})

test('more than 1000 reads in a second are no reader', async () => {
  const { lines, seen } = feed()
  lines.push(Buffer.from('a\r'.repeat(5_000)))
  await settle(300)
  expect(seen.reads.length).toBeGreaterThanOrEqual(1_000)
  expect(seen.reads.length).toBeLessThanOrEqual(2_000)
  expect(seen.noise).toBe(5_000 - seen.reads.length)
})

test('without delimiters 50 ms of silence end a read', async () => {
  const { lines, seen } = feed({ delimiter: 'gap' })
  lines.push(Buffer.from('0106'))
  await settle(15)
  lines.push(Buffer.from('9\u001d21X'))
  await settle(25)
  expect(seen.reads).toEqual([])
  await settle(80)
  expect(seen.reads).toEqual(['01069\u001d21X'])
})

test('a connection that ends: whole lines are reads, a begun one is none', async () => {
  const { lines, seen } = feed()
  lines.push(Buffer.from('whole\rhal'))
  lines.end(true)
  expect(seen).toMatchObject({ reads: ['whole'], noise: 1 })
  const gap = feed({ delimiter: 'gap' })
  gap.lines.push(Buffer.from('whole'))
  gap.lines.end(true)
  expect(gap.seen).toMatchObject({ reads: ['whole'], noise: 0 })
  const broken = feed({ delimiter: 'gap' })
  broken.lines.push(Buffer.from('hal'))
  broken.lines.end(false)
  await settle(80)
  expect(broken.seen).toMatchObject({ reads: [], noise: 1 })
})

test('every line is heard in order when a chunk takes several turns', async () => {
  const { lines, seen } = feed({ pattern: '(?<data>[0-9]+)' })
  const numbers = Array.from({ length: 900 }, (_, i) => String(i))
  for (const number of numbers) lines.push(Buffer.from(`${'-'.repeat(700)}${number}\r`))
  lines.end(true)
  await settle(500)
  expect(seen.reads).toEqual(numbers)
})
