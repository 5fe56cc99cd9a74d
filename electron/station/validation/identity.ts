import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fontFile, programFolders } from '../resources.ts'

/** What is installed, by its bytes. */
export interface Identity {
  /** Hex SHA-256 over names and contents of the program's own files; empty when none was found. */
  readonly program: string
  readonly files: number
  /** Hex SHA-256 of the bundled fonts; empty when one is missing. */
  readonly fonts: string
}

/** Hash of the program as it lies here: the built files, or its sources where those are run. Tests are no part of it. */
export function identityOf(
  folders: readonly string[] = programFolders(),
  fonts: readonly string[] = [fontFile('medium'), fontFile('bold')],
): Identity {
  const digest = createHash('sha256')
  let files = 0
  for (const [i, folder] of folders.entries())
    for (const name of filesIn(folder, '')) {
      const bytes = readFileSync(join(folder, name))
      digest.update(`${i} ${name} ${bytes.length}\n`).update(bytes)
      files++
    }
  return { program: files === 0 ? '' : digest.digest('hex'), files, fonts: fontsHash(fonts) }
}

function fontsHash(fonts: readonly string[]): string {
  if (!fonts.every((file) => existsSync(file))) return ''
  const digest = createHash('sha256')
  for (const file of fonts) digest.update(readFileSync(file))
  return digest.digest('hex')
}

const notProgram = /^node_modules$|\.test\.tsx?$|\.map$|\.tsbuildinfo$/

/** Relative names with `/`, sorted, so that the hash is the same on every computer. */
function filesIn(folder: string, under: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(join(folder, under), { withFileTypes: true })
    .filter(({ name }) => !notProgram.test(name))
    .flatMap((entry) => {
      const name = under === '' ? entry.name : `${under}/${entry.name}`
      return entry.isDirectory() ? filesIn(folder, name) : [name]
    })
    .sort()
}
