import { parentPort } from 'node:worker_threads'
import { StationError } from '../../../shared/station-error.ts'
import type { LabelRequest, MadeLabel } from '../ports.ts'
import { makeLabel } from './make.ts'

/** A label thread's questions and answers. */
export interface WorkerRequest {
  readonly id: number
  readonly request: LabelRequest
}
export type WorkerAnswer =
  | { readonly id: number; readonly made: MadeLabel }
  | { readonly id: number; readonly problems: StationError['problems'] }
  | { readonly id: number; readonly failed: string }

parentPort?.on('message', ({ id, request }: WorkerRequest) => {
  void makeLabel(request).then(
    (made) => parentPort?.postMessage({ id, made } satisfies WorkerAnswer, [made.bytes.buffer as ArrayBuffer]),
    (error: unknown) =>
      parentPort?.postMessage(
        error instanceof StationError
          ? { id, problems: error.problems }
          : { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      ),
  )
})
