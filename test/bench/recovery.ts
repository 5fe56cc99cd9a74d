import { recoverScan } from '../../shared/udi/recover/recover.ts'
import { type BenchRow, median } from './bench.ts'
import { type Knowledge, masterOf, type Stripped, strippedCodes } from './stripped-codes.ts'

const SEED = 20261125
const CODES = 20_000
const now = 2026

type Tally = { n: number; first: number; three: number; refused: number; clear: number; clearWrong: number }

/** Least rates, %: right at first, right among the first three. */
const TARGETS: Readonly<Record<Knowledge, readonly [number, number]>> = {
  none: [85, 98],
  stale: [85, 98],
  lots: [98, 99],
  labels: [99, 99.5],
}

const empty = (): Tally => ({ n: 0, first: 0, three: 0, refused: 0, clear: 0, clearWrong: 0 })

/** How often the reading that was printed comes first, among the first three, or not at all, by AIs and by what the master knows. */
export function ratesOf(codes: readonly Stripped[], knowledge: Knowledge): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>([['all', empty()]])
  for (const code of codes) {
    const { readings, refused, clear } = recoverScan(code.scan, { now, master: masterOf(code, knowledge) })
    const place = readings.findIndex(({ elements }) => elements.map(({ ai, value }) => `(${ai})${value}`).join('') === code.truth)
    const own = tallies.get(code.combination) ?? empty()
    tallies.set(code.combination, own)
    for (const tally of [own, tallies.get('all')!]) {
      tally.n++
      if (refused !== null) tally.refused++
      if (place === 0) tally.first++
      if (place >= 0 && place < 3) tally.three++
      if (clear) tally.clear++
      if (clear && place !== 0) tally.clearWrong++
    }
  }
  return tallies
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`.padStart(8)

/** Recovery rates on stderr; the rows hold what is promised: time of one scan, and the rate with a whole master. */
export async function run(): Promise<BenchRow[]> {
  process.stderr.write(`recovery: seed ${SEED}, ${CODES} codes\n`)
  const codes = strippedCodes(CODES, SEED)
  const rows: BenchRow[] = []
  for (const knowledge of ['none', 'stale', 'lots', 'labels'] as const) {
    const rates = ratesOf(codes, knowledge)
    process.stderr.write(`master: ${knowledge}\n  ${'AIs'.padEnd(18)}    first  first 3  refused  clear    clear, wrong\n`)
    for (const [ais, { n, first, three, refused, clear, clearWrong }] of rates)
      process.stderr.write(`  ${ais.padEnd(18)} ${[first, three, refused, clear, clearWrong].map((part) => percent(part, n)).join(' ')}\n`)
    const { n, first, three } = rates.get('all')!
    const base = { unit: '%', peer: null, peerVersion: null, ratio: null, n }
    const rate = (part: number) => Math.round((1000 * part) / n) / 10
    const [leastFirst, leastThree] = TARGETS[knowledge]
    rows.push({ ...base, name: `recovery.first.${knowledge}`, ours: rate(first), target: leastFirst, pass: rate(first) >= leastFirst })
    rows.push({ ...base, name: `recovery.firstThree.${knowledge}`, ours: rate(three), target: leastThree, pass: rate(three) >= leastThree })
  }
  const times = codes.slice(0, 5000).map((code) => {
    const master = masterOf(code, 'labels')
    const started = performance.now()
    recoverScan(code.scan, { now, master })
    return performance.now() - started
  })
  const sorted = [...times].sort((a, b) => a - b)
  const p999 = sorted[Math.floor(sorted.length * 0.999)]!
  process.stderr.write(`  median ${median(times).toFixed(3)} ms, slowest ${sorted.at(-1)!.toFixed(2)} ms\n`)
  rows.push({
    name: 'recovery.scanP999',
    ours: Math.round(p999 * 1000) / 1000,
    unit: 'ms',
    peer: null,
    peerVersion: null,
    ratio: null,
    target: 5,
    pass: p999 < 5,
    n: times.length,
  })
  return rows
}
