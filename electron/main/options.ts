import { join, resolve } from 'node:path'
import { app } from 'electron'

/** What a start-up was asked for, from the command line and the environment. */
export interface ShellOptions {
  /** Holds the ledgers (electron/station/folders.ts): `--data DIR`, else SIGNET_DATA, else this user's application data. */
  readonly dataDir: string
}

export function readOptions(argv: readonly string[] = process.argv, env: NodeJS.ProcessEnv = process.env): ShellOptions {
  const chosen = switchValue(argv, '--data') ?? env['SIGNET_DATA']
  return { dataDir: chosen ? resolve(chosen) : join(app.getPath('userData'), 'station') }
}

/** By hand because Chromium's own switches stand on the same line and must pass untouched. */
function switchValue(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((argument) => argument === name || argument.startsWith(`${name}=`))
  if (at < 0) return undefined
  const found = argv[at] ?? ''
  return found === name ? argv[at + 1] : found.slice(name.length + 1)
}
