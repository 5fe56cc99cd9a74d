import { StationLog } from '../../electron/station/log/station-log.ts'
import { makeOrderRecord } from '../../electron/station/records/make-record.ts'
import { rig, seedOrders } from '../rigs/folder.ts'
import { crew, openScope, passLabel } from '../rigs/order-record.ts'
import type { BenchRow } from './bench.ts'

const labels = 10_000

/** A long order record: how long its PDF takes, and how long a running line would have waited for it. */
export async function run(): Promise<BenchRow[]> {
  const at = rig()
  const store = at.create()
  try {
    const { serialOrder } = seedOrders(store, labels + 100)
    const { operator, signers } = await crew(store)
    const scope = await openScope(store, serialOrder, labels)
    for (let ordinal = 1; ordinal <= labels; ordinal++) passLabel(store, operator, scope, ordinal)
    const log = new StationLog(store, () => ({ os: null, passphrase: null }))
    log.key()
    let longest = 0
    let last = performance.now()
    const tick = setInterval(() => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }, 1)
    const started = performance.now()
    const by = { user: signers[0].user.id, role: 'quality' }
    const { rows, bytes } = await makeOrderRecord({ store, log }, by, serialOrder, 'pdf')
    const seconds = (performance.now() - started) / 1000
    clearInterval(tick)
    process.stderr.write(
      `order record of ${rows} labels: ${Math.round(bytes.length / 1000)} KB, the loop was held ${longest.toFixed(1)} ms at most\n`,
    )
    const common = { peer: null, peerVersion: null, ratio: null, n: rows }
    return [
      { ...common, name: 'record.pdf10k', ours: Math.round(seconds * 100) / 100, unit: 's', target: 15, pass: seconds < 15 },
      { ...common, name: 'record.loopDelay', ours: Math.round(longest * 10) / 10, unit: 'ms', target: 50, pass: longest < 50 },
    ]
  } finally {
    store.close()
    at.remove()
  }
}
