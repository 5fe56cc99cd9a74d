import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The clone this script belongs to. */
export const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..')

/** Per-clone scratch space; node_modules is no place for it because `npm ci` deletes that folder. */
export const scratch = join(root, '.cache')

/** Node 24 as npm installed it. The package has the binary in bin/ on every system. */
export const node24Path = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * Downloads shared by all clones of one person. Falls back to the clone where there is no home folder or it cannot be
 * written, as in many containers.
 */
export function sharedCache(env = process.env) {
  const home = safeHome()
  const base = env.XDG_CACHE_HOME || (process.platform === 'win32' ? env.LOCALAPPDATA : home && join(home, '.cache'))
  if (base) {
    const folder = join(base, 'signet')
    try {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
      return folder
    } catch {
      // not ours to write: use the clone
    }
  }
  const folder = join(scratch, 'shared')
  mkdirSync(folder, { recursive: true })
  return folder
}

function safeHome() {
  try {
    return homedir()
  } catch {
    return ''
  }
}
