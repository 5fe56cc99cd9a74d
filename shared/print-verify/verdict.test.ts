import { describe, expect, test } from 'vitest'
import { readScan } from '../../electron/station/line/reading.ts'
import { type Due, judge, type SerialFate } from './verdict.ts'

const GS = '\u001d'
const due: Due = { trace: 'serial', di: '06901234500011', lot: 'L1', made: '2026-01-05', expires: '2031-01-04' }
const lotDue: Due = { ...due, trace: 'lot' }
const oldest = { label: 7, ordinal: 5 }
const none: SerialFate = { outstanding: null, settled: null, elsewhere: null }
const fates: Record<string, SerialFate> = {
  S5: { ...none, outstanding: oldest },
  S6: { ...none, outstanding: { label: 8, ordinal: 6 } },
  S4: { ...none, settled: { order: 'A-1', at: 1, ordinal: 4, verified: true } },
  X1: { ...none, elsewhere: 'A-0' },
}
const scan = (text: string, against = due, first: typeof oldest | null = oldest) =>
  judge(readScan(text, 2026), against, first, (serial) => fates[serial] ?? none)
const label = (serial: string, lot = 'L1', di = '06901234500011', dates = '1126010517310104') =>
  `]d201${di}${dates}10${lot}${GS}21${serial}`

describe('verdicts at serial level', () => {
  test('the awaited label matches', () => expect(scan(label('S5'))).toMatchObject({ verdict: 'match', faults: [], label: 7, ordinal: 5 }))
  test('out of order alone takes the scanned label', () =>
    expect(scan(label('S6'))).toMatchObject({ verdict: 'outOfOrder', label: 8, ordinal: 6 }))
  test('out of order with another fault takes nothing', () =>
    expect(scan(label('S6', 'L2'))).toMatchObject({
      verdict: 'wrongLotOrDate',
      label: null,
      faults: [{ field: 'lot', expected: 'L1', found: 'L2' }, { verdict: 'outOfOrder' }],
    }))
  test('a settled serial is a duplicate and says where', () =>
    expect(scan(label('S4'))).toMatchObject({ verdict: 'duplicate', label: null, faults: [{ order: 'A-1', at: 1 }] }))
  test('an unknown serial of the right product is foreign', () =>
    expect(scan(label('Q9'))).toMatchObject({ verdict: 'foreign', label: null }))
  test('a serial that another order has on its line', () =>
    expect(scan(label('X1'))).toMatchObject({ verdict: 'wrongLotOrDate', label: null, faults: [{ order: 'A-0' }] }))
  test('every wrong field is listed, the first in order is the headline', () => {
    const { verdict, faults } = scan(`]d1${label('S5', 'L2', '06901234500011', '1126010617310103').slice(3)}`)
    expect(verdict).toBe('notGs1')
    expect(faults.map(({ field }) => field)).toEqual(['carrier', 'lot', 'made', 'expires'])
  })
  test('a plain symbol with the right data is not GS1 and takes nothing', () =>
    expect(scan(`]d1${label('S5').slice(3)}`)).toMatchObject({ verdict: 'notGs1', label: null }))
  test('another product', () =>
    expect(scan(label('S5', 'L1', '06901234510010'))).toMatchObject({
      verdict: 'wrongProduct',
      label: null,
      faults: [{ expected: '06901234500011', found: '06901234510010' }],
    }))
  test('a courier code, a wrong check digit, an impossible date are foreign', () => {
    for (const text of ['SF1234567890123', label('S5', 'L1', '06901234500012'), `]d2010690123450001117311332${GS}`])
      expect(scan(text)).toMatchObject({ verdict: 'foreign', label: null })
  })
  test('nothing read', () => {
    for (const text of ['', 'NR', 'NoRead', '\r\n']) expect(scan(text)).toMatchObject({ verdict: 'unreadable', label: null })
  })
  test('a separator that was lost is said, and nothing is guessed', () => {
    const { verdict, label: taken, faults } = scan(`01069012345000111126010517310104${'10L1'}21S5`)
    expect(taken).toBeNull()
    expect(['foreign', 'wrongLotOrDate']).toContain(verdict)
    expect(faults.length).toBeGreaterThan(0)
  })
  test('bad input never throws', () => {
    for (const text of [
      '\u0000',
      '\u0000'.repeat(500),
      'x'.repeat(1_000_000),
      '\ud800',
      ']',
      ']d2',
      `${GS}${GS}`,
      '<script>',
      "'; DROP TABLE event;--",
    ])
      expect(scan(text).label).toBeNull()
  })
})

describe('verdicts at lot level', () => {
  const lotLabel = `]d2010690123450001111260105173101041` + `0L1`
  test('a scan counts for the oldest outstanding label', () => expect(scan(lotLabel, lotDue)).toMatchObject({ verdict: 'match', label: 7 }))
  test('one more than was printed is foreign, never a duplicate', () =>
    expect(scan(lotLabel, lotDue, null)).toMatchObject({ verdict: 'foreign', label: null, faults: [{ field: 'ordinal' }] }))
  test('a serial does not belong there', () => expect(scan(label('S5'), lotDue)).toMatchObject({ verdict: 'wrongLotOrDate', label: null }))
})
