import { Worker } from 'node:worker_threads'
import { refuse, StationError } from '../../../shared/station-error.ts'
import type { LabelMaker, LabelRequest, MadeLabel } from '../ports.ts'
import { entryFile } from '../resources.ts'
import type { WorkerAnswer } from './label-worker.ts'
import { testLabel } from './test-label.ts'

interface Waiting {
  resolve(made: MadeLabel): void
  reject(error: unknown): void
}

/** Starts the label thread. It draws and decodes; the engine's loop stays free. A thread that dies is replaced, its labels fail with `label.failed`. */
export async function startLabelMaker(): Promise<LabelMaker> {
  const waiting = new Map<number, Waiting>()
  let next = 0
  let closed = false
  // The first label starts it: until then the first screen has the processor to itself.
  let worker: Worker | null = null

  function start(): Worker {
    const thread = new Worker(entryFile('label-worker', 'station/labels/label-worker.ts'), {
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    thread.on('message', (answer: WorkerAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (asked === undefined) return
      if ('made' in answer) asked.resolve(answer.made)
      else asked.reject('problems' in answer ? new StationError(answer.problems) : refuse('label.failed'))
      if ('failed' in answer) console.error(`label: ${answer.failed}`)
    })
    thread.on('error', (error) => console.error(`label thread: ${error.message}`))
    thread.on('exit', () => {
      for (const asked of waiting.values()) asked.reject(refuse('label.failed'))
      waiting.clear()
      worker = null
    })
    thread.unref()
    return thread
  }

  return {
    make: (request: LabelRequest) =>
      new Promise((resolve, reject) => {
        const id = next++
        waiting.set(id, { resolve, reject })
        if (closed) return reject(refuse('label.failed'))
        worker ??= start()
        worker.ref()
        worker.postMessage({ id, request })
      }),
    test: async (printer) => testLabel(printer),
    async close() {
      closed = true
      await worker?.terminate()
    },
  }
}
