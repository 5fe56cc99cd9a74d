import { base64, fromBase64, hex, sameBytes, utf8 } from './bytes.ts'
import type { Sha256 } from './merkle.ts'

/**
 * C2SP signed notes (c2sp.org/signed-note).
 * `note.form` not text, blank line, signature lines; `note.characters` control characters or broken Unicode; `note.signatureLine` a
 * signature line that is none; `note.key` not an Ed25519 verifier key; `note.unsigned` no signature of a known key;
 * `note.signature` a known key's signature is wrong.
 */
export const noteFaults = ['note.form', 'note.characters', 'note.signatureLine', 'note.key', 'note.unsigned', 'note.signature'] as const
export type NoteFault = (typeof noteFaults)[number]

/** A value, or the code of what is wrong. */
export type Parsed<T, Code extends string> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: Code }

/** Checks an Ed25519 signature (RFC 8032) with a raw public key of 32 bytes. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

export interface NoteSignature {
  readonly name: string
  /** Key ID, 8 hex digits. */
  readonly id: string
  readonly signature: Uint8Array
}

export interface Note {
  /** Ends with a newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface VerifierKey {
  readonly name: string
  readonly id: string
  /** Raw Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array
}

export interface NoteSigner {
  readonly name: string
  readonly publicKey: Uint8Array
  sign(message: Uint8Array): Uint8Array
}

/** Signature type identifier of Ed25519. */
const ed25519 = 0x01
const mostSignatures = 100
const mostCharacters = 1_000_000

/** Key names have no Unicode space and no plus. */
export const isKeyName = (name: string): boolean => /^[^+\s\p{White_Space}\p{Cc}\p{Cs}]+$/u.test(name)

/** First four bytes of SHA-256(name || "\n" || 0x01 || public key), as 8 hex digits. */
export const keyId = (sha256: Sha256, name: string, publicKey: Uint8Array): string =>
  hex(sha256(new Uint8Array([...utf8(`${name}\n`), ed25519, ...publicKey])).slice(0, 4))

/** `name+id+base64(0x01 || public key)`. Throws RangeError for a name or key that cannot be one. */
export function formatVerifierKey(sha256: Sha256, name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name) || publicKey.length !== 32) throw new RangeError('note.key')
  return `${name}+${keyId(sha256, name, publicKey)}+${base64(new Uint8Array([ed25519, ...publicKey]))}`
}

export function parseVerifierKey(sha256: Sha256, text: string): Parsed<VerifierKey, 'note.key'> {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? []
  const bytes = encoded === undefined ? null : fromBase64(encoded)
  if (name === undefined || id === undefined || bytes === null || bytes[0] !== ed25519 || !isKeyName(name))
    return { ok: false, code: 'note.key' }
  const publicKey = bytes.slice(1)
  return keyId(sha256, name, publicKey) === id ? { ok: true, value: { name, id, publicKey } } : { ok: false, code: 'note.key' }
}

/** Reads a note; nothing in it may be believed before `verifyNote`. */
export function parseNote(note: string): Parsed<Note, NoteFault> {
  if (note.length > mostCharacters) return { ok: false, code: 'note.form' }
  if (/[\u0000-\u0009\u000b-\u001f]|\p{Cs}/u.test(note)) return { ok: false, code: 'note.characters' }
  // The last empty line parts text and signatures: the text itself may have empty lines.
  const end = note.lastIndexOf('\n\n')
  if (end < 0 || !note.endsWith('\n')) return { ok: false, code: 'note.form' }
  const lines = note.slice(end + 2, -1).split('\n')
  if (note.length === end + 2 || lines.length > mostSignatures) return { ok: false, code: 'note.form' }
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? []
    const bytes = fromBase64(encoded)
    if (!isKeyName(name) || bytes === null || bytes.length < 5) return { ok: false, code: 'note.signatureLine' }
    signatures.push({ name, id: hex(bytes.slice(0, 4)), signature: bytes.slice(4) })
  }
  return { ok: true, value: { text: note.slice(0, end + 1), signatures } }
}

/** The note as text again, every signature line kept. */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, id, signature }) => `\u2014 ${name} ${base64(new Uint8Array([...idBytes(id), ...signature]))}\n`)
  return `${text}\n${lines.join('')}`
}

const idBytes = (id: string): number[] => [0, 2, 4, 6].map((at) => Number.parseInt(id.slice(at, at + 2), 16))

/** Adds a signature to the text of a note. Throws RangeError when text or signer could not be read back. */
export function signNote(sha256: Sha256, note: Note, signer: NoteSigner): Note {
  const { name, publicKey } = signer
  if (!isKeyName(name) || publicKey.length !== 32) throw new RangeError('note.key')
  const signed = {
    text: note.text,
    signatures: [...note.signatures, { name, id: keyId(sha256, name, publicKey), signature: signer.sign(utf8(note.text)) }],
  }
  const read = parseNote(formatNote(signed))
  if (!read.ok || read.value.text !== note.text) throw new RangeError(read.ok ? 'note.form' : read.code)
  return signed
}

/**
 * Each key must have signed, and each of its signatures must be right; signatures of other keys are passed over. No key at all is
 * `note.unsigned`.
 */
export function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
  verify: VerifyEd25519,
): { readonly ok: true } | { readonly ok: false; readonly code: 'note.unsigned' | 'note.signature' } {
  if (keys.length === 0) return { ok: false, code: 'note.unsigned' }
  const message = utf8(note.text)
  for (const key of keys) {
    const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id)
    if (own.length === 0) return { ok: false, code: 'note.unsigned' }
    if (!own.every(({ signature }) => signatureHolds(key, message, signature, verify))) return { ok: false, code: 'note.signature' }
  }
  return { ok: true }
}

function signatureHolds(key: VerifierKey, message: Uint8Array, signature: Uint8Array, verify: VerifyEd25519): boolean {
  try {
    return signature.length === 64 && verify(key.publicKey, message, signature)
  } catch {
    // Bytes that are no point of the curve: libraries throw for these.
    return false
  }
}

/** Two keys are the same when name and public key are. */
export const sameKey = (a: VerifierKey, b: VerifierKey): boolean => a.name === b.name && sameBytes(a.publicKey, b.publicKey)
