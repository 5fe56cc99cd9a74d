import { readFileSync } from 'node:fs'
import { refuse } from '../../shared/station-error.ts'

/** An input file as UTF-8 text; `file.missing` (exit 2) when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw refuse('file.missing', { path: file, reason: (error as NodeJS.ErrnoException).code ?? '' })
  }
}

/** The value of a JSON text; `record.invalid` (exit 2) when it is none. A byte-order mark is passed over. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw refuse('record.invalid', { path: '' })
  }
}
