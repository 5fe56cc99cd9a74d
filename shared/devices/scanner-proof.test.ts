import { describe, expect, test } from 'vitest'
import { gs1DataMatrix } from '../symbols/datamatrix.ts'
import { parseScan } from '../udi/udi.ts'
import { isProofRead, type ProofRead, proofData, proofOf, proofReads, proofTogether } from './scanner-proof.ts'

const stateOf = (read: ProofRead, point: string) => proofOf(read).find((state) => state.point === point)
const times = (read: ProofRead, n = proofReads): ProofRead[] => Array.from({ length: n }, () => read)
const good: ProofRead = { text: `]d2${proofData}` }

test('the symbol is a legal GS1 DataMatrix of no product, and holds GS, both cases, brackets and a hyphen', () => {
  expect(gs1DataMatrix(proofData).ok).toBe(true)
  expect(parseScan(`]d2${proofData}`, { now: 2026 })).toMatchObject({
    ok: true,
    di: '02000000000008',
    pi: { lot: 'Test-1a', serial: 'aB(9)-x' },
  })
})
describe('one read', () => {
  test.each<[string, ProofRead, string, object]>([
    ['as sent', good, 'gs', { found: 'kept' }],
    ['as sent', good, 'aim', { found: 'gs1' }],
    ['as sent', good, 'letterCase', { found: 'kept' }],
    ['as sent', good, 'signs', { found: 'kept' }],
    ['GS by Ctrl', { ...good, gsKey: 'ctrl' }, 'gs', { found: 'ctrl' }],
    ['no GS', { text: proofData.replace('\u001d', '') }, 'gs', { found: 'lost' }],
    ['a bar for GS', { text: proofData.replace('\u001d', '|') }, 'gs', { found: 'substitute', text: '|' }],
    ['<GS> for GS', { text: proofData.replace('\u001d', '<GS>') }, 'gs', { found: 'substitute', text: '<GS>' }],
    ['half of it', { text: proofData.slice(0, 30) }, 'gs', { found: 'unclear' }],
    ['no AIM id', { text: proofData }, 'aim', { found: 'none' }],
    ['plain DataMatrix', { text: `]d1${proofData}` }, 'aim', { found: 'other', text: ']d1' }],
    [
      'Caps Lock',
      { text: proofData.replaceAll(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())) },
      'letterCase',
      { found: 'swapped' },
    ],
    ['capitals', { text: proofData.toUpperCase() }, 'letterCase', { found: 'upper' }],
    ['small letters', { text: proofData.toLowerCase() }, 'letterCase', { found: 'lower' }],
    ['German board', { text: proofData.replaceAll('-', 'ß').replace('(', ')').replace(')-', '=ß') }, 'signs', { found: 'layout' }],
    ['input method', { ...good, imeSeen: true }, 'ime', { found: 'seen' }],
  ])('%s: %j %s', (_what, read, point, found) => expect(stateOf(read, point)).toMatchObject(found))
  test('another symbol is none of the proof', () => {
    expect(isProofRead(good.text)).toBe(true)
    expect(isProofRead(proofData.toUpperCase().replace('\u001d', '|'))).toBe(true)
    expect(isProofRead('0106901234500011')).toBe(false)
    expect(isProofRead('')).toBe(false)
  })
})
describe('together', () => {
  test('six good reads prove it, five do not', () => {
    expect(proofTogether(times(good)).proved).toBe(true)
    expect(proofTogether(times(good, 5)).proved).toBe(false)
  })
  test('one read without GS among six proves the contrary', () => {
    const proof = proofTogether([...times(good, 5), { text: `]d2${proofData.replace('\u001d', '')}` }])
    expect(proof.proved).toBe(false)
    expect(proof.points[0]).toMatchObject({ point: 'gs', good: 5, of: 6, worst: { found: 'lost' } })
  })
  test('always the same stand-in is learned; two of them are not', () => {
    const bar = { text: proofData.replace('\u001d', '|') }
    expect(proofTogether(times(bar))).toMatchObject({ proved: true, substitute: '|' })
    expect(proofTogether([...times(bar, 5), { text: proofData.replace('\u001d', '~') }])).toMatchObject({ proved: false, substitute: null })
  })
  test('without AIM ids it works, with a warning; with the id of a plain symbol it does not', () => {
    expect(proofTogether(times({ text: proofData })).proved).toBe(true)
    expect(proofTogether(times({ text: `]d1${proofData}` })).proved).toBe(false)
  })
})
