import { parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'
import { SaxesParser } from 'saxes'
import { refuse } from '../../../shared/station-error.ts'

/** Rows of text cells, and how the file was written. */
export interface Table {
  readonly rows: readonly (readonly string[])[]
  readonly encoding: 'utf-8' | 'gb18030' | 'xlsx'
}

const maxUnpacked = 200 * 1024 * 1024
const maxRatio = 100
const maxMembers = 10_000
const maxCells = 1_000_000

/**
 * Reads a CSV or Excel file. Errors: `file.empty`, `file.oldExcel`, `file.notTable`, `file.binary`, `file.bomb`, `file.tooManyCells`,
 * `file.damaged`. Runs in a thread with a memory limit; member names are never used as paths.
 */
export function parseTable(name: string, bytes: Uint8Array): Table {
  if (bytes.length === 0) throw refuse('file.empty', { file: name })
  const [a, b] = [bytes[0], bytes[1]]
  if (a === 0x50 && b === 0x4b) return { rows: readXlsx(name, bytes), encoding: 'xlsx' }
  if (a === 0xd0 && b === 0xcf) throw refuse('file.oldExcel', { file: name })
  return readCsv(name, bytes)
}

function readCsv(name: string, bytes: Uint8Array): Table {
  const { text, encoding } = decodeText(name, bytes)
  if (text.trim() === '') throw refuse('file.empty', { file: name })
  const first = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n'))
  const delimiter = [',', '\t', ';'].toSorted((x, y) => first.split(y).length - first.split(x).length)[0]!
  let rows: string[][]
  try {
    rows = parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, bom: true, trim: true })
  } catch {
    throw refuse('file.damaged', { file: name })
  }
  if (rows.reduce((sum, row) => sum + row.length, 0) > maxCells) throw refuse('file.tooManyCells', { most: maxCells })
  return { rows: rows.map((row) => row.map(withoutGuard)), encoding }
}

/** UTF-8 when it is valid UTF-8, else GB 18030 (which holds GBK), else no text. */
export function decodeText(name: string, bytes: Uint8Array): { text: string; encoding: 'utf-8' | 'gb18030' } {
  if (bytes.subarray(0, 4096).includes(0)) throw refuse('file.binary', { file: name })
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    try {
      return { text: new TextDecoder('gb18030', { fatal: true }).decode(bytes), encoding: 'gb18030' }
    } catch {
      throw refuse('file.binary', { file: name })
    }
  }
}

/** The apostrophe that exports put before = + - @ comes off again. */
const withoutGuard = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)

function readXlsx(name: string, bytes: Uint8Array): string[][] {
  let unpacked = 0
  let members = 0
  let files: Record<string, Uint8Array>
  try {
    files = unzipSync(bytes, {
      filter: ({ name: member, size, originalSize }) => {
        unpacked += originalSize
        if (++members > maxMembers || unpacked > maxUnpacked || (originalSize > 1_000_000 && originalSize > size * maxRatio))
          throw refuse('file.bomb', { file: name })
        return /^xl\/(workbook\.xml|sharedStrings\.xml|_rels\/workbook\.xml\.rels|worksheets\/[^/]+\.xml)$/.test(member)
      },
    })
  } catch (error) {
    throw error instanceof Error && error.message === 'file.bomb' ? error : refuse('file.damaged', { file: name })
  }
  const sheet = firstSheet(files)
  if (sheet === null) throw refuse('file.notTable', { file: name })
  try {
    return readSheet(sheet, sharedStrings(files['xl/sharedStrings.xml']))
  } catch (error) {
    if (error instanceof Error && (error.message === 'file.tooManyCells' || error.message === 'file.damaged')) throw error
    throw refuse('file.damaged', { file: name })
  }
}

/** The sheet the workbook names first, else the first there is. */
function firstSheet(files: Record<string, Uint8Array>): Uint8Array | null {
  const ids: string[] = []
  const targets = new Map<string, string>()
  walk(files['xl/workbook.xml'], (tag, attributes) => {
    if (tag === 'sheet') ids.push(attributes['r:id'] ?? '')
  })
  walk(files['xl/_rels/workbook.xml.rels'], (tag, attributes) => {
    if (tag === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '')
  })
  const target = targets.get(ids[0] ?? '')?.replace(/^\/?(xl\/)?/, '')
  const named = target === undefined ? undefined : files[`xl/${target}`]
  return named ?? Object.entries(files).find(([member]) => member.startsWith('xl/worksheets/'))?.[1] ?? null
}

function sharedStrings(bytes: Uint8Array | undefined): string[] {
  const strings: string[] = []
  let current = ''
  let inText = false
  let phonetic = 0
  walk(
    bytes,
    (tag) => {
      if (tag === 'si') current = ''
      if (tag === 'rPh') phonetic++
      inText = tag === 't' && phonetic === 0
    },
    (text) => {
      if (inText) current += text
    },
    (tag) => {
      if (tag === 't') inText = false
      if (tag === 'rPh') phonetic--
      if (tag === 'si') strings.push(current)
    },
  )
  return strings
}

function readSheet(bytes: Uint8Array, strings: readonly string[]): string[][] {
  const rows: string[][] = []
  let cells = 0
  let row: string[] = []
  let column = 0
  let type = ''
  let value = ''
  let reading = false
  walk(
    bytes,
    (tag, attributes) => {
      if (tag === 'row') row = []
      if (tag === 'c') {
        if (++cells > maxCells) throw refuse('file.tooManyCells', { most: maxCells })
        column = columnOf(attributes['r'] ?? '', row.length)
        type = attributes['t'] ?? ''
        value = ''
      }
      if (tag === 'v' || tag === 't') reading = true
    },
    (text) => {
      if (reading) value += text
    },
    (tag) => {
      if (tag === 'v' || tag === 't') reading = false
      if (tag === 'c') {
        while (row.length < column) row.push('')
        row[column] = (type === 's' ? (strings[Number(value)] ?? '') : value).trim()
      }
      if (tag === 'row' && row.some((cell) => cell !== '')) rows.push(row)
    },
  )
  return rows
}

function columnOf(reference: string, next: number): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  if (letters === undefined) return next
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

/** Reads XML without a DTD: a document type is refused, so nothing can be expanded or fetched. */
function walk(
  bytes: Uint8Array | undefined,
  open: (tag: string, attributes: Record<string, string>) => void,
  text: (text: string) => void = () => {},
  close: (tag: string) => void = () => {},
): void {
  if (bytes === undefined) return
  const parser = new SaxesParser()
  parser.on('doctype', () => {
    throw refuse('file.damaged')
  })
  parser.on('error', () => {
    throw refuse('file.damaged')
  })
  const local = (name: string): string => name.slice(name.indexOf(':') + 1)
  parser.on('opentag', (tag) => open(local(tag.name), tag.attributes as Record<string, string>))
  parser.on('text', text)
  parser.on('closetag', (tag) => close(local(tag.name)))
  parser.write(new TextDecoder().decode(bytes)).close()
}
