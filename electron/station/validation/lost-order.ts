import { acceptLabels } from '../line/acts.ts'
import { mustOrder } from '../orders.ts'
import type { Signed } from '../people/people.ts'
import type { Order } from '../store/orders.ts'
import { system } from '../store/store.ts'
import type { Bench } from './bench.ts'

/** An order at lot level whose three labels came out and one of which nobody finds: it closes only with a signed deviation. */
export async function lostOrder(bench: Bench): Promise<Order> {
  const { parts, store } = bench
  const scope = await bench.job(bench.order('lot', 3, { missingLimit: 1 }))
  const labels = [1, 2, 3].map((ordinal) => bench.draw(scope, ordinal).label)
  acceptLabels(
    store,
    system,
    scope,
    [1, 2].map((n) => ({ label: labels[n - 1]!, unit: null, evidence: 2 })),
  )
  parts.loseLabel(store, system, scope, labels[2]!)
  parts.countOrder(store, system, mustOrder(store, scope.order.id), { out: 3, source: 'hand', scrapped: 0, returned: 0 })
  return mustOrder(store, scope.order.id)
}

export function closeWith(bench: Bench, order: number, deviation: Signed | null): void {
  bench.parts.closeOrder(bench.store, system, mustOrder(bench.store, order), deviation)
}
