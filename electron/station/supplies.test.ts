import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Rig, rig } from '../../test/rigs/folder.ts'
import { type Store, system } from './store/store.ts'
import { Supplies } from './supplies.ts'

let at: Rig
let store: Store
const printer = { id: 1, name: 'P' }
beforeEach(() => {
  at = rig()
  store = at.create()
})
afterEach(() => {
  store.close()
  at.remove()
})
const print = (supplies: Supplies, n: number): void => {
  for (let i = 0; i < n; i++) supplies.printed(1, 40)
}
const leftOf = (supplies: Supplies) => supplies.of(1).map(({ kind, left }) => [kind, left])

test('a roll is counted in labels, a ribbon by the length of what it printed', () => {
  const supplies = new Supplies(store)
  supplies.load(system, printer, 'roll', 'R-1', 1_000, null)
  supplies.load(system, printer, 'ribbon', 'B-1', 43, null)
  print(supplies, 250)
  // 43 m are 1,000 labels of 40 mm with a gap of 3 mm.
  expect(leftOf(supplies)).toEqual([
    ['roll', 750],
    ['ribbon', 750],
  ])
})
test('a new roll without a number has as many as the last one, and the ledger names both', () => {
  const supplies = new Supplies(store)
  supplies.load(system, printer, 'roll', 'R-1', 500, null)
  print(supplies, 400)
  supplies.load(system, printer, 'roll', 'R-2', null, { order: 'O-1', job: 7 })
  expect(supplies.of(1)[0]).toMatchObject({ lot: 'R-2', of: 500, left: 500 })
  const bodies = store.read.all<{ after: string }>("SELECT json_extract(body, '$.after') AS after FROM event WHERE kind = 605 ORDER BY seq")
  expect(bodies.map(({ after }) => JSON.parse(after))).toEqual([{ lot: 'R-1', labels: 500 }, { lot: 'R-2' }])
})
test('what is used outlives the engine, but for the last few labels', () => {
  const before = new Supplies(store)
  before.load(system, printer, 'roll', 'R-1', 100, null)
  print(before, 45)
  expect(leftOf(new Supplies(store))).toEqual([['roll', 60]])
  before.close()
  expect(leftOf(new Supplies(store))).toEqual([['roll', 55]])
})
test('never less than none is left, and nothing is guessed where nobody said how much there was', () => {
  const supplies = new Supplies(store)
  supplies.load(system, printer, 'roll', 'R-1', 3, null)
  supplies.load(system, printer, 'ribbon', 'B-1', null, null)
  print(supplies, 5)
  expect(leftOf(supplies)).toEqual([
    ['roll', 0],
    ['ribbon', null],
  ])
  expect(() => supplies.load(system, printer, 'roll', 'R-9', 0, null)).toThrow('supply.amount')
})
