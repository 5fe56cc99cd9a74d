import { type Fault, fault, type Outcome } from '../errors.ts'
import type { ModuleGrid } from './symbol.ts'

/** Data characters a GS1-128 symbol may hold, AIs and separators included (GS1 General Specifications 5.4.3.3). */
export const GS1_128_MOST = 48
/** What the encoder takes at all; longer than any symbol a reader could see whole. */
const MOST = 500

/** Bar and space widths by symbol character (ISO/IEC 15417 table 1); the last is the stop pattern. */
const WIDTHS =
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231' +
  '213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311' +
  '112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111' +
  '111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212' +
  '124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214' +
  '211232'
const STOP = '2331112'

const START_B = 104
const START_C = 105
const CODE_B = 100
const CODE_C = 99
const FNC1 = 102
const CHARACTER_MODULES = 11
const STOP_MODULES = 13

/** Modules of every symbol character, and of the stop pattern behind them. */
const PATTERNS = new Uint8Array(106 * CHARACTER_MODULES)
for (let value = 0; value < 106; value++) PATTERNS.set(modulesOf(WIDTHS.slice(value * 6, value * 6 + 6)), value * CHARACTER_MODULES)
const STOP_PATTERN = modulesOf(STOP)

function modulesOf(widths: string): Uint8Array {
  return Uint8Array.from([...widths].flatMap((width, i) => new Array<number>(Number(width)).fill(i % 2 === 0 ? 1 : 0)))
}

const GS_CODE = 29
/** Digits from a place on, FNC1 counting two where a pair may start: evenRun from the place itself, oddRun after one more digit. */
const evenRun = new Uint16Array(MOST + 2)
const oddRun = new Uint16Array(MOST + 2)
const characters = new Uint8Array(2 * MOST)

/**
 * GS1-128 (ISO/IEC 15417 with FNC1 in first position; GS1 General Specifications 5.4) as one row of modules, subsets B
 * and C switched the usual way (annex E), which gives the bars bwip-js gives. Whether the data exceed the 48 characters
 * a symbol may hold is the caller's to judge.
 *
 * @param data element strings with GS between them, as `buildElementString` makes them
 * Faults: `symbol.empty`, `symbol.character`, `symbol.tooMuchData`.
 */
export function gs1128(data: string): Outcome<ModuleGrid> {
  const wrong = faultOf(data)
  if (wrong !== null) return { ok: false, errors: [wrong] }
  return { ok: true, value: barsOf(encode(data)) }
}

/** Bars of the first `count` symbol characters, with their check character and the stop pattern. */
function barsOf(count: number): ModuleGrid {
  let sum = characters[0]!
  for (let i = 1; i < count; i++) sum += i * characters[i]!
  characters[count] = sum % 103
  const width = (count + 1) * CHARACTER_MODULES + STOP_MODULES
  const modules = new Uint8Array(width)
  let to = 0
  for (let i = 0; i <= count; i++) {
    const from = characters[i]! * CHARACTER_MODULES
    for (let k = 0; k < CHARACTER_MODULES; k++) modules[to++] = PATTERNS[from + k]!
  }
  modules.set(STOP_PATTERN, to)
  return { width, height: 1, modules }
}

const FNC3 = 96

/** Code 128 that sets a scanner up: FNC3 in front (ISO/IEC 15417 4.3.4), all in subset B. `text`: printable ASCII. */
export function setupCode128(text: string): ModuleGrid {
  characters[0] = START_B
  characters[1] = FNC3
  for (let i = 0; i < text.length; i++) characters[i + 2] = text.charCodeAt(i) - 32
  return barsOf(text.length + 2)
}

/** Start and data characters of the same symbol, its check character not among them. Faults: those of `gs1128`. */
export function gs1128Characters(data: string): Outcome<readonly number[]> {
  const wrong = faultOf(data)
  return wrong === null ? { ok: true, value: [...characters.subarray(0, encode(data))] } : { ok: false, errors: [wrong] }
}

function faultOf(data: string): Fault | null {
  if (data === '') return fault('symbol.empty')
  if (data.length > MOST) return fault('symbol.tooMuchData', { characters: data.length })
  for (let i = 0; i < data.length; i++) {
    const code = data.charCodeAt(i)
    if (code !== GS_CODE && (code < 32 || code > 126)) return fault('symbol.character', { found: data[i]! }, i)
  }
  return null
}

/** Writes start character and data to `characters`; returns how many. */
function encode(data: string): number {
  measureRuns(data)
  let inC = evenRun[0]! >= 2 || (data.length === 1 && evenRun[0] === 0)
  let count = 0
  characters[count++] = inC ? START_C : START_B
  characters[count++] = FNC1
  for (let i = 0; i < data.length; ) {
    const code = data.charCodeAt(i)
    const run = evenRun[i]!
    if (inC) {
      if (code === GS_CODE) {
        characters[count++] = FNC1
        i++
      } else if (run < 2) {
        characters[count++] = CODE_B
        inC = false
      } else {
        characters[count++] = (code - 48) * 10 + data.charCodeAt(i + 1) - 48
        i += 2
      }
      continue
    }
    if (run >= 4 && code !== GS_CODE) {
      // an odd run gives its first digit to subset B
      if (run % 2 === 1) characters[count++] = data.charCodeAt(i++) - 32
      if (run % 2 === 0 || evenRun[i]! >= 4) {
        characters[count++] = CODE_C
        inC = true
        continue
      }
    }
    const next = data.charCodeAt(i++)
    characters[count++] = next === GS_CODE ? FNC1 : next - 32
  }
  return count
}

function measureRuns(data: string): void {
  evenRun[data.length] = 0
  oddRun[data.length] = 0
  for (let i = data.length - 1; i >= 0; i--) {
    const code = data.charCodeAt(i)
    if (code === GS_CODE) {
      evenRun[i] = 2 + evenRun[i + 1]!
      oddRun[i] = 0
    } else if (code >= 48 && code <= 57) {
      evenRun[i] = 1 + oddRun[i + 1]!
      oddRun[i] = 1 + evenRun[i + 1]!
    } else {
      evenRun[i] = 0
      oddRun[i] = 0
    }
  }
}
