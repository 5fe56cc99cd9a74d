import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { writeDurably } from './store/fence.ts'
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

/** The data folder that a ledger's folder belongs to: what somebody who can write there can change together. */
export function dataRoot(folder: string): string {
  const above = dirname(folder)
  return activeFolder(above).folder === folder || (basename(folder) === 'training' && existsSync(join(above, 'active.json')))
    ? above
    : folder
}

/** True when no ledger was ever here, so that a first start may create the training one. */
export function isFresh(root: string): boolean {
  return !existsSync(join(root, 'active.json')) && ![root, join(root, 'training'), join(root, 'production')].some(heldLedger)
}

/** True when a folder holds a ledger or what is left of one: copies a restore kept, backups. */
export function heldLedger(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => /^ledger\.|^(backups|restore\.json)$/.test(name))
}

/** Chooses the ledger that the next start opens. */
export function setActive(root: string, mode: Mode): void {
  mkdirSync(root, { recursive: true })
  writeDurably(join(root, 'active.json'), JSON.stringify({ mode }))
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
