import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mode } from './store/store.ts'

/**
 * The two ledgers of one installation lie side by side under `root`: `training` and `production`. `active.json` says which one a start
 * opens; first start opens training.
 */
export function activeFolder(root: string): { readonly folder: string; readonly mode: Mode } {
  const mode = readActive(root)
  return { folder: join(root, mode), mode }
}

export function setActive(root: string, mode: Mode): void {
  mkdirSync(root, { recursive: true })
  const file = join(root, 'active.json')
  writeFileSync(`${file}.new`, JSON.stringify({ mode }))
  renameSync(`${file}.new`, file)
}

function readActive(root: string): Mode {
  const file = join(root, 'active.json')
  if (!existsSync(file)) return 'training'
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { mode?: unknown }).mode === 'production' ? 'production' : 'training'
  } catch {
    return 'training'
  }
}
