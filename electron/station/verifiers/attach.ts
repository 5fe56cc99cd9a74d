import { dayOf } from '../../../shared/dates.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import { usualLeastGrade } from '../../../shared/product.ts'
import { refuse } from '../../../shared/station-error.ts'
import { parseScan } from '../../../shared/udi/udi.ts'
import { formalGrade } from '../../../shared/verifier/grade.ts'
import type { SymbolReport } from '../../../shared/verifier/profile.ts'
import type { Read } from '../store/database.ts'
import { gradeById, insertGrade, type StoredGrade, setGrade } from '../store/grades.ts'
import { jobById, jobOfOrder, type LabelRow, labelsAt, labelsOfUnit } from '../store/jobs.ts'
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
export type Unattached = 'noCode' | 'notUdi' | 'unknownDi' | 'unknownSerial' | 'unknownLot'

/** Where a report came from. */
export interface ReportSource {
  readonly verifier: string
  readonly source: string
}

/**
 * Keeps the grade of one report. The code it was measured on names the label (serial) or the order (lot); a report without one belongs to
 * the order at the line, if there is one. What belongs to nothing known waits for a person. A good label with a good grade has evidence E6.
 */
export function keepReport(store: Store, by: Actor, report: SymbolReport, from: ReportSource, atLine: number | null): StoredGrade {
  const found = targetOf(store.read, report.code, atLine, Number(dayOf(store.clock.now(), store.clock.zone()).slice(0, 4)))
  const { tenths, ...conditions } = report.grade
  const data = { ...conditions, ...from, measured: report.at, parameters: report.parameters, why: typeof found === 'string' ? found : null }
  const kept = { tenths, standard: report.standard, code: report.code, data, at: store.clock.now() }
  const id = store.act(by, (tx) => {
    if (typeof found === 'string') {
      const { seq } = tx.append('verifier.report', { after: { ...said(kept), why: found }, device: from.verifier })
      return insertGrade(tx, { ...kept, seq, state: 'waiting', order: null, label: null, least: usualLeastGrade })
    }
    const { seq, least } = graded(tx, found, kept, null)
    return insertGrade(tx, { ...kept, seq, least, state: 'attached', order: found.order.id, label: found.label?.id ?? null })
  })
  return gradeById(store.read, id)!
}

/** A person says which order, and which label of it (ordinal), a waiting report belongs to. Errors: `grade.unknown`, `grade.settled`, `order.unknown`, `label.unknown`. */
export function attachReport(store: Store, by: Actor, id: number, orderNo: string, ordinal: number | null, reason: string): void {
  const waiting = mustWait(store.read, id)
  const order = orderByNo(store.read, orderNo)
  if (order === null) throw refuse('order.unknown', { no: orderNo })
  const job = ordinal === null ? null : jobOfOrder(store.read, order.id)
  const label = ordinal === null || job === null ? null : (labelsAt(store.read, job.id, ordinal).at(-1) ?? null)
  if (ordinal !== null && label === null) throw refuse('label.unknown', { label: ordinal })
  store.act(by, (tx) => {
    const { seq, least } = graded(tx, { order, label }, waiting, reason)
    setGrade(tx, id, { seq, least, state: 'attached', order: order.id, label: label?.id ?? null })
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

function graded(tx: Tx, { order, label }: Target, kept: Kept, reason: string | null): { seq: number; least: number } {
  const least = productById(tx, order.product)?.leastGrade ?? usualLeastGrade
  const passed = kept.tenths >= least
  const { seq } = tx.append('label.graded', {
    entities: {
      order: order.no,
      ...(label === null ? {} : { job: label.job, label: label.id, ordinal: label.ordinal }),
      ...(label?.unit == null ? {} : { unit: label.unit }),
    },
    after: { ...said(kept), least, passed },
    device: kept.data.verifier,
    ...(reason === null ? {} : { reason }),
  })
  if (passed && label?.state === 'verified') tx.run('UPDATE label SET evidence = 6 WHERE id = ?', label.id)
  return { seq, least }
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
