import { closeSync, fsyncSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { Connection } from './store/database.ts'

const { file } = workerData as { readonly file: string }

/** Whether the copy is whole and on the disk. */
function look(): boolean {
  try {
    const copy = new Connection(file, { readonly: true })
    try {
      if (copy.db.pragma('integrity_check(1)', { simple: true }) !== 'ok') return false
    } finally {
      copy.close()
    }
    const handle = openSync(file, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    return true
  } catch {
    return false
  }
}

parentPort?.postMessage(look())
