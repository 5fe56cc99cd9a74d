import type { FaultParams } from '../../errors.ts'
import { isLikelyDate, stepBits } from '../gs1/pricing.ts'
import type { Element, Pi } from '../types.ts'
import { hasShape, type KnownProduct } from './master.ts'

/** Why a reading stands where it stands; words: `udi.recover.*`. */
export type Reason = { readonly code: string; readonly params: FaultParams; readonly for: boolean }

const DATES: ReadonlySet<string> = new Set(['11', '13', '15', '16', '17'])
/** Bits above which the order of two AIs is called unusual. */
const UNUSUAL = 6.5

/** @param product what the master knows of the DI; undefined when there is no master */
export function reasonsOf(elements: readonly Element[], pi: Pi, product: KnownProduct | null | undefined, now: number): readonly Reason[] {
  const reasons: Reason[] = []
  const say = (code: string, speaksFor: boolean, params: FaultParams = {}) => reasons.push({ code, params, for: speaksFor })
  const value = (ai: string) => elements.find((element) => element.ai === ai)?.value
  const di = value('01')
  if (di !== undefined) {
    say('recover.checkDigit', true, { ai: '01' })
    if (product !== undefined) say(product === null ? 'recover.diUnknown' : 'recover.diKnown', product !== null, { di })
  }
  const dates = elements.filter(({ ai }) => DATES.has(ai))
  const odd = dates.filter(({ ai, value: date }) => !isLikelyDate(ai, date, now))
  if (dates.length > odd.length) say('recover.dates', true, { ais: dates.filter((date) => !odd.includes(date)).map(({ ai }) => ai) })
  for (const { ai, value: date } of odd) say('recover.dateUnlikely', false, { ai, date })
  if (pi.made !== null && pi.expires !== null && pi.expires <= pi.made)
    say('recover.datesTurned', false, { made: pi.made, expires: pi.expires })
  const ais = elements.map(({ ai }) => ai)
  const unusual = ais.findIndex((ai, i) => stepBits(i === 0 ? '' : ais[i - 1]!, ai) > UNUSUAL)
  if (unusual < 0) say('recover.order', true, { ais })
  else say('recover.orderUnusual', false, { ai: ais[unusual]!, before: ais[unusual - 1] ?? '' })
  for (const { ai, value: text } of elements) if (text.length === 1) say('recover.oneCharacter', false, { ai })
  if (product) sayProduct(product, ais, value('10'), value('21'), say)
  return reasons
}

function sayProduct(
  product: KnownProduct,
  ais: readonly string[],
  lot: string | undefined,
  serial: string | undefined,
  say: (code: string, speaksFor: boolean, params?: FaultParams) => void,
): void {
  if (lot !== undefined && product.lots.length > 0) {
    const known = product.lots.includes(lot)
    say(known ? 'recover.lotOnOrder' : 'recover.lotNotOnOrder', known, { lot })
  }
  if (serial !== undefined && product.serials.length > 0) {
    const fits = product.serials.some((shape) => hasShape(shape, serial, 0, serial.length))
    say(fits ? 'recover.serialShape' : 'recover.serialOther', fits, { serial })
  }
  if (product.carries === null) return
  const due = product.carries.filter((ai) => !ais.includes(ai))
  const extra = ais.filter((ai) => ai !== '01' && !product.carries!.includes(ai))
  if (due.length === 0 && extra.length === 0) say('recover.carries', true)
  else say('recover.carriesOther', false, { missing: due, extra })
}
