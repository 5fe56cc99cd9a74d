import { Worker } from 'node:worker_threads'
import { type Problem, refuse, StationError } from '../../../shared/station-error.ts'
import { entryFile } from '../resources.ts'
import type { Table } from './table.ts'

const timeLimitMs = 60_000

/** Reads a CSV or Excel file in a thread of its own, which may use so much memory and time and no more. Errors: those of `parseTable`, `file.tooHeavy`. */
export function readTable(name: string, bytes: Uint8Array): Promise<Table> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entryFile('table-worker', 'station/files/table-worker.ts'), {
      workerData: { name, bytes },
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    })
    const timer = setTimeout(() => {
      void worker.terminate()
      reject(refuse('file.tooHeavy', { file: name }))
    }, timeLimitMs)
    worker.once('message', (answer: { table: Table } | { problems: readonly Problem[] }) => {
      clearTimeout(timer)
      void worker.terminate()
      if ('table' in answer) resolve(answer.table)
      else reject(new StationError(answer.problems))
    })
    worker.once('error', () => {
      clearTimeout(timer)
      reject(refuse('file.tooHeavy', { file: name }))
    })
  })
}
