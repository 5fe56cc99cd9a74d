import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * One hash over the content of files and folders, so that a build is skipped only when nothing it reads has changed.
 * Content, not times: a fresh checkout or a branch switch touches every time stamp.
 */
export function contentStamp(root, entries, skip = () => false) {
  const hash = createHash('sha256')
  for (const entry of entries)
    for (const file of filesUnder(join(root, entry), skip)) {
      hash.update(`${relative(root, file)}\0`)
      hash.update(createHash('sha256').update(readFileSync(file)).digest())
    }
  return hash.digest('hex')
}

export function* filesUnder(path, skip = () => false) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat || skip(path)) return
  if (!stat.isDirectory()) {
    yield path
    return
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name), skip)
}

export const fileHash = (path, algorithm = 'sha256') => createHash(algorithm).update(readFileSync(path)).digest('hex')
