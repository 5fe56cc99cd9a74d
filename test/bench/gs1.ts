import { createRequire } from 'node:module'
import { gs1CheckDigit } from '../../shared/udi/gs1/keys.ts'
import { parseScan } from '../../shared/udi/udi.ts'
import { type BenchRow, compete, seeded, versionOf } from './bench.ts'

const SEED = 20261121
const SCANS = 2000
const TARGET = 3
const CSET_82 = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/**
 * UDI scans as readers send them: GTIN, dates in a third each of the usual combinations, lots and serials of 1 to 20
 * characters over all of CSET 82, with and without AIM identifier.
 */
export function udiScans(count: number, seed: number): readonly string[] {
  const random = seeded(seed)
  const below = (n: number) => Math.floor(random() * n)
  const characters = (set: string, n: number) => Array.from({ length: n }, () => set[below(set.length)]!).join('')
  const date = () => `${20 + below(20)}${String(1 + below(12)).padStart(2, '0')}${String(below(29)).padStart(2, '0')}`
  return Array.from({ length: count }, (_, i) => {
    const key = characters('0123456789', 13)
    let scan = `${['', ']d2', ']C1'][i % 3]}01${key}${gs1CheckDigit(key)}`
    const kind = below(8)
    if (kind & 1) scan += `11${date()}`
    if (kind & 2 || kind === 0) scan += `17${date()}`
    // every length and, over the run, every character comes up in both fields
    const lot = characters(CSET_82, 1 + (i % 20))
    const serial = characters(CSET_82, 1 + ((i * 7) % 20))
    if (kind < 3) return `${scan}10${lot}`
    return kind < 5 ? `${scan}21${serial}` : `${scan}10${lot}\u001d21${serial}`
  })
}

type Peer = { readonly name: string; readonly version: string; readonly parse: (scan: string) => unknown }

async function peers(): Promise<readonly Peer[]> {
  const require = createRequire(import.meta.url)
  const pos = await import('@point-of-sale/barcode-parser')
  const bark: (scan: string) => unknown = require('bark-js')
  const decode = (scan: string) => {
    if (!scan.startsWith(']')) return pos.GS1.parse({ value: scan, symbology: 'gs1-128', fnc1: 1 })
    const value = scan.slice(3)
    const decoded: { value?: string } = pos.Aim.decode(scan.slice(0, 3), value)
    decoded.value = value
    return pos.GS1.parse(decoded)
  }
  return [
    { name: '@point-of-sale/barcode-parser', version: versionOf('@point-of-sale/barcode-parser'), parse: decode },
    { name: 'bark-js', version: versionOf('bark-js'), parse: (scan) => bark(scan) },
  ]
}

/** Parse and full validation against the fastest of the npm parsers, which validate less. */
export async function run(): Promise<BenchRow[]> {
  process.stderr.write(`gs1: seed ${SEED}\n`)
  // as they come from a device: plain strings made from bytes, not ropes
  const scans = udiScans(SCANS, SEED).map((scan) => Buffer.from(scan, 'latin1').toString('latin1'))
  const options = { now: 2026 }
  const bad = scans.filter((scan) => !parseScan(scan, options).ok)
  if (bad.length > 0) throw new Error(`${bad.length} inputs are not valid: ${bad[0]}`)
  const results = (await peers()).map((rival) => ({
    rival,
    ...compete({
      rounds: 41,
      n: scans.length,
      oursRepeat: 4,
      ours: () => {
        let elements = 0
        for (const scan of scans) elements += parseScan(scan, options).elements.length
        return elements
      },
      peer: () => {
        let answers = 0
        for (const scan of scans) if (rival.parse(scan) !== undefined) answers++
        return answers
      },
    }),
  }))
  const fastest = results.reduce((a, b) => (b.peer > a.peer ? b : a))
  const ratio = fastest.ours / fastest.peer
  return [
    {
      name: 'gs1.parse',
      ours: Math.round(fastest.ours),
      unit: 'scans/s',
      peer: Math.round(fastest.peer),
      peerVersion: `${fastest.rival.name} ${fastest.rival.version}`,
      ratio: Math.round(ratio * 100) / 100,
      target: TARGET,
      pass: ratio >= TARGET,
      n: scans.length,
    },
  ]
}
