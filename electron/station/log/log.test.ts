import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { base64, hex } from '../../../shared/ledger/bytes.ts'
import { leafHash } from '../../../shared/ledger/merkle.ts'
import { parseNote, parseVerifierKey, verifyNote } from '../../../shared/ledger/note.ts'
import { verifyConsistency, verifyInclusion } from '../../../shared/ledger/proof.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { makeBackup } from '../backup.ts'
import { noteSigner, sha256Bytes, verifyEd25519 } from '../evidence/crypto.ts'
import { readSettings, writeSettings } from '../settings.ts'
import { Connection } from '../store/database.ts'
import { leafOf, type Store, system } from '../store/store.ts'
import { anchorOf, anchorsIn, mayWitness, paperText, readCheckpoint, readPaper } from './anchors.ts'
import { createKey, escrow, fromEscrow, type KeySecrets, openKey } from './keys.ts'
import { StationLog } from './station-log.ts'
import { consistencyOf, inclusionOf, rootOf } from './tree.ts'
import { type LogVerdict, verifyWhole } from './verify.ts'
import { offerTo, type Witness, type WitnessAnswer } from './witness.ts'

let at: Rig
let store: Store
let log: StationLog
let outside: string
const open: KeySecrets = { os: null, passphrase: null }

beforeEach(() => {
  at = rig()
  store = at.create()
  log = new StationLog(store, () => open)
  outside = join(at.root, 'usb')
  mkdirSync(outside)
})
afterEach(() => {
  store.close()
  at.remove()
})

const act = (n: number): void => {
  for (let i = 0; i < n; i++) {
    at.clock.wall += 1000
    store.act(system, (tx) => tx.append('settings.changed', { after: { i, text: '中文' } }))
  }
}
const file = (): string => join(at.folder, 'ledger.sqlite')
const check = (anchors = log.anchors()): LogVerdict => {
  const db = new Connection(file(), { readonly: true })
  try {
    return verifyWhole(db, store.station, anchors)
  } finally {
    db.close()
  }
}
const useOutside = (): void => writeSettings(store, system, { ...readSettings(store), backupFolder: outside })
/** What an attacker with the file and any SQLite tool does. */
function tamper(work: (db: Database.Database) => void): void {
  const db = new Database(file())
  for (const name of ['event_no_update', 'event_no_delete']) db.exec(`DROP TRIGGER ${name}`)
  db.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF')
  work(db)
  db.close()
}

test('a folder beside production in the same data folder is no witness', () => {
  const data = join(at.root, 'data')
  for (const name of ['training', 'production', 'backups']) mkdirSync(join(data, name), { recursive: true })
  expect(mayWitness(join(data, 'training'), join(data, 'backups'))).toBe(false)
  writeFileSync(join(data, 'active.json'), JSON.stringify({ mode: 'production' }))
  for (const name of ['training', 'production']) {
    expect(mayWitness(join(data, name), join(data, 'backups'))).toBe(false)
    expect(mayWitness(join(data, name), outside)).toBe(true)
  }
  expect(mayWitness(at.folder, outside)).toBe(true)
})

describe('the tree', () => {
  test('has a root, inclusion and consistency proofs at every size, also over stored nodes', () => {
    act(700)
    const size = store.lastSeq
    expect(rootOf(store.read, size)).toEqual(store.root())
    for (const seq of [1, 255, 256, 257, 512, 600, size]) {
      const { body } = store.read.get<{ body: string }>('SELECT body FROM event WHERE seq = ?', seq)!
      const claim = {
        index: seq - 1,
        size,
        leaf: leafHash(sha256Bytes, Buffer.from(body)),
        proof: inclusionOf(store.read, seq, size),
        root: store.root(),
      }
      expect(verifyInclusion(sha256Bytes, claim)).toEqual({ ok: true })
    }
    for (const size1 of [1, 256, 300, 699])
      expect(
        verifyConsistency(sha256Bytes, {
          size1,
          size2: size,
          root1: rootOf(store.read, size1),
          root2: store.root(),
          proof: consistencyOf(store.read, size1, size),
        }),
      ).toEqual({ ok: true })
    expect(() => inclusionOf(store.read, size + 1, size)).toThrow('log.noSuchEvent')
  })

  test('comes back after a rollback, a restart, and for a ledger from before there was one', () => {
    act(300)
    const root = store.root()
    expect(() =>
      store.act(system, (tx) => {
        tx.append('settings.changed', {})
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.root()).toEqual(root)
    store.close()
    store = at.open()
    expect(store.root()).toEqual(root)
    store.close()
    const db = new Database(file())
    db.exec('DELETE FROM merkle_node')
    db.close()
    store = at.open()
    expect(store.root()).toEqual(root)
    expect(rootOf(store.read, store.lastSeq)).toEqual(root)
  })
})

describe('checkpoints', () => {
  test('are signed notes that name their provider, and one is not made twice over nothing', () => {
    act(5)
    const first = log.checkpoint('asked')
    expect(log.checkpoint('asked')).toEqual(first)
    const note = parseNote(first.note)
    const key = parseVerifierKey(sha256Bytes, log.key().vkey)
    if (!note.ok || !key.ok) throw new Error('form')
    expect(note.value.text).toContain('provider open\n')
    expect(verifyNote(note.value, [key.value], verifyEd25519)).toEqual({ ok: true })
    act(1)
    expect(log.checkpoint('asked').size).toBeGreaterThan(first.size)
  })

  test('come by themselves every 1,000 events', async () => {
    log.checkpoint('asked')
    const before = log.newest()!.size
    act(1_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(log.newest()!.size).toBeGreaterThanOrEqual(before + 1_000)
  })

  test('a backup outside carries one and is a witness; inside the data folder it is none', async () => {
    act(3)
    await makeBackup(store, system, join(at.folder, 'backups'), log)
    expect(log.state().witness).toBeNull()
    expect(log.targets()).toEqual([])
    expect(check().standing).toBe('notWitnessed')
    useOutside()
    await makeBackup(store, system, outside, log)
    expect(log.state().witness).toMatchObject({ kind: 'backup' })
    act(2)
    expect(check()).toMatchObject({ standing: 'witnessed', anchor: { kind: 'backup' }, bad: null })
    expect(check().since).toBeGreaterThan(0)
  })

  test('can be left with a target at once, and printed', () => {
    expect(() => log.witnessNow(system)).toThrow('log.noWitness')
    useOutside()
    const { files } = log.witnessNow(system)
    expect(files).toHaveLength(1)
    expect(check()).toMatchObject({ standing: 'witnessed', anchor: { kind: 'file' } })
    act(1)
    const paper = log.onPaper(system, 'shift report 1')!
    rmSync(files[0]!)
    for (const text of [
      paperText(log.origin, paper.size, paper.root),
      base64(paper.root),
      hex(paper.root),
      `${paper.size} ${base64(paper.root)}`,
    ]) {
      const read = readPaper(text, log.origin)!
      const anchor = { kind: 'paper', name: text, size: read.size ?? 0, root: read.root, at: null } as const
      expect(check([anchor]), text).toMatchObject({ standing: 'witnessed', anchor: { size: paper.size } })
    }
    const wrong = { kind: 'paper', name: 'x', size: 0, root: sha256Bytes(new Uint8Array(1)), at: null } as const
    expect(check([wrong])).toMatchObject({ standing: 'differs' })
    expect(readPaper('nonsense', log.origin)).toBeNull()
    expect(readPaper(paperText('signet/other', 1, paper.root), log.origin)).toBeNull()
  })
})

describe('tampering is found', () => {
  beforeEach(() => {
    act(600)
    useOutside()
    log.witnessNow(system)
    act(20)
  })
  const set = (db: Database.Database, seq: number, change: (body: Record<string, unknown>) => void, rehash = true): void => {
    const { body } = db.prepare('SELECT body FROM event WHERE seq = ?').get(seq) as { body: string }
    const value = JSON.parse(body) as Record<string, unknown>
    change(value)
    const text = JSON.stringify(value)
    db.prepare('UPDATE event SET body = ?, leaf = ? WHERE seq = ?').run(text, rehash ? leafOf(text) : leafOf(body), seq)
  }

  test('one bit', () => {
    tamper((db) => set(db, 300, (body) => Object.assign(body, { actor: 1 }), false))
    expect(check([])).toMatchObject({ standing: 'broken', bad: { seq: 300, code: 'log.body' } })
  })
  test('one bit with its leaf made to fit', () => {
    tamper((db) => set(db, 300, (body) => Object.assign(body, { actor: 1 })))
    expect(check([]).standing).toBe('broken')
  })
  test('one row removed', () => {
    tamper((db) => db.prepare('DELETE FROM event WHERE seq = 301').run())
    expect(check([])).toMatchObject({ standing: 'broken', bad: { seq: 301, code: 'log.gap' } })
  })
  test('rows swapped', () => {
    tamper((db) => {
      db.exec(
        'UPDATE event SET seq = -1 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = 11; UPDATE event SET seq = 11 WHERE seq = -1',
      )
    })
    expect(check([]).standing).toBe('broken')
  })
  test('a time changed so that times no longer rise', () => {
    tamper((db) => set(db, 400, (body) => Object.assign(body, { at: 1 })))
    expect(check([])).toMatchObject({ standing: 'broken', bad: { code: 'log.time' } })
  })
  test('the newest entries cut off, before or after the newest checkpoint of its own', () => {
    tamper((db) => db.prepare('DELETE FROM event WHERE seq > 620').run())
    // Nothing inside tells, but what is outside was made before the cut.
    expect(check([]).standing).toBe('notWitnessed')
    expect(check().standing).toBe('witnessed')
    tamperAgain((db) => db.prepare('DELETE FROM event WHERE seq > 100').run())
    expect(check([])).toMatchObject({ standing: 'broken', bad: { code: 'log.tail' } })
  })
  test('a tree rebuilt without the key: its own checkpoints do not fit', () => {
    tamper((db) => {
      set(db, 300, (body) => Object.assign(body, { reason: 'never happened' }))
      db.exec('DELETE FROM merkle_node')
    })
    store.close()
    store = at.open()
    expect(check([])).toMatchObject({ standing: 'broken', bad: { code: 'log.checkpoint' } })
  })
  test('a tree rebuilt and signed again with the station’s own key: only what is held outside tells', () => {
    const key = log.key()
    tamper((db) => {
      set(db, 300, (body) => Object.assign(body, { reason: 'never happened' }))
      db.exec('DELETE FROM merkle_node; DELETE FROM checkpoint')
    })
    store.close()
    store = at.open()
    log = new StationLog(store, () => open)
    expect(noteSigner(log.origin, log.key().privateKey).publicKey).toEqual(noteSigner(log.origin, key.privateKey).publicKey)
    log.checkpoint('asked')
    expect(check([])).toMatchObject({ standing: 'notWitnessed', bad: null })
    expect(check()).toMatchObject({ standing: 'differs', anchor: { kind: 'file' } })
  })
  test('an older backup in its place: what is outside is ahead of it', async () => {
    const old = (await makeBackup(store, system, outside, log)).file
    act(50)
    log.witnessNow(system)
    store.close()
    for (const end of ['-wal', '-shm']) rmSync(`${file()}${end}`, { force: true })
    copyFileSync(old, file())
    store = at.open()
    log = new StationLog(store, () => open)
    expect(check([]).standing).toBe('notWitnessed')
    expect(check().standing).toBe('differs')
  })
  test('a key nobody recorded', () => {
    tamper((db) => db.prepare("UPDATE log_key SET vkey = replace(vkey, '+', '+') || ''").run())
    tamperAgain((db) => {
      const { privateKey: _unused, ...other } = createKey(join(at.root, 'usb'), log.origin, open)
      db.prepare('INSERT INTO log_key (id, vkey, provider, made) VALUES (?, ?, ?, 1)').run(other.id, other.vkey, 'open')
    })
    expect(check([])).toMatchObject({ standing: 'broken', bad: { code: 'log.key' } })
  })

  const tamperAgain = (work: (db: Database.Database) => void): void => {
    const db = new Database(file())
    db.exec('PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF')
    work(db)
    db.close()
  }
})

describe('the key', () => {
  test('is wrapped by what there is, and opens with nothing else', () => {
    const folder = join(at.root, 'key')
    for (const secrets of [
      { os: new Uint8Array(32).fill(7), passphrase: null },
      { os: null, passphrase: '正确的 passphrase' },
    ]) {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder)
      const made = createKey(folder, log.origin, secrets)
      expect(openKey(folder, secrets)?.vkey).toBe(made.vkey)
      expect(() => openKey(folder, open)).toThrow('log.keyLocked')
      expect(() => openKey(folder, { os: new Uint8Array(32).fill(8), passphrase: 'wrong' })).toThrow('log.keyLocked')
    }
    expect(openKey(join(at.root, 'nothing'), open)).toBeNull()
    expect(readFileSync(join(folder, 'log-key.json'), 'utf8')).not.toContain('PRIVATE')
  })

  test('is kept better when the computer can, and that is an event', () => {
    expect(log.key().provider).toBe('open')
    const better = new StationLog(store, () => ({ os: new Uint8Array(32).fill(1), passphrase: null }))
    expect(better.key()).toMatchObject({ provider: 'os', vkey: log.key().vkey })
    expect(store.read.get('SELECT count(*) AS n FROM event WHERE kind = 133')).toEqual({ n: 1 })
    const worse = new StationLog(store, () => open)
    expect(() => worse.key()).toThrow('log.keyLocked')
    expect(worse.tryCheckpoint('asked')).toBeNull()
    expect(worse.state().problem).toMatchObject({ code: 'log.keyLocked', params: { provider: 'os' } })
  })

  test('can be escrowed under a passphrase for another computer, for this station only', async () => {
    const key = log.key()
    // On the thread pool: the engine's loop goes on meanwhile.
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    const text = await escrow(key, log.origin, 'four words in a row')
    clearInterval(turning)
    expect(turns).toBeGreaterThan(2)
    await expect(fromEscrow(text, log.origin, 'four words')).rejects.toThrow('log.keyLocked')
    await expect(fromEscrow(text, 'signet/other', 'four words in a row')).rejects.toThrow('log.keyOther')
    const back = await fromEscrow(text, log.origin, 'four words in a row')
    expect(noteSigner(log.origin, back).publicKey).toEqual(noteSigner(log.origin, key.privateKey).publicKey)
    await expect(fromEscrow('{}', log.origin, 'x')).rejects.toThrow('log.keyDamaged')
  })

  test('comes back from escrow after it was lost, and every checkpoint before and after holds', async () => {
    const signed = { signers: [], reason: 'new computer' }
    await expect(log.escrow(system, 'short', signed, 'f')).rejects.toThrow('log.passphraseShort')
    const text = await log.escrow(system, 'four words in a row', signed, 'key.json')
    const { vkey } = log.key()
    act(2)
    log.checkpoint('asked')
    rmSync(join(at.folder, 'log-key.json'))
    log.relock()
    act(2)
    log.checkpoint('asked')
    expect(log.key().vkey).not.toBe(vkey)
    await log.restore(system, text, 'four words in a row', signed)
    act(2)
    log.checkpoint('asked')
    expect(log.key().vkey).toBe(vkey)
    expect(check([])).toMatchObject({ standing: 'notWitnessed', checkpoints: 3 })
    expect(store.read.all('SELECT kind FROM event WHERE kind BETWEEN 132 AND 135 ORDER BY seq').map(({ kind }) => kind)).toEqual([
      132, 134, 132, 135,
    ])
  })

  test('under a passphrase it stays shut after a restart until somebody enters it', async () => {
    await log.protect(system, 'four words in a row', { signers: [], reason: 'r' })
    const again = new StationLog(store, () => open)
    expect(again.tryCheckpoint('asked')).toBeNull()
    await expect(again.unlock('wrong words here')).rejects.toThrow('log.keyLocked')
    expect((await again.unlock('four words in a row')).provider).toBe('file')
    expect(again.checkpoint('asked').note).toContain('provider file')
  })
})

test('files that are no checkpoint of this log witness nothing', () => {
  writeFileSync(join(outside, `${store.station}-1.checkpoint`), 'not a note')
  writeFileSync(join(outside, `${store.station}-x.sqlite.json`), '{"checkpoint": 7}')
  expect(readdirSync(outside)).toHaveLength(2)
  expect(anchorsIn(outside, store.station, log.origin)).toEqual([])
  expect(anchorsIn(join(at.root, 'gone'), store.station, log.origin)).toEqual([])
  expect(anchorOf(log.checkpoint('asked').note, 'signet/other', 'file', 'x')).toBeNull()
})

describe('a witness that checks', () => {
  /** Keeps one checkpoint per log and takes a later one only with a proof that holds, as the hub will. */
  class Keeper implements Witness {
    readonly kind = 'hub'
    readonly name = 'keeper'
    at: { size: number; root: Uint8Array } | null = null
    told = 0
    async held(): Promise<number> {
      return Math.max(0, (this.at?.size ?? 0) - this.told)
    }
    async add({ old, proof, note }: Parameters<Witness['add']>[0]): Promise<WitnessAnswer> {
      if (old !== (this.at?.size ?? 0)) return { taken: false, holds: this.at?.size ?? 0 }
      const { size, root } = readCheckpoint(note, log.origin)!
      const grown =
        this.at === null ||
        verifyConsistency(sha256Bytes, { size1: old, size2: size, root1: this.at.root, root2: root, proof: [...proof] }).ok
      if (!grown) return { taken: false, fork: true }
      this.at = { size, root }
      return { taken: true }
    }
  }

  test('takes what grew, once it said what it has; a rewritten log and an older copy are refused', async () => {
    const keeper = new Keeper()
    act(10)
    await offerTo(keeper, store, log, system)
    act(10)
    keeper.told = 3
    const size = await offerTo(keeper, store, log, system)
    expect(keeper.at?.size).toBe(size)
    expect(log.state().witness).toMatchObject({ kind: 'hub', name: 'keeper', size })
    keeper.told = 0
    keeper.at = { size: size - 5, root: sha256Bytes(new Uint8Array(3)) }
    act(5)
    await expect(offerTo(keeper, store, log, system)).rejects.toMatchObject({ code: 'log.witnessFork' })
    keeper.at = { size: size + 500, root: new Uint8Array(32) }
    await expect(offerTo(keeper, store, log, system)).rejects.toMatchObject({ code: 'log.witnessAhead' })
  })
})
