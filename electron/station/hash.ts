import { hash } from 'node:crypto'

/** Hex SHA-256 of bytes or UTF-8 text. */
export const sha256 = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex')
