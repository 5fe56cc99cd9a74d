import { expect, test } from 'vitest'
import { parseStatus, shortStatus, wholeStatus } from './cpcl-status.ts'

test('ESC h and ESC i by their bits', () => {
  expect(parseStatus('\u0000\u0000')).toEqual({ code: 'ready', queued: 0, busy: false, restarted: false })
  expect(parseStatus('\u0001\u0000')).toEqual({ code: 'ready', queued: null, busy: true, restarted: false })
  expect(parseStatus('\u0010\u0000')).toMatchObject({ code: 'ready', restarted: true })
  expect(parseStatus('\u0002').code).toBe('mediaOut')
  expect(parseStatus('\u0006').code).toBe('headOpen')
  expect(parseStatus('\u0000\u0080').code).toBe('ribbonOut')
  expect(parseStatus('\u0000\u0010').code).toBe('jam')
  // Battery low, paper low and a label not taken do not stop a label.
  expect(parseStatus('\u0008\u0060').code).toBe('ready')
  expect(parseStatus('HS').code).toBe('wrongLanguage')
})

test('one byte is not yet both answers; of several glued the newest counts', () => {
  expect(wholeStatus.take('\u0002', true)).toBeNull()
  expect(wholeStatus.take('\u0002\u0000\u0000\u0000', false)?.value.code).toBe('ready')
  expect(shortStatus.take('', true)).toBeNull()
  expect(shortStatus.take('\u0002\u0000', false)?.value.code).toBe('ready')
})
