import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { drawBadge, drawCharacters, drawRecoveryCode, readBadge, readRecoveryCode } from './secret-codes.ts'

const swapped = (text: string, i: number): string => text.slice(0, i) + text[i + 1]! + text[i]! + text.slice(i + 2)

describe('recovery code', () => {
  test('16 characters in groups, none that is taken for another', () => {
    for (let n = 0; n < 200; n++) expect(drawRecoveryCode(randomBytes)).toMatch(/^([2-9A-HJKMNP-Z]{4}-){3}[2-9A-HJKMNP-Z]{4}$/)
  })

  test('is read in any case, with or without its dashes', () => {
    const code = drawRecoveryCode(randomBytes)
    expect(readRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(code)
  })

  test('finds every wrong character and every swapped pair', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.nat(15), fc.nat(30), (bytes, at, by) => {
        const code = drawRecoveryCode((count) => bytes.map((byte, i) => (byte + i) % 248).slice(0, count)).replaceAll('-', '')
        const wrong = code.slice(0, at) + '23456789ABCDEFGHJKMNPQRSTUVWXYZ'[by]! + code.slice(at + 1)
        if (wrong !== code) expect(readRecoveryCode(wrong)).toBeNull()
        if (at < 15 && code[at] !== code[at + 1]) expect(readRecoveryCode(swapped(code, at))).toBeNull()
      }),
    )
  })
})

describe('badge', () => {
  test('is its own text, under any linear carrier that is not GS1', () => {
    const badge = drawBadge(randomBytes)
    expect(badge).toMatch(/^!SGB\.[2-9A-HJKMNP-Z]{10}\.[2-9A-HJKMNP-Z]$/)
    expect(readBadge(badge)).toBe(badge)
    expect(readBadge(`]C0${badge}\r`)).toBe(badge)
    expect(readBadge(`]C1${badge}`)).toBe('refused')
    expect(readBadge(`]d2${badge}`)).toBe('refused')
  })

  test('misread is refused, anything else is no badge', () => {
    const badge = drawBadge(randomBytes)
    expect(readBadge(badge.slice(0, -1) + (badge.endsWith('2') ? '3' : '2'))).toBe('refused')
    expect(readBadge('!SGB.0127')).toBe('refused')
    expect(readBadge('!SGN.START.Q')).toBeNull()
    expect(readBadge('0127')).toBeNull()
  })
})

test('characters are drawn evenly: bytes that would favour some are thrown away', () => {
  const bytes = [255, 250, 248, 0, 31, 247]
  expect(drawCharacters(3, () => Uint8Array.from(bytes))).toBe('22Z')
})
