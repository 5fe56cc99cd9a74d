import { visible } from '../gs1/value.ts'
import { cut, fail, type Notes, warn } from '../notes.ts'
import { maCheckDigit } from './check.ts'
import { maLetterAt, readMaDi, takeMa } from './fields.ts'

/**
 * Reads a plain MA code, `text[from, to)`: DI, then segments `.` + letter + value in any order, the check `.C` last
 * (docs/spec/udi-agencies.md). Faults: `ma.*`, `char.illegal`, `value.date`, `value.month`, `value.day`. Warnings: `ma.checkDigit`,
 * `ma.noCheck`, `ma.countryOther`.
 */
export function readMa(notes: Notes, text: string, from: number, to: number, now: number): void {
  const piAt = readMaDi(notes, text, from, to)
  let checked = false
  for (let i = piAt; i < to; ) {
    const letterAt = i + 1
    let end = letterAt
    while (end < to && text.charCodeAt(end) !== 46) end++
    const letter = letterAt < end ? maLetterAt(text, letterAt) : null
    cut(notes, 'ma.dot', i, letterAt)
    if (letterAt < end && text.charCodeAt(letterAt) === 67) {
      checked = true
      readCheck(notes, text, piAt, i, end)
      if (end < to) fail(notes, 'ma.checkPlace', letterAt)
    } else if (letter !== null) {
      cut(notes, 'ma.letter', letterAt, letterAt + 1)
      takeMa(notes, letter, text, letterAt + 1, end, now)
    } else {
      cut(notes, 'unread', letterAt, end)
      fail(notes, 'ma.segment', letterAt, { found: visible(text.slice(letterAt, Math.min(end, letterAt + 12))) })
    }
    i = end
  }
  if (piAt < to && !checked) warn(notes, 'ma.noCheck', to)
}

function readCheck(notes: Notes, text: string, from: number, dot: number, to: number): void {
  const value = text.slice(dot + 2, to)
  cut(notes, 'ma.letter', dot + 1, dot + 2)
  cut(notes, 'ma.C', dot + 2, to)
  notes.elements.push({ ai: 'C', value })
  const found = text.charCodeAt(dot + 2) - 48
  if (value.length !== 1 || !(found >= 0 && found <= 9)) {
    fail(notes, 'ma.check', dot + 2, { found: visible(value) })
    return
  }
  const expected = maCheckDigit(text, from, dot)
  if (expected >= 0 && expected !== found) warn(notes, 'ma.checkDigit', dot + 2, { part: 'PI', expected, found })
}
