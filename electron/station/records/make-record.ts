import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { dayOf } from '../../../shared/dates.ts'
import { extension } from '../../../shared/ledger/checkpoint.ts'
import { refuse, StationError } from '../../../shared/station-error.ts'
import type { AuditFilter } from '../audit.ts'
import type { ExportFile, ExportFormat } from '../export.ts'
import { readCheckpoint } from '../log/anchors.ts'
import type { StationLog } from '../log/station-log.ts'
import { mustOrder } from '../orders.ts'
import { entryFile } from '../resources.ts'
import { readSettings } from '../settings.ts'
import type { Actor, Store } from '../store/store.ts'
import { userById } from '../store/users.ts'
import type { RecordAnswer, RecordSubject, RecordWork } from './record-worker.ts'
import type { Paper } from './root-part.ts'
import { newestShift } from './shift-data.ts'

/** What documents are made of. */
export interface RecordStation {
  readonly store: Store
  readonly log: StationLog
}

export interface RecordOptions {
  /** Hears of rows done. */
  readonly progress?: (done: number, of: number) => void
  readonly signal?: AbortSignal | undefined
}

/** The record of an order, with every label. Errors: `order.unknown`, `record.failed`. */
export function makeOrderRecord(
  station: RecordStation,
  by: Actor,
  order: number,
  format: ExportFormat,
  options?: RecordOptions,
): Promise<ExportFile> {
  const { no } = mustOrder(station.store, order)
  return makeRecord(station, by, { kind: 'order', order, format }, no, { order: no }, options)
}

/** The report of the newest hand-over, on one page. Errors: `record.noShift`, `record.failed`. */
export function makeShiftReport(station: RecordStation, by: Actor, options?: RecordOptions): Promise<ExportFile> {
  const seq = newestShift(station.store.read)
  return makeRecord(station, by, { kind: 'shift', seq, format: 'pdf' }, `shift-${today(station.store)}-${seq}`, {}, options)
}

/** What a search of the log finds. Errors: `audit.tooMany`, `record.failed`. */
export function makeAuditExport(
  station: RecordStation,
  by: Actor,
  query: AuditFilter,
  format: ExportFormat,
  options?: RecordOptions,
): Promise<ExportFile> {
  return makeRecord(station, by, { kind: 'audit', query, format }, `audit-${station.store.station}-${today(station.store)}`, {}, options)
}

const today = ({ clock }: Store): string => dayOf(clock.now(), clock.zone())

/** One at a time: a second thread would take the processor that the line needs. */
let before: Promise<unknown> = Promise.resolve()

async function makeRecord(
  station: RecordStation,
  by: Actor,
  subject: RecordSubject,
  title: string,
  entities: { readonly order?: string },
  options: RecordOptions = {},
): Promise<ExportFile> {
  const { store } = station
  const name = `${store.mode === 'training' ? 'TRAINING-' : ''}${title.replaceAll(/[^\w.-]/g, '_')}.${subject.format}`
  const mine = before.then(() => inThread(station, by, subject, name, options))
  before = mine.catch(() => undefined)
  const { bytes, rows } = await mine
  store.act(by, (tx) => tx.append('data.exported', { entities, after: { what: subject.kind, format: subject.format, rows } }))
  return { name, bytes, rows }
}

/** Heap of the thread, MB: a million labels are some 600. */
const heapMb = 2_048

function inThread(
  station: RecordStation,
  by: Actor,
  subject: RecordSubject,
  name: string,
  { progress, signal }: RecordOptions,
): Promise<{ bytes: Uint8Array; rows: number }> {
  const { store } = station
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(refuse('record.failed'))
    if (signal?.aborted === true) return fail()
    const work: RecordWork = {
      file: join(store.folder, 'ledger.sqlite'),
      folder: store.folder,
      subject,
      language: readSettings(store).language,
      zone: store.clock.zone(),
      made: store.clock.now(),
      by: by.user === 0 ? '' : (userById(store.read, by.user)?.name ?? ''),
    }
    const worker = new Worker(entryFile('record-worker', 'station/records/record-worker.ts'), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (answer: RecordAnswer) => {
      if ('done' in answer) progress?.(answer.done, answer.of)
      else if ('bytes' in answer) resolve(answer)
      else if ('problems' in answer) reject(new StationError(answer.problems))
      else {
        try {
          worker.postMessage({ paper: rootFor(station, by, subject.format, name) })
        } catch (error) {
          reject(error)
          stop()
        }
      }
    })
    worker.once('error', (error) => {
      console.error(`record thread: ${error.message}`)
      fail()
    })
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      fail()
    })
  })
}

/** The signed root for a document. Only what is printed is a witness: a file stays where it can be changed with the ledger. */
export function rootFor({ log }: RecordStation, by: Actor, format: ExportFormat, name: string): Paper | null {
  const signed = format === 'pdf' ? log.onPaper(by, name) : log.tryCheckpoint('document')
  if (signed === null) return null
  const checkpoint = readCheckpoint(signed.note, log.origin)
  const at = checkpoint === null ? null : extension(checkpoint, 'at')
  return { origin: log.origin, size: signed.size, root: signed.root, note: signed.note, at: at === null ? 0 : Date.parse(at) }
}
