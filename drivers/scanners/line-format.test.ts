import { describe, expect, test } from 'vitest'
import { defaultScanFormat, type ScanFormat } from '../../shared/scanning.ts'
import { compilePattern, lineFormat, triggerBytes } from './line-format.ts'

const GS = '\u001d'
const read = (line: string, format: Partial<ScanFormat> = {}) => lineFormat({ ...defaultScanFormat, ...format })(line)
const raw = (text: string, grade: string | null = null) => ({ kind: 'read', read: { raw: text, grade } })
const unmatched = { kind: 'unmatched', read: { raw: '', grade: null } }

describe('a line without a pattern', () => {
  test('is the read, with GS for its stand-in', () => {
    expect(read(`]d2106A${GS}21B`)).toEqual(raw(`]d2106A${GS}21B`))
    expect(read('10A|21B|', { gsSubstitute: '|' })).toEqual(raw(`10A${GS}21B${GS}`))
    expect(read('10A<GS>21B', { gsSubstitute: '<GS>' })).toEqual(raw(`10A${GS}21B`))
  })
  test('that is empty or a no-read token is a read of nothing', () => {
    for (const line of ['', '  ', 'NR', ' ERROR ']) expect(read(line)).toEqual(raw(''))
    expect(read('NR', { noRead: ['?'] })).toEqual(raw('NR'))
    expect(read('?', { noRead: ['?'] })).toEqual(raw(''))
  })
})

describe('a line with a pattern', () => {
  const pattern = '^(?<aim>[A-Z]?\\]?[a-zA-Z]?[0-9]?):(?<data>[^;]*)(?:;(?<grade>[0-9.]+))?$'
  test('gives data, AIM id and grade', () => {
    expect(read(']d2:01069;3.4', { pattern })).toEqual(raw(']d201069', '3.4'))
    expect(read('d2:01069', { pattern })).toEqual(raw(']d201069'))
    expect(read(':01069', { pattern })).toEqual(raw('01069'))
    expect(read('10A|21B', { pattern: '(?P<data>.*)', gsSubstitute: '|' })).toEqual(raw(`10A${GS}21B`))
  })
  test('that it does not fit, or whose AIM id is none, is told as a read of nothing', () => {
    expect(read('OK,LON', { pattern })).toEqual(unmatched)
    expect(read(']:01069', { pattern })).toEqual(unmatched)
    expect(read('01069', { pattern: '(' })).toEqual(unmatched)
  })
  test('whose data are a no-read token keeps its grade', () => {
    expect(read(':ERROR;0', { pattern })).toEqual(raw('', '0'))
    expect(read('NR', { pattern })).toEqual(raw(''))
  })
})

describe('a pattern', () => {
  const problem = (text: string) => {
    const compiled = compilePattern(text)
    return 'problem' in compiled ? compiled.problem : null
  }
  test('that is wrong is told with the place, one without data as such', () => {
    expect(problem('(?<data>[a')).toEqual({ code: 'pattern.bad', params: { at: '[a' } })
    expect(problem('(?=a)(?<data>b)')?.code).toBe('pattern.bad')
    expect(problem('(?<data>a)\\1')?.code).toBe('pattern.bad')
    expect(problem('(.*)')).toEqual({ code: 'pattern.noData', params: {} })
    expect(problem('(?<data>.*)')).toBeNull()
  })
  test('too large to be run on a line is refused', () => {
    expect(problem('(?<data>(x{1,30}){1,30})')).toEqual({ code: 'pattern.tooLarge', params: { size: 1863, most: 1000 } })
    expect(problem(`(?<data>${'x'.repeat(1_000)})`)?.code).toBe('pattern.tooLarge')
  })
  test.each([
    '(?<data>(a+)+)$',
    '(?<data>(a|aa)+)$',
    '(?<data>(.*)(.*)(.*)(.*)(.*)(.*))[^a!]$',
    '(?<data>([a-z]{1,20}){1,20})$',
    '(?i)(?<data>(a|b|ab)*c{0,40}){0,5}$',
  ])('takes linear time on any line: %s', (text) => {
    const compiled = compilePattern(text)
    if ('problem' in compiled) throw new Error(compiled.problem.code)
    const { pattern } = compiled
    const line = `${'a'.repeat(pattern.longest - 1)}!`
    const timed = Array.from({ length: 7 }, () => {
      const from = performance.now()
      pattern.match(line)
      return performance.now() - from
    }).sort((a, b) => a - b)
    // The bound is 10 ms; a busy machine is allowed a little more. Backtracking would take longer than the world stands.
    expect(timed[1]).toBeLessThan(25)
  })
  test('is not run on a line that would take it too long', () => {
    const pattern = '(?<data>([a-z]{1,20}){1,20})$'
    expect(read('a'.repeat(400), { pattern })).toEqual(raw('a'.repeat(400)))
    expect(read('a'.repeat(4_000), { pattern })).toEqual({ kind: 'noise' })
  })
})

test('a trigger is written out', () => {
  expect(triggerBytes('LON\\r')).toEqual(Buffer.from('LON\r'))
  expect(triggerBytes('\\x02T\\x03\\n\\\\x41开')).toEqual(Buffer.concat([Buffer.of(2, 0x54, 3, 10), Buffer.from('\\x41开')]))
})
