import { expect, test } from 'vitest'
import { escpos } from './escpos.ts'
import { identity, parseRealtime, push, realtimeStatus } from './escpos-status.ts'

test('DLE EOT 1 to 4 by their bits', () => {
  expect(parseRealtime([0x12, 0x12, 0x12, 0x12])).toEqual({ code: 'ready', queued: 0 })
  // A printer out of paper answered 1A 32 .. 7E.
  expect(parseRealtime([0x1a, 0x32, 0x12, 0x7e]).code).toBe('mediaOut')
  expect(parseRealtime([0x1a, 0x16, 0x12, 0x12]).code).toBe('headOpen')
  expect(parseRealtime([0x1a, 0x52, 0x1a, 0x12]).code).toBe('cutter')
  expect(parseRealtime([0x1a, 0x52, 0x52, 0x12]).code).toBe('overheated')
  expect(parseRealtime([0x1a, 0x52, 0x32, 0x12]).code).toBe('unknown')
  expect(parseRealtime([0x1a, 0x12, 0x12, 0x12]).code).toBe('paused')
})

test('cut it is no answer, glued the newest counts, text is another language', () => {
  expect(realtimeStatus.take('\u0012\u0012\u0012', true)).toBeNull()
  expect(realtimeStatus.take('\u001a\u0032\u0012\u007e\u0012\u0012\u0012\u0012', false)?.value.code).toBe('ready')
  expect(realtimeStatus.take('a long text of no status', true)?.value.code).toBe('wrongLanguage')
})

test('a job done is said with its number, whatever else came', () => {
  expect(push('\u00127"0042\0\u0012')).toEqual({ value: { done: 42 }, rest: '\u0012\u0012' })
  expect(push('7"004')).toBeNull()
  expect(identity.take('_TM-L90\0', false)?.value).toMatchObject({ model: 'TM-L90' })
  expect(identity.take('HI', true)?.value).toBe('other')
})

test('only a stamped label carries orders that a simple printer might print', () => {
  const label = escpos.encode(
    { width: 8, height: 1, stride: 1, bits: Uint8Array.of(0x81) },
    { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 },
  )
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
  expect(hex(label)).toBe('1b40' + '1d7630000100010081' + '1d0c')
  expect(hex(escpos.jobs!.stamp(label, 7))).toBe(`1d284405001401000200${hex(label)}1d28480600303030303037`)
})
