import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { insuranceByCode, searchInsurance } from '../store/insurance.ts'
import { productByDi } from '../store/masters.ts'
import { type Store, system } from '../store/store.ts'
import { importInsurance, previewInsurance } from './import-table.ts'
import { addMapping, codesOf, confirmMapping, dropMapping } from './mappings.ts'

let at: Rig
let store: Store
beforeEach(() => {
  at = rig()
  store = at.create()
  seedOrders(store)
})
afterEach(() => {
  store.close()
  at.remove()
})
const di = '06901234500011'
const csv = (text: string) => ({ name: '规格表.csv', bytes: Buffer.from(text) })
const list = csv(
  '医保耗材编码,产品名称,注册证编号,规格型号,生产企业,UDI-DI\n' +
    `C09010101000000066260000001,股骨柄,国械注准20243130218,3 号,江苏衡远,${di}\n` +
    `C09010101000000066260000001,股骨柄,国械注准20243130218,3 号,江苏衡远,${di}\n` +
    'C09010101000000066260000002,股骨柄,国械注准20243130218,4 号,江苏衡远,"06901234500028,06901234500035"\n' +
    'X123,坏行,,,,\n',
)
const take = async (file: ReturnType<typeof csv>, table: 'list' | 'disabled' | 'transfer') => {
  const { columns } = await previewInsurance(store, file, table, null)
  return importInsurance(store, system, file, table, Object.fromEntries(columns.map(({ header, use }) => [header, use])))
}
const codes = () => codesOf(store.read, productByDi(store.read, di)!)

describe('tables', () => {
  test('columns are guessed, a code in several rows is one, what cannot be read is named with its row', async () => {
    const preview = await previewInsurance(store, list, 'list', null)
    expect(preview.columns.map(({ use }) => use)).toEqual(['code', 'name', 'regNo', 'spec', 'maker', 'di'])
    expect(preview).toMatchObject({ rows: 4, codes: 2 })
    expect(preview.problems).toMatchObject([{ code: 'insurance.code', row: 5, column: '医保耗材编码', found: 'X123' }])
  })
  test('the list brings codes and the DIs of the insurance side; once more changes nothing', async () => {
    expect(await take(list, 'list')).toEqual({ codes: 2, dis: 3, leftOut: 1 })
    expect(codes()).toMatchObject({ codes: [{ code: 'C09010101000000066260000001', sources: ['NHSA'], state: 'active' }], faults: [] })
    expect(await take(list, 'list')).toEqual({ codes: 2, dis: 0, leftOut: 1 })
    expect(searchInsurance(store.read, '股骨', 10)).toHaveLength(2)
    expect(searchInsurance(store.read, '100%', 10)).toEqual([])
  })
  test('codes out of use and codes that became others keep what was known of them', async () => {
    await take(list, 'list')
    await take(csv('原医保编码,新医保编码\nC09010101000000066260000001,C09010101000000066260000009\n'), 'transfer')
    expect(insuranceByCode(store.read, 'C09010101000000066260000001')).toMatchObject({
      state: 'transferred',
      successor: 'C09010101000000066260000009',
      name: '股骨柄',
    })
    expect(codes().faults).toEqual([
      { code: 'insurance.transferred', params: { code: 'C09010101000000066260000001', successor: 'C09010101000000066260000009' } },
    ])
    await take(csv('医保编码\nC09010101000000066260000001\n'), 'disabled')
    expect(codes().faults.map(({ code }) => code)).toEqual(['insurance.disabled'])
  })
  test('a table without a code is refused', async () => {
    await expect(take(csv('甲,乙\n1,2\n'), 'list')).rejects.toMatchObject({ code: 'insurance.noCodes' })
    expect((await previewInsurance(store, csv('甲,乙\n1,2\n'), 'transfer', null)).problems.map(({ params }) => params['column'])).toEqual([
      'insurance.code',
      'insurance.successor',
    ])
  })
})

describe('which code belongs to which DI', () => {
  test('both sides are compared, and an act tells each change', async () => {
    await take(list, 'list')
    addMapping(store, system, di, 'C0901010100000006627', 'UDID')
    expect(codes().faults.map(({ code }) => code)).toEqual(['insurance.onlyUdid', 'insurance.onlyNhsa'])
    dropMapping(store, system, di, 'C0901010100000006627', 'UDID', '录错')
    addMapping(store, system, di, ' c0901010100000006626', 'UDID')
    expect(codes().faults).toEqual([])
    expect(store.read.all('SELECT kind FROM event WHERE kind BETWEEN 330 AND 332')).toHaveLength(3)
  })
  test('nonsense, twice and what is not there are refused', () => {
    expect(() => addMapping(store, system, di, 'C1', 'manual')).toThrow('insurance.code')
    addMapping(store, system, di, 'C0901010100000006626', 'manual')
    expect(() => addMapping(store, system, di, 'C0901010100000006626', 'manual')).toThrow('insurance.known')
    expect(() => dropMapping(store, system, di, 'C0901010100000006627', 'manual', 'x')).toThrow('insurance.notMapped')
  })
  test('is checked by another person than who entered it', () => {
    const [author, checker] = [
      { user: 5, role: 'regulatory' },
      { user: 6, role: 'quality' },
    ] as const
    addMapping(store, author, di, 'C0901010100000006626', 'manual')
    expect(() => confirmMapping(store, author, di, 'C0901010100000006626', 'manual')).toThrow('insurance.ownCheck')
    confirmMapping(store, checker, di, 'C0901010100000006626', 'manual')
    expect(codes().codes[0]?.mappings[0]?.checkedAt).not.toBeNull()
  })
})
