import { explainScan } from '../../shared/udi/explain/explain.ts'
import { parseScan } from '../../shared/udi/udi.ts'
import { type BenchRow, median } from './bench.ts'
import { AGENCIES, fuzzScans, rightCodes } from './fuzz-scans.ts'

const SEED = 20261125
const CODES = 10_000
const FUZZED = 1_000_000
const ROUNDS = 9
const LEAST_PARSED = 500_000
const MOST_EXPLAINED_MS = 1
const options = { now: 2026 }

/** Parse of each agency, explanation, and a million strings that must neither throw nor give two answers. */
export async function run(): Promise<BenchRow[]> {
  process.stderr.write(`udi: seed ${SEED}\n`)
  const codes = rightCodes(CODES, SEED).map(({ agency, scan }) => ({ agency, scan: Buffer.from(scan, 'latin1').toString('latin1') }))
  const bad = codes.find(({ agency, scan }) => {
    const result = parseScan(scan, options)
    return !result.ok || result.agency !== agency
  })
  if (bad !== undefined) throw new Error(`not valid: ${bad.agency} ${bad.scan}`)
  const row = (name: string, ours: number, unit: string, target: number, pass: boolean, n: number): BenchRow => ({
    name,
    ours,
    unit,
    peer: null,
    peerVersion: null,
    ratio: null,
    target,
    pass,
    n,
  })
  const rows = AGENCIES.map((agency) => {
    const scans = codes.filter((code) => code.agency === agency).map(({ scan }) => scan)
    const rate = Math.round(rateOf(scans))
    return row(`udi.parse.${agency}`, rate, 'scans/s', LEAST_PARSED, rate >= LEAST_PARSED, scans.length)
  })
  const times = codes.slice(0, 5000).map(({ scan }) => {
    const started = performance.now()
    explainScan(scan, options)
    return performance.now() - started
  })
  const p99 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!
  rows.push(row('udi.explainP99', Math.round(p99 * 1000) / 1000, 'ms', MOST_EXPLAINED_MS, p99 < MOST_EXPLAINED_MS, times.length))
  rows.push(row('udi.fuzz', fuzz(), 'scans/s', 0, true, FUZZED))
  return rows
}

function rateOf(scans: readonly string[]): number {
  const rates: number[] = []
  let sink = 0
  for (let round = 0; round < ROUNDS + 3; round++) {
    const started = performance.now()
    for (let repeat = 0; repeat < 10; repeat++) for (const scan of scans) sink += parseScan(scan, options).elements.length
    if (round >= 3) rates.push((scans.length * 10 * 1000) / (performance.now() - started))
  }
  if (sink === 0) throw new Error('nothing was read')
  return median(rates)
}

/** Strings a second; throws where a parser does, or says two things of one scan. */
function fuzz(): number {
  const started = performance.now()
  let i = 0
  for (const scan of fuzzScans(FUZZED, SEED)) {
    const result = parseScan(scan, options)
    if (i++ % 20 === 0 && JSON.stringify(parseScan(scan, options)) !== JSON.stringify(result))
      throw new Error(`two answers: ${JSON.stringify(scan)}`)
  }
  return Math.round((FUZZED * 1000) / (performance.now() - started))
}
