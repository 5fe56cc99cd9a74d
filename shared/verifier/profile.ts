import { type Grade, type GradeStandard, readGrade } from './grade.ts'

/** What a report may say of one symbol. `code`: the data it encodes. `symbology` tells the standard where `standard` does not. */
export const reportFields = ['code', 'grade', 'aperture', 'light', 'angle', 'standard', 'symbology', 'at'] as const
export type ReportField = (typeof reportFields)[number]

/** The single measurements of ISO/IEC 15415 that are kept beside the overall grade when a report gives them. */
export const gradeParameters = [
  'decode',
  'contrast',
  'modulation',
  'reflectanceMargin',
  'fixedPatternDamage',
  'axialNonuniformity',
  'gridNonuniformity',
  'unusedErrorCorrection',
] as const
export type GradeParameter = (typeof gradeParameters)[number]

/**
 * Where a verifier's report says what. `table`: a CSV or Excel file with a row a symbol, columns by their heading. `text`: a report or a
 * line with one symbol, each field behind a word of its own up to the end of the line or `;`. No maker's layout is built in: they are set by
 * their users.
 */
export interface VerifierProfile {
  readonly form: 'table' | 'text'
  /** Column heading or word in front, by field; a field that is not there is not read. */
  readonly fields: Readonly<Partial<Record<ReportField | GradeParameter, string>>>
  /** What a report without a word about it was measured by. */
  readonly standard: GradeStandard
  /** What stands for GS in the code; empty: GS itself, or brackets. */
  readonly gsSubstitute: string
}

/** One symbol of a report. */
export interface SymbolReport {
  readonly code: string | null
  readonly grade: Grade
  readonly standard: GradeStandard
  /** As written. */
  readonly at: string | null
  readonly parameters: Readonly<Partial<Record<GradeParameter, string>>>
}

/** A row or text that holds no grade that can be read. */
export interface ReportFault {
  /** 1 is the first row below the headings, or the text. */
  readonly row: number
  readonly code: 'grade.unreadable' | 'grade.outOfRange' | 'grade.missing'
  readonly text: string
}

export interface ReportRead {
  readonly symbols: readonly SymbolReport[]
  readonly faults: readonly ReportFault[]
  /** Headings that the profile names and the table has not. */
  readonly absent: readonly string[]
}

type Cell = (field: ReportField | GradeParameter) => string

/** Rows of a table, its first the headings. Headings are compared without case and blanks around them. */
export function readReportTable(rows: readonly (readonly string[])[], profile: VerifierProfile): ReportRead {
  const headings = (rows[0] ?? []).map(plain)
  const at = (name: string): number => headings.indexOf(plain(name))
  const named = Object.values(profile.fields).filter((name) => name !== undefined && name !== '')
  const read = rows.slice(1).map((row, i) => {
    const cell: Cell = (field) => {
      const name = profile.fields[field]
      const column = name === undefined || name === '' ? -1 : at(name)
      return column === -1 ? '' : (row[column] ?? '').trim()
    }
    return symbolOf(cell, profile, i + 1)
  })
  return joined(read, [...new Set(named.filter((name) => at(name) === -1))])
}

/** Behind a word that begins a line or follows `;`, or -1. */
function placeOf(text: string, word: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (/(^|[\r\n;])[ \t]*$/.test(text.slice(Math.max(0, at - 40), at))) return at + word.length
  return -1
}

/** A text of one symbol. */
export function readReportText(text: string, profile: VerifierProfile): ReportRead {
  const cell: Cell = (field) => {
    const word = profile.fields[field]
    if (word === undefined || word === '') return ''
    const at = placeOf(text, word)
    if (at === -1) return ''
    const rest = text.slice(at)
    const end = rest.search(/[\r\n;]/)
    return (end === -1 ? rest : rest.slice(0, end)).replace(/^[\s:=：]+/, '').trim()
  }
  return joined([symbolOf(cell, profile, 1)], [])
}

function symbolOf(cell: Cell, profile: VerifierProfile, row: number): SymbolReport | ReportFault {
  const text = cell('grade')
  if (text === '') return { row, code: 'grade.missing', text: '' }
  const found = readGrade([text, ...(text.includes('/') ? [] : [cell('aperture'), cell('light'), cell('angle')])].join('/'))
  if (!found.ok) return { row, code: found.errors[0]!.code as ReportFault['code'], text }
  const code = cell('code')
  const parameters = Object.fromEntries(
    gradeParameters.flatMap((name) => {
      const value = cell(name)
      return value === '' ? [] : [[name, value]]
    }),
  )
  return {
    code: code === '' ? null : profile.gsSubstitute === '' ? code : code.replaceAll(profile.gsSubstitute, '\u001d'),
    grade: found.value,
    standard: standardOf(cell('standard'), cell('symbology'), profile.standard),
    at: cell('at') || null,
    parameters,
  }
}

function standardOf(standard: string, symbology: string, usual: GradeStandard): GradeStandard {
  if (standard.includes('15415')) return '15415'
  if (standard.includes('15416')) return '15416'
  if (/matrix|qr/i.test(symbology)) return '15415'
  if (/128|ean|upc|itf|39/i.test(symbology)) return '15416'
  return usual
}

const joined = (read: readonly (SymbolReport | ReportFault)[], absent: readonly string[]): ReportRead => ({
  symbols: read.filter((one): one is SymbolReport => 'grade' in one),
  faults: read.filter((one): one is ReportFault => 'row' in one),
  absent,
})

const plain = (text: string): string => text.trim().toLowerCase()
