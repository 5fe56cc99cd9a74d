import bwipjs from 'bwip-js'
import type { Outcome } from '../../shared/errors.ts'
import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { gs1128 } from '../../shared/symbols/gs1-128.ts'
import type { ModuleGrid } from '../../shared/symbols/symbol.ts'
import { buildElementString } from '../../shared/udi/gs1/build.ts'
import type { Element } from '../../shared/udi/types.ts'
import { type BenchRow, compete, versionOf } from './bench.ts'
import { randomRecords } from './records.ts'

const SEED = 20261121
const RECORDS = 400
/** The peer is hundreds of times slower; it gets the first of the same records. */
const PEER_RECORDS = 40

type Job = { readonly name: string; readonly bcid: string; readonly target: number; readonly encode: (data: string) => Outcome<ModuleGrid> }

const JOBS: readonly Job[] = [
  { name: 'datamatrix.modules', bcid: 'gs1datamatrix', target: 100, encode: (data) => gs1DataMatrix(data) },
  { name: 'gs1-128.modules', bcid: 'gs1-128', target: 50, encode: gs1128 },
]

/** Modules per second against bwip-js `raw`, its fastest public call; equality is proved in test/conformance. */
export async function run(): Promise<BenchRow[]> {
  process.stderr.write(`symbols: seed ${SEED}\n`)
  const records = randomRecords(RECORDS, SEED)
  const data = records.map(dataOf)
  const texts = records.slice(0, PEER_RECORDS).map((elements) => elements.map(({ ai, value }) => `(${ai})${value}`).join(''))
  return JOBS.map((job) => {
    const { ours, peer } = compete({
      rounds: 7,
      n: data.length,
      peerN: texts.length,
      oursRepeat: 5,
      ours: () => {
        let modules = 0
        for (const text of data) {
          const symbol = job.encode(text)
          if (!symbol.ok) throw new Error(symbol.errors[0]?.code)
          modules += symbol.value.modules.length
        }
        return modules
      },
      peer: () => texts.reduce((sum, text) => sum + bwipjs.raw({ bcid: job.bcid, text }).length, 0),
    })
    const ratio = ours / peer
    return {
      name: job.name,
      ours: Math.round(ours),
      unit: 'symbols/s',
      peer: Math.round(peer),
      peerVersion: `bwip-js ${versionOf('bwip-js')}`,
      ratio: Math.round(ratio * 10) / 10,
      target: job.target,
      pass: ratio >= job.target,
      n: data.length,
    }
  })
}

function dataOf(elements: readonly Element[]): string {
  const built = buildElementString(elements)
  if (!built.ok) throw new Error(built.errors[0]?.code)
  return built.value.data
}
