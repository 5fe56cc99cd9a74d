import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical, type Json } from './jcs.ts'
import { kinds } from './kinds.ts'

describe('canonical JSON (RFC 8785)', () => {
  test('sorts keys by UTF-16 units and leaves undefined out', () => {
    expect(canonical({ b: 1, a: [true, null, 'x'], '\u20ac': 'e', '\ud83d\ude00': 's', gone: undefined })).toBe(
      '{"a":[true,null,"x"],"b":1,"\u20ac":"e","\ud83d\ude00":"s"}',
    )
  })
  test('escapes as the RFC does', () => {
    expect(canonical('\u0000\u001f"\\/\u007f\u2028')).toBe('"\\u0000\\u001f\\"\\\\/\u007f\u2028"')
  })
  test('refuses numbers that programs print differently, and lone surrogates', () => {
    for (const value of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) expect(() => canonical(value)).toThrow('ledger.number')
    expect(() => canonical('\ud800')).toThrow('ledger.surrogate')
    expect(canonical(-0)).toBe('0')
  })
  test('any value comes back as it was, whatever the order of its keys', () => {
    const value = fc.letrec<{ v: Json }>((tie) => ({
      v: fc.oneof(
        fc.boolean(),
        fc.constant(null),
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        fc.array(tie('v'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('v'),
          { maxKeys: 4 },
        ),
      ),
    })).v
    fc.assert(
      fc.property(value, (json) => {
        expect(JSON.parse(canonical(json))).toEqual(JSON.parse(JSON.stringify(json)))
      }),
    )
  })
})

describe('kinds', () => {
  test('each has a number of its own and a line in docs/spec/ledger.md', () => {
    const numbers = Object.values(kinds).map(({ no }) => no)
    expect(new Set(numbers).size).toBe(numbers.length)
    const spec = readFileSync(join(import.meta.dirname, '../../docs/spec/ledger.md'), 'utf8')
    for (const [name, { no, after }] of Object.entries(kinds)) expect(spec, name).toContain(`| ${no} | \`${name}\` | ${after} |`)
  })
})
