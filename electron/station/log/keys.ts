import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scrypt,
  scryptSync,
} from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatVerifierKey, keyId } from '../../../shared/ledger/note.ts'
import { refuse } from '../../../shared/station-error.ts'
import { rawPublicKey, sha256Bytes } from '../evidence/crypto.ts'
import { guard } from '../store/database.ts'

/**
 * Where the signing key's wrapping comes from: `os` the operating system's key store (handed over by the shell), `file` a passphrase,
 * `open` nothing but the file's own mode 0600. Named in every checkpoint, because it says how hard the key is to steal.
 */
export type KeyProvider = 'os' | 'file' | 'open'

/** What unwraps the key on this computer, now. */
export interface KeySecrets {
  /** 32 bytes kept by the operating system's key store, or null where there is none. */
  readonly os: Uint8Array | null
  readonly passphrase: string | null
}

export interface LogKey {
  /** Key id of the verifier key, 8 hex digits. */
  readonly id: string
  readonly vkey: string
  readonly provider: KeyProvider
  readonly privateKey: KeyObject
}

interface KeyFile {
  readonly schema: 1
  readonly name: string
  readonly vkey: string
  readonly provider: KeyProvider
  readonly salt: string
  /** iv, tag and PKCS #8 under AES-256-GCM, base64; the name is authenticated with it. */
  readonly box: string
}

/** scrypt of a passphrase (RFC 7914): 0.1 to 0.4 s. At a start, before anything runs, it is waited for; later the thread pool does it. */
const cost = { N: 131072, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const
const fileOf = (folder: string): string => join(folder, 'log-key.json')

export const hasKey = (folder: string): boolean => existsSync(fileOf(folder))

/** Without a shell there is no key store; a passphrase may come from the environment. */
export const environmentSecrets = (): KeySecrets => ({ os: null, passphrase: process.env['SIGNET_KEY_PASSPHRASE'] ?? null })

/** The best wrapping there is here. */
export const providerOf = (secrets: KeySecrets): KeyProvider =>
  secrets.os !== null ? 'os' : secrets.passphrase !== null && secrets.passphrase !== '' ? 'file' : 'open'

/** Shortest passphrase that protects a key. */
const passphraseLeast = 12

/** Errors: `log.passphraseShort` {min}. */
export function checkPassphrase(passphrase: string): void {
  if (passphrase.length < passphraseLeast) throw refuse('log.passphraseShort', { min: passphraseLeast }, 'passphrase')
}

/** Makes a station's key and keeps it wrapped beside the ledger, mode 0600. */
export function createKey(folder: string, name: string, secrets: KeySecrets): LogKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  return keepKey(folder, name, privateKey, secrets)
}

/** Wraps a key with what there is on this computer and puts it in the place of an earlier one. */
export function keepKey(folder: string, name: string, privateKey: KeyObject, secrets: KeySecrets): LogKey {
  const provider = providerOf(secrets)
  const salt = newSalt()
  return kept(folder, seal(name, privateKey, provider, salt, wrappingKey(provider, salt, secrets)), privateKey)
}

/** The same while the station works. */
export async function rewrapKey(folder: string, name: string, privateKey: KeyObject, secrets: KeySecrets): Promise<LogKey> {
  const provider = providerOf(secrets)
  const salt = newSalt()
  return kept(folder, seal(name, privateKey, provider, salt, await wrappingKeyLater(provider, salt, secrets)), privateKey)
}

function kept(folder: string, file: KeyFile, privateKey: KeyObject): LogKey {
  guard(() => writeFileSync(fileOf(folder), `${JSON.stringify(file)}\n`, { mode: 0o600 }), folder)
  return described(file.name, privateKey, file.provider)
}

/**
 * The key of a folder, unwrapped. Null when there is none. Errors: `log.keyLocked` {provider} when what wraps it is not here or wrong,
 * `log.keyDamaged`.
 */
export function openKey(folder: string, secrets: KeySecrets): LogKey | null {
  if (!hasKey(folder)) return null
  const file = readKey(fileOf(folder))
  const salt = saltOf(file, secrets)
  return described(file.name, unseal(file, wrappingKey(file.provider, salt, secrets)), file.provider)
}

/** The same while the station works. */
export async function unlockKey(folder: string, secrets: KeySecrets): Promise<LogKey | null> {
  if (!hasKey(folder)) return null
  const file = readKey(fileOf(folder))
  const salt = saltOf(file, secrets)
  return described(file.name, unseal(file, await wrappingKeyLater(file.provider, salt, secrets)), file.provider)
}

/** The verifier key of a folder, without opening anything. */
export const publicKeyOf = (folder: string): string | null => (hasKey(folder) ? readKey(fileOf(folder)).vkey : null)

/** A key under a passphrase alone, to be kept elsewhere for a replacement computer. */
export async function escrow(key: LogKey, name: string, passphrase: string): Promise<string> {
  const salt = newSalt()
  return `${JSON.stringify(seal(name, key.privateKey, 'file', salt, await stretched(passphrase, salt)), null, 1)}\n`
}

/** The key of an escrow file's text. Errors: `log.keyLocked` for a wrong passphrase, `log.keyDamaged`, `log.keyOther` for another station's. */
export async function fromEscrow(text: string, name: string, passphrase: string): Promise<KeyObject> {
  const file = parseKey(text)
  if (file.name !== name) throw refuse('log.keyOther', { name: file.name })
  const secrets = { os: null, passphrase }
  return unseal(file, await wrappingKeyLater(file.provider, saltOf(file, secrets), secrets))
}

function described(name: string, privateKey: KeyObject, provider: KeyProvider): LogKey {
  const publicKey = rawPublicKey(privateKey)
  return { id: keyId(sha256Bytes, name, publicKey), vkey: formatVerifierKey(sha256Bytes, name, publicKey), provider, privateKey }
}

const newSalt = (): Buffer => randomBytes(16)

function seal(name: string, privateKey: KeyObject, provider: KeyProvider, salt: Buffer, wrapping: Buffer): KeyFile {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv)
  cipher.setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
  return {
    schema: 1,
    name,
    vkey: formatVerifierKey(sha256Bytes, name, rawPublicKey(privateKey)),
    provider,
    salt: salt.toString('base64'),
    box: Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64'),
  }
}

/** The salt of a wrapped key. Errors: `log.keyLocked` when what unwraps it is not here. */
function saltOf({ provider, salt }: KeyFile, secrets: KeySecrets): Buffer {
  if ((provider === 'os' && secrets.os === null) || (provider === 'file' && (secrets.passphrase ?? '') === ''))
    throw refuse('log.keyLocked', { provider })
  return Buffer.from(salt, 'base64')
}

function unseal({ name, vkey, provider, box }: KeyFile, wrapping: Buffer): KeyObject {
  const bytes = Buffer.from(box, 'base64')
  let privateKey: KeyObject
  try {
    const decipher = createDecipheriv('aes-256-gcm', wrapping, bytes.subarray(0, 12))
    decipher.setAAD(Buffer.from(name))
    decipher.setAuthTag(bytes.subarray(12, 28))
    const der = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } catch {
    throw refuse('log.keyLocked', { provider })
  }
  if (formatVerifierKey(sha256Bytes, name, rawPublicKey(privateKey)) !== vkey) throw refuse('log.keyDamaged')
  return privateKey
}

function wrappingKey(provider: KeyProvider, salt: Buffer, secrets: KeySecrets): Buffer {
  if (provider === 'os') return Buffer.from(hkdfSync('sha256', secrets.os ?? new Uint8Array(0), salt, 'signet log key', 32))
  return provider === 'file' ? scryptSync((secrets.passphrase ?? '').normalize('NFKC'), salt, 32, cost) : scryptSync('', salt, 32, { N: 2 })
}

const wrappingKeyLater = async (provider: KeyProvider, salt: Buffer, secrets: KeySecrets): Promise<Buffer> =>
  provider === 'file' ? stretched(secrets.passphrase ?? '', salt) : wrappingKey(provider, salt, secrets)

const stretched = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)))
  })

const readKey = (path: string): KeyFile => parseKey(guard(() => readFileSync(path, 'utf8'), path))

function parseKey(text: string): KeyFile {
  try {
    const file = JSON.parse(text) as KeyFile
    const texts = [file.name, file.vkey, file.salt, file.box]
    if (file.schema !== 1 || !texts.every((value) => typeof value === 'string') || !['os', 'file', 'open'].includes(file.provider))
      throw new TypeError('form')
    return file
  } catch {
    throw refuse('log.keyDamaged')
  }
}
