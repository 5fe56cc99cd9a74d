import { type Evidence, firstDoubt, type Line, newLine, nextOrdinal, type Piece } from '../../../shared/print-verify/line.ts'
import type { Read } from '../store/database.ts'
import { type Job, openLabels } from '../store/jobs.ts'

/** The line as the ledger left it: counts, redo list, and every label without a verdict. */
export function loadLine(db: Read, job: Job): Line {
  const counts = Object.fromEntries(
    db
      .all<{ state: string; n: number }>('SELECT state, count(*) AS n FROM label WHERE job = ? GROUP BY state', job.id)
      .map(({ state, n }) => [state, n]),
  )
  const next = (db.get<{ n: number | null }>('SELECT max(ordinal) AS n FROM label WHERE job = ?', job.id)?.n ?? 0) + 1
  const redo = db
    .all<{ ordinal: number }>(
      "SELECT ordinal FROM label WHERE job = ? GROUP BY ordinal HAVING sum(state IN ('out', 'doubt', 'verified', 'accepted', 'scrapped', 'returned')) = 0 ORDER BY ordinal",
      job.id,
    )
    .map(({ ordinal }) => ordinal)
  const out = openLabels(db, job.id).map((row): Piece => {
    const at = db.get<{ at: number }>('SELECT at FROM event WHERE seq = ?', row.drawn)?.at ?? 0
    return {
      label: row.id,
      ordinal: row.ordinal,
      unit: row.unit,
      serial: row.serial,
      evidence: (row.evidence ?? 0) as Evidence,
      doubt: row.state === 'doubt',
      at,
    }
  })
  const fresh = newLine(job.policy, job.total)
  const line: Line = {
    ...fresh,
    next,
    redo,
    out,
    good: (counts['verified'] ?? 0) + (counts['accepted'] ?? 0),
    voided: counts['voided'] ?? 0,
    sampled: counts['sampled'] ?? 0,
  }
  if (firstDoubt(line) !== null) return { ...line, phase: 'doubt', resume: 'paused' }
  if (job.state === 'idle') return line
  return { ...line, phase: job.state === 'done' && out.length === 0 && nextOrdinal(line) === null ? 'printed' : 'paused' }
}
