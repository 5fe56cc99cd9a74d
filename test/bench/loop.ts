import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFaultless, simulate } from '../../electron/station/simulate/simulate.ts'
import { type BenchRow, median } from './bench.ts'

const seed = 'bench-20261122'
const labels = 300

/** The whole loop on the virtual line: 40x20 mm, serial level, every label verified, five between head and scanner at the most. */
export async function run(): Promise<BenchRow[]> {
  process.stderr.write(`loop: seed ${seed}\n`)
  const rates: number[] = []
  const p95: number[] = []
  for (let round = 0; round < 4; round++) {
    const out = mkdtempSync(join(tmpdir(), 'signet-loop-'))
    process.env['SIGNET_FENCE_DIR'] = join(out, 'fence')
    const result = await simulate({ level: 'serial', labels, faults: {}, seed, out, version: 'bench' })
    rmSync(out, { recursive: true, force: true })
    if (!isFaultless(result)) throw new Error('the loop lost or doubled a label')
    if (round === 0) continue
    rates.push(result.labelsPerSecond)
    p95.push(result.scanToVerdictMs.p95)
  }
  const ours = median(rates)
  return [
    {
      name: 'loop.labels',
      ours: Math.round(ours * 10) / 10,
      unit: 'labels/s',
      peer: null,
      peerVersion: null,
      ratio: null,
      target: 50,
      pass: ours >= 50,
      n: labels,
    },
    {
      name: 'loop.scanToCommitP95',
      ours: median(p95),
      unit: 'ms',
      peer: null,
      peerVersion: null,
      ratio: null,
      target: 30,
      pass: median(p95) < 30,
      n: labels,
    },
  ]
}
