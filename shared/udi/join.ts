import { type Fault, fault } from '../errors.ts'
import { parseParts } from './parts.ts'
import { parseAnyScan } from './scan.ts'
import type { Element, ParseOptions, ParseResult } from './types.ts'

/** A label of two symbols (并联) while its scans come in. */
export type Joined =
  /** nothing more is needed */
  | { readonly state: 'complete'; readonly result: ParseResult }
  /** one half is there: `due` says which scan is awaited next (a DI-only label may be whole: the caller knows its product) */
  | { readonly state: 'awaits'; readonly due: 'di' | 'pi'; readonly result: ParseResult }
  /** the scans do not make one label; nothing is joined */
  | { readonly state: 'refused'; readonly errors: readonly Fault[] }

/** What a scan holds of a UDI. */
export type Half = 'both' | 'di' | 'pi' | 'neither'

/** Faults that a lone half has for want of the other. */
const WANTS_OTHER = 'ai.requires'

export function halfOf(result: ParseResult): Half {
  if (result.errors.some(({ code }) => code !== WANTS_OTHER)) return 'neither'
  const pi = Object.values(result.pi).some((value) => value !== null) || (result.agency === 'GS1' && result.elements.some(isProduction))
  if (result.di !== null) return pi ? 'both' : 'di'
  return pi ? 'pi' : 'neither'
}

/** Elements that say something of the goods a GTIN identifies: all but the keys themselves. */
function isProduction({ ai }: Element): boolean {
  return ai !== '01' && ai !== '00' && ai !== '02'
}

/**
 * Joins the scans of a label whose UDI stands in two symbols. With one scan: complete, or which half is awaited. With two: the
 * halves in either order, joined only when one holds the DI, the other the PI and no rule is broken over both; the same half
 * twice, a whole code as second part, another agency, a wrong HIBC link or differing values are refused. Fault codes: those of
 * `parseParts`, `part.bothDi`, `part.bothPi`, `part.whole`.
 */
export function joinParts(first: string | Uint8Array, second: string | Uint8Array | null, options: ParseOptions): Joined {
  const one = parseAnyScan(first, options)
  const half = halfOf(one)
  if (half === 'neither') return { state: 'refused', errors: refusal(one, 0) }
  if (second === null) {
    if (half === 'both') return { state: 'complete', result: one }
    return { state: 'awaits', due: half === 'di' ? 'pi' : 'di', result: one }
  }
  const other = parseAnyScan(second, options)
  const otherHalf = halfOf(other)
  if (otherHalf === 'neither') return { state: 'refused', errors: refusal(other, 1) }
  if (half === 'both' || otherHalf === 'both') return { state: 'refused', errors: [fault('part.whole', {}, 0, half === 'both' ? 0 : 1)] }
  if (half === otherHalf) return { state: 'refused', errors: [fault(half === 'di' ? 'part.bothDi' : 'part.bothPi', {}, 0, 1)] }
  // the DI leads, whichever was scanned first; faults keep the order of the scans
  const turned = half === 'pi'
  const result = parseParts(turned ? [second, first] : [first, second], options)
  if (result.ok) return { state: 'complete', result }
  return { state: 'refused', errors: turned ? result.errors.map((found) => ({ ...found, part: 1 - (found.part ?? 0) })) : result.errors }
}

function refusal(result: ParseResult, part: number): readonly Fault[] {
  if (result.errors.length === 0) return [fault('part.neither', {}, 0, part)]
  const own = result.errors.filter(({ code }) => code !== WANTS_OTHER)
  return (own.length > 0 ? own : result.errors).map((found) => ({ ...found, part }))
}
