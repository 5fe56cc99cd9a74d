import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir, hostname, platform } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './ports.ts'

const idFiles = ['/etc/machine-id', '/var/lib/dbus/machine-id']

/** This computer, from the operating system's machine id (host name where there is none). Environment variables override both for tests. */
export function thisMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  return {
    id: env['SIGNET_MACHINE_ID'] ?? createHash('sha256').update(`signet ${machineId()}`).digest('hex').slice(0, 16),
    fenceFolder: env['SIGNET_FENCE_DIR'] ?? join(userConfig(env), 'signet', 'fence'),
  }
}

function userConfig(env: NodeJS.ProcessEnv): string {
  if (platform() === 'win32') return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
}

function machineId(): string {
  for (const file of idFiles) {
    try {
      const id = readFileSync(file, 'utf8').trim()
      if (id !== '') return id
    } catch {
      // the next place
    }
  }
  return hostname()
}
