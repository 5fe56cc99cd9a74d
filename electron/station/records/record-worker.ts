import { parentPort, workerData } from 'node:worker_threads'
import type { Language } from '../../../shared/i18n/index.ts'
import { type Problem, StationError } from '../../../shared/station-error.ts'
import type { AuditFilter } from '../audit.ts'
import type { ExportFormat } from '../export.ts'
import { Connection, type Read } from '../store/database.ts'
import { auditCsv, auditFound, auditJson, auditPdf } from './audit-export.ts'
import { orderRecord } from './order-data.ts'
import { type Drawing, orderPdf } from './order-pdf.ts'
import { orderCsv, orderJson } from './order-text.ts'
import type { Paper } from './root-part.ts'
import { shiftRecord } from './shift-data.ts'
import { shiftPdf } from './shift-pdf.ts'
import { wordsOf } from './words.ts'

export type RecordSubject =
  | { readonly kind: 'order'; readonly order: number; readonly format: ExportFormat }
  | { readonly kind: 'shift'; readonly seq: number; readonly format: 'pdf' }
  | { readonly kind: 'audit'; readonly query: AuditFilter; readonly format: ExportFormat }

export interface RecordWork {
  readonly file: string
  readonly folder: string
  readonly subject: RecordSubject
  readonly language: Language
  /** Minutes from UTC; every time of a document is in this zone. */
  readonly zone: number
  /** UTC ms. */
  readonly made: number
  readonly by: string
}

/** `ask`: what was read is laid out, the signed root is due; it is answered with {paper}. */
export type RecordAnswer =
  | { readonly done: number; readonly of: number }
  | { readonly ask: 'paper' }
  | { readonly bytes: Uint8Array; readonly rows: number }
  | { readonly problems: readonly Problem[] }

/** Makes one document from one moment of the ledger, and ends. The writer goes on meanwhile: WAL readers block nobody. */
const work = workerData as RecordWork
const tell = (answer: RecordAnswer, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(answer, transfer)
let db: Connection | null = null
try {
  db = new Connection(work.file, { readonly: true })
  db.db.exec('BEGIN')
  const { bytes, rows } = await make(db, work)
  const whole = new Uint8Array(bytes)
  tell({ bytes: whole, rows }, [whole.buffer])
} catch (error) {
  if (!(error instanceof StationError)) throw error
  tell({ problems: error.problems })
} finally {
  db?.close()
}
parentPort?.close()

/** The root is asked for as late as can be: it covers all that was read, and is noted as on paper only when there is one. */
function askPaper(): Promise<Paper | null> {
  return new Promise((resolve) => {
    parentPort?.once('message', ({ paper }: { readonly paper: Paper | null }) => resolve(paper))
    tell({ ask: 'paper' })
  })
}

async function make(read: Read, { folder, subject, language, zone, made, by }: RecordWork): Promise<{ bytes: Uint8Array; rows: number }> {
  const words = wordsOf(language, zone)
  const progress = (done: number, of: number): void => tell({ done, of })
  const drawing: Drawing = { words, made, by, paper: askPaper, progress }
  switch (subject.kind) {
    case 'order': {
      const record = orderRecord(read, folder, subject.order)
      const rows = record.labels.length
      progress(0, rows)
      if (subject.format === 'csv') return { bytes: orderCsv(record), rows }
      if (subject.format === 'json') return { bytes: orderJson(record, made, by, await askPaper()), rows }
      return { bytes: await orderPdf(record, drawing), rows }
    }
    case 'shift': {
      const record = shiftRecord(read, folder, subject.seq)
      return { bytes: await shiftPdf(record, drawing), rows: record.orders.length }
    }
    case 'audit': {
      const found = auditFound(read, folder, subject.query)
      progress(0, found.count)
      if (subject.format === 'csv') return { bytes: auditCsv(found, words, progress), rows: found.count }
      if (subject.format === 'json') return { bytes: auditJson(found, made, by, await askPaper(), progress), rows: found.count }
      return { bytes: await auditPdf(found, drawing), rows: found.count }
    }
  }
}
