import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seeded } from '../../drivers/virtual-line/faults.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { thisMachine } from '../../electron/station/machine.ts'
import { systemClock } from '../../electron/station/ports.ts'
import { recount } from '../../electron/station/simulate/simulate.ts'
import { Store } from '../../electron/station/store/store.ts'
import { type FirstByteProxy, firstByteProxy } from '../rigs/first-byte-proxy.ts'

const labels = 500
const kills = 200
const points = ['beforeCommit', 'committed', 'midWrite', 'written', 'scanned'] as const
const seed = process.env['SIGNET_SEED'] ?? 'crash-20261122'

let folder: string
let line: VirtualLine
let proxy: FirstByteProxy
let scannerPort: number
const env = (): NodeJS.ProcessEnv => ({ ...process.env, SIGNET_FENCE_DIR: join(folder, 'fence') })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signet-crash-'))
  line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: folder, seed, dpi: 203 })
  const { printer, scanner } = await line.listen()
  scannerPort = scanner
  proxy = await firstByteProxy(folder, printer)
  console.log(`seed ${seed}`)
})

afterAll(async () => {
  await proxy.close()
  await line.close()
  rmSync(folder, { recursive: true, force: true })
})

function life(point: string, nth: number): Promise<{ killed: boolean; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(import.meta.dirname, '../rigs/crash-child.ts'),
        folder,
        String(proxy.port),
        String(scannerPort),
        String(labels),
        point,
        String(nth),
      ],
      { env: env(), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let out = ''
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    const timer = setTimeout(() => child.kill('SIGTERM'), 120_000)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve({ killed: true, out })
      else if (code === 0) resolve({ killed: false, out })
      else reject(new Error(`a life ended with ${code ?? signal} at ${point}:${nth}`))
    })
  })
}

test(`a ${labels}-label job killed ${kills} times loses and doubles nothing`, { timeout: 900_000 }, async () => {
  const random = seeded(seed)
  const at: Record<string, number> = {}
  let killed = 0
  while (killed < kills) {
    const point = points[killed % points.length]!
    const result = await life(point, 1 + Math.floor(random() * 3))
    expect(result.killed, `the job ended after ${killed} kills`).toBe(true)
    at[point] = (at[point] ?? 0) + 1
    killed++
  }
  const last = await life('-', 0)
  expect(JSON.parse(last.out)).toEqual({ done: true, synchronous: 2 })
  for (const point of points) expect(at[point], point).toBeGreaterThanOrEqual(20)

  const store = Store.open({ folder, clock: systemClock, machine: thisMachine(env()), what: 'recount' })
  try {
    expect(recount(store, join(folder, 'journal.jsonl'), 'serial')).toEqual({ lost: 0, duplicate: 0 })
    expect(store.read.get("SELECT count(*) AS n FROM label WHERE state = 'verified'")).toEqual({ n: labels })
    expect(store.read.get("SELECT count(DISTINCT serial) AS n FROM unit WHERE life = 'verified'")).toEqual({ n: labels })
    expect(store.read.get('SELECT state FROM work_order WHERE id = 1')).toEqual({ state: 'closed' })
  } finally {
    store.close()
  }
  console.log(`kills ${JSON.stringify(at)}, first bytes ${proxy.seen.formats}`)
  expect(proxy.seen.formats).toBeGreaterThan(labels)
  expect(proxy.seen.undrawn).toBe(0)
})
