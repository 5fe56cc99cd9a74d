import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { awaited, type Line, type LineEvent, newLine, nextOrdinal, type Piece, step, unacceptedAhead } from './line.ts'

const every = { verify: 'every', nth: 10, ahead: 3, verifyOnly: false, stopAfter: 3 } as const
const piece = (label: number, ordinal: number): Piece => ({
  label,
  ordinal,
  unit: label,
  serial: `S${label}`,
  evidence: 0,
  doubt: false,
  at: 0,
})

const run = (line: Line, ...events: LineEvent[]): Line => events.reduce((now, event) => step(now, event).line, line)
const print = (line: Line, label: number, ordinal: number): Line =>
  run(line, { type: 'drawn', piece: piece(label, ordinal) }, { type: 'sent', label, evidence: 1 })

describe('the line', () => {
  test('draws until as many wait as the policy allows', () => {
    let { line, effects } = step(newLine(every, 10), { type: 'start' })
    expect(effects).toEqual([{ do: 'draw', ordinal: 1 }])
    line = print(print(line, 1, 1), 2, 2)
    expect(line.drawing).toBe(true)
    ;({ line, effects } = step(run(line, { type: 'drawn', piece: piece(3, 3) }), { type: 'sent', label: 3, evidence: 1 }))
    expect(effects).toEqual([])
    expect(step(line, { type: 'verified', label: 1, ordinal: 1, verdict: 'match' }).effects).toEqual([{ do: 'draw', ordinal: 4 }])
  })
  test('a refused scan stops it and consumes nothing; a good one lets it go on', () => {
    const line = run(print(run(newLine(every, 5), { type: 'start' }), 1, 1), { type: 'refused' })
    expect(line.phase).toBe('fault')
    expect(awaited(line).map(({ ordinal }) => ordinal)).toEqual([1])
    expect(run(line, { type: 'verified', label: 1, ordinal: 1, verdict: 'match' })).toMatchObject({ phase: 'running', good: 1, fails: 0 })
  })
  test('three failures in a row stop the line until somebody acknowledges', () => {
    const stopped = run(
      print(run(newLine(every, 5), { type: 'start' }), 1, 1),
      { type: 'refused' },
      { type: 'refused' },
      { type: 'refused' },
    )
    expect(stopped.phase).toBe('stopped')
    expect(run(stopped, { type: 'acknowledged' })).toMatchObject({ phase: 'running', fails: 0 })
  })
  test('out of order commits the scanned label and leaves the earlier one outstanding', () => {
    const line = run(print(print(run(newLine(every, 5), { type: 'start' }), 1, 1), 2, 2), {
      type: 'verified',
      label: 2,
      ordinal: 2,
      verdict: 'outOfOrder',
    })
    expect(line).toMatchObject({ phase: 'fault', good: 1 })
    expect(awaited(line).map(({ label }) => label)).toEqual([1])
  })
  test('a voided label is printed again in its place before the others', () => {
    const line = run(
      print(print(run(newLine(every, 9), { type: 'start' }), 1, 1), 2, 2),
      { type: 'pause' },
      { type: 'notSent' },
      { type: 'voided', label: 1, ordinal: 1, wasGood: false, replace: true },
    )
    expect(nextOrdinal(line)).toBe(1)
    expect(line.voided).toBe(1)
  })
  test('doubt is asked oldest first and ends when the last one is settled', () => {
    const start = print(print(run(newLine(every, 9), { type: 'start' }), 1, 1), 2, 2)
    const line = run(start, { type: 'doubted', labels: [1, 2] })
    expect(line.phase).toBe('doubt')
    const one = run(line, { type: 'notPrinted', label: 1, ordinal: 1 })
    expect(one.phase).toBe('doubt')
    expect(run(one, { type: 'verified', label: 2, ordinal: 2, verdict: 'match' }).phase).toBe('running')
  })
  test('trouble keeps its label and leaves only when somebody says so', () => {
    const line = run(print(run(newLine(every, 9), { type: 'start' }), 1, 1), { type: 'trouble', status: 'mediaOut', label: 1 })
    expect(line.phase).toBe('trouble')
    expect(run(line, { type: 'troubleCleared' }).phase).toBe('trouble')
    expect(run(line, { type: 'troubleCleared' }, { type: 'troubleOver' }).phase).toBe('running')
  })
  test('labels the policy does not scan are accepted by count', () => {
    const { effects } = step(
      run(step(newLine({ ...every, verify: 'nth', nth: 2 }, 4), { type: 'start' }).line, { type: 'drawn', piece: piece(3, 3) }),
      { type: 'evidence', label: 3, evidence: 2 },
    )
    expect(effects).toContainEqual({ do: 'accept', label: 3 })
  })
  test('whatever happens in whatever order: nothing is counted twice, no more wait than allowed, a finished line has nothing out', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 300 }), (choices) => {
        let label = 0
        let line = newLine(every, 12)
        const fates = new Map<number, string>()
        const tell = (event: LineEvent): void => {
          const result = step(line, event)
          line = result.line
          for (const effect of result.effects) {
            if (effect.do !== 'draw') continue
            label++
            fates.set(label, 'out')
            tell({ type: 'drawn', piece: piece(label, effect.ordinal) })
            tell({ type: 'sent', label, evidence: 1 })
          }
        }
        const oldest = (): Piece | undefined => line.out[0]
        const newest = (): Piece | undefined => line.out.at(-1)
        const settle = (which: Piece | undefined, fate: string, event: (piece: Piece) => LineEvent): void => {
          if (which === undefined) return
          expect(fates.get(which.label)).toBe('out')
          fates.set(which.label, fate)
          tell(event(which))
        }
        for (const choice of choices) {
          if (choice <= 2) settle(oldest(), 'good', (p) => ({ type: 'verified', label: p.label, ordinal: p.ordinal, verdict: 'match' }))
          else if (choice === 3)
            settle(newest(), 'good', (p) => ({
              type: 'verified',
              label: p.label,
              ordinal: p.ordinal,
              verdict: newest() === oldest() ? 'match' : 'outOfOrder',
            }))
          else if (choice === 4) tell({ type: 'refused' })
          else if (choice === 5) tell({ type: 'acknowledged' })
          else if (choice === 6)
            settle(oldest(), 'void', (p) => ({ type: 'voided', label: p.label, ordinal: p.ordinal, wasGood: false, replace: true }))
          else if (choice === 7) tell({ type: 'pause' })
          else if (choice === 8) tell({ type: 'start' })
          else if (choice === 9) tell({ type: 'doubted', labels: line.out.map((p) => p.label) })
          else if (choice === 10) tell({ type: 'trouble', status: 'mediaOut', label: oldest()?.label ?? null })
          else tell({ type: 'troubleOver' })
          expect(line.good).toBe([...fates.values()].filter((fate) => fate === 'good').length)
          expect(line.voided).toBe([...fates.values()].filter((fate) => fate === 'void').length)
          expect(line.out.length).toBeLessThanOrEqual(every.ahead)
          if (line.phase === 'printed') expect(line).toMatchObject({ out: [], good: 12 })
        }
      }),
    )
  })
})

test('a line that accepts by count draws no further ahead of the printer than it can be told of', () => {
  let { line, effects } = step(newLine({ verify: 'count', nth: 10, ahead: 5, verifyOnly: false, stopAfter: 3 }, 6_000), { type: 'start' })
  let drawn = 0
  const send = (): void => {
    while (effects.some((effect) => effect.do === 'draw')) {
      drawn++
      ;({ line, effects } = step(line, {
        type: 'drawn',
        piece: { label: drawn, ordinal: drawn, unit: null, serial: null, evidence: 0, doubt: false, at: 0 },
      }))
      ;({ line, effects } = step(line, { type: 'sent', label: drawn, evidence: 1 }))
    }
  }
  send()
  expect(drawn).toBe(unacceptedAhead)
  ;({ line, effects } = step(line, { type: 'accepted', labels: [1, 2, 3] }))
  send()
  expect(drawn).toBe(unacceptedAhead + 3)
})
