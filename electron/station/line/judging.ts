import { awaited, type Line, needsScan, nextOrdinal } from '../../../shared/print-verify/line.ts'
import type { Judgement, Reading, SerialFate } from '../../../shared/print-verify/verdict.ts'
import type { Read } from '../store/database.ts'
import { jobById, type LabelRow, labelsAt, labelsOfUnit } from '../store/jobs.ts'
import { orderById } from '../store/orders.ts'
import { holderOf, unitBySerial, usedBefore } from '../store/pools.ts'
import type { JobScope } from './acts.ts'

/** What a verdict needs to know beside the scan: the line as it is and what the ledger holds. */
export interface Known {
  readonly db: Read
  readonly scope: JobScope
  readonly line: Line
}

interface Due {
  readonly label: number
  readonly ordinal: number
}

/** The label that a scan should be of. Where the policy scans only some, one that nobody asked for is compared with itself. */
export function oldestFor({ scope, line }: Known, reading: Reading): Due | null {
  const { policy, out } = line
  if (policy.verifyOnly) return dueElsewhere(line)
  const first = awaited(line)[0] ?? null
  if (policy.verify === 'every') return first
  if (scope.order.trace !== 'serial') return out[0] ?? first
  const own = out.find((piece) => piece.serial !== null && piece.serial === reading.serial)
  return own !== undefined && !own.doubt && !needsScan(policy, own.ordinal, line.total) ? own : first
}

/** A good label that the policy did not want scanned, and that is accepted already: nothing to judge. */
export function isUnasked({ db, scope, line }: Known, reading: Reading, judgement: Judgement): boolean {
  if (line.policy.verify === 'every' || line.policy.verifyOnly) return false
  const [only, more] = judgement.faults
  if (only === undefined || more !== undefined) return false
  if (scope.order.trace !== 'serial') return only.verdict === 'foreign' && only.field === 'ordinal'
  if (only.verdict !== 'duplicate' || reading.serial === null) return false
  const unit = unitBySerial(db, scope.order.di, reading.serial)
  return unit !== null && labelsOfUnit(db, unit.id)[0]?.state === 'accepted'
}

/** What became of a serial of this order's DI. */
export function fateOf({ db, scope, line }: Known, serial: string): SerialFate {
  const out = line.out.find((piece) => piece.serial === serial)
  if (out !== undefined) return { outstanding: { label: out.label, ordinal: out.ordinal }, settled: null, elsewhere: null }
  const none: SerialFate = { outstanding: null, settled: null, elsewhere: null }
  const unit = unitBySerial(db, scope.order.di, serial)
  const label = unit === null ? undefined : labelsOfUnit(db, unit.id).find((row) => row.state !== 'notPrinted')
  if (line.policy.verifyOnly && label === undefined) {
    if (usedBefore(db, scope.order.di, serial)) return { ...none, settled: { order: '', at: 0, ordinal: 0, verified: true } }
    const holder = unit === null ? null : holderOf(db, unit.id)
    if (holder !== null) return { ...none, elsewhere: holder }
    if (unit !== null && unit.life !== 'allocated') return none
    const due = dueElsewhere(line)
    return due === null ? none : { ...none, outstanding: due }
  }
  if (label === undefined) return none
  const job = jobById(db, label.job)
  const order = job === null ? null : orderById(db, job.order)
  if (label.state === 'out' || label.state === 'doubt') return { ...none, elsewhere: order?.no ?? '' }
  if (label.state === 'missing' && label.job === scope.job.id && !isReplaced(db, label))
    return { ...none, outstanding: { label: label.id, ordinal: label.ordinal } }
  const at = db.get<{ at: number }>('SELECT at FROM event WHERE seq = ?', label.judged ?? label.drawn)?.at ?? 0
  return { ...none, settled: { order: order?.no ?? '', at, ordinal: label.ordinal, verified: label.state === 'verified' } }
}

/** A lost label that turns up when its ordinal has a new label already is one too many: it can only be taken out. */
function isReplaced(db: Read, lost: LabelRow): boolean {
  return labelsAt(db, lost.job, lost.ordinal).some(
    (row) => row.take > lost.take && row.state !== 'voided' && row.state !== 'notPrinted' && row.state !== 'missing',
  )
}

/** Verify-only jobs await the next ordinal; it has no label row before it is seen good. */
function dueElsewhere(line: Line): Due | null {
  const ordinal = nextOrdinal(line)
  return ordinal === null ? null : { label: 0, ordinal }
}
