import { base64, fromBase64 } from './bytes.ts'
import { type Hash, isCount } from './merkle.ts'
import type { Parsed } from './note.ts'

/** What can be wrong with the text of a checkpoint (c2sp.org/tlog-checkpoint), by line. */
export const checkpointFaults = ['checkpoint.origin', 'checkpoint.size', 'checkpoint.root', 'checkpoint.extension'] as const
export type CheckpointFault = (typeof checkpointFaults)[number]

/** A tree head: the text that a note signs. */
export interface Checkpoint {
  /** Names the log; ours is also the name of its key. */
  readonly origin: string
  readonly size: number
  readonly root: Hash
  /** `name value`, such as `provider os`. Others are kept as they are. */
  readonly extensions: readonly string[]
}

/** The origin, and key name, of a station's log. */
export const originOf = (station: string): string => `signet/${station}`

/** Throws RangeError when the text could not be read back. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint
  const text = [origin, String(size), base64(root), ...extensions].map((line) => `${line}\n`).join('')
  const read = parseCheckpoint(text)
  if (!read.ok) throw new RangeError(read.code)
  if (read.value.extensions.length !== extensions.length) throw new RangeError('checkpoint.extension')
  return text
}

/** Reads the text of a note, newline at its end included. Sizes are decimal without leading zeros. */
export function parseCheckpoint(text: string): Parsed<Checkpoint, CheckpointFault> {
  const lines = text.split('\n')
  const [origin = '', size = '', encoded = '', ...rest] = lines
  if (origin === '' || /[\u0000-\u0009\u000b-\u001f]/.test(text)) return { ok: false, code: 'checkpoint.origin' }
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !isCount(Number(size))) return { ok: false, code: 'checkpoint.size' }
  const root = fromBase64(encoded)
  if (root === null || root.length !== 32) return { ok: false, code: 'checkpoint.root' }
  if (rest.pop() !== '' || rest.includes('')) return { ok: false, code: 'checkpoint.extension' }
  return { ok: true, value: { origin, size: Number(size), root, extensions: rest } }
}

/** The value of the extension line `name value`, or null. */
export function extension({ extensions }: Checkpoint, name: string): string | null {
  const line = extensions.find((text) => text.startsWith(`${name} `))
  return line === undefined ? null : line.slice(name.length + 1)
}
