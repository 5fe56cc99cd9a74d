import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchRow, median } from './bench.ts'

/** Targets in absolute figures hold where a durable write takes no longer than this, µs. */
const fsyncLimit = 250
const suites = ['gs1', 'udi', 'recovery', 'symbols', 'labels', 'ledger', 'log', 'documents', 'loop', 'app'] as const

const json = process.argv.includes('--json')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const fsync = fsyncP50()
process.stderr.write(`fsync p50 ${fsync} us, CPU score ${cpuScore()} (SHA-256 of 1 KB, thousands a second), node ${process.version}\n`)
let failed = false
for (const name of suites) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const { run } = (await import(`./${name}.ts`)) as { run(): Promise<BenchRow[]> }
  for (const row of await run()) {
    // An absolute target on a machine with a slow disk says nothing.
    const judged: BenchRow = row.ratio === null && fsync > fsyncLimit ? { ...row, pass: null } : row
    if (judged.pass === false) failed = true
    if (json) console.log(JSON.stringify(judged))
    else console.log(line(judged))
  }
}
process.exit(failed ? 1 : 0)

function line({ name, ours, unit, peer, peerVersion, ratio, target, pass, n }: BenchRow): string {
  const against = peer === null ? '' : `  peer ${peer} (${peerVersion})  ratio ${ratio}`
  return `${pass === null ? '--' : pass ? 'ok' : 'NO'}  ${name.padEnd(24)} ${ours} ${unit}${against}  target ${target}  n ${n}`
}

/** Median time of a durable 4 KB write, µs. */
function fsyncP50(): number {
  const folder = mkdtempSync(join(tmpdir(), 'signet-fsync-'))
  const file = openSync(join(folder, 'f'), 'w')
  const block = Buffer.alloc(4096, 1)
  const times: number[] = []
  for (let i = 0; i < 200; i++) {
    const started = performance.now()
    writeSync(file, block, 0, block.length, 0)
    fsyncSync(file)
    times.push((performance.now() - started) * 1000)
  }
  closeSync(file)
  rmSync(folder, { recursive: true, force: true })
  return Math.round(median(times))
}

function cpuScore(): number {
  const block = Buffer.alloc(1024, 7)
  const started = performance.now()
  let n = 0
  while (performance.now() - started < 300) {
    for (let i = 0; i < 200; i++) createHash('sha256').update(block).digest()
    n += 200
  }
  return Math.round(n / (performance.now() - started))
}
