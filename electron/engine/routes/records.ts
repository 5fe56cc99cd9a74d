import type { ExportFile } from '../../station/export.ts'
import { makeAuditExport, makeOrderRecord, makeShiftReport, type RecordOptions } from '../../station/records/make-record.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { stepsOf } from '../stream.ts'

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

/** How far a document is, and last the document. */
const making = (make: (options: RecordOptions) => Promise<ExportFile>, signal: AbortSignal | undefined): AsyncGenerator<Step, void> =>
  stepsOf<Step>(
    { done: 0, of: 0, file: null },
    async (tell, ended) => {
      const file = await make({ progress: (done, of) => tell({ done, of, file: null }), signal: ended })
      return { done: file.rows, of: file.rows, file }
    },
    signal,
  )
