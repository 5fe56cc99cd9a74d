import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { base64, fromBase64, hex } from '../../../shared/ledger/bytes.ts'
import { type Checkpoint, extension, parseCheckpoint } from '../../../shared/ledger/checkpoint.ts'
import { parseNote } from '../../../shared/ledger/note.ts'
import { dataRoot } from '../folders.ts'
import { guard } from '../store/database.ts'
import { writeDurably } from '../store/fence.ts'

export type WitnessKind = 'backup' | 'paper' | 'file' | 'hub'

/** What somebody outside this ledger holds of it: a size and a root. */
export interface Anchor {
  readonly kind: WitnessKind
  /** File, or what the paper says. */
  readonly name: string
  readonly size: number
  readonly root: Uint8Array
  /** When the station signed it, by the note's own line; null where it does not say. */
  readonly at: string | null
}

/** The checkpoint of a signed note of this log; null when it is none, or another log's. Its signature is judged elsewhere. */
export function readCheckpoint(note: string, origin: string): Checkpoint | null {
  const parsed = parseNote(note)
  if (!parsed.ok) return null
  const checkpoint = parseCheckpoint(parsed.value.text)
  return checkpoint.ok && checkpoint.value.origin === origin ? checkpoint.value : null
}

/**
 * True when a folder lies outside the whole data folder of a ledger, training and production together: only then can it witness against
 * a change of the data folder.
 */
export const mayWitness = (ledger: string, target: string): boolean => isOutside(dataRoot(ledger), target)

/** True when a folder does not lie inside another. */
export function isOutside(folder: string, target: string): boolean {
  const way = relative(real(folder), real(target))
  return way !== '' && (way.startsWith('..') || isAbsolute(way))
}

const real = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Leaves a checkpoint in a folder outside; returns its file. */
export function leaveCheckpoint(target: string, station: string, size: number, note: string): string {
  const file = join(target, `${station}-${String(size).padStart(9, '0')}.checkpoint`)
  guard(() => writeDurably(file, note), target)
  return file
}

/** Checkpoints of this log that lie in a folder: left there, or beside a backup. A folder that cannot be reached holds none. */
export function anchorsIn(target: string, station: string, origin: string): Anchor[] {
  let names: string[]
  try {
    names = readdirSync(target).filter((name) => name.startsWith(station))
  } catch {
    return []
  }
  return names.flatMap((name): Anchor[] => {
    const note = name.endsWith('.checkpoint')
      ? textOf(join(target, name))
      : name.endsWith('.sqlite.json')
        ? noteBeside(join(target, name))
        : null
    const anchor = note === null ? null : anchorOf(note, origin, name.endsWith('.json') ? 'backup' : 'file', join(target, name))
    return anchor === null ? [] : [anchor]
  })
}

/** A note as an anchor; null when it is no checkpoint of this log. */
export function anchorOf(note: string, origin: string, kind: WitnessKind, name: string): Anchor | null {
  const checkpoint = readCheckpoint(note, origin)
  return checkpoint === null ? null : { kind, name, size: checkpoint.size, root: checkpoint.root, at: extension(checkpoint, 'at') }
}

/** Text of the QR code on paper: log, size and root. */
export const paperText = (origin: string, size: number, root: Uint8Array): string => `${origin} ${size} ${base64(root)}`

/** What somebody reads off paper: the whole text, or the root alone (base64 or hex; its size is then looked for). Null when it is neither. */
export function readPaper(text: string, origin: string): { readonly size: number | null; readonly root: Uint8Array } | null {
  const parts = text.trim().split(/\s+/)
  const [name, size] = parts.length === 3 ? [parts[0], Number(parts[1])] : [origin, parts.length === 2 ? Number(parts[0]) : null]
  const last = parts.at(-1) ?? ''
  const root = /^[0-9a-f]{64}$/i.test(last) ? Uint8Array.from(Buffer.from(last, 'hex')) : fromBase64(last)
  if (name !== origin || root === null || root.length !== 32 || parts.length > 3) return null
  return size === null || (Number.isSafeInteger(size) && size > 0) ? { size, root } : null
}

/** The first hex digits of a root, in groups, for eyes. */
export const shortRoot = (root: Uint8Array): string => hex(root.slice(0, 8)).replace(/(.{4})(?=.)/g, '$1 ')

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function noteBeside(path: string): string | null {
  try {
    const { checkpoint } = JSON.parse(readFileSync(path, 'utf8')) as { checkpoint?: unknown }
    return typeof checkpoint === 'string' ? checkpoint : null
  } catch {
    return null
  }
}
