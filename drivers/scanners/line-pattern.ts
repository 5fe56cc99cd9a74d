import { RE2JS } from 're2js'
import type { Problem } from '../../shared/station-error.ts'
import { longestLine } from './lines.ts'

/** What a line says by the named groups of its pattern. */
export interface LineParts {
  readonly data: string
  readonly aim: string
  readonly grade: string
}

/** A pattern for one line of a reader, in RE2 syntax: no look-around, no back-references, linear time on any line. */
export interface LinePattern {
  /** The longest line it is run on, characters: what it can do within 10 ms. */
  readonly longest: number
  /** Null: the line does not fit. */
  match(line: string): LineParts | null
}

/** Instructions a pattern may have; a bigger one would leave room for lines of less than 400 characters only. */
const mostInstructions = 1_000
/** Instructions times characters that take about 8 ms on one core of a small computer (measured: 19 ns each without its fast ways). */
const mostWork = 400_000
const longestPattern = 1_000

/** Compiles a pattern. Problems: `pattern.bad` (at), `pattern.noData` (no named group `data`), `pattern.tooLarge` (size, most). */
export function compilePattern(text: string): { readonly pattern: LinePattern } | { readonly problem: Problem } {
  if (text.length > longestPattern) return tooLarge(text.length, longestPattern)
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(text)
  } catch (error) {
    return { problem: { code: 'pattern.bad', params: { at: placeOf(error) } } }
  }
  const groups = compiled.namedGroups()
  if (!('data' in groups)) return { problem: { code: 'pattern.noData', params: {} } }
  const size = compiled.programSize()
  if (size > mostInstructions) return tooLarge(size, mostInstructions)
  const part = (name: string, group: (name: string) => string | null): string => (name in groups ? (group(name) ?? '') : '')
  return {
    pattern: {
      longest: Math.min(longestLine, Math.floor(mostWork / size)),
      match(line) {
        const matcher = compiled.matcher(line)
        if (!matcher.find()) return null
        const group = (name: string): string | null => matcher.group(name)
        return { data: part('data', group), aim: part('aim', group), grade: part('grade', group) }
      },
    },
  }
}

const tooLarge = (size: number, most: number): { readonly problem: Problem } => ({
  problem: { code: 'pattern.tooLarge', params: { size, most } },
})

/** The piece of the pattern that the compiler stumbled over: its message ends with it between backquotes. */
const placeOf = (error: unknown): string => /`([\s\S]*)`$/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
