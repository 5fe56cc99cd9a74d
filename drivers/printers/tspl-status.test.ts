import { describe, expect, test } from 'vitest'
import { fullStatus, identity, parseFullStatus, parseShortStatus } from './tspl-status.ts'

describe('ESC ! S', () => {
  test('what it does, and the flags of paper, ribbon and head', () => {
    expect(parseFullStatus('@@@@')).toEqual({ code: 'ready', queued: 0, busy: false })
    expect(parseFullStatus('P@@@')).toEqual({ code: 'ready', queued: null, busy: true })
    expect(parseFullStatus('`@@@').code).toBe('paused')
    expect(parseFullStatus('E@@A').code).toBe('mediaOut')
    expect(parseFullStatus('E@@D').code).toBe('ribbonOut')
    expect(parseFullStatus('E@@`').code).toBe('headOpen')
    expect(parseFullStatus('E@@a').code).toBe('headOpen')
    expect(parseFullStatus('E@@B').code).toBe('jam')
    expect(parseFullStatus('E@A@').code).toBe('overheated')
    expect(parseFullStatus('E@H@').code).toBe('cutter')
    expect(parseFullStatus('E@@@').code).toBe('unknown')
  })
  test('comes in pieces, behind noise, without its STX, two at once', () => {
    expect(fullStatus.take('\u0002@@', false)).toBeNull()
    expect(fullStatus.take('\u0002@@@@\u0003\r\n', false)).toEqual({ value: { code: 'ready', queued: 0, busy: false }, rest: '' })
    expect(fullStatus.take('?? @@@@\u0003\r\n', false)?.value.code).toBe('ready')
    expect(fullStatus.take('\u0002E@@A\u0003\r\n\u0002@@@@\u0003\r\n', false)).toEqual({
      value: { code: 'mediaOut', queued: null },
      rest: '\u0002@@@@\u0003\r\n',
    })
  })
})

test('ESC ! ?: one byte; 0x20 then 0x00 glued is the newer one; text is another language', () => {
  expect(parseShortStatus('\u0000')).toEqual({ code: 'ready', queued: 0, busy: false })
  expect(parseShortStatus('\u0020')).toEqual({ code: 'ready', queued: null, busy: true })
  expect(parseShortStatus('\u0020\u0000')).toEqual({ code: 'ready', queued: 0, busy: false })
  expect(parseShortStatus('\u0004').code).toBe('mediaOut')
  expect(parseShortStatus('\u0008').code).toBe('ribbonOut')
  expect(parseShortStatus('\u0041').code).toBe('headOpen')
  expect(parseShortStatus('hello').code).toBe('wrongLanguage')
})

test('~!T: a model with or without an end of line, once it is quiet; anything else is another language', () => {
  expect(identity.take('TTP-244 Plus\r\n', false)).toBeNull()
  expect(identity.take('TTP-244', true)?.value).toMatchObject({ model: 'TTP-244', virtual: false })
  expect(identity.take('TTP-244 Plus\r\n', true)).toMatchObject({ value: { model: 'TTP-244 Plus' }, rest: '' })
  expect(identity.take('\u0002030,0,0\u0003\r\n', true)?.value).toBe('other')
})
