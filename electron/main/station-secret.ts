import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, safeStorage } from 'electron'

/** Back ends of Linux that hide nothing: a fixed password, or none. */
const weak = new Set(['basic_text', 'unknown'])

/**
 * 32 bytes that the operating system's key store keeps for this person on this computer; they wrap the station's signing key. Null where
 * there is no store worth the name, or where it no longer opens what it closed: the checkpoints then say which provider they had.
 */
export function stationSecret(): Uint8Array | null {
  try {
    if (!safeStorage.isEncryptionAvailable()) return null
    if (process.platform === 'linux' && weak.has(safeStorage.getSelectedStorageBackend())) return null
    const file = join(app.getPath('userData'), 'station.secret')
    if (existsSync(file)) return new Uint8Array(Buffer.from(safeStorage.decryptString(readFileSync(file)), 'base64'))
    const secret = randomBytes(32)
    writeFileSync(file, safeStorage.encryptString(secret.toString('base64')), { mode: 0o600 })
    return new Uint8Array(secret)
  } catch (error) {
    console.error(`secret: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}
