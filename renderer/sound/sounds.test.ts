import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SoundDirector, type SoundName, tickMs } from './director.ts'

const folder = resolve(import.meta.dirname, '../../resources/sounds')

/** Tones of a sound in order, Hz and ms; 0 Hz is silence. */
type Part = readonly [hz: number, ms: number]
const pulses = (n: number): Part[] =>
  Array.from({ length: n }, (_, i): Part[] =>
    i === 0
      ? [[523, 80]]
      : [
          [0, 100],
          [523, 80],
        ],
  ).flat()
const drop = (n: number): Part[] => [[622, 180], [415, 180], [0, 120], ...pulses(n)]
const due: Readonly<Record<Exclude<SoundName, 'missing'>, readonly Part[]>> = {
  match: [[1175, 90]],
  unreadable: [
    [587, 110],
    [0, 80],
    [587, 110],
  ],
  notGs1: drop(1),
  foreign: drop(2),
  wrongProduct: drop(3),
  wrongLotOrDate: drop(4),
  duplicate: Array.from({ length: 6 }, (_, i): Part[] =>
    i === 0
      ? [[784, 45]]
      : [
          [0, 35],
          [784, 45],
        ],
  ).flat(),
  outOfOrder: [
    [523, 120],
    [784, 120],
    [523, 120],
  ],
  doubt: [
    [659, 300],
    [0, 300],
    [880, 300],
  ],
  device: [
    [880, 250],
    [660, 250],
    [880, 250],
    [660, 250],
  ],
  done: [
    [784, 120],
    [988, 120],
    [1175, 120],
  ],
  ok: [[1568, 40]],
  refused: [[330, 250]],
}

function wav(name: string): { readonly rate: number; readonly samples: Float64Array } {
  const bytes = readFileSync(resolve(folder, `${name}.wav`))
  expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
  expect([bytes.readUInt16LE(22), bytes.readUInt16LE(34)]).toEqual([1, 16])
  const count = bytes.readUInt32LE(40) / 2
  return { rate: bytes.readUInt32LE(24), samples: Float64Array.from({ length: count }, (_, i) => bytes.readInt16LE(44 + i * 2) / 32768) }
}

/** Strength of one frequency (Goertzel), of a full-scale sine = 0.5. */
function strength(samples: Float64Array, rate: number, hz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rate)
  let [a, b] = [0, 0]
  for (const sample of samples) [a, b] = [sample + turn * a - b, a]
  return Math.sqrt(Math.max(0, a * a + b * b - turn * a * b)) / samples.length
}

const tones = [330, 415, 523, 587, 622, 659, 784, 880, 988, 1175, 1568]

describe('the sound files', () => {
  it.each(Object.entries(due))('%s holds its tones at their lengths', (name, parts) => {
    const { rate, samples } = wav(name)
    expect(rate).toBe(44_100)
    expect(Math.round((samples.length * 1000) / rate)).toBe(parts.reduce((sum, [, ms]) => sum + ms, 0))
    let at = 0
    for (const [hz, ms] of parts) {
      const part = samples.subarray(at, at + Math.round((rate * ms) / 1000))
      at += part.length
      if (hz === 0) {
        expect(Math.max(...part.map(Math.abs))).toBe(0)
        continue
      }
      const loudest = tones.toSorted((x, y) => strength(part, rate, y) - strength(part, rate, x))[0]
      expect(loudest === hz || Math.abs((loudest ?? 0) - hz) <= 5, `${name}: ${loudest} instead of ${hz}`).toBe(true)
      expect(strength(part, rate, hz)).toBeGreaterThan(0.12)
      expect([part[0], part.at(-1)]).toEqual([0, 0])
    }
  })

  it('missing falls from 988 to 494', () => {
    const { rate, samples } = wav('missing')
    expect(samples.length).toBe(rate * 0.8)
    const pitch = (from: number): number => {
      let crossings = 0
      for (let i = from + 1; i < from + rate / 20; i++) if (samples[i - 1]! < 0 && samples[i]! >= 0) crossings++
      return crossings * 20
    }
    expect(pitch(rate * 0.01)).toBeGreaterThan(900)
    expect(pitch(rate * 0.74)).toBeLessThan(560)
  })
})

describe('the director', () => {
  type State = Parameters<SoundDirector['show']>[0]
  const verdict = (seq: number, name: NonNullable<State['verdict']>['name']): State['verdict'] => ({
    seq,
    name,
    ordinal: 1,
    label: 1,
    awaited: 1,
    faults: [],
    fields: null,
    raw: '',
    at: 0,
  })
  const doubt: State['doubt'] = { label: 7, ordinal: 7, serial: null, at: 0, why: 'restart', count: 1 }

  function setUp() {
    const played: SoundName[] = []
    let now = 0
    let repeat: { ms: number; act: () => void } | null = null
    const director = new SoundDirector(
      { play: (name) => void played.push(name), stop: () => undefined },
      {
        now: () => now,
        every: (ms, act) => {
          const mine = { ms, act }
          repeat = mine
          return () => {
            if (repeat === mine) repeat = null
          }
        },
      },
    )
    director.show({ phase: 'running', verdict: null, doubt: null })
    return { director, played, pass: (ms: number) => (now += ms), repeat: () => repeat }
  }

  it.each(['match', 'unreadable', 'notGs1', 'foreign', 'wrongProduct', 'wrongLotOrDate', 'duplicate', 'outOfOrder'] as const)(
    'plays %s once per verdict, however often the state comes',
    (name) => {
      const { director, played } = setUp()
      const phase = name === 'match' ? 'running' : 'fault'
      for (let i = 0; i < 3; i++) director.show({ phase, verdict: verdict(1, name), doubt: null })
      expect(played).toEqual([name])
    },
  )

  it('is silent about what was on the screen before', () => {
    const { director, played } = setUp()
    director.close()
    director.show({ phase: 'running', verdict: verdict(5, 'match'), doubt: null })
    expect(played).toEqual([])
  })

  it('ticks at most four times a second', () => {
    const { director, played, pass } = setUp()
    for (let seq = 1; seq <= 20; seq++) {
      pass(tickMs / 5)
      director.show({ phase: 'running', verdict: verdict(seq, 'match'), doubt: null })
    }
    expect(played.length).toBe(4)
  })

  it('repeats a standing fault until it is acknowledged; mute spares the first play', () => {
    const { director, played, pass, repeat } = setUp()
    director.mute(30_000)
    director.show({ phase: 'fault', verdict: verdict(1, 'foreign'), doubt: null })
    expect(played).toEqual(['foreign'])
    expect(repeat()?.ms).toBe(4_000)
    repeat()?.act()
    expect(played).toEqual(['foreign'])
    pass(31_000)
    repeat()?.act()
    expect(played).toEqual(['foreign', 'foreign'])
    director.show({ phase: 'running', verdict: verdict(1, 'foreign'), doubt: null })
    expect(repeat()).toBeNull()
  })

  it('sounds trouble and each new doubt', () => {
    const { director, played, repeat } = setUp()
    director.show({ phase: 'trouble', verdict: null, doubt: null })
    expect(repeat()?.ms).toBe(6_000)
    director.show({ phase: 'doubt', verdict: null, doubt })
    director.show({ phase: 'doubt', verdict: null, doubt: { ...doubt, label: 8 } })
    director.show({ phase: 'printed', verdict: null, doubt: null })
    expect(played).toEqual(['device', 'doubt', 'doubt', 'done'])
  })
})
