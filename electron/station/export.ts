import { stringify } from 'csv-stringify/sync'
import { labelsOfJob } from './store/jobs.ts'
import { productById } from './store/masters.ts'
import { handCount, type Order, paperCount, serialCount } from './store/orders.ts'
import type { Actor, Store } from './store/store.ts'

export interface ExportFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly rows: number
}

/** One order with every label, as JSON or as CSV for people. The export is itself an event. */
export function exportOrder(store: Store, by: Actor, order: Order, format: 'json' | 'csv'): ExportFile {
  const product = productById(store.read, order.product)!
  const jobs = store.read.all<{ id: number }>('SELECT id FROM job WHERE order_id = ? ORDER BY id', order.id)
  const labels = jobs.flatMap(({ id }) => labelsOfJob(store.read, id))
  const at = (seq: number | null): string | null => {
    if (seq === null) return null
    const row = store.read.get<{ at: number }>('SELECT at FROM event WHERE seq = ?', seq)
    return row === undefined ? null : new Date(row.at).toISOString()
  }
  const rows = labels.map((label) => ({
    order: order.no,
    di: product.di,
    lot: order.lot,
    made: order.made,
    expires: order.expires,
    ordinal: label.ordinal,
    take: label.take,
    serial: label.serial,
    state: label.state,
    evidence: label.evidence === null ? null : `E${label.evidence}`,
    drawnAt: at(label.drawn),
    judgedAt: at(label.judged),
    drawnSeq: label.drawn,
    judgedSeq: label.judged,
  }))
  const training = store.mode === 'training'
  store.act(by, (tx) => tx.append('data.exported', { entities: { order: order.no }, after: { what: 'order', format, rows: rows.length } }))
  const name = `${training ? 'TRAINING-' : ''}${order.no.replaceAll(/[^\w.-]/g, '_')}.${format}`
  if (format === 'json') {
    const body = {
      schema: 1,
      mode: store.mode,
      station: store.station,
      order: {
        no: order.no,
        di: product.di,
        product: product.name,
        spec: product.spec,
        lot: order.lot,
        made: order.made,
        expires: order.expires,
        quantity: order.quantity,
        trace: order.trace,
        state: order.state,
      },
      reconciliation: { ...paperCount(store.read, order.id), source: handCount(store.read, order.id).source },
      serials: serialCount(store.read, order),
      labels: rows,
    }
    return { name, bytes: Buffer.from(`${JSON.stringify(body, null, 1)}\n`), rows: rows.length }
  }
  const columns = Object.keys(rows[0] ?? { order: '' })
  const text = stringify(
    rows.map((row) => Object.values(row).map((value) => forPeople(value))),
    { header: true, columns: columns.map((header) => ({ key: header, header })), record_delimiter: '\r\n' },
  )
  const bar = training ? '培训 TRAINING 不得使用\r\n' : ''
  return { name, bytes: Buffer.from(`\uFEFF${bar}${text}`), rows: rows.length }
}

/** A cell no spreadsheet takes for a formula: an apostrophe before = + - @ TAB CR, which our import removes. */
export function forPeople(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
