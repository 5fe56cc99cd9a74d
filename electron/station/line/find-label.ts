import { awaited, type Line } from '../../../shared/print-verify/line.ts'
import { dueOf } from '../orders.ts'
import type { Read } from '../store/database.ts'
import { productById } from '../store/masters.ts'
import type { JobScope } from './acts.ts'
import { readScan } from './reading.ts'

/**
 * The label of this job that a scan names: the right code of the right product and lot, by serial, else the oldest that waits, else the
 * newest good one. Null when it names none.
 */
export function labelNamedBy(db: Read, { job, order }: JobScope, line: Line, raw: string, year: number): number | null {
  const due = dueOf(order, productById(db, order.product)!)
  const { valid, di, lot, serial } = readScan(raw, year)
  if (!valid || di !== due.di || lot !== due.lot) return null
  if (order.trace === 'serial') {
    if (serial === null) return null
    const out = line.out.find((piece) => piece.serial === serial)
    if (out !== undefined) return out.label
    return (
      db.get<{ id: number }>(
        "SELECT l.id FROM label l JOIN unit u ON u.id = l.unit WHERE l.job = ? AND u.serial = ? AND l.state IN ('verified', 'accepted', 'missing')",
        job.id,
        serial,
      )?.id ?? null
    )
  }
  return (
    awaited(line)[0]?.label ??
    db.get<{ id: number }>("SELECT id FROM label WHERE job = ? AND state IN ('verified', 'accepted') ORDER BY judged DESC LIMIT 1", job.id)
      ?.id ??
    null
  )
}
