import { type Fault, fault } from '../../errors.ts'
import { MEMBERS } from '../gs1/charset.ts'
import { elementsOf, newDraft } from '../gs1/draft.ts'
import { separatorAt } from '../gs1/element-string.ts'
import { pricingOf } from '../gs1/pricing.ts'
import { type Priced, wholeReadings } from '../gs1/readings.ts'
import { identify } from '../gs1/resolve.ts'
import { visible } from '../gs1/value.ts'
import { inspectScan } from '../scan.ts'
import type { ParseOptions, Reading } from '../types.ts'
import type { KnownProduct, RecoveryMaster } from './master.ts'
import { type Reason, reasonsOf } from './reasons.ts'

export type RecoverOptions = ParseOptions & {
  /** null when there is none to ask */
  readonly master: RecoveryMaster | null
}

export type RecoveredReading = Reading & {
  /** 0 to 1: this reading's share of the likelihood of all readings found */
  readonly score: number
  readonly reasons: readonly Reason[]
}

export type Recovered = {
  /** best first, at most eight, each without fault; empty when refused */
  readonly readings: readonly RecoveredReading[]
  /**
   * The first stands far ahead, the product master speaks for it and in nothing against it: a person need only confirm. Without
   * a master never, because what is printed beside a lot is known to nobody. Never taken by itself.
   */
  readonly clear: boolean
  /** a character that stood where separators belong, as some keyboards send them; null when separators are simply gone */
  readonly mapped: string | null
  /** why there is nothing to choose from: `recover.notElements`, `recover.intact`, `recover.tooLong`, `recover.none` */
  readonly refused: Fault | null
}

const MOST = 8
const CLEAR = 0.95
/** Bits by which a reading falls that contradicts itself or the product. */
const TURNED_DATES = 10
const MISSING_AI = 10

/**
 * Readings of a GS1 scan whose separators were lost (or came as another character), ranked by what they assume: check digits,
 * dates, characters, lengths and pairing rules must hold; order of AIs, plausible dates, shape of lots and serials and the product
 * master weigh (docs/spec/udi-recovery.md). Pure: whoever calls shows the choice, and records it and the person.
 */
export function recoverScan(scan: string, options: RecoverOptions): Recovered {
  const inspected = inspectScan(scan, options)
  if (inspected === null) return refusedWith(fault('recover.tooLong'))
  const { draft, result } = inspected
  if (draft === null || draft.dataAt < 0) return refusedWith(fault('recover.notElements', { agency: result.agency ?? '' }))
  if (draft.problems === null && draft.separated) return refusedWith(fault('recover.intact'))
  const { now, visibleGs = true, master } = options
  const mapped = draft.separated ? null : mappedSeparator(scan, draft.dataAt)
  const text = mapped === null ? scan : scan.slice(0, draft.dataAt) + scan.slice(draft.dataAt).replaceAll(mapped, '\u001d')
  const from = draft.dataAt + separatorAt(text, draft.dataAt, visibleGs)
  if (text.length - from > LONGEST) return refusedWith(fault('recover.tooLong'))
  const di = result.di ?? knownDi(text, from, master)
  const product = di === null || master === null ? null : master.product(di)
  const priced = wholeReadings({ text, to: text.length, visibleGs, now }, from, newDraft(), pricingOf(product, now))
  if (priced.length === 0) return refusedWith(fault('recover.none'))
  return ranked(priced, product, master !== null, mapped, now)
}

/** A scan longer than any UDI is not worth guessing at. */
const LONGEST = 200

function ranked(priced: readonly Priced[], product: KnownProduct | null, asked: boolean, mapped: string | null, now: number): Recovered {
  const all = priced.map(({ draft, cost }) => {
    const { di, pi } = identify(draft, now, true)
    const elements = elementsOf(draft)
    let bits = cost
    if (pi.made !== null && pi.expires !== null && pi.expires <= pi.made) bits += TURNED_DATES
    for (const ai of product?.carries ?? []) if (!elements.some((element) => element.ai === ai)) bits += MISSING_AI
    return { di, pi, elements, bits }
  })
  all.sort((a, b) => a.bits - b.bits)
  const least = all[0]!.bits
  const weights = all.map(({ bits }) => 2 ** (least - bits))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const readings = all.slice(0, MOST).map(({ di, pi, elements }, i): RecoveredReading => {
    const reasons = reasonsOf(elements, pi, asked ? product : undefined, now)
    return { agency: 'GS1', di, pi, elements, score: Math.round((weights[i]! / sum) * 1000) / 1000, reasons }
  })
  return { readings, clear: isClear(readings[0]!), mapped: mapped === null ? null : visible(mapped), refused: null }
}

const OF_MASTER: ReadonlySet<string> = new Set(['recover.lotOnOrder', 'recover.serialShape', 'recover.carries'])

function isClear({ score, reasons }: RecoveredReading): boolean {
  return score >= CLEAR && reasons.every((reason) => reason.for) && reasons.some(({ code }) => OF_MASTER.has(code))
}

/** The one character outside CSET 82 that stands in the data, or null when there is none or several. */
function mappedSeparator(text: string, from: number): string | null {
  let found: string | null = null
  for (let i = from; i < text.length; i++) {
    if (MEMBERS.X[text.charCodeAt(i)] === 1) continue
    const character = text.charAt(i)
    if (found !== null && found !== character) return null
    found = character
  }
  return found
}

/** A DI the master knows, wherever `01` and fourteen digits of it stand. */
function knownDi(text: string, from: number, master: RecoveryMaster | null): string | null {
  if (master === null) return null
  for (let at = text.indexOf('01', from); at >= 0; at = text.indexOf('01', at + 1)) {
    const di = text.slice(at + 2, at + 16)
    if (/^\d{14}$/.test(di) && master.product(di) !== null) return di
  }
  return null
}

function refusedWith(refused: Fault): Recovered {
  return { readings: [], clear: false, mapped: null, refused }
}
