import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { mustOrder } from '../orders.ts'
import { allocate } from '../serials.ts'
import { type Store, system } from '../store/store.ts'
import { chooseReading } from './choose.ts'
import { lookAtCode, lookTogether } from './look.ts'

let at: Rig
let store: Store
beforeEach(() => {
  at = rig()
  store = at.create()
})
afterEach(() => {
  store.close()
  at.remove()
})
const GS = '\u001d'
const label = `]d20106901234500011112602011731013110LOT1${GS}21T-000001`
const meaning = (raw: string, printed: string | null = null) =>
  lookAtCode(store, raw, printed).meaning.map(({ code, state }) => [code.replace('meaning.', ''), state])

describe('what a code means', () => {
  test('a label of an order, its serial given out and not yet printed', async () => {
    const { serialOrder } = seedOrders(store)
    const { no, di } = mustOrder(store, serialOrder)
    await allocate(store, system, { id: serialOrder, no, di }, 10)
    expect(meaning(label)).toEqual([
      ['diKnown', 'ok'],
      ['lotOnOrder', 'ok'],
      ['serial.allocated', 'ok'],
    ])
  })
  test('each thing that is not as it should be', () => {
    seedOrders(store)
    expect(meaning('0106901234599992')).toEqual([['diUnknown', 'warn']])
    const wrong = `]d20106901234500011112602021731013110LOT1${GS}21NONE`
    expect(meaning(wrong)).toEqual([
      ['diKnown', 'ok'],
      ['lotOnOrder', 'ok'],
      ['dateDiffers', 'bad'],
      ['serialUnknown', 'warn'],
    ])
    expect(meaning('0106901234500011' + '10NOLOT')).toEqual([
      ['diKnown', 'ok'],
      ['piMissing', 'bad'],
      ['piMissing', 'bad'],
      ['piMissing', 'bad'],
      ['lotUnknown', 'warn'],
    ])
  })
  test('the text beside it, spaces and wide brackets left aside', () => {
    seedOrders(store)
    const text = '（01）06901234500011 (11)260201(17)310131(10)LOT1(21)T-000001'
    expect(meaning(label, text)).toContainEqual(['textEqual', 'ok'])
    expect(meaning(label, text.replace('LOT1', 'L0T1'))).toContainEqual(['textDiffers', 'bad'])
  })
  test('a carton by its own DI, a retail code and a firm’s reference belong to their product', () => {
    seedOrders(store)
    for (const code of ['0126901234500015', '6901234500011', 'FS-12-3'])
      expect(lookAtCode(store, code, null).product?.spec, code).toBe('3 号')
    expect(lookAtCode(store, 'NOTHING-OF-OURS', null).product).toBeNull()
  })
})

describe('a code without separators', () => {
  const lost = '010690123450001111260201173101311' + '0LOT121T-000001'
  test('is read again in ranked ways; what a person takes is kept with the reason', () => {
    seedOrders(store)
    const { recovered } = lookAtCode(store, lost, null)
    const first = recovered[0]!
    expect(first.elements).toContainEqual({ ai: '10', value: 'LOT1' })
    expect(first.elements).toContainEqual({ ai: '21', value: 'T-000001' })
    chooseReading(store, system, lost, first.elements, '标签上印的是这样')
    const body = store.read.get<{ body: string }>('SELECT body FROM event WHERE kind = 514')!.body
    expect(JSON.parse(body)).toMatchObject({ after: { raw: lost }, reason: '标签上印的是这样' })
  })
  test('a reading that was not offered is not taken', () => {
    seedOrders(store)
    expect(() => chooseReading(store, system, lost, [{ ai: '10', value: 'X' }], 'x')).toThrow('recover.notOffered')
  })
})

test('codes of one package side by side', () => {
  seedOrders(store)
  const { sameProduct, fields } = lookTogether(store, [label, '(01)26901234500015(10)LOT2'])
  expect(sameProduct).toBe('yes')
  expect(fields.find(({ field }) => field === 'lot')).toMatchObject({ values: ['LOT1', 'LOT2'], agrees: false })
})
