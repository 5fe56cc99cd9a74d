import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mode } from './store/store.ts'

/**
 * Which ledger a data folder means. A folder that holds a ledger is that ledger, unless the station in it went live; any other folder
 * holds `training` and `production` side by side, and `active.json` says which one a start opens. First start opens training.
 */
export function activeFolder(root: string): { readonly folder: string; readonly mode: Mode } {
  const mode = readActive(root)
  if (mode === 'training' && existsSync(join(root, 'ledger.sqlite'))) return { folder: root, mode }
  return { folder: join(root, mode), mode }
}

/** Chooses the ledger that the next start opens. */
export function setActive(root: string, mode: Mode): void {
  mkdirSync(root, { recursive: true })
  const file = join(root, 'active.json')
  writeFileSync(`${file}.new`, JSON.stringify({ mode }))
  renameSync(`${file}.new`, file)
}

function readActive(root: string): Mode {
  try {
    return (JSON.parse(readFileSync(join(root, 'active.json'), 'utf8')) as { mode?: unknown }).mode === 'production'
      ? 'production'
      : 'training'
  } catch {
    return 'training'
  }
}
