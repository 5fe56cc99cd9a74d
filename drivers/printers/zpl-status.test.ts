import { describe, expect, test } from 'vitest'
import { errors, parseErrors } from './zpl-status.ts'

const reply = (flag: number, low: string, warning = '00000000'): string =>
  `\u0002\r\nPRINTER STATUS\r\n   ERRORS:         ${flag} 00000000 ${low}\r\n   WARNINGS:       ${warning === '00000000' ? 0 : 1} 00000000 ${warning}\r\n\u0003`

describe('~HQES', () => {
  test.each([
    [0, '00000000', 'ready'],
    [1, '00000001', 'mediaOut'],
    [1, '00000002', 'ribbonOut'],
    [1, '00000004', 'headOpen'],
    [1, '00000005', 'headOpen'],
    [1, '00000008', 'cutter'],
    [1, '00000010', 'overheated'],
    [1, '00000020', 'overheated'],
    [1, '00001000', 'jam'],
    [1, '00010000', 'paused'],
    [1, '00000040', 'unknown'],
  ])('%i %s is %s, and never says how many labels wait', (flag, low, code) =>
    expect(errors.take(reply(flag, low), false)?.value).toEqual({ code, queued: null }),
  )
  test('a warning alone stops nothing', () => expect(errors.take(reply(0, '00000000', '00000008'), false)?.value.code).toBe('ready'))
  test('cut anywhere it waits, glued it leaves the rest, garbage is none', () => {
    const whole = reply(1, '00000001')
    for (let at = 0; at < whole.length; at++) expect(errors.take(whole.slice(0, at), false)).toBeNull()
    expect(errors.take(`${whole}\u0002more`, false)).toEqual({ value: { code: 'mediaOut', queued: null }, rest: '\u0002more' })
    expect(parseErrors('ERRORS: x 00000000 00000001')).toBeNull()
    expect(errors.take('\u0003', false)).toBeNull()
  })
})
