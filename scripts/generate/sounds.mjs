// Writes resources/sounds: `node scripts/generate/sounds.mjs`. The same bytes every time.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const rate = 44_100
const rampMs = 5

const tone = (hz, ms) => ({ hz, ms })
const gap = (ms) => ({ hz: 0, ms })
const times = (n, part, between) => Array.from({ length: n }, (_, i) => (i === 0 ? [part] : [gap(between), part])).flat()
/** "Take it out": falls, then says by pulses which fault. */
const drop = (pulses) => [
  { hz: 622, ms: 180, square: true },
  { hz: 415, ms: 180, square: true },
  gap(120),
  ...times(pulses, tone(523, 80), 100),
]

/** What each event sounds like: parts in order, Hz and ms. High = go on, drop = take it out, low pair = scan again, horn = machine, rise = question. */
export const sounds = {
  match: [tone(1175, 90)],
  unreadable: times(2, tone(587, 110), 80),
  notGs1: drop(1),
  foreign: drop(2),
  wrongProduct: drop(3),
  wrongLotOrDate: drop(4),
  duplicate: times(6, tone(784, 45), 35),
  outOfOrder: [tone(523, 120), tone(784, 120), tone(523, 120)],
  missing: [{ hz: 988, to: 494, ms: 800 }],
  doubt: [tone(659, 300), gap(300), tone(880, 300)],
  device: [tone(880, 250), tone(660, 250), tone(880, 250), tone(660, 250)],
  done: [tone(784, 120), tone(988, 120), tone(1175, 120)],
  ok: [tone(1568, 40)],
  refused: [tone(330, 250)],
}

const level = 0.8
const squareLevel = 0.35

/** Samples of one part, with ramps so that nothing clicks. */
function samplesOf({ hz, to, ms, square }) {
  const length = Math.round((rate * ms) / 1000)
  const ramp = (rate * rampMs) / 1000
  let phase = 0
  return Float64Array.from({ length }, (_, i) => {
    const now = to === undefined ? hz : hz * (to / hz) ** (i / length)
    phase += now / rate
    if (now === 0) return 0
    const wave = square === true ? Math.sign(Math.sin(2 * Math.PI * phase)) * squareLevel : Math.sin(2 * Math.PI * phase) * level
    return wave * Math.min(1, i / ramp, (length - 1 - i) / ramp)
  })
}

/** The WAV file of a list of parts: mono, 16 bit. */
export function wavOf(parts) {
  const samples = parts.map(samplesOf)
  const count = samples.reduce((sum, part) => sum + part.length, 0)
  const file = Buffer.alloc(44 + count * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + count * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(count * 2, 40)
  let at = 44
  for (const part of samples) for (const value of part) at = file.writeInt16LE(Math.round(value * 32_767), at)
  return file
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(import.meta.dirname, '../../resources/sounds')
  mkdirSync(folder, { recursive: true })
  for (const [name, parts] of Object.entries(sounds)) writeFileSync(join(folder, `${name}.wav`), wavOf(parts))
  console.log(`${Object.keys(sounds).length} sounds written to resources/sounds`)
}
