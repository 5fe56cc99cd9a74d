import { writeFileSync } from 'node:fs'
import { refuse } from '../../shared/station-error.ts'

/** Writes what a command was asked to make. Errors: `file.notWritten` {path, reason}. */
export function writeOutput(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes)
  } catch (error) {
    throw refuse('file.notWritten', { path, reason: (error as { code?: string }).code ?? '' })
  }
}
