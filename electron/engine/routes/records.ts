import type { ExportFile } from '../../station/export.ts'
import { makeAuditExport, makeOrderRecord, makeShiftReport, type RecordOptions } from '../../station/records/make-record.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { latest } from '../stream.ts'

/** Documents: the thread makes them, the loop only signs the root and notes what went out. */
export function recordRoutes(base: Engine, services: EngineServices) {
  const { records } = base
  return {
    records: records.router({
      order: records.order.handler(({ input, context, signal }) => {
        const by = context.connection.actor('export.read')
        return making((options) => makeOrderRecord(services.station(), by, input.id, input.format, options), signal)
      }),
      audit: records.audit.handler(({ input, context, signal }) => {
        const by = context.connection.actor('evidence.export')
        const { format, ...query } = input
        return making((options) => makeAuditExport(services.station(), by, query, format, options), signal)
      }),
      shift: records.shift.handler(async ({ input, context, signal }) => {
        const { name, bytes } = await makeShiftReport(services.station(), context.connection.actor('line.run', input.key), { signal })
        return { name, bytes }
      }),
    }),
  }
}

interface Step {
  readonly done: number
  readonly of: number
  readonly file: ExportFile | null
}

/** How far a document is, and last the document. Ends the thread when nobody listens any more. */
async function* making(make: (options: RecordOptions) => Promise<ExportFile>, signal: AbortSignal | undefined): AsyncGenerator<Step, void> {
  let state: Step = { done: 0, of: 0, file: null }
  let failed: unknown = null
  const ended = new AbortController()
  const states = latest(
    () => state,
    (changed) => {
      const told = (next: Step): void => {
        state = next
        changed()
      }
      make({ progress: (done, of) => told({ done, of, file: null }), signal: ended.signal }).then(
        (file) => told({ done: file.rows, of: file.rows, file }),
        (error: unknown) => {
          failed = error
          changed()
        },
      )
      return () => ended.abort()
    },
    signal,
    10,
  )
  for await (const now of states) {
    if (failed !== null) throw failed
    yield now
    if (now.file !== null) return
  }
}
