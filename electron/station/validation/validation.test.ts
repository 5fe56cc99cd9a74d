import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VirtualLine } from '../../../drivers/virtual-line/line.ts'
import type { EventBody } from '../../../shared/ledger/kinds.ts'
import type { Checked } from '../../../shared/validation.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { readPdf } from '../../../test/rigs/read-pdf.ts'
import { actorFor } from '../actor.ts'
import { auditEvent } from '../audit.ts'
import { sha256 } from '../hash.ts'
import type { LabelMaker } from '../ports.ts'
import { readSettings, writeSettings } from '../settings.ts'
import { Station } from '../station.ts'
import type { PrinterSettings } from '../store/devices.ts'
import { type Mode, system } from '../store/store.ts'
import { checkDevices } from './device-checks.ts'
import { Validation } from './validation.ts'

let at: Rig
let station: Station
const labels: LabelMaker = { make: () => Promise.reject(new Error('none')), test: async () => new Uint8Array(), close: async () => {} }

async function open(mode: Mode = 'training'): Promise<void> {
  at = rig()
  mkdirSync(join(at.root, 'tmp'))
  mkdirSync(join(at.root, 'usb'))
  vi.stubEnv('TMPDIR', join(at.root, 'tmp'))
  const options = { folder: at.folder, what: 'test', labels, version: '0.1.0', clock: at.clock, machine: at.machine }
  station = await Station.create(options, mode)
  const { store, people } = station
  writeSettings(store, system, { ...readSettings(store), firm: '江苏衡远', backupFolder: join(at.root, 'usb') })
  await people.create(system, { login: 'zhao', name: '赵建国', staffNo: '0001', roles: ['admin'], password: 'correct horse', pin: null })
  await people.create(system, { login: 'li', name: '李文博', staffNo: '0015', roles: ['quality'], password: 'correct horse', pin: null })
}
async function close(): Promise<void> {
  await station.close()
  vi.unstubAllEnvs()
  at.remove()
}

const printer: PrinterSettings = {
  name: 'P1',
  connection: { kind: 'tcp', host: '127.0.0.1', port: 9 },
  dpi: 203,
  widthMm: 108,
  darkness: 15,
  speed: 6,
  offsetXMm: 0,
  offsetYMm: 0,
}
const scanner = { name: 'S1', connection: { kind: 'tcp', host: '127.0.0.1', port: 9 } } as const
const tcp = (port: number) => ({ kind: 'tcp', host: '127.0.0.1', port }) as const
const signed = async (...logins: string[]) => ({
  reason: '首次使用前确认',
  signers: await station.signing.take('validated', {
    reason: '首次使用前确认',
    signers: logins.map((login) => ({ login, password: 'correct horse' })),
  }),
})

describe('a validation', () => {
  beforeEach(() => open())
  afterEach(close)

  test('runs every check, is signed with its report, and says later what changed and what to repeat', { timeout: 120_000 }, async () => {
    const validation = new Validation(station)
    expect(await validation.state()).toMatchObject({ last: null, repeat: validation.heads().map(({ id }) => id) })
    const before = station.store.lastSeq
    const steps: number[] = []
    const run = await validation.run({ progress: (done, of) => steps.push(done.length + of / 1000) })
    expect(station.store.lastSeq, 'the real ledger is not touched').toBe(before)
    expect(steps.length).toBe(run.checks.length + 1)
    expect(run.checks.map(({ id }) => id)).toEqual(validation.heads().map(({ id }) => id))
    // A training ledger that nobody seeded has no approved template; everything else holds, devices there are none.
    expect(run.checks.filter(({ result }) => result === 'bad').map(({ id }) => id)).toEqual(['IQ-09'])
    expect(run.checks.filter(({ result }) => result === 'skipped').map(({ id, code }) => [id, code])).toEqual([
      ['DQ-P0', 'validation.noPrinter'],
      ['DQ-S0', 'validation.noScanner'],
    ])
    expect(readdirSync(join(at.root, 'tmp')), 'nothing is left behind').toEqual([])

    const by = actorFor(station, station.people.list()[0]!, 'settings.write')
    const given = await signed('zhao', 'li')
    const report = await validation.report(by, run, given)
    const pages = readPdf(report.bytes)
    const text = pages.map((page) => page.text).join('\n')
    for (const { id } of run.checks) expect(text, id).toContain(id)
    for (const words of [
      '赵建国 0001',
      '李文博 0015',
      '验证 1/2',
      '验证 2/2',
      '首次使用前确认',
      '× 不合格',
      '√ 合格',
      '○ 未做',
      '第一次验证',
    ])
      expect(text, words).toContain(words)
    for (const [i, page] of pages.entries()) {
      expect(page.text).toContain('培训 TRAINING')
      expect(page.text).toContain(`第 ${i + 1} 页，共 ${pages.length} 页`)
    }
    expect(text.replaceAll('\n', '')).toContain(run.identity.program)
    expect(report.sha256).toBe(sha256(report.bytes))

    const seq = validation.conclude(by, run, report, given)
    const body = JSON.parse(station.store.read.get<{ body: string }>('SELECT body FROM event WHERE seq = ?', seq)!.body) as EventBody
    expect(body).toMatchObject({ kind: 140, after: { version: '0.1.0', program: run.identity.program, pdf: report.sha256 } })
    expect((body.after as { checks: unknown[] }).checks).toContainEqual(['IQ-09', 'bad'])
    expect(auditEvent(station.store, seq)!.signatures.map(({ name, meaning }) => [name, meaning])).toEqual([
      ['赵建国', 'validated'],
      ['李文博', 'validated'],
    ])

    expect(await validation.state()).toMatchObject({ last: { seq, name: '赵建国', bad: 1, skipped: 2 }, changes: [], repeat: [] })
    station.devices.save(system, null, 'scanner', { ...scanner, connection: { kind: 'wedge' } })
    const scannerId = station.devices.list()[0]!.id
    const after = await validation.state()
    expect(after.changes).toEqual([{ component: 'scanner', was: '–', is: `${scannerId} S1 wedge` }])
    expect(after.repeat).toEqual([`DQ-S${scannerId}`])
    const { backupFolder } = readSettings(station.store)
    writeSettings(station.store, system, { ...readSettings(station.store), backupFolder: `${backupFolder}2`, volume: 10 })
    expect((await validation.state()).repeat).toEqual(['IQ-10', 'OQ-07', 'OQ-08', 'OQ-14', `DQ-S${scannerId}`])
  })

  test('is refused while another one runs, can be stopped, and leaves nothing then', async () => {
    const validation = new Validation(station)
    const stop = new AbortController()
    const running = validation.run({ progress: (done) => done.length > 14 && stop.abort(), signal: stop.signal })
    await expect(validation.run()).rejects.toThrow('validation.busy')
    await expect(running).rejects.toThrow('validation.failed')
    expect(readdirSync(join(at.root, 'tmp'))).toEqual([])
    expect(station.store.read.get('SELECT 1 AS x FROM event WHERE kind = 140')).toBeUndefined()
  })

  test('one who may not change settings does not sign it, and one person does not sign for two', async () => {
    await expect(signed('li')).rejects.toThrow('sign.notAllowed')
    await expect(signed('zhao', 'zhao')).rejects.toThrow('sign.samePerson')
  })
})

describe('devices', () => {
  afterEach(close)
  const all = async (): Promise<Checked[]> => {
    const checks: Checked[] = []
    for await (const check of checkDevices(station)) checks.push(check)
    return checks
  }

  test('that answer are told by name; those that do not are skipped with the reason', async () => {
    await open()
    const line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: join(at.root, 'line'), seed: 'v', dpi: 203 })
    const ports = await line.listen()
    station.devices.save(system, null, 'printer', { ...printer, connection: tcp(ports.printer) })
    station.devices.save(system, null, 'printer', { ...printer, name: 'P2', connection: tcp(ports.printer), dpi: 300 })
    station.devices.save(system, null, 'printer', { ...printer, name: 'P3' })
    const off = station.devices.save(system, null, 'printer', { ...printer, name: 'P4' })
    station.devices.setState(system, off, 'disabled')
    station.devices.save(system, null, 'scanner', { ...scanner, connection: tcp(ports.scanner) })
    station.devices.save(system, null, 'scanner', { ...scanner, name: 'S2', connection: { kind: 'wedge' } })
    station.devices.save(system, null, 'scanner', { ...scanner, name: 'S3' })
    const checks = await all()
    expect(checks.map(({ id, result, code }) => [id, result, code])).toEqual([
      ['DQ-P1', 'ok', null],
      ['DQ-P2', 'bad', 'validation.dpi'],
      ['DQ-P3', 'skipped', 'printer.linkLost'],
      ['DQ-P4', 'skipped', 'validation.disabled'],
      ['DQ-S5', 'ok', null],
      ['DQ-S6', 'skipped', 'validation.wedge'],
      ['DQ-S7', 'skipped', 'scanner.linkLost'],
    ])
    expect(checks[0]!.value).toContain('SIGNET-VIRTUAL')
    await line.close()
  })

  test('a virtual one is refused in production', async () => {
    await open('production')
    const line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: join(at.root, 'line'), seed: 'v', dpi: 203 })
    const ports = await line.listen()
    station.devices.save(system, null, 'printer', { ...printer, connection: tcp(ports.printer) })
    station.devices.save(system, null, 'scanner', { ...scanner, connection: tcp(ports.scanner) })
    expect((await all()).map(({ result, code }) => [result, code])).toEqual([
      ['bad', 'validation.virtual'],
      ['bad', 'validation.virtual'],
    ])
    await line.close()
  })
})
