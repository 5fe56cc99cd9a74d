import { expect, test } from 'vitest'
import { errorStatus, identity, push } from './epl2-status.ts'

const code = (text: string) => errorStatus.take(text, false)?.value.code

test('^ee: the first error that is none of 00; cut short it is no answer', () => {
  expect(errorStatus.take('0', false)).toBeNull()
  expect(errorStatus.take('00', false)).toBeNull()
  expect(code('00\r\n')).toBe('ready')
  expect(code('07\r\n')).toBe('mediaOut')
  expect(code('00,11\r\n')).toBe('headOpen')
  expect(code('62\r\n')).toBe('overheated')
  expect(code('81\r\n')).toBe('cutter')
  expect(code('92\r\n')).toBe('paused')
  expect(code('99\r\n')).toBe('unknown')
  // Lines left over from another answer are no error numbers.
  expect(errorStatus.take('Serial port:96,N,8,1\r\n', false)).toBeNull()
  expect(code('Serial port:96,N,8,1\r\n00\r\n')).toBe('ready')
})

test('what it says unasked is taken out of whatever else came', () => {
  expect(push('00\r\n\u001507P012\u0013')).toEqual({ value: { fault: 'mediaOut', labels: 12 }, rest: '00\r\n' })
  expect(push('\u001507R003\u0013x')).toEqual({ value: { fault: 'ribbonOut', labels: 3 }, rest: 'x' })
  expect(push('\u001511\u0013')).toEqual({ value: { fault: 'headOpen', labels: null }, rest: '' })
  expect(push('\u0011')).toEqual({ value: { fault: 'ready', labels: null }, rest: '' })
  expect(push('\u001507P0')).toBeNull()
})

test('UQ: the model at the head of the lines, when they have ended', () => {
  const lines = 'UKQ1935HLU V4.42\r\nS/N 1234\r\n'
  expect(identity.take(lines, false)).toBeNull()
  expect(identity.take(lines, true)?.value).toMatchObject({ model: 'UKQ1935HLU', firmware: 'V4.42' })
  expect(identity.take('\u0002030,0\u0003\r\n', true)?.value).toBe('other')
})
