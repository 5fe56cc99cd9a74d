import { Worker } from 'node:worker_threads'
import { entryFile } from './resources.ts'

/** Reads a copied ledger through and waits until it is on the disk, in a thread of its own: a second for each 250 MB. */
export function checkCopy(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const worker = new Worker(entryFile('copy-worker', 'station/copy-worker.ts'), { workerData: { file } })
    worker.once('message', (whole: boolean) => resolve(whole))
    worker.once('error', (error) => {
      console.error(`copy thread: ${error.message}`)
      resolve(false)
    })
    worker.once('exit', () => resolve(false))
  })
}
