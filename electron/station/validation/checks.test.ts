import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../../../shared/i18n/en.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { refuse } from '../../../shared/station-error.ts'
import { rig } from '../../../test/rigs/folder.ts'
import { LineRunner, type RunnerOptions } from '../line/runner.ts'
import { LineService } from '../line/service.ts'
import { People } from '../people/people.ts'
import { Signing } from '../people/signing.ts'
import { Connection } from '../store/database.ts'
import { type Actor, Store, system } from '../store/store.ts'
import type { User } from '../store/users.ts'
import { type Trial, trialPassword } from './bench.ts'
import { found } from './finding.ts'
import { type InstallationId, installationDeps, type OperationId, operationDeps } from './heads.ts'
import { type Installed, installation, thisInstallation } from './installation.ts'
import { operation } from './operation.ts'
import { type Parts, stationParts } from './parts.ts'
import type { Site } from './site.ts'

const root = mkdtempSync(join(tmpdir(), 'signet-checks-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('operation', () => {
  let n = 0
  const settings = { signatures: {}, posts: 'small', passwordLeast: 8, passwordKept: 5, passwordDays: 0 } as unknown as Site['settings']
  const trial = (parts: Partial<Parts> = {}): Trial => ({
    folder: join(root, `trial-${n++}`),
    parts: { ...stationParts, ...parts },
    settings,
    templates: ['unit-40x20'],
  })

  test.each(Object.keys(operationDeps) as OperationId[])('%s holds', async (id) => {
    expect(await found(() => operation[id](trial()))).toMatchObject({ result: 'ok', code: null })
  })

  class NeverLocks extends People {
    override async signIn(login: string, secret: string, method: 'pin' | 'password'): Promise<User> {
      if (secret === trialPassword) return super.signIn(login, secret, method)
      throw refuse('session.wrong', { left: 4 })
    }
  }
  class AsksNobody extends Signing {
    override async take(): Promise<never[]> {
      return []
    }
  }
  /** Sends the label before it is drawn. */
  class PrintsFirst extends LineRunner {
    constructor(options: RunnerOptions, by: Actor) {
      const make = async (serial: string | null) => {
        const made = await options.make(serial)
        await options.printer()?.driver.print(made.bytes)
        return made
      }
      super({ ...options, make }, by)
    }
  }
  class NoClock extends LineService {
    override async start(): Promise<void> {
      throw refuse('printer.none')
    }
  }
  const broken: Readonly<Record<OperationId, readonly [Partial<Parts>, string]>> = {
    'OQ-01': [
      { parseScan: (scan, options) => ({ ...stationParts.parseScan(scan, options), ok: true, errors: [] }) },
      'validation.notRefused',
    ],
    'OQ-02': [{ gs1128: (data) => stationParts.gs1128(`${data}1`) }, 'validation.misread'],
    'OQ-03': [{ checkLabel: () => Promise.reject(refuse('label.selfCheck')) }, 'validation.refused'],
    'OQ-04': [
      {
        drawLabel: (...given) => {
          try {
            return stationParts.drawLabel(...given)
          } catch {
            return { label: 0, seq: 0, take: 1 }
          }
        },
      },
      'validation.notRefused',
    ],
    'OQ-05': [
      {
        createStore: (options, mode) => {
          const store = Store.create(options, mode)
          store.act(system, (tx) => tx.run('DROP TRIGGER event_no_update'))
          return store
        },
      },
      'validation.notRefused',
    ],
    'OQ-06': [
      { verifyWhole: (...given) => ({ ...stationParts.verifyWhole(...given), standing: 'notWitnessed', bad: null }) },
      'validation.notFound',
    ],
    'OQ-07': [{ People: NeverLocks }, 'validation.notRefused'],
    'OQ-08': [{ Signing: AsksNobody }, 'validation.notRefused'],
    'OQ-09': [{ LineRunner: PrintsFirst }, 'validation.notDrawn'],
    'OQ-10': [
      { voidLabel: (store, by, scope, request) => stationParts.voidLabel(store, by, scope, { ...request, serial: 'same' }) },
      'validation.notBurned',
    ],
    'OQ-11': [{ LineRunner: PrintsFirst }, 'validation.notDrawn'],
    'OQ-12': [{ checkFence: () => 'none' }, 'validation.fence'],
    'OQ-13': [{ LineService: NoClock }, 'validation.notRefused'],
    'OQ-14': [{ closeOrder: () => ({ deviation: null }) }, 'validation.notRefused'],
    'OQ-15': [{ searchAudit: () => ({ rows: [], total: 0 }) }, 'validation.notFound'],
    'OQ-16': [{ actorFor: (_station, user) => ({ user: user.id, role: 'admin' }) }, 'validation.notRefused'],
  }
  test.each(Object.entries(broken) as [OperationId, readonly [Partial<Parts>, string]][])(
    '%s finds a station that fails it',
    async (id, [parts, code]) => {
      expect(await found(() => operation[id](trial(parts)))).toMatchObject({ result: 'bad', code })
    },
  )
})

describe('installation', () => {
  let site: Site
  const here: Installed = {
    identity: () => ({ program: 'a'.repeat(64), files: 3, fonts: 'b'.repeat(64) }),
    napi: 10,
    fonts: thisInstallation.fonts,
  }
  beforeAll(() => {
    const at = rig()
    const folder = join(root, 'data')
    for (const name of ['usb', 'fence']) mkdirSync(join(root, name))
    Store.create(
      { folder, clock: at.clock, machine: { ...at.machine, fenceFolder: join(root, 'fence') }, what: 'test' },
      'training',
    ).close()
    at.remove()
    site = {
      folder,
      ledger: join(folder, 'ledger.sqlite'),
      version: '0.1.0',
      pragmas: { synchronous: 2, journalMode: 'wal' },
      fenceFolder: join(root, 'fence'),
      backupFolder: join(root, 'usb'),
      settings: {} as Site['settings'],
      templates: [{ name: 'unit-40x20', version: 1, sha256: 'c'.repeat(64), approved: true }],
      key: { id: '01234567', provider: 'open' },
      clock: { now: Date.UTC(2026, 5, 1), zone: 480, behindMs: 0 },
      os: { platform: 'linux', type: 'Linux', release: '6.1', version: 'Debian', arch: 'x64' },
    }
  })

  test.each(Object.keys(installationDeps) as InstallationId[])('%s holds', async (id) => {
    expect(await found(() => installation[id](site, here))).toMatchObject({ result: 'ok', code: null })
  })

  const wrong: readonly (readonly [InstallationId, string, (site: Site) => Partial<Site>, Partial<Installed>])[] = [
    ['IQ-01', 'validation.system', ({ os }) => ({ os: { ...os, arch: 'ia32' } }), {}],
    ['IQ-02', 'validation.runtime', () => ({}), { napi: 9 }],
    ['IQ-03', 'validation.program', () => ({}), { identity: () => ({ program: '', files: 0, fonts: '' }) }],
    ['IQ-04', 'validation.unreachable', () => ({ folder: join(root, 'nowhere') }), {}],
    ['IQ-05', 'validation.durability', () => ({ pragmas: { synchronous: 1, journalMode: 'wal' } }), {}],
    ['IQ-06', 'validation.schema', ({ ledger }) => ({ ledger: otherSchema(ledger) }), {}],
    ['IQ-07', 'validation.fenceInside', ({ folder }) => ({ fenceFolder: join(folder, 'fence') }), {}],
    ['IQ-08', 'validation.fonts', () => ({}), { fonts: [join(root, 'none.ttf')] }],
    ['IQ-09', 'validation.notApproved', ({ templates }) => ({ templates: templates.map((one) => ({ ...one, approved: false })) }), {}],
    ['IQ-10', 'validation.backupInside', ({ folder }) => ({ backupFolder: join(folder, 'backups') }), {}],
    ['IQ-10', 'validation.backupAway', () => ({ backupFolder: join(root, 'unplugged') }), {}],
    ['IQ-11', 'validation.key', () => ({ key: { code: 'log.keyLocked' } }), {}],
    ['IQ-12', 'validation.clockBack', ({ clock }) => ({ clock: { ...clock, behindMs: 90_000 } }), {}],
    ['IQ-12', 'validation.clock', ({ clock }) => ({ clock: { ...clock, now: 0 } }), {}],
  ]
  test.each(wrong)('%s finds %s', async (id, code, change, other) => {
    expect(await found(() => installation[id]({ ...site, ...change(site) }, { ...here, ...other }))).toMatchObject({ result: 'bad', code })
  })

  function otherSchema(ledger: string): string {
    const file = join(root, 'other.sqlite')
    const db = new Connection(ledger, { readonly: true })
    db.db.exec(`VACUUM INTO '${file}'`)
    db.close()
    const copy = new Connection(file, { readonly: false })
    copy.db.pragma('user_version = 10')
    copy.close()
    return file
  }
})

test('every check, and all that can be wrong with it, has words in both languages', () => {
  const sources = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  const codes = new Set(sources.flatMap((text) => [...text.matchAll(/'(validation\.[a-zA-Z]+)'/g)].map((match) => match[1]!)))
  codes.delete('validation.done')
  const words = [
    ...Object.keys({ ...installationDeps, ...operationDeps }),
    ...['printer', 'scanner', 'printer.none', 'scanner.none'],
  ].flatMap((id) => [`validation.req.${id}`, `validation.check.${id}`])
  const inPdf = (code: string): boolean => isWord(code)
  for (const key of [...words, ...[...codes].filter((code) => !inPdf(code)).map((code) => `error.${code}`)]) {
    expect(isWord(key), key).toBe(true)
    expect(Object.keys(en), key).toContain(key)
  }
  expect(codes.size).toBeGreaterThan(40)
})
