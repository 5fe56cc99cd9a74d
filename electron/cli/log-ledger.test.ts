import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testClock } from '../../test/rigs/folder.ts'
import { makeBackup } from '../station/backup.ts'
import { StationLog } from '../station/log/station-log.ts'
import { People } from '../station/people/people.ts'
import { readSettings, writeSettings } from '../station/settings.ts'
import { Store, system } from '../station/store/store.ts'
import { logCommand } from './log.ts'

let root: string
let data: string
let usb: string

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'signet-log-cli-'))
  data = join(root, 'data')
  usb = join(root, 'usb')
  mkdirSync(usb)
  const store = open(true)
  const log = new StationLog(store, () => ({ os: null, passphrase: null }))
  for (let i = 0; i < 300; i++) store.act(system, (tx) => tx.append('settings.changed', { after: { i } }))
  writeSettings(store, system, { ...readSettings(store), backupFolder: usb })
  await makeBackup(store, system, usb, log)
  store.act(system, (tx) => tx.append('settings.changed', {}))
  store.close()
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const options = () => ({ folder: data, clock: testClock(), machine: { id: 'm', fenceFolder: join(root, 'fence') }, what: 'test' })
const open = (fresh = false): Store => (fresh ? Store.create(options(), 'training') : Store.open(options()))

let stdin = ''
async function signet(...args: string[]): Promise<{ code: number; out: string; json: Record<string, unknown> }> {
  const stdout = new PassThrough()
  const chunks: Buffer[] = []
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const code = await logCommand(args, { stdin: Readable.from(stdin === '' ? [] : [stdin]), stdout, stderr: new PassThrough() })
  const out = Buffer.concat(chunks).toString()
  return { code, out, json: out.startsWith('{') ? (JSON.parse(out.split('\n')[0]!) as Record<string, unknown>) : {} }
}
const verify = (...more: string[]) => signet('verify', '--data', data, '--json', ...more)

test('says what is claimed, with every key, while the station runs on the same folder', async () => {
  const store = open()
  const { code, json } = await verify()
  expect(code).toBe(0)
  expect(json).toMatchObject({ schema: 1, ok: true, verdict: 'witnessed', bad: null, anchor: { kind: 'backup' }, checkpoints: 1 })
  expect(Object.keys(json)).toEqual(['schema', 'ok', 'verdict', 'events', 'root', 'checkpoints', 'bad', 'anchor', 'since', 'ageMs'])
  expect(json['since']).toBeGreaterThan(0)
  store.close()
  rmSync(usb, { recursive: true })
  expect((await verify()).json).toMatchObject({ ok: true, verdict: 'notWitnessed', anchor: null, ageMs: null })
  expect((await signet('verify', '--data', data)).out).toContain('没有外部见证')
})

test('a changed entry is broken, a rewritten log differs from what was kept elsewhere', async () => {
  const kept = join(root, 'kept.checkpoint')
  const sidecar = JSON.parse(readFileSync(join(usb, readdirSync(usb).find((name) => name.endsWith('.json'))!), 'utf8')) as {
    checkpoint: string
  }
  writeFileSync(kept, sidecar.checkpoint)
  const [, size, rootText] = sidecar.checkpoint.split('\n')
  rmSync(usb, { recursive: true })
  expect((await verify('--witness', kept)).json).toMatchObject({ verdict: 'witnessed', anchor: { kind: 'file', size: Number(size) } })
  expect((await verify('--paper', rootText!)).json).toMatchObject({ verdict: 'witnessed', anchor: { kind: 'paper', size: Number(size) } })
  const whole = join(root, 'whole.sqlite')
  const file = join(data, 'ledger.sqlite')
  new Database(file).pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(file, whole)
  const db = new Database(file)
  db.exec('DROP TRIGGER event_no_update')
  db.exec(`UPDATE event SET body = replace(body, '"i":7}', '"i":8}') WHERE seq = 10`)
  db.exec(`UPDATE event SET body = replace(body, '"i":', '"j":') WHERE seq = 100`)
  db.close()
  expect(await verify()).toMatchObject({ code: 1, json: { ok: false, verdict: 'broken', bad: { code: 'log.body' } } })
  const other = new Database(file)
  other.exec('DELETE FROM checkpoint; DELETE FROM merkle_node')
  for (const { seq, body } of other.prepare('SELECT seq, body FROM event').all() as { seq: number; body: string }[]) {
    const { leafOf } = await import('../station/store/store.ts')
    other.prepare('UPDATE event SET leaf = ? WHERE seq = ?').run(leafOf(body), seq)
  }
  other.close()
  open().close()
  expect((await verify()).json).toMatchObject({ verdict: 'notWitnessed' })
  expect(await verify('--witness', kept)).toMatchObject({ code: 1, json: { ok: false, verdict: 'differs' } })
  expect(await verify('--paper', rootText!)).toMatchObject({ code: 1, json: { verdict: 'differs' } })
})

test('proofs of a folder hold for check-proof; what is not there is refused', async () => {
  const file = join(root, 'proof.json')
  for (const args of [
    ['--seq', '1'],
    ['--seq', '257'],
    ['--from', '256'],
    ['--from', '3', '--size', '301'],
  ]) {
    const { code, out } = await signet('prove', '--data', data, ...args)
    expect(code, args.join(' ')).toBe(0)
    writeFileSync(file, out)
    expect(await signet('check-proof', file), args.join(' ')).toMatchObject({ code: 0, out: 'ok\n' })
  }
  expect(await signet('prove', '--data', data, '--seq', '9999', '--json')).toMatchObject({
    code: 1,
    json: { errors: [{ code: 'log.noSuchEvent' }] },
  })
  expect((await signet('prove', '--data', data)).code).toBe(2)
  expect(await verify('--paper', 'nonsense')).toMatchObject({ code: 2 })
  expect(await verify('--witness', join(root, 'none'))).toMatchObject({ code: 2 })
  expect(await signet('verify', '--data', join(root, 'nothing'), '--json')).toMatchObject({
    code: 5,
    json: { errors: [{ code: 'storage.missing' }] },
  })
})

test('checkpoint acts for somebody who may, and prints a note that names its provider', async () => {
  const store = open()
  const people = new People(store)
  const person = { staffNo: 'S-1', password: 'correct horse', pin: null }
  const { id } = await people.create(system, { ...person, login: 'q1', name: '李明', roles: ['quality'] })
  await people.create(system, { ...person, login: 'op', name: '王芳', staffNo: 'S-2', roles: ['operator'] })
  store.close()
  const checkpoint = (...more: string[]) => signet('checkpoint', '--data', data, '--json', ...more)
  expect((await checkpoint()).code).toBe(2)
  stdin = 'correct horse\n'
  expect(await checkpoint('--user', 'op')).toMatchObject({ code: 3, json: { errors: [{ code: 'permission.denied' }] } })
  const { code, json } = await checkpoint('--user', 'q1')
  stdin = ''
  expect(code).toBe(0)
  expect(json).toMatchObject({ schema: 1, provider: 'open', files: [] })
  expect(String(json['note'])).toContain('provider open')
  const db = new Database(join(data, 'ledger.sqlite'), { readonly: true })
  const { actor } = db.prepare("SELECT json_extract(body, '$.actor') AS actor FROM event WHERE kind = 130 ORDER BY seq DESC").get() as {
    actor: number
  }
  db.close()
  expect(actor).toBe(id)
})
