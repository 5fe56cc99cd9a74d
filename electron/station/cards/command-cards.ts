import { Worker } from 'node:worker_threads'
import { refuse } from '../../../shared/station-error.ts'
import { entryFile, fontFile } from '../resources.ts'
import { readSettings } from '../settings.ts'
import type { Store } from '../store/store.ts'

export interface CommandSheetData {
  readonly language: 'zh-CN' | 'en'
  readonly station: string
  readonly fonts: { readonly medium: string; readonly bold: string }
}

/** The command cards as a PDF to print: A5, each code 15 mm high and 40 mm from the next, with picture and word. Drawn in a thread of its own. */
export function commandCards(store: Store): Promise<Uint8Array> {
  const data: CommandSheetData = {
    language: readSettings(store).language,
    station: store.station,
    fonts: { medium: fontFile('medium'), bold: fontFile('bold') },
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(entryFile('cards-worker', 'station/cards/cards-worker.ts'), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    worker.once('message', (pdf: Uint8Array) => resolve(pdf))
    worker.once('error', reject)
    worker.once('exit', () => reject(refuse('record.failed')))
  })
}
