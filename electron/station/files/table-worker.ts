import { parentPort, workerData } from 'node:worker_threads'
import { StationError } from '../../../shared/station-error.ts'
import { parseTable } from './table.ts'

/** Reads one file and ends. */
const { name, bytes } = workerData as { readonly name: string; readonly bytes: Uint8Array }
try {
  parentPort?.postMessage({ table: parseTable(name, bytes) })
} catch (error) {
  parentPort?.postMessage({ problems: error instanceof StationError ? error.problems : [{ code: 'file.damaged', params: { file: name } }] })
}
