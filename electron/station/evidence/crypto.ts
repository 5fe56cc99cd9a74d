import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import type { NoteSigner } from '../../../shared/ledger/note.ts'

/** SHA-256 as shared/ledger takes it. */
export const sha256Bytes = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** The raw 32 bytes of an Ed25519 key, private or public (RFC 8037: the `x` of its JWK). */
export const rawPublicKey = (key: KeyObject): Uint8Array =>
  new Uint8Array(Buffer.from((key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' }).x ?? '', 'base64url'))

/** Ed25519 (RFC 8032) with a raw public key. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url')
  return verify(null, message, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature)
}

/** Signs notes with an Ed25519 private key. */
export const noteSigner = (name: string, privateKey: KeyObject): NoteSigner => ({
  name,
  publicKey: rawPublicKey(privateKey),
  sign: (message) => new Uint8Array(sign(null, message, privateKey)),
})
