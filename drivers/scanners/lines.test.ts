import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ScanDelimiter } from '../../shared/scanning.ts'
import { lineSplitter, longestLine } from './lines.ts'

interface Split {
  readonly lines: string[]
  readonly noise: number
}

/** `|` stands for a piece's end, or every byte is a piece. */
function split(delimiter: ScanDelimiter, pieces: readonly string[], end: 'quiet' | 'open' = 'open'): Split {
  let noise = 0
  const splitter = lineSplitter(delimiter, () => noise++)
  const lines = pieces.flatMap((piece) => [...splitter.feed(Buffer.from(piece))])
  const last = end === 'quiet' ? splitter.quiet() : null
  return { lines: last === null ? lines : [...lines, last], noise }
}
const bytesOf = (text: string): Buffer[] => [...Buffer.from(text)].map((byte) => Buffer.of(byte))

describe('where a line ends', () => {
  const cases: readonly [ScanDelimiter, string, string[]][] = [
    ['auto', 'a\rb\nc\r\nd\u0002e\u0003', ['a', 'b', 'c', 'e']],
    ['auto', '\u0002a\u0003\r\n\u0002b\u0003\u0002c\r\n\u0003d\r', ['a', 'b', 'c', 'd']],
    ['auto', '\r\r\n\n', ['', '', '']],
    ['auto', 'a\n\r\nb\r', ['a', '', 'b']],
    ['auto', '\u0002\u0003', ['']],
    ['cr', 'a\nb\rc\r', ['a\nb', 'c']],
    ['lf', 'a\rb\nc\n', ['a\rb', 'c']],
    ['crlf', 'a\rb\nc\r\r\nd\r\n', ['a\rb\nc\r', 'd']],
    ['stxetx', '\r\n\u0002a\rb\u0003\r\n\u0002c\u0003', ['a\rb', 'c']],
  ]
  test.each(cases)('%s: %j', (delimiter, text, lines) => {
    expect(split(delimiter, [text]).lines).toEqual(lines)
  })
  test.each(cases)('%s: %j, a byte at a time', (delimiter, text, lines) => {
    const splitter = lineSplitter(delimiter, () => {})
    expect(bytesOf(text).flatMap((byte) => [...splitter.feed(byte)])).toEqual(lines)
  })
  test('gap: silence, and nothing else', () => {
    expect(split('gap', ['a\r', 'b'], 'quiet').lines).toEqual(['a\rb'])
    expect(split('gap', [], 'quiet').lines).toEqual([])
    expect(split('auto', ['a'], 'quiet').lines).toEqual([])
  })
})

test('GS, control bytes and UTF-8 stay, however the bytes are cut', () => {
  const line = ']d201069\u001d21\u0000\u007f\u001b批号Ä😀'
  fc.assert(
    fc.property(fc.array(fc.nat(40), { maxLength: 8 }), (cuts) => {
      const bytes = Buffer.from(`${line}\r`)
      const splitter = lineSplitter('auto', () => {})
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const lines = at.slice(1).flatMap((end, i) => [...splitter.feed(bytes.subarray(at[i]!, end))])
      expect(lines).toEqual([line])
    }),
  )
})

test('a line of 4096 bytes is one, a longer one is noise, and the next is whole', () => {
  const longest = 'x'.repeat(longestLine)
  expect(split('auto', [`${longest}\rgood\r`])).toEqual({ lines: [longest, 'good'], noise: 0 })
  expect(split('auto', [`${longest}x\rgood\r`])).toEqual({ lines: ['good'], noise: 1 })
  expect(split('stxetx', [`\u0002${longest}x`, 'y'.repeat(9_000), '\u0003\u0002good\u0003'])).toEqual({ lines: ['good'], noise: 1 })
  expect(split('gap', [`${longest}x`], 'quiet')).toEqual({ lines: [], noise: 1 })
})

test('what stands before an STX, or outside STX and ETX, is noise', () => {
  expect(split('auto', ['half\u0002whole\u0003'])).toEqual({ lines: ['whole'], noise: 1 })
  expect(split('stxetx', ['junk\u0002a\u0003more\r\n\u0002half\u0002b\u0003'])).toEqual({ lines: ['a', 'b'], noise: 3 })
})

test('after bytes were lost the rest of that line is none', () => {
  let noise = 0
  const splitter = lineSplitter('auto', () => noise++)
  expect([...splitter.feed(Buffer.from('01069'))]).toEqual([])
  splitter.breakOff()
  expect([...splitter.feed(Buffer.from('21X\rnext\r'))]).toEqual(['next'])
  expect(noise).toBe(1)
  const whole = lineSplitter('auto', () => noise++)
  whole.breakOff()
  expect([...whole.feed(Buffer.from('21X\rnext\r'))]).toEqual(['next'])
  expect(noise).toBe(1)
})
