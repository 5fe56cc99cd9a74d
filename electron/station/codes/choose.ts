import { refuse } from '../../../shared/station-error.ts'
import type { Element } from '../../../shared/udi/types.ts'
import type { Actor, Store } from '../store/store.ts'
import { lookAtCode } from './look.ts'

/** Keeps which reading of a code without separators a person took, and why. Errors: `recover.notOffered` for one that was not among them. */
export function chooseReading(store: Store, by: Actor, raw: string, elements: readonly Element[], reason: string): void {
  const same = (given: readonly Element[]): boolean =>
    given.length === elements.length && given.every(({ ai, value }, i) => ai === elements[i]!.ai && value === elements[i]!.value)
  const offered = lookAtCode(store, raw, null).recovered.find((reading) => same(reading.elements))
  if (offered === undefined) throw refuse('recover.notOffered')
  store.act(by, (tx) =>
    tx.append('scan.recovered', {
      after: {
        raw: raw.slice(0, 4096),
        reading: elements.map(({ ai, value }) => [ai, value]),
        score: Math.round(offered.score * 1000) / 1000,
      },
      reason,
    }),
  )
}
