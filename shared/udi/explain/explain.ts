import type { Fault, FaultParams } from '../../errors.ts'
import { utf8 } from '../../ledger/bytes.ts'
import { AIM_LENGTH } from '../aim.ts'
import { visible } from '../gs1/value.ts'
import { type Inspected, inspectScan, tooLong } from '../scan.ts'
import type { ParseOptions, ParseResult } from '../types.ts'
import { gs1Cuts, type Ruled } from './gs1-cuts.ts'
import { type HexRow, type Hidden, hexView, hiddenOf } from './hex.ts'
import { whyOf } from './what.ts'

/** A run of the scan, and the rule that cut it. The runs follow each other without a gap and make up the whole scan. */
export type ExplainedCut = {
  /** UTF-8 byte offset in the scan as received */
  readonly at: number
  /** bytes */
  readonly length: number
  /** the characters, hidden ones as U+XXXX, at most forty */
  readonly text: string
  /** words: `udi.what.*` */
  readonly what: string
  /** GS1 AI the run belongs to */
  readonly ai: string | null
  /** what the words need: ai, title, min, max */
  readonly params: FaultParams
  /** words: `udi.rule.*` */
  readonly rule: string
  /** where the rule stands */
  readonly clause: string
}

export type ExplainedFault = Fault & {
  /** index of the cut the fault lies in, -1 when it lies in none */
  readonly cut: number
}

export type Explanation = {
  readonly result: ParseResult
  readonly cuts: readonly ExplainedCut[]
  /** `result.errors`; words: `udi.fault.*`, how to mend it: `udi.mend.*` */
  readonly faults: readonly ExplainedFault[]
  /** `result.warnings`, likewise */
  readonly warnings: readonly ExplainedFault[]
  readonly hidden: readonly Hidden[]
  readonly hex: readonly HexRow[]
}

/**
 * Which rule cut which characters of a scan, what is illegal and how it is mended, and the bytes themselves. Codes with
 * params; the words stand in shared/i18n. Never throws; a scan too long to be read has no cuts and no bytes.
 */
export function explainScan(scan: string | Uint8Array, options: ParseOptions): Explanation {
  const inspected = inspectScan(scan, options)
  if (inspected === null) {
    const result = tooLong(scan)
    return { result, cuts: [], faults: result.errors.map((found) => ({ ...found, cut: -1 })), warnings: [], hidden: [], hex: [] }
  }
  const { result, received } = inspected
  const { byteAt } = received
  const cuts = wholeScan(inspected, options.visibleGs ?? true).map(({ from, to, what, ai, params, why }): ExplainedCut => {
    const at = byteAt(from)
    const text = visible(received.text.slice(from, to))
    return { at, length: byteAt(to) - at, text, what, ai, params, rule: why.rule, clause: why.clause }
  })
  const inCut = (found: Fault): ExplainedFault => ({ ...found, cut: cutAt(cuts, found.at) })
  return {
    result,
    cuts,
    faults: result.errors.map(inCut),
    warnings: result.warnings.map(inCut),
    hidden: hiddenOf(received.text, byteAt),
    hex: hexView(typeof scan === 'string' ? utf8(scan) : scan),
  }
}

/** The cuts of the parser, in order, the AIM identifier in front and gaps filled as not read. */
function wholeScan({ draft, notes, aim, received, result }: Inspected, visibleGs: boolean): readonly Ruled[] {
  const { text } = received
  const from = aim === null ? 0 : AIM_LENGTH
  const plain = (what: string, start: number, to: number): Ruled => ({ what, from: start, to, ai: null, params: {}, why: whyOf(what) })
  const found: readonly Ruled[] =
    draft !== null
      ? gs1Cuts(draft, text, aim, visibleGs)
      : notes !== null
        ? (notes.cuts ?? []).filter((cut) => cut.to > cut.from).map((cut) => plain(cut.what, cut.from, cut.to))
        : [plain(result.kind === 'drug' ? 'drug' : 'legacy', from, text.length)]
  const cuts: Ruled[] = aim === null ? [] : [{ ...plain('aim', 0, from), params: { symbology: aim.id } }]
  let i = from
  for (const cut of [...found].sort((a, b) => a.from - b.from)) {
    if (cut.from > i) cuts.push(plain('unread', i, cut.from))
    if (cut.to <= i) continue
    cuts.push(cut.from < i ? { ...cut, from: i } : cut)
    i = cut.to
  }
  if (i < text.length) cuts.push(plain('unread', i, text.length))
  return cuts
}

/** The cut that holds byte `at`; a fault at the very end of the scan belongs to the last one. */
function cutAt(cuts: readonly ExplainedCut[], at: number | null): number {
  if (at === null || cuts.length === 0) return -1
  let low = 0
  let high = cuts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (cuts[middle]!.at <= at) low = middle
    else high = middle - 1
  }
  return low
}
