import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formalGrade, gradeText, letterOf, readGrade } from './grade.ts'
import { readReportTable, readReportText, type VerifierProfile } from './profile.ts'

const tenths = (text: string): number | string => {
  const read = readGrade(text)
  return read.ok ? read.value.tenths : read.errors[0]!.code
}

describe('grades as verifiers write them', () => {
  test.each([
    ['3.2', 32],
    ['3,2', 32],
    ['4', 40],
    ['4.0', 40],
    ['0', 0],
    ['1.49', 14],
    ['1.5', 15],
    ['B', 30],
    ['B (3.2)', 32],
    ['3.2 (B)', 32],
    ['Grade: A', 40],
    ['F', 0],
    ['2.8/05/660/45', 28],
    ['', 'grade.unreadable'],
    ['pass', 'grade.unreadable'],
    ['E', 'grade.unreadable'],
    ['4.1', 'grade.outOfRange'],
    ['97', 'grade.outOfRange'],
    ['Bad', 'grade.unreadable'],
    ['F (3.2)', 'grade.unreadable'],
    ['3.2 (A)', 'grade.unreadable'],
    ['A (3.49)', 'grade.unreadable'],
    ['F (0.4)', 4],
    ['D (0.5)', 5],
    ['3.2 1.0', 'grade.unreadable'],
    ['A B', 'grade.unreadable'],
    ['Fail', 'grade.unreadable'],
    ['FAIL (3.2)', 'grade.unreadable'],
    ['Fail 0.0', 0],
    ['NO DECODE', 'grade.unreadable'],
    ['>= 1.5', 'grade.unreadable'],
    ['-3.2', 'grade.unreadable'],
  ])('%s', (text, expected) => expect(tenths(text)).toBe(expected))

  test('the formal grade keeps aperture, light and angle', () => {
    const read = readGrade('2.8/05/660/45')
    expect(read).toEqual({ ok: true, value: { tenths: 28, aperture: 5, light: '660', angle: 45 } })
    expect(read.ok && formalGrade(read.value)).toBe('2.8/05/660/45')
    expect(formalGrade({ tenths: 40, aperture: 10, light: 'W', angle: null })).toBe('4.0/10/W')
    expect(formalGrade({ tenths: 30, aperture: null, light: null, angle: null })).toBe('3.0')
    expect(gradeText({ tenths: 32 })).toBe('3.2 (B)')
  })
  test('letters begin where verifiers put them', () => expect([35, 34, 25, 24, 15, 14, 5, 4].map(letterOf).join('')).toBe('ABBCCDDF'))
  test('never throws, and never gives more than was written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double({ min: 0, max: 9, noNaN: true }).map(String)), (text) => {
        const read = readGrade(text)
        if (read.ok) expect(read.value.tenths).toBeLessThanOrEqual(40)
      }),
    )
  })
})

const table: VerifierProfile = {
  form: 'table',
  fields: { code: 'Decoded data', grade: 'Overall', aperture: 'Aperture', light: 'Wavelength', modulation: 'MOD', at: 'Time' },
  standard: '15415',
  gsSubstitute: '<GS>',
}

describe('reports through a profile', () => {
  test('a table: columns by heading, whatever their order and case', () => {
    const read = readReportTable(
      [
        ['Time', 'OVERALL ', 'MOD', 'decoded data', 'aperture', 'Wavelength'],
        ['2026-11-25 09:12', '3.6', '3', '0106901234500011<GS>21A', '6', '660'],
        ['', 'x', '', '', '', ''],
        ['', '', '', '', '', ''],
      ],
      table,
    )
    expect(read.symbols).toEqual([
      {
        code: '0106901234500011\u001d21A',
        grade: { tenths: 36, aperture: 6, light: '660', angle: null },
        standard: '15415',
        at: '2026-11-25 09:12',
        parameters: { modulation: '3' },
        row: '2026-11-25 09:12\t3.6\t3\t0106901234500011<GS>21A\t6\t660',
      },
    ])
    expect(read.faults.map(({ row, code }) => [row, code])).toEqual([
      [2, 'grade.unreadable'],
      [3, 'grade.missing'],
    ])
  })
  test('headings that are not there are named', () =>
    expect(readReportTable([['Overall'], ['4']], table).absent).toEqual(['Decoded data', 'Aperture', 'Wavelength', 'MOD', 'Time']))
  test('a text: each field behind its word', () => {
    const profile: VerifierProfile = {
      form: 'text',
      fields: { code: 'DATA', grade: 'GRADE', symbology: 'TYPE' },
      standard: '15415',
      gsSubstitute: '',
    }
    const read = readReportText('TYPE = Code 128; GRADE: 2.4/06/660\r\nDATA: (01)06901234500011\r\n', profile)
    expect(read.symbols[0]).toMatchObject({ code: '(01)06901234500011', standard: '15416', grade: { tenths: 24, aperture: 6 } })
    expect(readReportText('nothing of it', profile).faults).toEqual([{ row: 1, code: 'grade.missing', text: '' }])
  })
  test('without the heading of code or grade no row is read', () => {
    const row = ['x', '3.6']
    expect(readReportTable([['Data', 'Overall'], row], table)).toMatchObject({
      symbols: [],
      absent: expect.arrayContaining(['Decoded data']),
    })
    expect(readReportTable([['Decoded data', 'Grade'], row], table)).toMatchObject({ symbols: [] })
    expect(readReportTable([['Decoded data', 'Overall'], row], table).symbols).toHaveLength(1)
  })
  test.each(['NO DECODE', 'Fail', '', '4.7', 'F (3.2)'])('a row with a code whose grade is "%s" is there, and is worth nothing', (text) => {
    const read = readReportTable(
      [
        ['Decoded data', 'Overall'],
        ['(01)06901234500011', text],
      ],
      table,
    )
    expect(read.symbols).toMatchObject([{ code: '(01)06901234500011', grade: { tenths: 0, unread: text } }])
    expect(read.faults).toHaveLength(1)
    expect(formalGrade(read.symbols[0]!.grade)).toBe(text === '' ? '–' : text)
  })
  test('a failure without a code is there, too; a repeated heading is not', () => {
    expect(
      readReportTable(
        [
          ['Decoded data', 'Overall'],
          ['', 'NO DECODE'],
        ],
        table,
      ).symbols,
    ).toHaveLength(1)
    expect(
      readReportTable(
        [
          ['Decoded data', 'Overall'],
          ['', 'Overall'],
        ],
        table,
      ).symbols,
    ).toHaveLength(0)
  })
  const text: VerifierProfile = { form: 'text', fields: { code: 'DATA', grade: 'GRADE' }, standard: '15415', gsSubstitute: '' }
  const gradeIn = (report: string, grade = 'GRADE') =>
    readReportText(`DATA: x\n${report}`, { ...text, fields: { code: 'DATA', grade } }).symbols.map((symbol) => formalGrade(symbol.grade))
  test.each([
    ['GRADE LIMIT: 1.5\nGRADE: 0.9', '0.9'],
    ['GRADE LIMIT: 1.5', '–'],
    ['GRADE LIMIT 1.5', '–'],
    ['GRADES: 3.0', '–'],
    ['GRADE 3.1', '3.1'],
    ['GRADE B', '3.0'],
    ['GRADE = 3.1', '3.1'],
    ['GRADE：3.1', '3.1'],
    ['GRADE\t3.1', '3.1'],
    ['GRADE NO DECODE', 'NO DECODE'],
  ])('behind the word comes a separator or the value: %j', (report, formal) => expect(gradeIn(report)).toEqual([formal]))
  test('a word set with its separator', () => expect(gradeIn('GRADE:3.1', 'GRADE:')).toEqual(['3.1']))
  test('a text of two codes or two grades is no report', () => {
    expect(readReportText('GRADE: 4.0\nDATA: a\nGRADE: 1.0', text).symbols).toEqual([])
    expect(readReportText('GRADE: 4.0\nDATA: a\nDATA: b', text).symbols).toEqual([])
    expect(readReportText('GRADE: 4.0\nDATA: a\nGRADE: 4.0', text).symbols).toHaveLength(1)
  })
})
