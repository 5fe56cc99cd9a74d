import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../test/rigs/folder.ts'
import { openServices } from '../engine/services.ts'
import { auditEvent } from './audit.ts'
import { askRestore, checkBackup, checkFence, listBackups, makeBackup, resumePool, swapIn } from './backup.ts'
import { setActive } from './folders.ts'
import { startLabelMaker } from './labels/label-maker.ts'
import { drawLabel, serialFor } from './line/acts.ts'
import { verifyWhole } from './log/verify.ts'
import { createPool } from './masters.ts'
import { mustOrder } from './orders.ts'
import { People } from './people/people.ts'
import { allocate, positionAfter, serialAt } from './serials.ts'
import { readSettings } from './settings.ts'
import { Station } from './station.ts'
import { insertJob, jobById, jobOfOrder, seqsOfUnit } from './store/jobs.ts'
import { poolById } from './store/pools.ts'
import { Store, system } from './store/store.ts'

let at: Rig
beforeEach(() => {
  at = rig()
})
afterEach(() => at.remove())

/** Draws labels as the line does: allocation when the order has none, one durable act a label. Returns what went onto paper. */
async function print(store: Store, orderId: number, count: number): Promise<string[]> {
  const order = mustOrder(store, orderId)
  const jobId =
    jobOfOrder(store.read, orderId)?.id ??
    store.stage((tx) =>
      insertJob(tx, {
        order: orderId,
        kind: 'print',
        template: 'box-60x40',
        version: 1,
        dpi: 300,
        total: 1000,
        policy: { ...order.policy, stopAfter: 3 },
      }),
    )
  const scope = { job: jobById(store.read, jobId)!, order }
  const from = store.read.get<{ n: number }>('SELECT coalesce(max(ordinal), 0) AS n FROM label')!.n
  const printed: string[] = []
  for (let ordinal = from + 1; ordinal <= from + count; ordinal++) {
    let drawn = serialFor(store.read, scope, ordinal)
    if (drawn === null) {
      await allocate(store, system, { id: order.id, no: order.no, di: order.di }, 40)
      drawn = serialFor(store.read, scope, ordinal)
    }
    drawLabel(store, system, scope, ordinal, drawn, { code: '', sha256: '' })
    printed.push(drawn!.serial)
  }
  return printed
}

const backups = (): string => join(at.root, 'backups')
const onceEach = (...papers: string[][]): void => {
  const all = papers.flat()
  expect(new Set(all).size).toBe(all.length)
}

describe('a ledger of the first version', () => {
  test('is upgraded with everything in it: log whole, every event found from its unit, and it prints on', async () => {
    mkdirSync(at.folder, { recursive: true })
    writeFileSync(
      join(at.folder, 'ledger.sqlite'),
      gunzipSync(readFileSync(join(import.meta.dirname, '../../test/fixtures/ledger-10.sqlite.gz'))),
    )
    const old = new Database(join(at.folder, 'ledger.sqlite'), { readonly: true })
    const bodies = old.prepare('SELECT body FROM event ORDER BY seq').pluck().all()
    old.close()
    const store = at.open()
    expect(checkFence(store, [])).toBe('otherMachine')
    const { read } = store
    expect(read.all<{ body: string }>('SELECT body FROM event WHERE seq <= ? ORDER BY seq', bodies.length).map(({ body }) => body)).toEqual(
      bodies,
    )
    expect(verifyWhole(read, store.station, [])).toMatchObject({ standing: 'notWitnessed', events: store.lastSeq })
    const named = read.all<{ seq: number; unit: number }>(
      "SELECT seq, json_extract(body, '$.entities.unit') AS unit FROM event WHERE json_extract(body, '$.entities.unit') IS NOT NULL",
    )
    expect(named.length).toBeGreaterThan(10)
    for (const { seq, unit } of named)
      expect(read.all<{ seq: number }>(seqsOfUnit, unit, unit, unit, unit).map((row) => row.seq)).toContain(seq)
    const used = read.all<{ serial: string }>("SELECT serial FROM unit WHERE life <> 'allocated'").map(({ serial }) => serial)
    const pool = read.get<{ id: number }>('SELECT id FROM pool LIMIT 1')!.id
    const last = read.get<{ serial: string }>(
      'SELECT u.serial FROM unit u JOIN label l ON l.unit = u.id ORDER BY l.id DESC LIMIT 1',
    )!.serial
    resumePool(store, system, pool, await positionAfter(store, pool, last), 'moved', [])
    const order = read.get<{ id: number }>('SELECT order_id AS id FROM job LIMIT 1')!.id
    onceEach(used, await print(store, order, 5))
    store.close()
  })
})

describe('restore fence', () => {
  test('back up, print 100, restore, print 100: no serial twice', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 30)
    const { file } = await makeBackup(store, system, backups())
    const second = await print(store, serialOrder, 100)
    await checkBackup(store, file)
    store.close()
    swapIn(at.folder, file)

    store = at.open()
    expect(checkFence(store)).toBe('restored')
    await expect(print(store, serialOrder, 1)).rejects.toThrow('pool.suspended')
    resumePool(store, system, pool, null, 'restored after a disk failure', [])
    const third = await print(store, serialOrder, 100)
    onceEach(first, second, third)
    store.close()
    store = at.open()
    expect(checkFence(store)).toBe('none')
    store.close()
  })

  test('an older copy of the folder put back by hand is noticed, though nothing was allocated meanwhile', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 5)
    store.close()
    cpSync(at.folder, join(at.root, 'old'), { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('none')
    const second = await print(store, serialOrder, 20)
    store.close()
    rmSync(at.folder, { recursive: true })
    cpSync(join(at.root, 'old'), at.folder, { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('restored')
    resumePool(store, system, pool, null, 'copied back', [])
    onceEach(first, second, await print(store, serialOrder, 100))
    store.close()
  })

  test('the folder copied to another computer draws only above the last printed serial', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 30)
    const { file } = await makeBackup(store, system, backups())
    const second = await print(store, serialOrder, 100)
    store.close()
    swapIn(at.folder, file)

    const other = { id: 'machine-b', fenceFolder: join(at.root, 'fence-b') }
    store = at.open(other)
    expect(checkFence(store)).toBe('otherMachine')
    expect(() => resumePool(store, system, pool, null, 'no idea', [])).toThrow('pool.lastPrintedDue')
    const last = Number(second.at(-1)!.slice(2))
    resumePool(store, system, pool, last, 'last label in the box', [])
    onceEach(first, second, await print(store, serialOrder, 100))
    store.close()
    store = at.open(other)
    expect(checkFence(store)).toBe('none')
    store.close()
  })

  test('a lost fence suspends; a killed program does not', async () => {
    let store = at.create()
    const { serialOrder } = seedOrders(store, 1000)
    await print(store, serialOrder, 5)
    store.close()
    store = at.open()
    expect(checkFence(store)).toBe('none')
    store.close()
    rmSync(at.machine.fenceFolder, { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('fenceMissing')
    expect(() => resumePool(store, system, 1, null, 'no idea', [])).toThrow('pool.lastPrintedDue')
    store.close()
  })

  test('a pool that nothing was drawn from needs no last serial', () => {
    let store = at.create()
    const { pool } = seedOrders(store, 1000)
    store.close()
    rmSync(at.machine.fenceFolder, { recursive: true })
    store = at.open()
    expect(checkFence(store)).toBe('fenceMissing')
    resumePool(store, system, pool, null, 'never used', [])
    store.close()
  })

  test('the last printed serial of a shuffled pool is found while the loop goes on', async () => {
    const store = at.create()
    const { product } = seedOrders(store)
    const size = 200_000
    const id = createPool(store, system, { productId: product, kind: 'permutation', prefix: 'R-', first: 1, size, width: 8, low: 10 })
    const serial = serialAt(store.read, poolById(store.read, id)!)(size - 1)
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    expect(await positionAfter(store, id, serial)).toBe(size)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(3)
    await expect(positionAfter(store, id, 'R-none')).rejects.toThrow('pool.serialUnknown')
    store.close()
  })

  test('the fence beside a newer backup counts, once, though the folder and the profile are both old', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    await print(store, serialOrder, 5)
    store.close()
    for (const name of ['ledger', 'fence-a']) cpSync(join(at.root, name), join(at.root, `${name}.old`), { recursive: true })
    store = at.open()
    const second = await print(store, serialOrder, 200)
    await makeBackup(store, system, backups())
    store.close()
    for (const name of ['ledger', 'fence-a']) {
      rmSync(join(at.root, name), { recursive: true })
      renameSync(join(at.root, `${name}.old`), join(at.root, name))
    }
    store = at.open()
    expect(checkFence(store, [])).toBe('none')
    expect(checkFence(store, [backups(), join(at.root, 'gone')])).toBe('restored')
    expect(store.fence.highWater(pool)).toBeGreaterThanOrEqual(205)
    expect(() => resumePool(store, system, pool, null, 'old image', [])).toThrow('pool.lastPrintedDue')
    resumePool(store, system, pool, Number(second.at(-1)!.slice(2)), 'old image', [])
    onceEach(second, await print(store, serialOrder, 100))
    store.close()
    store = at.open()
    expect(checkFence(store, [backups()])).toBe('none')
    store.close()
  })
})

describe('a restore', () => {
  test('keeps the old ledger whole and does not apply its log to the restored one', async () => {
    let store = at.create()
    seedOrders(store)
    const { file } = await makeBackup(store, system, backups())
    for (let i = 0; i < 20; i++) store.act(system, (tx) => tx.append('settings.changed', {}))
    const { lastSeq } = store
    const wal = join(at.root, 'wal')
    cpSync(join(at.folder, 'ledger.sqlite'), wal)
    cpSync(join(at.folder, 'ledger.sqlite-wal'), `${wal}-wal`)
    store.close()
    // As a killed program leaves it.
    renameSync(wal, join(at.folder, 'ledger.sqlite'))
    renameSync(`${wal}-wal`, join(at.folder, 'ledger.sqlite-wal'))
    swapIn(at.folder, file)
    const kept = readdirSync(at.folder).filter((name) => name.startsWith('ledger.replaced-'))
    expect(kept).toHaveLength(1)
    store = at.open()
    expect(store.lastSeq).toBeLessThan(lastSeq)
    expect(checkFence(store)).toBe('restored')
    store.close()
    mkdirSync(join(at.root, 'look'))
    cpSync(join(at.folder, kept[0]!), join(at.root, 'look', 'ledger.sqlite'))
    store = Store.open({ folder: join(at.root, 'look'), clock: at.clock, machine: at.machine, what: 'look' })
    expect(store.lastSeq).toBe(lastSeq)
    store.close()
  })

  test('an older copy that has to be upgraded first is found, however often the start is cut short', async () => {
    let store = at.create()
    const { serialOrder, pool } = seedOrders(store, 10_000)
    const first = await print(store, serialOrder, 30)
    const { file } = await makeBackup(store, system, backups())
    const second = await print(store, serialOrder, 100)
    store.close()
    for (const rest of ['', '-wal', '-shm']) rmSync(join(at.folder, `ledger.sqlite${rest}`), { force: true })
    cpSync(file, join(at.folder, 'ledger.sqlite'))
    const old = new Database(join(at.folder, 'ledger.sqlite'))
    old.exec('DROP TABLE to_sign; DROP TABLE grade; DROP TABLE insurance_code; DROP TABLE insurance_map')
    old.pragma('user_version = 30')
    old.close()
    // Upgraded, then killed before the fence was looked at.
    at.open().close()
    store = at.open()
    expect(checkFence(store, [])).toBe('restored')
    expect(poolById(store.read, pool)).toMatchObject({ state: 'suspended' })
    resumePool(store, system, pool, null, 'restored after a disk failure', [])
    onceEach(first, second, await print(store, serialOrder, 100))
    store.close()
  })

  test('two backups within one second are two', async () => {
    const store = at.create()
    seedOrders(store)
    const [first, second] = await Promise.all([makeBackup(store, system, backups()), makeBackup(store, system, backups())])
    expect(first.file).not.toBe(second.file)
    for (const { file } of [first, second]) await checkBackup(store, file)
    expect(readdirSync(backups()).filter((name) => name.endsWith('.part'))).toEqual([])
    store.close()
  })

  test('that could not be carried out is on record at the next start, and nothing else changed', async () => {
    let store = at.create()
    const people = new People(store)
    const admin = await people.first({ login: 'wu', name: '吴敏', staffNo: '7', password: 'password-1', pin: null })
    const { file } = await makeBackup(store, system, backups())
    const signers = await people.signers([{ login: 'wu', password: 'password-1' }], ['restore.write'])
    askRestore(store, { user: admin.id, role: 'admin' }, file, signers, 'disk failed')
    store.close()
    rmSync(file)
    expect(() => swapIn(at.folder, file)).toThrow()
    store = at.open()
    expect(checkFence(store)).toBe('none')
    const last = store.read.get<{ body: string }>('SELECT body FROM event ORDER BY seq DESC LIMIT 1')!
    expect(JSON.parse(last.body)).toMatchObject({ kind: 115, after: { file: basename(file) } })
    expect(checkFence(store)).toBe('none')
    expect(store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = 115')!.n).toBe(1)
    store.close()
  })

  test('leaves the name of who asked for it in both ledgers', async () => {
    let store = at.create()
    const people = new People(store)
    const admin = await people.first({ login: 'wu', name: '吴敏', staffNo: '7', password: 'password-1', pin: null })
    const { file } = await makeBackup(store, system, backups())
    const signers = await people.signers([{ login: 'wu', password: 'password-1' }], ['restore.write'])
    askRestore(store, { user: admin.id, role: 'admin' }, file, signers, 'disk failed')
    const seq = store.read.get<{ seq: number }>('SELECT seq FROM event WHERE kind = 114')!.seq
    expect(auditEvent(store, seq)?.signatures).toMatchObject([{ name: '吴敏', meaning: 'restore' }])
    store.close()
    swapIn(at.folder, file)
    store = at.open()
    expect(checkFence(store)).toBe('restored')
    const restored = store.read.get<{ seq: number }>('SELECT seq FROM event WHERE kind = 111')!.seq
    expect(auditEvent(store, restored)).toMatchObject({
      reasonText: 'disk failed',
      afterValue: { asked: { user: admin.id, name: '吴敏', signed: { seq } } },
      signatures: [{ name: '吴敏', meaning: 'restore' }],
    })
    expect(existsSync(join(at.folder, 'restore.json'))).toBe(false)
    store.close()
  })
})

describe('a start', () => {
  test.each([
    ['the station went live', (root: string) => setActive(root, 'production')],
    ['a restore left a copy', (root: string) => leave(join(root, 'training'), 'ledger.replaced-1.sqlite')],
    ['a restore died', (root: string) => leave(root, 'ledger.restoring')],
  ])('makes no empty ledger where one is gone: %s', async (_, make) => {
    make(at.root)
    const services = await openServices('node' as never, {
      dataDir: at.root,
      electronVersion: undefined,
      version: '0',
      secrets: () => null,
    })
    expect(services.problems).toMatchObject([{ code: 'storage.missing' }])
    expect(readdirSync(at.root, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('ledger.sqlite'))).toBe(false)
    await services.close()
  })
})

const leave = (folder: string, name: string): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), '')
}

describe('go live', () => {
  test('starts over what died, keeps what is whole', async () => {
    const labels = await startLabelMaker()
    const given = { what: 'test', labels, version: '0', clock: at.clock, machine: at.machine }
    const station = await Station.create({ ...given, folder: at.folder }, 'training')
    const admin = await station.people.first({ login: 'wu', name: '吴敏', staffNo: '7', password: 'password-1', pin: null })
    const folder = join(at.root, 'production')
    for (const name of ['production', 'production.new']) Store.create({ ...given, folder: join(at.root, name) }, 'production').close()
    await station.createProduction(at.root, admin, readSettings(station.store))
    expect(existsSync(`${folder}.new`)).toBe(false)
    const live = (): { station: string; logins: string[] } => {
      const store = Store.open({ ...given, folder })
      const found = { station: store.station, logins: new People(store).list().map(({ login }) => login) }
      store.close()
      return found
    }
    const first = live()
    expect(first.logins).toEqual(['wu'])
    await station.createProduction(at.root, admin, readSettings(station.store))
    expect(live()).toEqual(first)
    await station.close()
    await labels.close()
  })
})

describe('backups', () => {
  test('are listed with what they hold, and a damaged one is refused', async () => {
    const store = at.create()
    seedOrders(store)
    const { file, bytes } = await makeBackup(store, system, backups())
    expect(listBackups(store, backups())).toEqual([expect.objectContaining({ file, bytes, verified: true })])
    const { openSync, writeSync, closeSync } = await import('node:fs')
    const handle = openSync(file, 'r+')
    writeSync(handle, 'x', 5000)
    closeSync(handle)
    await expect(checkBackup(store, file)).rejects.toMatchObject({ code: 'restore.damaged' })
    await expect(checkBackup(store, join(backups(), 'none.sqlite'))).rejects.toMatchObject({ code: 'restore.unreadable' })
    store.close()
  })
})
