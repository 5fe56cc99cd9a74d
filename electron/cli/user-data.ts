import { homedir, platform } from 'node:os'
import { join } from 'node:path'

/** Where the app keeps its ledgers when nobody says otherwise; the same folder as the window's. */
export function userDataFolder(): string {
  const env = process.env
  if (platform() === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Signet', 'station')
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Signet', 'station')
  return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Signet', 'station')
}
