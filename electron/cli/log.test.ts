import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { evidenceLog } from '../../test/rigs/evidence.ts'
import { evidencePage } from '../station/evidence/page.ts'
import { logCommand } from './log.ts'

const folder = mkdtempSync(join(tmpdir(), 'signet-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(...args: string[]): Promise<{ readonly code: number; readonly out: readonly string[]; readonly err: string }> {
  const stdout = new PassThrough({ highWaterMark: 1 << 22 })
  const stderr = new PassThrough()
  const code = await logCommand(args, { stdin: Readable.from([]), stdout, stderr })
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  return { code, out: text(stdout).split('\n').slice(0, -1), err: text(stderr) }
}
function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const vectorsFile = join(import.meta.dirname, '../../../shared/data/rfc6962-vectors.json')
const leaf = 'bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0='
const root = '+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU='
const sibling = 'lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c='
const inside = { leafIdx: 0, treeSize: 2, root, leafHash: leaf, proof: [sibling] }
const grown = { size1: 1, size2: 2, root1: leaf, root2: root, proof: [sibling] }

describe('signet log check-proof', () => {
  it.skipIf(!existsSync(vectorsFile))('judges every vector as it should (skipped where they are not at hand)', async () => {
    const { inclusion, consistency } = JSON.parse(readFileSync(vectorsFile, 'utf8')) as Record<string, { wantErr: boolean; name: string }[]>
    const { code, out } = await run('check-proof', vectorsFile)
    const vectors = [...inclusion!, ...consistency!]
    expect([code, out.length]).toEqual([1, vectors.length])
    for (const [i, { wantErr, name }] of vectors.entries()) expect(out[i], name).toMatch(wantErr ? /^bad proof\.[a-z]+$/ : /^ok$/)
  })

  it('prints a line for each proof, in file order; 0 only if all hold', async () => {
    const good = file('good.json', { source: 'x', inclusion: [inside], consistency: [{ ...grown, wantErr: true, desc: 'ignored' }] })
    expect(await run('check-proof', good)).toEqual({ code: 0, out: ['ok', 'ok'], err: '' })
    const mixed = file('mixed.json', { inclusion: [{ ...inside, proof: null }, inside], consistency: [{ ...grown, size1: 0 }] })
    expect(await run('check-proof', mixed)).toEqual({ code: 1, out: ['bad proof.length', 'ok', 'bad proof.size'], err: '' })
    const turned = file('turned.json', { consistency: [{ ...grown, size1: 0 }], inclusion: [inside] })
    expect((await run('check-proof', turned)).out).toEqual(['bad proof.size', 'ok'])
    const json = await run('check-proof', mixed, '--json')
    expect(json.code).toBe(1)
    expect(json.out.map((line) => JSON.parse(line))).toEqual([
      { schema: 1, n: 1, kind: 'inclusion', ok: false, code: 'proof.length' },
      { schema: 1, n: 2, kind: 'inclusion', ok: true, code: null },
      { schema: 1, n: 3, kind: 'consistency', ok: false, code: 'proof.size' },
    ])
  })

  it('judges odd numbers and what is no hash', async () => {
    const odd = file('odd.json', {
      inclusion: [
        { ...inside, leafIdx: 2 ** 64 },
        { ...inside, leafIdx: -1 },
        { ...inside, treeSize: 1.5 },
        { ...inside, root: 'no' },
        { ...inside, proof: ['?'] },
      ],
    })
    const { code, out } = await run('check-proof', odd)
    expect([code, ...out]).toEqual([1, 'bad proof.index', 'bad proof.index', 'bad proof.size', 'bad proof.hash', 'bad proof.hash'])
  })

  it('a file that is none is 2, with words and, asked for, as JSON', async () => {
    const bad = [
      join(folder, 'nowhere.json'),
      folder,
      file('text.json', 'no'),
      file('empty.json', ''),
      file('list.json', []),
      file('none.json', {}),
      file('field.json', { inclusion: [{ ...inside, root: 1 }] }),
      file('missing.json', { consistency: [{ size1: 1 }] }),
    ]
    for (const path of bad) {
      const { code, out, err } = await run('check-proof', path, '--json')
      expect(code, path).toBe(2)
      expect(JSON.parse(out[0]!)).toMatchObject({
        schema: 1,
        ok: false,
        errors: expect.arrayContaining([expect.objectContaining({ at: null })]),
      })
      expect(err).not.toBe('')
    }
    const { out } = await run('check-proof', bad.at(-2)!, '--json')
    expect(JSON.parse(out[0]!).errors).toEqual([{ code: 'record.invalid', params: { path: 'inclusion.0.root' }, at: null, part: null }])
  })

  it('wrong usage is 2', async () => {
    for (const args of [
      [],
      ['nothing'],
      ['check-proof'],
      ['check-proof', 'a', 'b'],
      ['check-proof', '--nope'],
      ['verify', 'a', 'b'],
      ['toString'],
    ]) {
      const { code, err } = await run(...args)
      expect([code, err.includes('signet log ')], args.join(' ')).toEqual([2, true])
    }
    const help = await run('--help')
    expect(help.code).toBe(0)
    for (const name of ['check-proof FILE', 'verify BUNDLE']) expect(help.out.join('\n')).toContain(`signet log ${name}`)
  })
})

describe('signet log verify BUNDLE', () => {
  const log = evidenceLog()
  const bundle = log.bundle(37)
  const json = file('bundle.json', bundle)
  const html = file('bundle.html', evidencePage(bundle))

  it('says what is proven, alone or inside its page', async () => {
    for (const path of [json, html]) {
      const { code, out } = await run('verify', path, '--key', log.vkey)
      expect(code).toBe(0)
      expect(out.join('\n')).toContain('证据属实 Evidence proven')
    }
  })

  it('without a key the signer is not proven', async () => {
    const { code, out } = await run('verify', html)
    expect(code).toBe(0)
    expect(out.join('\n')).toContain('Signer not proven')
    const { out: lines } = await run('verify', json, '--json')
    expect(JSON.parse(lines[0]!)).toEqual({
      schema: 1,
      ok: true,
      signer: 'notProven',
      checkpoint: expect.objectContaining({ origin: 'signet/STN-0123456789', size: 37, provider: 'file' }),
      events: [3, 4, 5].map((seq) => ({ seq, ok: true, code: null })),
      later: [],
      problems: [],
    })
  })

  it('what does not hold is 1, with its code and words', async () => {
    const forged = file(
      'forged.html',
      evidencePage({ ...bundle, events: bundle.events.map((event) => ({ ...event, body: event.body.replace('"take":1', '"take":2') })) }),
    )
    const { code, out } = await run('verify', forged, '--key', log.vkey)
    expect(code).toBe(1)
    expect(out.join('\n')).toContain('证据不成立 Evidence does not hold')
    expect(out).toContainEqual(expect.stringMatching(/^proof\.root \{"seq":4\} .*root/))
    expect((await run('verify', json, '--key', evidenceLog().vkey)).code).toBe(1)
    expect((await run('verify', json, '--key', 'x', '--json')).code).toBe(1)
    expect((await run('verify', file('other.json', {}))).code).toBe(1)
  })

  it('a file that is none is 2', async () => {
    for (const path of [
      join(folder, 'nowhere'),
      file('page.html', '<html></html>'),
      file('half.html', '<script type="application/json" id="evidence">{'),
      file('x.json', '{'),
    ])
      expect((await run('verify', path, '--json')).code, path).toBe(2)
  })
})
