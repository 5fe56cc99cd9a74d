import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from '../store/database.ts'
import type { Anchor } from './anchors.ts'
import { type LogVerdict, verifyTree } from './verify.ts'

export interface LogWork {
  readonly file: string
  readonly station: string
  readonly anchors: readonly Anchor[]
}
export type LogAnswer = { readonly done: number } | { readonly verdict: LogVerdict }

const { file, station, anchors } = workerData as LogWork
const db = new Connection(file, { readonly: true })
const steps = verifyTree(db, station, anchors)
for (;;) {
  const step = steps.next()
  if (step.done === true) {
    parentPort?.postMessage({ verdict: step.value } satisfies LogAnswer)
    break
  }
  parentPort?.postMessage({ done: step.value } satisfies LogAnswer)
}
db.close()
