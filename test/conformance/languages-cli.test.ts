import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { emulators } from '../../drivers/virtual-line/emulators.ts'
import { printerLanguages } from '../../shared/printing.ts'

const bin = join(import.meta.dirname, '../../bin/signet')
const root = mkdtempSync(join(tmpdir(), 'signet-languages-cli-'))
const env = { ...process.env, SIGNET_FENCE_DIR: join(root, 'fence'), SIGNET_DATA: undefined }
afterAll(() => rmSync(root, { recursive: true, force: true }))

function start(args: readonly string[], input = ''): ChildProcess {
  const child = spawn(bin, args, { env, stdio: 'pipe' })
  child.stdin!.end(input)
  return child
}
async function signet(args: readonly string[], input = ''): Promise<{ code: number | null; out: Buffer }> {
  const child = start(args, input)
  const out: Buffer[] = []
  child.stdout!.on('data', (bytes: Buffer) => out.push(bytes))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, out: Buffer.concat(out) }
}

const record = join(root, 'record.json')
const data = {
  di: '06901234500011',
  name: '生物型股骨柄',
  spec: '3 号',
  registration: '国械注准20243130218',
  lot: 'L1',
  serial: 'S1',
  made: '2026-01-05',
  expires: '2031-01-04',
}
writeFileSync(record, JSON.stringify(data))

test('signet render writes every language; each holds one label', { timeout: 60_000 }, async () => {
  for (const language of printerLanguages) {
    const asked = ['render', '--template', 'unit-40x20', '--record', record, '--dpi', '203', '--format', language]
    const { code, out } = await signet(asked)
    expect(code, language).toBe(0)
    expect(
      emulators[language]
        .reader(203)
        .push(out)
        .map(({ kind }) => kind),
    ).toEqual(['format'])
  }
  expect((await signet(['render', '--template', 'unit-40x20', '--record', record, '--dpi', '203', '--format', 'pcl'])).code).toBe(2)
})

test('signet virtual-line and signet print speak the language they are told, and no unknown one', { timeout: 60_000 }, async () => {
  const folder = join(root, 'training')
  const as = ['--data', folder, '--user', 'admin', '--json']
  expect((await signet(['init', '--data', folder, '--mode', 'training', '--user', 'admin', '--json'], 'correct horse\n')).code).toBe(0)
  const out = join(root, 'line')
  const ports = ['--printer-port', '0', '--scanner-port', '0']
  const line = start(['virtual-line', ...ports, '--out', out, '--seed', 's', '--language', 'tspl'])
  try {
    const { printer } = await new Promise<{ printer: number }>((resolve) =>
      line.stdout!.once('data', (bytes: Buffer) => resolve(JSON.parse(bytes.toString()) as { printer: number })),
    )
    const to = `tcp://127.0.0.1:${printer}`
    const printed = await signet(['print', ...as, '--order', 'TR-000001', '--to', `${to}?language=tspl`], 'correct horse\n')
    expect(printed.code).toBe(0)
    const labels = printed.out.toString().trim().split('\n')
    expect(readFileSync(join(out, 'journal.jsonl'), 'utf8').trim().split('\n')).toHaveLength(labels.length)
    for (const text of labels) expect(JSON.parse(text)).toMatchObject({ evidence: expect.stringMatching(/^E[23]$/) })
    expect((await signet(['print', ...as, '--order', 'TR-000001', '--to', `${to}?language=pcl`])).code).toBe(2)
    expect((await signet(['virtual-line', ...ports, '--out', out, '--seed', 's', '--language', 'pcl'])).code).toBe(2)
  } finally {
    line.kill('SIGTERM')
  }
})
