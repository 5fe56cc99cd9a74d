import { type Grade, type GradeStandard, readGrade, saysFailed } from './grade.ts'

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
  /** The row as written, cell by cell; null: the report is of one symbol. */
  readonly row: string | null
}

/** A row or text that holds no grade that can be read. */
export interface ReportFault {
  /** 1 is the first row below the headings, or the text. */
  readonly row: number
  readonly code: 'grade.unreadable' | 'grade.outOfRange' | 'grade.missing'
  readonly text: string
}

export interface ReportRead {
  /** Symbols with a grade, and those whose grade cannot be read (`unread`): they are not to vanish. The latter are among the faults, too. */
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
  const absent = [...new Set(named.filter((name) => at(name) === -1))]
  // Without its column a grade would belong to anything: then no row is read.
  const { code = '', grade = '' } = profile.fields
  const rowsRead = [code, grade].some((name) => absent.includes(name)) ? [] : rows.slice(1)
  const read = rowsRead.map((row, i) => {
    const cell: Cell = (field) => {
      const name = profile.fields[field]
      const column = name === undefined || name === '' ? -1 : at(name)
      return column === -1 ? '' : (row[column] ?? '').trim()
    }
    return symbolOf(cell, profile, i + 1, row.join('\t'))
  })
  return joined(read, absent)
}

/** A field in a text: all that is said of it, and whether it is said twice and differently. */
interface Said {
  readonly text: string
  readonly contradicted: boolean
}

/**
 * What stands behind a word that begins a line or follows `;`, up to the end of the line or `;`. A separator (`:`, `=`, tab) has to follow
 * the word; behind blanks alone the value has to begin, not another word with a separator of its own (`GRADE LIMIT: 1.5`).
 */
function saidBehind(text: string, word: string, isGrade: boolean): Said {
  const behind: string[] = []
  const loose: string[] = []
  const closed = /[:=：]\s*$/.test(word)
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!/(^|[\r\n;])[ \t]*$/.test(text.slice(Math.max(0, at - 40), at))) continue
    const rest = text.slice(at + word.length)
    const end = rest.search(/[\r\n;]/)
    const line = end === -1 ? rest : rest.slice(0, end)
    const value = line.replace(/^[\s:=：]+/, '').trim()
    if (value === '') continue
    if (closed || /^ *[:=：\t]/.test(line)) behind.push(value)
    else if (
      line.startsWith(' ') &&
      (isGrade ? /^(?:\d|[ABCDF](?![A-Za-z]))/.test(value) || saysFailed(value) : !/^[\p{L} _-]+[:=：\t]/u.test(value))
    )
      loose.push(value)
  }
  const found = behind.length > 0 ? behind : loose
  return { text: found[0] ?? '', contradicted: new Set(found).size > 1 }
}

const saidOf = (text: string, profile: VerifierProfile, field: ReportField | GradeParameter): Said => {
  const word = profile.fields[field]
  return word === undefined || word === '' ? { text: '', contradicted: false } : saidBehind(text, word, field === 'grade')
}

/** A text of one symbol. One that names two codes or two grades is none. */
export function readReportText(text: string, profile: VerifierProfile): ReportRead {
  const twice = (['code', 'grade'] as const).map((field) => saidOf(text, profile, field)).find(({ contradicted }) => contradicted)
  if (twice !== undefined) return joined([{ faults: [{ row: 1, code: 'grade.unreadable', text: twice.text }], symbols: [] }], [])
  return joined([symbolOf((field) => saidOf(text, profile, field).text, profile, 1, null)], [])
}

/** Whether a further line begins the next symbol: it says again what these lines say already. */
export function beginsNext(held: string, line: string, profile: VerifierProfile): boolean {
  return (['code', 'grade'] as const).some((field) => saidOf(held, profile, field).text !== '' && saidOf(line, profile, field).text !== '')
}

type RowRead = Pick<ReportRead, 'symbols' | 'faults'>

function symbolOf(cell: Cell, profile: VerifierProfile, row: number, rowText: string | null): RowRead {
  const text = cell('grade')
  const code = cell('code')
  const found =
    text === '' ? null : readGrade([text, ...(text.includes('/') ? [] : [cell('aperture'), cell('light'), cell('angle')])].join('/'))
  const faults: ReportFault[] =
    found === null
      ? [{ row, code: 'grade.missing', text: '' }]
      : found.ok
        ? []
        : [{ row, code: found.errors[0]!.code as ReportFault['code'], text }]
  const namesCode = (profile.fields.code ?? '') !== ''
  // A row of neither code nor grade is a heading or a rest of the page; a failure is a result even without a code.
  if (found?.ok !== true && code === '' && !(text !== '' && (!namesCode || saysFailed(text)))) return { symbols: [], faults }
  const parameters = Object.fromEntries(
    gradeParameters.flatMap((name) => {
      const value = cell(name)
      return value === '' ? [] : [[name, value]]
    }),
  )
  const symbol: SymbolReport = {
    code: code === '' ? null : profile.gsSubstitute === '' ? code : code.replaceAll(profile.gsSubstitute, '\u001d'),
    grade: found?.ok === true ? found.value : { tenths: 0, aperture: null, light: null, angle: null, unread: text.slice(0, 80) },
    standard: standardOf(cell('standard'), cell('symbology'), profile.standard),
    at: cell('at') || null,
    parameters,
    row: rowText,
  }
  return { symbols: [symbol], faults }
}

function standardOf(standard: string, symbology: string, usual: GradeStandard): GradeStandard {
  if (standard.includes('15415')) return '15415'
  if (standard.includes('15416')) return '15416'
  if (/matrix|qr/i.test(symbology)) return '15415'
  if (/128|ean|upc|itf|39/i.test(symbology)) return '15416'
  return usual
}

const joined = (read: readonly RowRead[], absent: readonly string[]): ReportRead => ({
  symbols: read.flatMap(({ symbols }) => symbols),
  faults: read.flatMap(({ faults }) => faults),
  absent,
})

const plain = (text: string): string => text.trim().toLowerCase()
