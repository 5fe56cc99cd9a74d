import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { refuse } from '../../../shared/station-error.ts'
import { entryFile } from '../resources.ts'
import type { Anchor } from './anchors.ts'
import type { LogAnswer, LogWork } from './log-worker.ts'
import type { LogVerdict } from './verify.ts'

/** Checks the whole log of a folder in a thread of its own. `progress` hears of events done. Errors: `log.checkFailed`; `signal` ends it early. */
export function checkLog(
  folder: string,
  station: string,
  anchors: readonly Anchor[],
  progress: (done: number) => void,
  signal?: AbortSignal,
): Promise<LogVerdict> {
  return new Promise((resolve, reject) => {
    const work: LogWork = { file: join(folder, 'ledger.sqlite'), station, anchors: [...anchors] }
    const worker = new Worker(entryFile('log-worker', 'station/log/log-worker.ts'), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    const fail = (): void => reject(refuse('log.checkFailed'))
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (answer: LogAnswer) => {
      if ('done' in answer) progress(answer.done)
      else resolve(answer.verdict)
    })
    worker.once('error', (error) => {
      console.error(`log thread: ${error.message}`)
      fail()
    })
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      fail()
    })
  })
}
