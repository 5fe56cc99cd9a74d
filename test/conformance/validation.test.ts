import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sha256 } from '../../electron/station/hash.ts'
import { verifyWhole } from '../../electron/station/log/verify.ts'
import { Connection } from '../../electron/station/store/database.ts'
import { componentNames } from '../../shared/validation.ts'
import { engineRig, firstAdmin, key, setUp } from '../rigs/engine.ts'
import { readPdf } from '../rigs/read-pdf.ts'

vi.setConfig({ testTimeout: 120_000 })
const bin = join(import.meta.dirname, '../../bin/signet')
const root = mkdtempSync(join(tmpdir(), 'signet-validate-'))
const temporary = join(root, 'tmp')
mkdirSync(temporary)
const env = { ...process.env, SIGNET_FENCE_DIR: join(root, 'fence'), SIGNET_DATA: undefined, TMPDIR: temporary }
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface Line {
  readonly n: number
  readonly id: string
  readonly kind: string
  readonly result: string
  readonly errors: readonly { readonly code: string }[]
  readonly file: string
  readonly sha256: string
  readonly validation: {
    readonly seq: number
    readonly changed: readonly { readonly component: string; readonly was: string | null }[]
    readonly repeat: readonly string[]
  }
}
function signet(args: readonly string[], input: string): Promise<{ readonly code: number | null; readonly lines: readonly Line[] }> {
  return new Promise((resolve) => {
    const child = spawn(bin, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('close', (code) => {
      const lines = out.split('\n').filter((line) => line.startsWith('{'))
      resolve({ code, lines: lines.map((line) => JSON.parse(line) as Line) })
    })
  })
}
const password = 'correct horse battery'

describe('signet doctor --validation', () => {
  const data = join(root, 'data')
  const as = ['doctor', '--validation', '--data', data, '--json', '--user']
  beforeAll(async () => {
    expect((await signet(['init', '--data', data, '--mode', 'training', '--user', 'admin', '--json'], `${password}\n`)).code).toBe(0)
  })

  test('without a person, without the right and with a wrong password nothing is checked', async () => {
    expect((await signet(as.slice(0, -1), '')).code).toBe(2)
    const wrong = await signet([...as, 'admin'], 'wrong\n')
    expect([wrong.code, wrong.lines[0]!.errors[0]!.code]).toEqual([3, 'session.wrong'])
    const second = await signet([...as, 'admin', '--second', 'liwb'], `${password}\nwrong\n`)
    expect([second.code, second.lines.length]).toEqual([3, 1])
    const visitor = await signet([...as, 'liufang'], 'x\n')
    expect(visitor.code).toBe(3)
    expect((await signet([...as, 'liuf'], 'training-246810\n')).code).toBe(3)
  })

  test('plain doctor needs nobody, as before', async () => {
    const plain = await signet(['doctor', '--data', data, '--json'], '')
    expect([plain.code, plain.lines.length, Object.keys(plain.lines[0]!)]).toEqual([
      0,
      7,
      ['schema', 'n', 'requirement', 'check', 'result'],
    ])
  })

  test('every check has a line; the report holds each; the second run knows what changed', async () => {
    const out = join(root, 'report.pdf')
    const first = await signet([...as, 'admin', '--out', out], `${password}\n`)
    const checks = first.lines.slice(0, -1)
    const { file, sha256: hash, validation } = first.lines.at(-1)!
    // A training folder keeps its backups inside: that is bad, and said.
    expect(checks.filter(({ result }) => result.startsWith('bad')).map(({ id, result }) => [id, result.split(' ')[1]])).toEqual([
      ['IQ-10', 'validation.backupInside'],
    ])
    expect(first.code).toBe(1)
    expect(checks.map(({ n }) => n)).toEqual(checks.map((_, i) => i + 1))
    for (const { result, kind, id } of checks) {
      expect(result).toMatch(/^(ok|bad|skipped)( |$)/)
      expect(id.startsWith(kind)).toBe(true)
    }
    expect([file, hash]).toEqual([out, sha256(readFileSync(out))])
    const text = readPdf(readFileSync(out))
      .map((page) => page.text)
      .join('\n')
    for (const { id } of checks) expect(text).toContain(id)
    expect(text).toContain('admin 0001')
    expect(validation.changed.map(({ component, was }) => [component, was])).toEqual(componentNames.map((name) => [name, null]))
    expect(validation.repeat).toEqual(checks.map(({ id }) => id))
    expect(readdirSync(temporary)).toEqual([])

    const again = await signet([...as, 'admin'], `${password}\n`)
    const last = again.lines.at(-1)!
    expect(last.validation).toMatchObject({ changed: [], repeat: [] })
    expect(last.validation.seq).toBeGreaterThan(validation.seq)
    expect(last.file.startsWith(join(data, 'validation'))).toBe(true)
    const ledger = new Connection(join(data, 'ledger.sqlite'), { readonly: true })
    const station = ledger.get<{ value: string }>("SELECT value FROM meta WHERE key = 'station'")!.value
    expect(verifyWhole(ledger.reader(), station, []).bad).toBeNull()
    const signed = ledger.all<{ n: number }>(
      "SELECT json_extract(body, '$.after.signs.seq') AS n FROM event WHERE kind = 210 AND json_extract(body, '$.after.meaning') = 'validated'",
    )
    expect(signed.map(({ n }) => n)).toEqual([validation.seq, last.validation.seq])
    ledger.close()
  })
})

test('on the page: every step tells of the checks done so far, the newest run is signed once', async () => {
  const rig = await engineRig()
  try {
    const page = rig.page()
    await setUp(page)
    const { login, password: right } = firstAdmin
    expect(await page.validation.state()).toMatchObject({ last: null })
    let seen = 0
    let run: string | null = null
    let of = 0
    for await (const step of await page.validation.run()) {
      expect(step.checks.length).toBeGreaterThanOrEqual(seen)
      seen = step.checks.length
      run = step.run
      of = step.of
    }
    expect([seen, typeof run]).toEqual([of, 'string'])
    const sign = (id: string, given: string) =>
      page.validation.sign({ key: key(), run: id, signing: { reason: '首次', signers: [{ login, password: given }] } })
    const refusal = async (call: Promise<unknown>): Promise<string | undefined> => {
      const error = (await call.then(
        () => null,
        (thrown: unknown) => thrown,
      )) as { data?: { problems?: { code: string }[] } } | null
      return error?.data?.problems?.[0]?.code
    }
    expect(await refusal(sign('another run', right))).toBe('validation.gone')
    expect(await refusal(sign(run!, 'wrong'))).toBe('session.wrong')
    const done = await sign(run!, right)
    expect(done.sha256).toBe(sha256(done.bytes))
    expect(await refusal(sign(run!, right))).toBe('validation.gone')
    const state = await page.validation.state()
    expect(state.last).toMatchObject({ seq: done.seq })
    expect(state.changes).toEqual([])
    expect(rig.log).toEqual([])
  } finally {
    await rig.close()
  }
})
