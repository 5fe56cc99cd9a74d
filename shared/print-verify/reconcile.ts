/** Papers of one order by their last category. `out` is counted independently of the ledger; null = not counted yet. */
export interface PaperCount {
  readonly out: number | null
  readonly good: number
  readonly void: number
  readonly sampled: number
  readonly scrapped: number
  readonly returned: number
}

export interface SerialCount {
  readonly drawn: number
  readonly verified: number
  readonly burned: number
  readonly left: number
}

/** Labels out that nobody accounts for: the difference, never defined away. Negative = more accounted for than came out. */
export function missingOf(count: PaperCount): number {
  return (count.out ?? 0) - count.good - count.void - count.sampled - count.scrapped - count.returned
}

/** Serials balance separately: what was drawn is verified, burned or left. */
export const serialsBalance = (count: SerialCount): boolean => count.drawn === count.verified + count.burned + count.left

export type CloseRefusal =
  | { readonly code: 'close.notCounted' }
  | { readonly code: 'close.doubts'; readonly count: number }
  | { readonly code: 'close.surplus'; readonly count: number }
  | { readonly code: 'close.missing'; readonly count: number; readonly limit: number }
  | { readonly code: 'close.overLimit'; readonly count: number; readonly limit: number }
  | { readonly code: 'close.serials' }
  | { readonly code: 'close.running' }

/** Why an order cannot be closed yet; empty when it can. A signed deviation answers `close.missing`, nothing answers the others. */
export function closeRefusals(state: {
  readonly paper: PaperCount
  readonly serials: SerialCount | null
  readonly doubts: number
  readonly limit: number
  readonly running: boolean
  /** Labels said to be lost that only a printer's own count may explain away. */
  readonly lost: number
}): CloseRefusal[] {
  const refusals: CloseRefusal[] = []
  if (state.running) refusals.push({ code: 'close.running' })
  if (state.doubts > 0) refusals.push({ code: 'close.doubts', count: state.doubts })
  if (state.serials !== null && !serialsBalance(state.serials)) refusals.push({ code: 'close.serials' })
  if (state.paper.out === null) return [...refusals, { code: 'close.notCounted' }]
  const difference = missingOf(state.paper)
  const missing = difference < 0 ? difference : Math.max(difference, state.lost)
  if (missing < 0) refusals.push({ code: 'close.surplus', count: -missing })
  if (missing > 0)
    refusals.push(
      missing > state.limit
        ? { code: 'close.overLimit', count: missing, limit: state.limit }
        : { code: 'close.missing', count: missing, limit: state.limit },
    )
  return refusals
}
