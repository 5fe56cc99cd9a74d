import { base64 } from '../../../shared/ledger/bytes.ts'
import { formatCheckpoint, originOf } from '../../../shared/ledger/checkpoint.ts'
import { formatNote, signNote } from '../../../shared/ledger/note.ts'
import { type Problem, refuse, StationError } from '../../../shared/station-error.ts'
import { noteSigner, sha256Bytes } from '../evidence/crypto.ts'
import { type Signed, sign } from '../people/people.ts'
import { readSettings } from '../settings.ts'
import { type Actor, type Store, system, type Tx } from '../store/store.ts'
import { type Anchor, anchorsIn, leaveCheckpoint, mayWitness, readCheckpoint, type WitnessKind } from './anchors.ts'
import {
  checkPassphrase,
  createKey,
  escrow,
  fromEscrow,
  hasKey,
  type KeyProvider,
  type KeySecrets,
  keepKey,
  type LogKey,
  openKey,
  providerOf,
  publicKeyOf,
  rewrapKey,
  unlockKey,
} from './keys.ts'

/** Why a checkpoint was made. */
export type CheckpointWhy = 'events' | 'shift' | 'backup' | 'asked' | 'evidence' | 'document' | 'end'

export interface Checkpointed {
  readonly size: number
  readonly root: Uint8Array
  /** The signed note. */
  readonly note: string
}

/** Events after which a checkpoint is due. */
const everyEvents = 1_000

/** What is known of the log without reading it whole. */
export interface LogState {
  readonly size: number
  readonly checkpoint: number
  readonly provider: KeyProvider | null
  /** Why nothing can be signed now, or null. */
  readonly problem: Problem | null
  /** The newest outside anchor that this station knows of. */
  readonly witness: { readonly kind: WitnessKind; readonly name: string; readonly size: number; readonly at: number } | null
}

/** The signed tree heads of a ledger: made when they are due, left with witnesses, and remembered. */
export class StationLog {
  readonly #store: Store
  readonly #secrets: () => KeySecrets | null
  readonly origin: string
  #key: LogKey | null = null
  #problem: Problem | null = null
  #last: number
  #due = false

  constructor(store: Store, secrets: () => KeySecrets | null) {
    this.#store = store
    this.#secrets = secrets
    this.origin = originOf(store.station)
    this.#last = this.newest()?.size ?? 0
    store.onGrown((size) => {
      if (size - this.#last < everyEvents || this.#due) return
      this.#due = true
      // After the act that is being told of: a label's verdict does not wait for it.
      setImmediate(() => {
        this.#due = false
        if (!store.closed) this.tryCheckpoint('events')
      })
    })
  }

  /** The signing key; made on first use. Errors: `log.keyLocked`, `log.keyDamaged`. */
  key(): LogKey {
    if (this.#key !== null) return this.#key
    const { folder } = this.#store
    try {
      const secrets = this.#secrets()
      // Under a shell the key store answers a moment after the start; a key made before would be kept worse than need be.
      if (secrets === null) throw refuse('log.keyLocked', { provider: 'os' })
      this.#key = hasKey(folder) ? this.#opened(folder, secrets) : this.#made(folder, secrets)
      this.#problem = null
      return this.#key
    } catch (error) {
      this.#problem = error instanceof StationError ? (error.problems[0] ?? null) : null
      throw error
    }
  }

  /** The key under a passphrase, for a replacement computer. Signed, because whoever has both can sign as this station. */
  async escrow(by: Actor, passphrase: string, signed: Signed, file: string): Promise<string> {
    checkPassphrase(passphrase)
    const key = this.key()
    const text = await escrow(key, this.origin, passphrase)
    this.#store.act(by, (tx) => {
      const event = tx.append('log.keyEscrowed', { after: { key: key.id, file }, reason: signed.reason })
      sign(tx, event, signed.signers, 'keyEscrowed', signed.reason)
    })
    return text
  }

  /** Puts an escrowed key of this station in the place of the one here; both stay known. Errors: those of `fromEscrow`. */
  async restore(by: Actor, text: string, passphrase: string, signed: Signed): Promise<LogKey> {
    const { folder } = this.#store
    const privateKey = await fromEscrow(text, this.origin, passphrase)
    const secrets = this.#secrets()
    if (secrets === null) throw refuse('log.keyLocked', { provider: 'os' })
    const before = publicKeyOf(folder)
    const key = await rewrapKey(folder, this.origin, privateKey, secrets)
    this.#key = key
    this.#problem = null
    this.#remember('log.keyRestored', key, by, { before, signed })
    return key
  }

  /** From now on the key opens only with this passphrase, which is asked for after each start. */
  async protect(by: Actor, passphrase: string, signed: Signed): Promise<LogKey> {
    checkPassphrase(passphrase)
    const key = this.key()
    const moved = await rewrapKey(this.#store.folder, this.origin, key.privateKey, { os: null, passphrase })
    this.#key = moved
    this.#store.act(by, (tx) => {
      const event = tx.append('log.keyMoved', {
        before: { provider: key.provider },
        after: { key: moved.id, provider: moved.provider },
        reason: signed.reason,
      })
      sign(tx, event, signed.signers, 'keyEscrowed', signed.reason)
    })
    return moved
  }

  /** Opens a key that a passphrase protects, until the program ends. Errors: `log.keyLocked`. */
  async unlock(passphrase: string): Promise<LogKey> {
    const key = await unlockKey(this.#store.folder, { os: this.#secrets()?.os ?? null, passphrase })
    if (key === null) return this.key()
    this.#key = key
    this.#problem = null
    return key
  }

  /** Forgets the unwrapped key: what wraps it may have changed. */
  relock(): void {
    this.#key = null
    this.#problem = null
  }

  /** The newest signed checkpoint. */
  newest(): Checkpointed | null {
    const row = this.#store.read.get<{ size: number; note: string }>('SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1')
    return row === undefined ? null : { size: row.size, note: row.note, root: this.#rootOf(row.note) }
  }

  /** Signs the tree as it is; the newest checkpoint is given back when only its own event came since. */
  checkpoint(why: CheckpointWhy, by: Actor = system): Checkpointed {
    const key = this.key()
    const last = this.newest()
    if (last !== null && this.#store.lastSeq <= last.size + 1) return last
    const size = this.#store.lastSeq
    const root = new Uint8Array(this.#store.root())
    const at = new Date(this.#store.clock.now()).toISOString()
    const text = formatCheckpoint({ origin: this.origin, size, root, extensions: [`provider ${key.provider}`, `at ${at}`] })
    const note = formatNote(signNote(sha256Bytes, { text, signatures: [] }, noteSigner(this.origin, key.privateKey)))
    this.#store.act(by, (tx) => {
      const event = tx.append('log.checkpoint', { after: { size, root: base64(root), why, key: key.id, provider: key.provider } })
      tx.run('INSERT INTO checkpoint (size, note, made) VALUES (?, ?, ?)', size, note, event.seq)
    })
    this.#last = size
    return { size, root, note }
  }

  /** A checkpoint where one is due but nothing waits for it: no key, no checkpoint, and the state says so. */
  tryCheckpoint(why: CheckpointWhy): Checkpointed | null {
    try {
      return this.checkpoint(why)
    } catch (error) {
      if (!(error instanceof StationError)) throw error
      return null
    }
  }

  /** A checkpoint was left with somebody outside: remembered with the act that did it. */
  noteWitness(tx: Tx, kind: WitnessKind, name: string, { size, root }: Checkpointed, made: number): void {
    tx.run('INSERT INTO witness (kind, name, size, root, made) VALUES (?, ?, ?, ?, ?)', kind, name, size, Buffer.from(root), made)
  }

  /** Signs now and leaves the checkpoint with every target outside. Errors: `log.noWitness` when there is no such target. */
  witnessNow(by: Actor, targets: readonly string[] = this.targets()): { readonly size: number; readonly files: readonly string[] } {
    if (targets.length === 0) throw refuse('log.noWitness')
    const signed = this.checkpoint('asked', by)
    const files = targets.map((target) => leaveCheckpoint(target, this.#store.station, signed.size, signed.note))
    this.#store.act(by, (tx) => {
      for (const file of files) this.#witnessed(tx, 'file', file, signed)
    })
    return { size: signed.size, files }
  }

  /** The root was printed (QR code and text) on a document that leaves the station. */
  onPaper(by: Actor, document: string): Checkpointed | null {
    const signed = this.tryCheckpoint('document')
    if (signed !== null) this.#store.act(by, (tx) => this.#witnessed(tx, 'paper', document, signed))
    return signed
  }

  /** A witness took a checkpoint. */
  witnessed(by: Actor, kind: WitnessKind, name: string, signed: Checkpointed): void {
    this.#store.act(by, (tx) => this.#witnessed(tx, kind, name, signed))
  }

  #witnessed(tx: Tx, kind: WitnessKind, name: string, signed: Checkpointed): void {
    const event = tx.append('log.witnessed', { after: { kind, name, size: signed.size, root: base64(signed.root) } })
    this.noteWitness(tx, kind, name, signed, event.seq)
  }

  /** Folders that can witness: backup targets that do not lie inside the data folder. */
  targets(): string[] {
    const { backupFolder } = readSettings(this.#store)
    return mayWitness(this.#store.folder, backupFolder) ? [backupFolder] : []
  }

  /** What the targets hold of this log. */
  anchors(): Anchor[] {
    return this.targets().flatMap((target) => anchorsIn(target, this.#store.station, this.origin))
  }

  state(): LogState {
    const witness = this.#store.read.get<{ kind: WitnessKind; name: string; size: number; at: number }>(
      'SELECT w.kind, w.name, w.size, e.at FROM witness w JOIN event e ON e.seq = w.made ORDER BY w.size DESC, w.id DESC LIMIT 1',
    )
    return {
      size: this.#store.lastSeq,
      checkpoint: this.#last,
      provider: this.#key?.provider ?? null,
      problem: this.#problem,
      witness: witness ?? null,
    }
  }

  #made(folder: string, secrets: KeySecrets): LogKey {
    const key = createKey(folder, this.origin, secrets)
    this.#remember('log.keyMade', key)
    return key
  }

  #opened(folder: string, secrets: KeySecrets): LogKey {
    const key = openKey(folder, secrets)!
    const known = this.#store.read.get('SELECT 1 AS x FROM log_key WHERE id = ?', key.id) !== undefined
    // The event comes after the file: a start that died between the two is made good here.
    if (!known) this.#remember('log.keyMade', key)
    const better = providerOf(secrets)
    if (key.provider !== 'open' || better === 'open') return key
    const moved = keepKey(folder, this.origin, key.privateKey, secrets)
    this.#store.act(system, (tx) =>
      tx.append('log.keyMoved', { before: { provider: key.provider }, after: { key: moved.id, provider: moved.provider } }),
    )
    return moved
  }

  #remember(
    kind: 'log.keyMade' | 'log.keyRestored',
    key: LogKey,
    by: Actor = system,
    more: { readonly before: string | null; readonly signed: Signed } | null = null,
  ): void {
    this.#store.act(by, (tx) => {
      const event = tx.append(kind, {
        before: more === null ? null : { vkey: more.before },
        after: { key: key.id, vkey: key.vkey, provider: key.provider },
        reason: more?.signed.reason ?? null,
      })
      if (more !== null) sign(tx, event, more.signed.signers, 'keyRestored', more.signed.reason)
      tx.run(
        'INSERT INTO log_key (id, vkey, provider, made) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
        key.id,
        key.vkey,
        key.provider,
        event.seq,
      )
    })
  }

  #rootOf(note: string): Uint8Array {
    return readCheckpoint(note, this.origin)?.root ?? new Uint8Array(32)
  }
}
