import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProductColumn } from '../../../shared/product-list.ts'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { readSettings, writeSettings } from '../settings.ts'
import { productByDi } from '../store/masters.ts'
import { type Store, system } from '../store/store.ts'
import { sampleSyringe } from '../training.ts'
import { importProducts, type ProductDefaults, previewProducts } from './product-import.ts'

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
const {
  agency: _a,
  di: _d,
  name: _n,
  nameEn: _e,
  spec: _s,
  ref: _r,
  registration: _g,
  registrationUntil: _u,
  packing: _p,
  ...defaults
} = sampleSyringe
const csv = (text: string) => ({ name: '发码清单.csv', bytes: Buffer.from(text) })
const head = '最小销售单元产品标识,产品名称,规格型号,货号,注册证编号,注册证有效期,追溯级别,箱DI,箱装数量\n'
const good = csv(
  `${head}06901234500028,股骨柄,4 号,FS-13,国械注准20243130218,2029-03-14,序列号,26901234500022,20\n` +
    '6901234510027,注射器,10 mL,ZS-10,国械注准20233140567,2028/5/20,批,,\n' +
    '06901234500011,已有的,3 号,FS-12,国械注准20243130218,,序列号,,\n',
)
const take = async (file: ReturnType<typeof csv>, partner = '') => {
  const { columns } = await previewProducts(store, file, null, partner, defaults as ProductDefaults)
  const mapping = Object.fromEntries(columns.map(({ header, use }) => [header, use])) as Record<string, ProductColumn>
  return importProducts(store, system, file, mapping, partner, defaults as ProductDefaults)
}
const problems = async (rows: string) =>
  (await previewProducts(store, csv(head + rows), null, '', defaults as ProductDefaults)).problems.map(({ code, row }) => [code, row])

describe('a list of issued codes', () => {
  test('columns are guessed; products are made with their packages, known ones left as they are', async () => {
    const preview = await previewProducts(store, good, null, '', defaults as ProductDefaults)
    expect(preview.columns.map(({ use }) => use)).toEqual([
      'di',
      'name',
      'spec',
      'ref',
      'registration',
      'registrationUntil',
      'trace',
      'packDi',
      'packHolds',
    ])
    expect(preview).toMatchObject({ rows: 3, made: 2, known: 1, problems: [] })
    expect(await take(good)).toBe(2)
    expect(productByDi(store.read, '06901234500028')).toMatchObject({
      trace: 'serial',
      pi: { serial: true, lot: true },
      registrationUntil: '2029-03-14',
      packing: [{ level: 0 }, { level: 1, di: '26901234500022', holds: 20, childDi: '06901234500028' }],
    })
    expect(productByDi(store.read, '06901234510027')).toMatchObject({ trace: 'lot', registrationUntil: '2028-05-20' })
    expect(productByDi(store.read, '06901234500011')?.name).not.toBe('已有的')
  })
  test('a further row of a product is a further package', async () => {
    await take(
      csv(
        `${head}06901234500028,股骨柄,4 号,,国械注准1,,序列号,26901234500022,20\n06901234500028,股骨柄,4 号,,国械注准1,,序列号,36901234500029,8\n`,
      ),
    )
    expect(productByDi(store.read, '06901234500028')?.packing.map(({ level, childDi }) => [level, childDi])).toEqual([
      [0, null],
      [1, '06901234500028'],
      [2, '26901234500022'],
    ])
  })
  test('every fault at once, each with its row', async () => {
    expect(
      await problems(
        '06901234500029,a,b,,c,,,,\n' +
          '6.9E+12,a,b,,c,,,,\n' +
          ',a,b,,c,,,,\n' +
          '06901234500028,a,b,,c,32 号,,,\n' +
          '06901234500028,a,b,,c,,,26901234500029,1\n' +
          '06901234500028,a,b,,c,,,26901234500022,零\n' +
          '06901234500035,a,b,,c,,,,\n06901234500035,a,b,,c,,,,\n',
      ),
    ).toEqual([
      ['product.di', 2],
      ['import.diRounded', 3],
      ['import.cellEmpty', 4],
      ['import.date', 5],
      ['product.di', 6],
      ['import.quantity', 7],
      ['import.diTwice', 9],
    ])
  })
  test('a DI that stands for two things is refused; so is a product nobody registered', async () => {
    expect(await problems('06901234500028,a,b,,c,,,26901234500022,20\n06901234500035,d,e,,c,,,26901234500022,10\n')).toEqual([
      ['product.diTaken', 3],
    ])
    expect(await problems('06901234500028,a,b,,c,,,06901234500028,20\n')).toEqual([['packing.diTwice', 2]])
    const nobody = { ...(defaults as ProductDefaults), registrant: '' }
    const { problems: found } = await previewProducts(store, csv(`${head}06901234500028,a,b,,c,,,,\n`), null, '', nobody)
    expect(found).toMatchObject([{ code: 'import.cellEmpty', row: 2 }])
  })
  test('missing columns, an unknown template, nothing in it', async () => {
    const preview = await previewProducts(store, csv('甲,乙\n1,2\n'), null, '', { ...(defaults as ProductDefaults), template: 'nope' })
    expect(preview.problems.map(({ code }) => code)).toEqual([...Array<string>(4).fill('import.columnMissing'), 'template.unknown'])
    await expect(take(csv(`${head}06901234500011,已有的,3 号,,c,,,,\n`))).rejects.toMatchObject({ code: 'import.empty' })
  })
  test('columns are kept for the partner; where changes are signed each product is made by itself', async () => {
    await take(good, 'GS1 China')
    const renamed = csv('x,y,z,w\n06901234500042,a,b,c\n')
    const mapping = { x: 'di', y: 'name', z: 'spec', w: 'registration' } as const
    await importProducts(store, system, renamed, mapping, '工厂', defaults as ProductDefaults)
    expect((await previewProducts(store, renamed, null, '工厂', defaults as ProductDefaults)).columns.map(({ use }) => use)).toEqual(
      Object.values(mapping),
    )
    writeSettings(store, system, { ...readSettings(store), signatures: { productChanged: 1 } })
    await expect(take(csv(`${head}06901234500059,a,b,,c,,,,\n`))).rejects.toMatchObject({ code: 'import.signEach' })
  })
})
