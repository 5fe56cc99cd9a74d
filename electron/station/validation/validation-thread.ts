import { Worker } from 'node:worker_threads'
import { refuse, StationError } from '../../../shared/station-error.ts'
import { entryFile } from '../resources.ts'
import type { ValidationAnswer, ValidationWork } from './validation-worker.ts'

const heapMb = 1_024

/**
 * Does one work in a thread of its own and resolves with what `take` makes of its answers: the first that is not undefined. Errors:
 * `validation.failed` when the thread dies; `signal` ends it.
 */
export function inValidationThread<T>(
  work: ValidationWork,
  take: (answer: ValidationAnswer) => T | undefined,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(refuse('validation.failed'))
    if (signal?.aborted === true) return fail()
    const worker = new Worker(entryFile('validation-worker', 'station/validation/validation-worker.ts'), {
      workerData: work,
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    })
    let answer: T | undefined
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker.on('message', (told: ValidationAnswer) => {
      if ('problems' in told) reject(new StationError(told.problems))
      else answer ??= take(told)
    })
    worker.once('error', (error) => {
      console.error(`validation thread: ${error.message}`)
      fail()
    })
    // Only when it is gone: nothing of it holds a file that is to be removed.
    worker.once('exit', () => {
      signal?.removeEventListener('abort', stop)
      if (answer === undefined) fail()
      else resolve(answer)
    })
  })
}
