import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { forPeople } from '../export.ts'
import { type Store, system } from '../store/store.ts'
import { commitOrderImport, previewOrderImport } from './order-import.ts'
import { readTable } from './read-table.ts'
import { keepColumn, readSerialFile } from './serial-file.ts'
import { parseTable } from './table.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
/** 生产日期 in GBK. */
const gbkHeader = Uint8Array.of(0xc9, 0xfa, 0xb2, 0xfa, 0xc8, 0xd5, 0xc6, 0xda)

function xlsx(rows: readonly (readonly (string | number)[])[], extra: Record<string, Uint8Array> = {}): Uint8Array {
  const cell = (value: string | number, r: string): string =>
    typeof value === 'number' ? `<c r="${r}"><v>${value}</v></c>` : `<c r="${r}" t="inlineStr"><is><t>${value}</t></is></c>`
  const sheet = `<worksheet><sheetData>${rows.map((row, y) => `<row r="${y + 1}">${row.map((value, x) => cell(value, `${String.fromCharCode(65 + x)}${y + 1}`)).join('')}</row>`).join('')}</sheetData></worksheet>`
  return zipSync({
    'xl/workbook.xml': strToU8('<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'),
    'xl/worksheets/sheet1.xml': strToU8(sheet),
    ...extra,
  })
}

describe('tables', () => {
  test('UTF-8 with and without BOM, GBK, tabs, semicolons', () => {
    expect(parseTable('a.csv', utf8('\uFEFF订单,批号\r\nA,"L,1"\r\n')).rows).toEqual([
      ['订单', '批号'],
      ['A', 'L,1'],
    ])
    expect(parseTable('a.csv', gbkHeader)).toEqual({ rows: [['生产日期']], encoding: 'gb18030' })
    expect(parseTable('a.csv', utf8('a\tb\n1\t2')).rows[1]).toEqual(['1', '2'])
    expect(parseTable('a.csv', utf8('a;b\n1;2')).rows[1]).toEqual(['1', '2'])
  })
  test('the guard of our own exports comes off again', () => {
    const cell = forPeople('=1+1')
    expect(cell).toBe("'=1+1")
    expect(parseTable('a.csv', utf8(`a,b\n${cell},x`)).rows[1]![0]).toBe('=1+1')
  })
  test('Excel: text, numbers, gaps, shared strings', () => {
    const shared = { 'xl/sharedStrings.xml': strToU8('<sst><si><t>共享</t></si></sst>') }
    expect(
      parseTable(
        'a.xlsx',
        xlsx(
          [
            ['订单', '数量'],
            ['A-1', 200],
          ],
          shared,
        ),
      ).rows,
    ).toEqual([
      ['订单', '数量'],
      ['A-1', '200'],
    ])
  })
  test.each([
    ['empty', new Uint8Array(0), 'file.empty'],
    ['only blanks', utf8('  \n \n'), 'file.empty'],
    ['binary', Uint8Array.from({ length: 200 }, (_, i) => (i * 37) % 256), 'file.binary'],
    ['old Excel', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), 'file.oldExcel'],
    ['a broken archive', Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3), 'file.damaged'],
    ['an archive without a sheet', zipSync({ 'a.txt': strToU8('x') }), 'file.notTable'],
    ['an archive with a path that climbs', zipSync({ '../../etc/passwd': strToU8('x') }), 'file.notTable'],
  ])('%s is refused with a code', (_name, bytes, code) => expect(() => parseTable('f', bytes)).toThrow(expect.objectContaining({ code })))
  test('a bomb is refused before it is unpacked', () => {
    expect(() => parseTable('f.xlsx', xlsx([['a']], { 'xl/worksheets/sheet2.xml': new Uint8Array(30_000_000) }))).toThrow(
      expect.objectContaining({ code: 'file.bomb' }),
    )
  })
  test('a document type is refused: nothing is expanded', () => {
    const evil = xlsx([['a']], {
      'xl/worksheets/sheet1.xml': strToU8(
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>',
      ),
    })
    expect(() => parseTable('f.xlsx', evil)).toThrow(expect.objectContaining({ code: 'file.damaged' }))
  })
  test('are read in a thread of their own', async () => {
    await expect(readTable('a.csv', utf8('a,b\n1,2'))).resolves.toMatchObject({
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
    })
    await expect(readTable('a.csv', new Uint8Array(0))).rejects.toMatchObject({ code: 'file.empty' })
  })
})

describe('orders from a file', () => {
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
  const header = '订单号,产品标识,产品名称,批号,生产日期,数量'
  const preview = (rows: readonly string[]) =>
    previewOrderImport(store, { name: 'o.csv', bytes: utf8([header, ...rows].join('\n')) }, null, 'ERP')

  test('columns are guessed, dates of every usual form are read, and all orders are made in one act', async () => {
    const bytes = utf8(
      [
        header,
        'X-1,06901234500011,生物型股骨柄 12/14 锥度,N1,2026-01-05,10',
        'X-2,6901234500011,,N2,2026/1/6,"1,000"',
        'X-3,06901234510010,,N3,20260107,5',
        'X-4,06901234510010,,N4,46030,5',
      ].join('\n'),
    )
    const { columns, problems, valid } = await previewOrderImport(store, { name: 'o.csv', bytes }, null, 'ERP')
    expect(problems).toEqual([])
    expect([columns.map(({ use }) => use), valid]).toEqual([['no', 'di', 'name', 'lot', 'made', 'quantity'], 4])
    const mapping = Object.fromEntries(columns.map(({ header: name, use }) => [name, use]))
    expect(await commitOrderImport(store, system, { name: 'o.csv', bytes }, mapping, 'ERP')).toBe(4)
    expect(store.read.all("SELECT no, made, quantity FROM work_order WHERE no LIKE 'X-%' ORDER BY no")).toEqual([
      { no: 'X-1', made: '2026-01-05', quantity: 10 },
      { no: 'X-2', made: '2026-01-06', quantity: 1000 },
      { no: 'X-3', made: '2026-01-07', quantity: 5 },
      { no: 'X-4', made: '2026-01-08', quantity: 5 },
    ])
    const again = await preview(['X-9,06901234500011,,Z,2026-01-05,1'])
    expect(again.columns[0]?.use).toBe('no')
  })

  test('thirty kinds of mistakes come all at once, each with row, column and what stands there', async () => {
    const bad = [
      ',06901234500011,,L,2026-01-05,1',
      'Y-2,,,L,2026-01-05,1',
      'Y-3,06901234500011,,,2026-01-05,1',
      'Y-4,06901234500011,,L,,1',
      'Y-5,06901234500011,,L5,2026-01-05,',
      'Y-6,06901234500099,,L6,2026-01-05,1',
      'Y-7,6.90123E+12,,L7,2026-01-05,1',
      'Y-8,ABC,,L8,2026-01-05,1',
      'Y-9,06901234500011,,批号,2026-01-05,1',
      `Y-10,06901234500011,,${'L'.repeat(21)},2026-01-05,1`,
      'Y-11,06901234500011,,L11,2026-13-05,1',
      'Y-12,06901234500011,,L12,2026-02-30,1',
      'Y-13,06901234500011,,L13,yesterday,1',
      'Y-14,06901234500011,,L14,2026-01-05,0',
      'Y-15,06901234500011,,L15,2026-01-05,-3',
      'Y-16,06901234500011,,L16,2026-01-05,1.5',
      'Y-17,06901234500011,,L17,2026-01-05,many',
      'Y-18,06901234500011,,L18,2026-01-05,99999999',
      'Y-19,06901234500011,,L19,2027-01-05,1',
      'Y-20,06901234500011,,L20,2010-01-05,1',
      'Y-21,06901234500011,,LOT1,2026-02-02,1',
      'A-1,06901234500011,,L22,2026-01-05,1',
      'Y-9,06901234500011,,L23,2026-01-05,1',
      `${'Y'.repeat(31)},06901234500011,,L24,2026-01-05,1`,
      'Y-25,06901234500011,别的名字,L25,2026-01-05,1',
      'Y-26,06901234510010,,L26,2026-01-32,1',
      'Y-27,0690123450001,,L27,2026-01-05,1',
      'Y-28,06901234500011,,L 28\u0007,2026-01-05,1',
      'Y-29,06901234500011,,L29,05/01/2026,1',
      ',,,,,',
    ]
    const { problems, valid, rows } = await preview(bad)
    expect(rows).toBe(30)
    const wrongRows = new Set(problems.map(({ row }) => row))
    for (let row = 2; row <= bad.length + 1; row++) expect(wrongRows.has(row), `row ${row}: ${bad[row - 2]}`).toBe(true)
    expect(valid).toBe(0)
    expect(problems.find(({ row }) => row === 12)).toMatchObject({ code: 'import.date', column: '生产日期', found: '2026-13-05' })
    const bytes = utf8([header, ...bad].join('\n'))
    await expect(
      commitOrderImport(
        store,
        system,
        { name: 'o.csv', bytes },
        { 订单号: 'no', 产品标识: 'di', 产品名称: 'name', 批号: 'lot', 生产日期: 'made', 数量: 'quantity' },
        '',
      ),
    ).rejects.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ row: 2 })]) })
    expect(store.read.get('SELECT count(*) AS n FROM work_order')).toEqual({ n: 2 })
  })

  test('a missing and a doubled column are said before any row', async () => {
    const bytes = utf8('订单号,订单,批号\nA,B,C')
    const { problems } = await previewOrderImport(store, { name: 'o.csv', bytes }, null, '')
    expect(problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['import.columnMissing', 'import.columnTwice']))
  })
})

describe('a list of serials', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text)
  test('is found in its column, kept for the partner; every fault has its row, column and value', async () => {
    const at = rig()
    const store = at.create()
    const { product } = seedOrders(store)
    const file = (text: string) => ({ name: 's.csv', bytes: bytes(text) })
    await expect(readSerialFile(store, file('A1\nA2\n'), product, null, '')).resolves.toMatchObject({ serials: ['A1', 'A2'], problems: [] })
    await expect(readSerialFile(store, file('序列号\nA1\n'), product, null, '')).resolves.toMatchObject({
      column: '序列号',
      serials: ['A1'],
    })
    const wide = file('订单,代码,备注\n1,B1,x\n2,B2,\n3,B1,\n4,中,\n5,,\n')
    const asked = await readSerialFile(store, wide, product, null, 'ERP')
    expect(asked).toMatchObject({ column: null, problems: [{ code: 'import.columnMissing', params: { column: 'serial' } }] })
    const read = await readSerialFile(store, wide, product, '代码', 'ERP')
    expect(read.problems).toEqual([
      { code: 'import.serialTwice', params: { serial: 'B1', first: 2 }, row: 4, column: '代码', found: 'B1' },
      expect.objectContaining({ code: 'import.serial', row: 5, column: '代码', found: '中' }),
      expect.objectContaining({ code: 'import.serial', row: 6, column: '代码', found: '' }),
    ])
    keepColumn(store, 'ERP', '代码')
    await expect(readSerialFile(store, wide, product, null, 'ERP')).resolves.toMatchObject({ column: '代码' })
    store.close()
    at.remove()
  })
})
