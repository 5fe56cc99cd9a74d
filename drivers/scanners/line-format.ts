import type { ScanFormat, ScanRead } from '../../shared/scanning.ts'
import { compilePattern } from './line-pattern.ts'

export { compilePattern } from './line-pattern.ts'

/** What one line of a reader says. `unmatched`: not what the pattern expects, told as a read of nothing. `noise`: not looked at. */
export type LineReading = { readonly kind: 'read' | 'unmatched'; readonly read: ScanRead } | { readonly kind: 'noise' }

/**
 * One line to a read, by the reader's format. A pattern that does not compile fits no line: the screen refuses such a one
 * (`compilePattern`), so this is a ledger from elsewhere.
 */
export function lineFormat(format: ScanFormat): (line: string) => LineReading {
  const noRead = new Set(format.noRead.map((token) => token.trim()))
  const nothing = (text: string): boolean => text.trim() === '' || noRead.has(text.trim())
  const compiled = format.pattern === '' ? null : compilePattern(format.pattern)
  const withGs = (text: string): string => (format.gsSubstitute === '' ? text : text.replaceAll(format.gsSubstitute, '\u001d'))
  return (line) => {
    if (nothing(line)) return { kind: 'read', read: unread }
    if (compiled === null) return { kind: 'read', read: { raw: withGs(line), grade: null } }
    if ('problem' in compiled) return { kind: 'unmatched', read: unread }
    if (line.length > compiled.pattern.longest) return { kind: 'noise' }
    const parts = compiled.pattern.match(line)
    const aim = parts === null ? null : aimOf(parts.aim)
    if (parts === null || aim === null) return { kind: 'unmatched', read: unread }
    const grade = parts.grade === '' ? null : parts.grade
    if (nothing(parts.data)) return { kind: 'read', read: { raw: '', grade } }
    return { kind: 'read', read: { raw: aim + withGs(parts.data), grade } }
  }
}

const unread: ScanRead = { raw: '', grade: null }

/** AIM id with its `]`, which some readers leave out (ISO/IEC 15424); null: it is none. */
function aimOf(text: string): string | null {
  if (text === '' || /^\][A-Za-z][0-9A-Za-z]$/.test(text)) return text
  return /^[A-Za-z][0-9A-Za-z]$/.test(text) ? `]${text}` : null
}

/** The bytes of a trigger: `\r`, `\n`, `\t`, `\\` and `\x02` written out, everything else as UTF-8. */
export function triggerBytes(text: string): Buffer {
  const parts = text.split(/(\\x[0-9A-Fa-f]{2}|\\[rnt\\])/)
  return Buffer.concat(parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : Buffer.of(escaped(part)))))
}

function escaped(part: string): number {
  if (part.startsWith('\\x')) return Number.parseInt(part.slice(2), 16)
  return { '\\r': 13, '\\n': 10, '\\t': 9 }[part] ?? 92
}
