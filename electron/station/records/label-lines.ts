import { kinds } from '../../../shared/ledger/kinds.ts'
import type { Read } from '../store/database.ts'
import type { Order } from '../store/orders.ts'

/** Who did something, as the ledger says. The station itself has no name. */
export interface Who {
  readonly id: number
  readonly name: string
  readonly role: string
}

/** One piece of paper. `sent`: handed to the printer; null where it was printed elsewhere. */
export interface LabelLine {
  readonly id: number
  readonly ordinal: number
  readonly take: number
  readonly serial: string | null
  readonly state: string
  readonly evidence: number | null
  readonly drawn: number
  readonly judged: number | null
  readonly sentAt: number | null
  readonly judgedAt: number | null
  readonly operator: Who
}

interface LabelQuery {
  readonly id: number
  readonly ordinal: number
  readonly take: number
  readonly serial: string | null
  readonly state: string
  readonly evidence: number | null
  readonly drawn: number
  readonly judged: number | null
  readonly d_at: number
  readonly d_device: string | null
  readonly elsewhere: number | null
  readonly at: number | null
  readonly device: string | null
  readonly actor: number
  readonly role: string
  readonly name: string | null
}

/** Every label of an order, all takes of all its runs, with the devices and people in their entries. */
export function labelLines(db: Read, { id }: Order): { labels: LabelLine[]; devices: Set<string>; people: Map<string, Who> } {
  const labels: LabelLine[] = []
  const devices = new Set<string>()
  const people = new Map<string, Who>()
  const rows = db.each<LabelQuery>(
    `SELECT l.id, l.ordinal, l.take, u.serial, l.state, l.evidence, l.drawn, l.judged, d.at AS d_at, d.device AS d_device,
       d.kind <> ${kinds['label.drawn'].no} AS elsewhere, g.at, g.device, coalesce(g.actor, d.actor) AS actor,
       json_extract(coalesce(g.body, d.body), '$.role') AS role, p.name
     FROM job j JOIN label l ON l.job = j.id LEFT JOIN unit u ON u.id = l.unit JOIN event d ON d.seq = l.drawn
       LEFT JOIN event g ON g.seq = l.judged LEFT JOIN user p ON p.id = coalesce(g.actor, d.actor)
     WHERE j.order_id = ? ORDER BY j.id, l.ordinal, l.take`,
    id,
  )
  for (const row of rows) {
    const operator: Who = { id: row.actor, name: row.actor === 0 ? '' : (row.name ?? ''), role: row.role }
    people.set(`${operator.id} ${operator.role}`, operator)
    for (const device of [row.d_device, row.device]) if (device !== null) devices.add(device)
    labels.push({
      id: row.id,
      ordinal: row.ordinal,
      take: row.take,
      serial: row.serial,
      state: row.state,
      evidence: row.evidence,
      drawn: row.drawn,
      judged: row.judged,
      sentAt: row.elsewhere === 1 ? null : row.d_at,
      judgedAt: row.at,
      operator,
    })
  }
  return { labels, devices, people }
}
