import { expect, test } from 'vitest'
import { bestEvidence, knownDpi, mayGoOn, offsetFor, type Seen } from './draft.ts'

const seen: Seen = { language: 'zpl', model: 'M', firmware: '1', dpi: 203, virtual: false, code: 'ready', answers: 'full' }

test('the frame is brought to half a millimetre from where it was measured', () => {
  expect(offsetFor(0, 0.5)).toBe(0)
  expect(offsetFor(0, 1.5)).toBe(-1)
  expect(offsetFor(-1, 0.2)).toBe(-0.7)
  expect(offsetFor(1.2, 1.7)).toBe(0)
  expect(Object.is(offsetFor(1, 1.5), 0)).toBe(true)
  expect(offsetFor(0, 20.5)).toBe(-20)
  expect(offsetFor(0, 20.7)).toBeNull()
})

test('what answers can prove: never more than the language documents, one step at most where it is mute', () => {
  expect(bestEvidence(seen)).toBe(2)
  expect(bestEvidence({ language: 'escpos', answers: 'full' })).toBe(4)
  expect(bestEvidence({ language: 'tspl', answers: 'basic' })).toBe(2)
  expect(bestEvidence({ language: 'cpcl', answers: 'basic' })).toBe(3)
  for (const answers of ['none', 'unknown'] as const) expect(bestEvidence({ language: 'escpos', answers })).toBe(1)
})

test('a mute or waiting printer may be gone on with; one not reached, not understood, or virtual in production may not', () => {
  for (const code of ['ready', 'mute', 'mediaOut']) expect(mayGoOn({ ...seen, code }, 'production')).toBe(true)
  for (const code of ['linkLost', 'denied', 'busy', 'wrongLanguage']) expect(mayGoOn({ ...seen, code }, 'training')).toBe(false)
  expect(mayGoOn({ ...seen, virtual: true }, 'training')).toBe(true)
  expect(mayGoOn({ ...seen, virtual: true }, 'production')).toBe(false)
})

test('a resolution the station cannot draw for is not taken over', () => {
  expect([203, 300, 600, 305, null].map(knownDpi)).toEqual([203, 300, 600, null, null])
})
