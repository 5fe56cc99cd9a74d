import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type HidPosPending, hidPosReport } from './hid-pos-report.ts'

const GS = '\u001d'

interface Report {
  readonly aim?: string
  readonly data?: string | Uint8Array
  readonly length?: number
  readonly goesOn?: boolean
  readonly shift?: 0 | 1
}

/** A report as a scanner makes it; unused bytes are zero. */
function report({ aim = ']d2', data = '', goesOn = false, shift = 0, ...rest }: Report): Uint8Array {
  const bytes = new Uint8Array(64)
  const text = Buffer.from(data)
  bytes[0] = 2
  bytes[1] = rest.length ?? text.length
  bytes.set(Buffer.from(aim), 2 + shift)
  bytes.set(text.subarray(0, 58 - shift), 5 + shift)
  bytes[63] = goesOn ? 1 : 0
  return bytes
}

/** The reports of a code. */
function reports(code: string, aim = ']d2'): Uint8Array[] {
  const bytes = Buffer.from(code)
  const count = Math.max(1, Math.ceil(bytes.length / 56))
  return Array.from({ length: count }, (_, i) => report({ aim, data: bytes.subarray(i * 56, i * 56 + 56), goesOn: i < count - 1 }))
}

function run(...sent: readonly (readonly [Uint8Array, number] | Uint8Array)[]) {
  let pending: HidPosPending | null = null
  let at = 1_000
  let bad = 0
  const codes: string[] = []
  for (const item of sent) {
    const [bytes, waited] = item instanceof Uint8Array ? [item, 5] : item
    at += waited
    const step = hidPosReport(bytes, pending, at)
    pending = step.pending
    bad += step.bad
    if (step.code !== null) codes.push(step.code)
  }
  return { codes, bad, pending }
}

const label = `0106901234500011112611071731110610H26K1107${GS}21HS26K004189`
const long = `${label}${GS}240ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789`

describe('whole codes', () => {
  test('of one report, of two, of exactly one and of exactly two', () => {
    expect(run(report({ data: 'ABC' }), report({ data: '8\r', aim: ']C1' })).codes).toEqual([']d2ABC', ']C18'])
    expect(run(...reports(label)).codes).toEqual([`]d2${label}`])
    for (const length of [55, 56, 57, 112, 113]) {
      expect(run(...reports('x'.repeat(length))).codes).toEqual([`]d2${'x'.repeat(length)}`])
    }
    expect(run(report({ data: 'y'.repeat(56), goesOn: true }), report({})).codes).toEqual([`]d2${'y'.repeat(56)}`])
  })
  test('with AIM id and data one byte later', () => {
    expect(run(report({ data: 'ABC', shift: 1 })).codes).toEqual([']d2ABC'])
  })
  test('by their length, whatever stands behind; zero bytes within stay', () => {
    const bytes = report({ data: 'ABCDEF' })
    bytes[1] = 3
    expect(run(bytes).codes).toEqual([']d2ABC'])
    expect(run(report({ data: 'A\0B' })).codes).toEqual([']d2A\0B'])
  })
  test('in UTF-8, also across reports, and otherwise byte by byte', () => {
    const chinese = `${'x'.repeat(55)}批号`
    expect(run(...reports(chinese)).codes).toEqual([`]d2${chinese}`])
    expect(run(report({ data: Buffer.from('caf\u00e9', 'latin1') })).codes).toEqual([']d2café'])
  })
  test('of any bytes and length come back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 1_300, unit: 'grapheme-ascii' }), (text) => {
        expect(run(...reports(text))).toEqual({ codes: [`]d2${text}`], bad: 0, pending: null })
      }),
    )
  })
})

describe('what is no whole code is dropped, counted, and glued to nothing', () => {
  const [first, second] = reports(long) as [Uint8Array, Uint8Array]
  const next = report({ data: 'NEXT' })

  test('a length over 56, no AIM id, no data, another report', () => {
    expect(run(report({ data: 'A', length: 57 }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(report({ data: 'A', length: 255 }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(report({ data: 'A', aim: '\0\0\0' }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(report({ data: 'A', aim: ']d!' }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(report({ data: '\r' }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(Uint8Array.of(2, 1), Uint8Array.of(4, ...new Uint8Array(63)), next)).toMatchObject({ codes: [']d2NEXT'], bad: 2 })
  })
  test('broken off by another AIM id: the other code is whole', () => {
    expect(run(first, report({ data: 'OTHER', aim: ']C1' }))).toMatchObject({ codes: [']C1OTHER'], bad: 1, pending: null })
  })
  test('broken off by silence', () => {
    expect(run(first, [next, 501])).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(first, [second, 499]).codes).toEqual([`]d2${long}`])
  })
  test('a bad report in the middle takes the rest of its code with it', () => {
    const bad = report({ data: 'x', length: 99, goesOn: true })
    expect(run(first, bad, second, next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(bad, second, next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
    expect(run(first, report({ aim: '\0\0\0', data: 'x' }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
  })
  test('over 4096 bytes: nothing of it is kept, and its end is waited for', () => {
    const endless = report({ data: 'z'.repeat(56), goesOn: true })
    const { pending, bad } = run(...Array.from({ length: 1_000 }, () => endless))
    expect(bad).toBe(1)
    expect(pending?.data.length).toBe(0)
    expect(run(...Array.from({ length: 80 }, () => endless), report({ data: 'tail' }), next)).toMatchObject({ codes: [']d2NEXT'], bad: 1 })
  })
  test('any bytes at all are survived, and a whole code after a silence is heard', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 0, maxLength: 80 }), { maxLength: 30 }), (junk) => {
        const { codes } = run(...junk, [report({ data: 'GOOD' }), 600])
        expect(codes.at(-1)).toBe(']d2GOOD')
      }),
    )
  })
})

describe('reports without AIM id (Newland)', () => {
  const plain = (data: string, goesOn = false): Uint8Array => {
    const bytes = new Uint8Array(64)
    bytes[0] = 2
    bytes[1] = data.length
    bytes.set(Buffer.from(data).subarray(0, 56), 2)
    bytes[63] = goesOn ? 1 : 0
    return bytes
  }
  const read = (...sent: Uint8Array[]) => {
    let pending: HidPosPending | null = null
    let bad = 0
    const codes: string[] = []
    for (const [i, bytes] of sent.entries()) {
      const step = hidPosReport(bytes, pending, 1_000 + i * 5, true)
      pending = step.pending
      bad += step.bad
      if (step.code !== null) codes.push(step.code)
    }
    return { codes, bad }
  }
  const label = `0106901234500011112611071731110610H26K1107${GS}21HS26K004101`

  test('one report, and a code that needs two', () => {
    expect(read(plain('0106901234500011')).codes).toEqual(['0106901234500011'])
    expect(read(plain(label.slice(0, 56), true), plain(label.slice(56))).codes).toEqual([label])
  })
  test('an AIM id sent as data, and one in its standard place, are both kept once', () => {
    expect(read(plain(`]d2${label.slice(0, 40)}`)).codes).toEqual([`]d2${label.slice(0, 40)}`])
    expect(read(report({ data: label.slice(0, 40) })).codes).toEqual([`]d2${label.slice(0, 40)}`])
    expect(read(...reports(label)).codes).toEqual([`]d2${label}`])
  })
  test('a length over 56 is dropped', () =>
    expect(read(Uint8Array.from({ length: 64 }, (_, i) => (i === 0 ? 2 : i === 1 ? 60 : 65)))).toEqual({ codes: [], bad: 1 }))
})
