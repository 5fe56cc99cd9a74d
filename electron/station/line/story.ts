import { type EventBody, kindName } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Read } from '../store/database.ts'
import { jobById, labelById } from '../store/jobs.ts'
import { orderById } from '../store/orders.ts'

export interface StoryRow {
  readonly seq: number
  readonly at: number
  /** Name of who acted; null = the station itself. */
  readonly who: string | null
  readonly kindName: string | null
  readonly device: string | null
  /** A printer's state, or the verdict of a scan. */
  readonly word: string | null
  /** True when the event names this very label. */
  readonly own: boolean
}

const rowsShown = 14

/** What happened to one label and around it, oldest first: its own events, and those of its order since it was drawn. */
export function storyOf(db: Read, labelId: number): StoryRow[] {
  const label = labelById(db, labelId)
  const job = label === null ? null : jobById(db, label.job)
  const order = job === null ? null : orderById(db, job.order)
  if (label === null || order === null) throw refuse('label.unknown', { label: labelId })
  return db
    .all<{ seq: number; body: string; name: string | null }>(
      `SELECT e.seq, e.body, u.name FROM event e LEFT JOIN user u ON u.id = e.actor
       WHERE e.seq IN (SELECT seq FROM event WHERE order_no = ? AND seq > ? AND kind NOT IN (500, 501) ORDER BY seq LIMIT ?) OR e.seq IN (?, ?)
       ORDER BY e.seq LIMIT ?`,
      order.no,
      label.drawn,
      rowsShown,
      label.drawn,
      label.judged,
      rowsShown,
    )
    .map(({ seq, body: text, name }) => {
      const body = JSON.parse(text) as EventBody
      const after = (body.after ?? {}) as { readonly status?: unknown; readonly verdict?: unknown; readonly labels?: unknown }
      const word = after.status ?? after.verdict
      const labels = Array.isArray(after.labels) ? after.labels.flat() : []
      return {
        seq,
        at: body.at,
        who: body.actor === 0 ? null : (name ?? ''),
        kindName: kindName(body.kind),
        device: body.device,
        word: typeof word === 'string' ? word : null,
        own: body.entities.label === label.id || labels.includes(label.id),
      }
    })
}
