import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { encodeCommand } from './encode.ts'
import { type CliIo, inputLines } from './io.ts'
import { parseCommand } from './parse.ts'

type Run = { readonly code: number; readonly out: readonly string[]; readonly err: string }

async function run(
  command: (args: readonly string[], io: CliIo, now: () => Date) => Promise<number>,
  args: readonly string[],
  input: readonly (string | Uint8Array)[] = [],
): Promise<Run> {
  const stdout = new PassThrough({ highWaterMark: 1 << 22 })
  const stderr = new PassThrough()
  const code = await command(args, { stdin: Readable.from(input), stdout, stderr }, () => new Date('2026-11-21'))
  const text = (stream: PassThrough) => String(stream.read() ?? '')
  return { code, out: text(stdout).split('\n').slice(0, -1), err: text(stderr) }
}

const KEYS = ['schema', 'ok', 'agency', 'di', 'pi', 'elements', 'symbology', 'errors', 'readings', 'kind', 'value', 'warnings']
const PI_KEYS = ['lot', 'serial', 'made', 'expires', 'bestBefore', 'packed', 'sellBy', 'sterilised', 'validUntil']

describe('signet parse', () => {
  it('prints one line per scan, in order, with all keys', async () => {
    const { code, out } = await run(parseCommand, [']d2010690123456789210A', 'HELLO', '0106901234567892'])
    expect(code).toBe(1)
    const results = out.map((line) => JSON.parse(line))
    expect(results.map((result) => result.ok)).toEqual([true, false, true])
    for (const result of results) {
      expect(Object.keys(result)).toEqual(KEYS)
      expect(Object.keys(result.pi).sort()).toEqual([...PI_KEYS].sort())
      expect(result.schema).toBe(1)
    }
    expect(results[1].errors).toEqual([{ code: 'code.unrecognised', params: { found: 'HELLO' }, at: 0, part: null }])
  })

  it('reads lines of standard input, whatever the chunks, and leaves the rest of a huge one out', async () => {
    const bytes = Buffer.from(`0106901234567892\r\n${'9'.repeat(1_000_000)}\n010690123456789210é`)
    const { out } = await run(
      parseCommand,
      ['--json'],
      [bytes.subarray(0, 7), bytes.subarray(7, 30), bytes.subarray(30, -1), bytes.subarray(-1)],
    )
    const results = out.map((line) => JSON.parse(line))
    expect(results.map((result) => [result.ok, result.errors[0]?.code ?? null])).toEqual([
      [true, null],
      [false, 'scan.tooLong'],
      [false, 'char.illegal'],
    ])
  })

  it('joins parts; exit code 0 when all is well', async () => {
    const { code, out } = await run(parseCommand, ['--part', ']C10106901234567892', '--part', ']C11727053110L'])
    expect(code).toBe(0)
    expect(JSON.parse(out[0]!)).toMatchObject({ ok: true, pi: { lot: 'L', expires: '2027-05-31' } })
  })

  it('wrong usage is 2, in words, and JSON when asked', async () => {
    const { code, out, err } = await run(parseCommand, ['--nope', '--json'])
    expect(code).toBe(2)
    expect(err).toContain('signet parse')
    expect(JSON.parse(out[0]!)).toMatchObject({ schema: 1, ok: false, errors: [{ code: 'usage' }] })
    expect((await run(parseCommand, ['--part', 'a', 'b'])).code).toBe(2)
  })

  it('explains in words of one language, or of both, and as codes with --json', async () => {
    const scan = '0106901234567891<GS>10A'
    const english = await run(parseCommand, ['--explain', '--lang', 'en', scan])
    expect(english.code).toBe(1)
    expect(english.out).toContain('        Check the digits before it, then encode anew.')
    expect(english.out.find((line) => line.includes('+14'))).toContain('of fixed length: 14 characters')
    expect(english.out.join('')).not.toMatch(/[\u4e00-\u9fff]/)
    const both = await run(parseCommand, ['--explain', scan])
    expect(both.out.join('\n')).toContain('核对前面的数字，改正后重新制码')
    expect(both.out).toEqual(expect.arrayContaining([...english.out]))
    const json = await run(parseCommand, ['--explain', '--json', scan, '+A123BJC5D6E71G'])
    const [first, second] = json.out.map((line) => JSON.parse(line))
    expect(Object.keys(first)).toEqual([...KEYS, 'explanation'])
    expect(first.explanation.faults[0]).toMatchObject({ code: 'value.checkDigit', at: 15, cut: 1 })
    expect(second.explanation.cuts[0]).toMatchObject({ at: 0, length: 1, what: 'hibc.plus', rule: 'hibcPrimary' })
    expect((await run(parseCommand, ['--explain', '--lang', 'fr', 'A'])).code).toBe(2)
    expect((await run(parseCommand, ['--explain', '--part', 'A', '--part', 'B'])).code).toBe(2)
  })

  it('counts lines as they end', async () => {
    const lines = async (...chunks: string[]) => {
      const out: string[] = []
      for await (const line of inputLines(Readable.from(chunks), 10)) out.push(Buffer.from(line).toString())
      return out
    }
    expect(await lines('')).toEqual([])
    expect(await lines('a\n')).toEqual(['a'])
    expect(await lines('a\n\nb')).toEqual(['a', '', 'b'])
    expect(await lines('a', 'b\r', '\nc', '\n')).toEqual(['ab', 'c'])
    expect(await lines('0123456789abc\nx')).toEqual(['0123456789', 'x'])
  })
})

describe('signet encode', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'signet-encode-'))

  it('prints rows of 0 and 1', async () => {
    const square = await run(encodeCommand, ['--symbology', 'gs1datamatrix', '(01)06901234567892'])
    expect(square.code).toBe(0)
    expect(square.out.length).toBe(16)
    expect(square.out.every((row) => /^[01]{16}$/.test(row))).toBe(true)
    const rect = await run(encodeCommand, ['--symbology', 'gs1datamatrix', '--rect', '(01)06901234567892'])
    expect([rect.out.length, rect.out[0]!.length]).toEqual([8, 32])
    expect((await run(encodeCommand, ['--symbology', 'gs1-128', '(01)06901234567892'])).out.length).toBe(1)
    expect((await run(encodeCommand, ['--symbology', 'qrcode', 'hello'])).out.length).toBe(21)
    expect((await run(encodeCommand, ['--symbology', 'ean13', '6901234567892'])).out[0]!.length).toBe(95)
  })

  it('refuses faulty data with 1, unknown symbologies and options with 2', async () => {
    const wrong = await run(encodeCommand, ['--symbology', 'gs1datamatrix', '--json', '(01)06901234567891'])
    expect(wrong.code).toBe(1)
    expect(JSON.parse(wrong.out[0]!)).toMatchObject({ schema: 1, ok: false, errors: [{ code: 'value.checkDigit', at: 17 }] })
    expect((await run(encodeCommand, ['--symbology', 'ean13', '6901234567891'])).code).toBe(1)
    expect((await run(encodeCommand, ['--symbology', 'nothing', 'x'])).code).toBe(2)
    expect((await run(encodeCommand, ['--symbology', 'gs1-128', '--rect', '(01)06901234567892'])).code).toBe(2)
    expect((await run(encodeCommand, ['(01)06901234567892'])).code).toBe(2)
    expect((await run(encodeCommand, ['--symbology', 'gs1-128', '--png', 'x.png', '(01)06901234567892'])).code).toBe(2)
  })

  it('warns when GS1-128 gets more than 48 characters', async () => {
    const { code, err } = await run(encodeCommand, ['--symbology', 'gs1-128', '(01)06901234567892(10)ABCDEFGHIJKLMNOPQRST(21)0123456789'])
    expect(code).toBe(0)
    expect(err).toContain('48')
  })

  it('writes a PNG with quiet zone and whole dots, and says what X became', async () => {
    const dir = folder()
    try {
      const file = join(dir, 'code.png')
      const { code, out, err } = await run(encodeCommand, [
        '--symbology',
        'gs1datamatrix',
        '--png',
        file,
        '--dpi',
        '203',
        '--x',
        '0.38',
        '(01)06901234567892',
      ])
      expect([code, out]).toEqual([0, []])
      expect(err).toContain('X = 3 dots = 0.375 mm')
      const png = readFileSync(file)
      expect([png.readUInt32BE(16), png.readUInt32BE(20), png[24]]).toEqual([54, 54, 1])
      expect(readdirSync(dir)).toEqual(['code.png'])
      const tiny = await run(encodeCommand, ['--symbology', 'gs1-128', '--png', file, '--dpi', '203', '--x', '0.01', '(01)06901234567892'])
      expect(tiny.err).toContain('X = 1 dots')
      const nowhere = await run(encodeCommand, [
        '--symbology',
        'gs1-128',
        '--json',
        '--png',
        join(dir, 'no', 'x.png'),
        '--dpi',
        '203',
        '--x',
        '0.25',
        '(01)06901234567892',
      ])
      expect(nowhere.code).toBe(5)
      expect(JSON.parse(nowhere.out[0]!).errors[0]).toMatchObject({ code: 'file.notWritten', params: { reason: 'ENOENT' } })
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})
