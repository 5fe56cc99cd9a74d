import { dayOf } from '../../../shared/dates.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import type { Entities } from '../../../shared/ledger/kinds.ts'
import { usualLeastGrade } from '../../../shared/product.ts'
import { refuse } from '../../../shared/station-error.ts'
import { parseScan } from '../../../shared/udi/udi.ts'
import { formalGrade } from '../../../shared/verifier/grade.ts'
import type { SymbolReport } from '../../../shared/verifier/profile.ts'
import type { Read } from '../store/database.ts'
import { gradeById, insertGrade, type StoredGrade, setGrade } from '../store/grades.ts'
import { jobById, jobOfOrder, type LabelRow, labelById, labelsAt, labelsOfUnit } from '../store/jobs.ts'
import { productById } from '../store/masters.ts'
import { type Order, orderById, orderByNo } from '../store/orders.ts'
import { unitBySerial } from '../store/pools.ts'
import type { Actor, Store, Tx } from '../store/store.ts'

/** What a grade belongs to: an order, and one label of it where the code names it. */
interface Target {
  readonly order: Order
  readonly label: LabelRow | null
}

/** Why a report was not attached by itself. */
export type Unattached = 'noCode' | 'notUdi' | 'unknownDi' | 'unknownSerial' | 'unknownLot' | 'orderClosed' | 'gradeUnread' | 'detached'

/** Where a report came from. */
export interface ReportSource {
  readonly verifier: string
  readonly source: string
  /** What tells it from every other report, so that it is taken once. */
  readonly row?: string
}

/**
 * Keeps the grade of one report. The code it was measured on names the label (serial) or the order (lot); a report without one belongs to
 * `atLine`, the order that was at the line when it came, if any. What belongs to nothing known, to a closed order, or has a grade that
 * cannot be read waits for a person. A good label whose newest grade is good has evidence E6.
 */
export function keepReport(store: Store, by: Actor, report: SymbolReport, from: ReportSource, atLine: number | null): StoredGrade {
  const id = store.act(by, (tx) => keepIn(tx, store, report, from, atLine))
  return gradeById(store.read, id)!
}

/** The same within an act; returns the id of the grade. */
export function keepIn(tx: Tx, store: Store, report: SymbolReport, from: ReportSource, atLine: number | null): number {
  const found = belongsTo(tx, report, atLine, Number(dayOf(store.clock.now(), store.clock.zone()).slice(0, 4)))
  const { tenths, ...conditions } = report.grade
  const data = { ...conditions, ...from, measured: report.at, parameters: report.parameters, why: typeof found === 'string' ? found : null }
  const kept = { tenths, standard: report.standard, code: report.code, data, at: store.clock.now() }
  if (typeof found === 'string') {
    const { seq } = tx.append('verifier.report', { after: { ...said(kept), why: found }, device: from.verifier })
    return insertGrade(tx, { ...kept, seq, state: 'waiting', order: null, label: null, least: usualLeastGrade })
  }
  const { seq, least } = graded(tx, found, kept, null)
  const id = insertGrade(tx, { ...kept, seq, least, state: 'attached', order: found.order.id, label: found.label?.id ?? null })
  followNewest(tx, found)
  return id
}

function belongsTo(db: Read, report: SymbolReport, atLine: number | null, year: number): Target | Unattached {
  if (report.grade.unread !== undefined) return 'gradeUnread'
  const found = targetOf(db, report.code, atLine, year)
  return typeof found !== 'string' && found.order.state === 'closed' ? 'orderClosed' : found
}

/**
 * A person says which order, and which label of it (ordinal), a waiting report belongs to. Errors: `grade.unknown`, `grade.settled`,
 * `order.unknown`, `label.unknown`, `grade.orderClosed` (quality alone adds to a closed order).
 */
export function attachReport(store: Store, by: Actor, id: number, orderNo: string, ordinal: number | null, reason: string): void {
  const waiting = mustWait(store.read, id)
  const order = orderByNo(store.read, orderNo)
  if (order === null) throw refuse('order.unknown', { no: orderNo })
  if (order.state === 'closed' && by.role !== 'quality') throw refuse('grade.orderClosed', { no: orderNo })
  const job = ordinal === null ? null : jobOfOrder(store.read, order.id)
  const label = ordinal === null || job === null ? null : (labelsAt(store.read, job.id, ordinal).at(-1) ?? null)
  if (ordinal !== null && label === null) throw refuse('label.unknown', { label: ordinal })
  store.act(by, (tx) => {
    const { seq, least } = graded(tx, { order, label }, waiting, reason)
    setGrade(tx, id, { seq, least, state: 'attached', order: order.id, label: label?.id ?? null })
    followNewest(tx, { order, label })
  })
}

/** A waiting report is of no label of this station. Errors: `grade.unknown`, `grade.settled`. */
export function dismissReport(store: Store, by: Actor, id: number, reason: string): void {
  const waiting = mustWait(store.read, id)
  store.act(by, (tx) => {
    const { seq } = tx.append('verifier.dismissed', { after: { report: waiting.seq }, device: waiting.data.verifier, reason })
    setGrade(tx, id, { ...waiting, seq, state: 'dismissed' })
  })
}

/**
 * A person takes back a grade that was attached to the wrong order or label: it waits again, and the label has the evidence of what is left.
 * Errors: `grade.unknown`, `grade.notAttached`, `order.closed`.
 */
export function detachReport(store: Store, by: Actor, id: number, reason: string): void {
  store.act(by, (tx) => {
    const grade = gradeById(tx, id)
    if (grade === null) throw refuse('grade.unknown')
    const order = grade.order === null ? null : orderById(tx, grade.order)
    if (grade.state !== 'attached' || order === null) throw refuse('grade.notAttached')
    if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
    const label = grade.label === null ? null : labelById(tx, grade.label)
    const why: Unattached = 'detached'
    const { seq } = tx.append('verifier.report', {
      entities: entitiesOf({ order, label }),
      after: { ...said(grade), why },
      device: grade.data.verifier,
      reason,
    })
    setGrade(tx, id, { seq, least: usualLeastGrade, state: 'waiting', order: null, label: null })
    tx.run("UPDATE grade SET data = json_set(data, '$.why', ?) WHERE id = ?", why, id)
    followNewest(tx, { order, label })
  })
}

function mustWait(db: Read, id: number): StoredGrade {
  const grade = gradeById(db, id)
  if (grade === null) throw refuse('grade.unknown')
  if (grade.state !== 'waiting') throw refuse('grade.settled')
  return grade
}

type Kept = Pick<StoredGrade, 'tenths' | 'standard' | 'code' | 'data'>

const said = ({ tenths, standard, code, data }: Kept): { [name: string]: Json } => ({
  grade: tenths,
  formal: formalGrade({ tenths, ...data }),
  standard,
  code,
  source: data.source,
  measured: data.measured,
  ...(Object.keys(data.parameters).length === 0 ? {} : { parameters: { ...data.parameters } }),
})

const entitiesOf = ({ order, label }: Target): Entities => ({
  order: order.no,
  ...(label === null ? {} : { job: label.job, label: label.id, ordinal: label.ordinal }),
  ...(label?.unit == null ? {} : { unit: label.unit }),
})

function graded(tx: Tx, { order, label }: Target, kept: Kept, reason: string | null): { seq: number; least: number } {
  const asked = productById(tx, order.product)?.leastGrade ?? usualLeastGrade
  // What could not be read passes nowhere, also where every grade would do.
  const least = kept.data.unread === undefined ? asked : Math.max(asked, 1)
  const passed = kept.tenths >= least
  const { seq } = tx.append('label.graded', {
    entities: entitiesOf({ order, label }),
    after: { ...said(kept), least, passed },
    device: kept.data.verifier,
    ...(reason === null ? {} : { reason }),
  })
  return { seq, least }
}

/** E6 stands and falls with the newest grade; below it a verified label has its scan-back, E5. What a closed order says stays as it was closed. */
function followNewest(tx: Tx, { order, label }: Target): void {
  if (label === null || order.state === 'closed') return
  const passed = tx.get<{ passed: number }>(
    `SELECT tenths >= least AS passed FROM grade
     WHERE label = ? AND state = 'attached' ORDER BY id DESC LIMIT 1`,
    label.id,
  )?.passed
  if (passed === 1) tx.run("UPDATE label SET evidence = 6 WHERE id = ? AND state = 'verified'", label.id)
  else tx.run('UPDATE label SET evidence = 5 WHERE id = ? AND evidence = 6', label.id)
}

function targetOf(db: Read, code: string | null, atLine: number | null, year: number): Target | Unattached {
  if (code === null || code.trim() === '') {
    const order = atLine === null ? null : orderById(db, atLine)
    return order === null ? 'noCode' : { order, label: null }
  }
  const { di, pi } = parseScan(code, { now: year })
  if (di === null) return 'notUdi'
  const dis = db.all<{ id: number }>('SELECT id FROM di WHERE di = ?', di).map(({ id }) => id)
  if (dis.length === 0) return 'unknownDi'
  if (pi.serial !== null) {
    for (const known of dis) {
      const unit = unitBySerial(db, known, pi.serial)
      const label = unit === null ? undefined : labelsOfUnit(db, unit.id).find(({ state }) => state !== 'notPrinted')
      const order = label === undefined ? null : orderById(db, jobById(db, label.job)!.order)
      if (label !== undefined && order !== null) return { order, label }
    }
    return 'unknownSerial'
  }
  const marks = dis.map(() => '?').join(', ')
  const found = db.get<{ id: number }>(
    `SELECT o.id FROM work_order o JOIN product p ON p.id = o.product WHERE p.di IN (${marks}) AND o.lot = ? ORDER BY o.id DESC LIMIT 1`,
    ...dis,
    pi.lot ?? '',
  )
  const order = found === undefined ? null : orderById(db, found.id)
  return order === null ? 'unknownLot' : { order, label: null }
}
