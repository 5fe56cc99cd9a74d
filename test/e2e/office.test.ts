import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const key = (): string => crypto.randomUUID()
const password = 'correct horse battery'

/** The office screens on a fresh training ledger, as its first administrator sees them. */
describe('office screens', () => {
  let station: StationApp
  let page: Page
  let files: string

  beforeAll(async () => {
    files = mkdtempSync(join(tmpdir(), 'signet-office-'))
    station = await launchStation()
    page = station.page
    await tapPort(page)
    const person = {
      firm: '江苏衡远医疗器械有限公司',
      site: '苏州一厂',
      language: 'zh-CN',
      login: 'zhaojg',
      name: '赵建国',
      staffNo: '0001',
      password,
      pin: '135790',
    }
    await eventually(async () => (await call(page, '/session/firstRun', { key: key(), ...person }))?.status === 200, 30_000)
    await page.getByText('赵建国').first().waitFor()
  })
  afterAll(async () => {
    await station?.close()
    rmSync(files, { recursive: true, force: true })
  })

  const open = async (path: string, title: string): Promise<void> => {
    await page.evaluate((hash) => {
      location.hash = hash
    }, path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const field = (name: string) => page.getByLabel(name, { exact: true })
  const shown = async (text: string): Promise<void> => void (await page.getByText(text).first().waitFor())
  const fileOf = (name: string, text: string | Buffer): string => {
    const path = join(files, name)
    writeFileSync(path, text)
    return path
  }

  it('lists orders; ↑ ↓ choose, the detail says what will be printed and by which rule', async () => {
    await open('/orders', '订单')
    await page.getByRole('row', { name: /TR-000001/ }).click()
    const detail = page.getByRole('region', { name: '订单详情' })
    await detail.getByText('06901234500011').waitFor()
    await detail.getByText('= 生产日期 + 60 月 − 1 天').waitFor()
    await detail.getByText('一物一码').waitFor()
    await page.keyboard.press('ArrowUp')
    await detail.getByText('06901234510010').waitFor()
    await page.keyboard.press('ArrowDown')
    await detail.getByText('06901234500011').waitFor()
  })

  it('goes to the order a scanned label names', async () => {
    await open('/orders', '订单')
    await page.getByRole('row', { name: /TR-000001/ }).click()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await scan(page, '01069012345100101126110810TRN0002')
    await page.getByRole('region', { name: '订单详情' }).getByText('06901234510010').waitFor()
  })

  it('refuses a new order with every fault at its field, shows the expiry while it is typed, and makes it', async () => {
    await open('/orders/new', '新建订单')
    await button('建立订单').click()
    await shown('共 4 处')
    await field('产品').click()
    await page.getByTitle(/生物型股骨柄/).click()
    await field('生产日期').fill('20261101')
    await shown('2031-10-31')
    await field('订单').fill('TR-000001')
    await field('批号').fill('批号')
    await field('数量（张）').fill('20')
    await shown('批号「批号」有不能编码的字符')
    await field('批号').fill('H26K01')
    await button('建立订单').click()
    await shown('订单号 TR-000001 已有')
    await field('订单').fill('TR-000009')
    await button('建立订单').click()
    await page.getByRole('heading', { level: 1, name: '订单' }).waitFor()
    await page.getByRole('region', { name: '订单详情' }).getByText('TR-000009').waitFor()
  })

  it('tells all 30 kinds of mistakes of a file at once, with row, column, value and mend, and makes nothing', async () => {
    await open('/orders/import', '导入订单')
    await page.setInputFiles('input[type=file]', fileOf('bad.csv', mistakes()))
    await shown('共 30 行，1 行没有问题')
    const rows = await page.getByRole('table', { name: '要改的地方' }).getByRole('row').count()
    expect(rows).toBeGreaterThan(30)
    for (const mend of [
      '这一格要填',
      'Excel 把 DI 变成了约数',
      '没有这个 DI 的产品',
      '不是日期',
      '整数',
      '别的日期',
      '在今天',
      '已过',
      '这个 DI 的产品叫',
      '最多 30 个字符',
      '不能编码',
    ])
      await shown(mend)
    expect(await page.getByText('[U+200B]').count()).toBeGreaterThan(0)
    expect(await button('建立 30 个').isDisabled()).toBe(true)
    expect(JSON.stringify((await call(page, '/orders/list'))?.body)).not.toContain('MO-')
  })

  it('says in words what is wrong with a file that is no table, empty or too big', async () => {
    await open('/orders', '订单')
    await open('/orders/import', '导入订单')
    await page.setInputFiles('input[type=file]', fileOf('empty.csv', ''))
    await shown('empty.csv 是空的')
    await page.setInputFiles('input[type=file]', fileOf('picture.csv', Buffer.from([0, 1, 2, 3, 0])))
    await shown('不是文本，也不是 Excel')
    await page.setInputFiles('input[type=file]', fileOf('big.csv', 'x'.repeat(32_000_001)))
    await shown('一次最多 31,250 KB')
  })

  it('takes a file that is larger than a message, in pieces', async () => {
    await open('/orders', '订单')
    await open('/orders/import', '导入订单')
    const rows = Array.from({ length: 24_000 }, (_, i) => `MO-L${i},06901234510010,26L${i % 9},2026-02-30,100,${'x'.repeat(20)}`)
    await page.setInputFiles('input[type=file]', fileOf('large.csv', ['订单号,DI,批号,生产日期,数量,备注', ...rows].join('\n')))
    await shown('large.csv')
    await page.getByText('2026-02-30').first().waitFor({ timeout: 40_000 })
    expect((await button('建立 24,000 个').count()) + (await button('建立 0 个').count())).toBeLessThanOrEqual(1)
  })

  it('reads a mended GBK file, keeps its columns for the partner, and makes all orders', async () => {
    await open('/orders', '订单')
    await open('/orders/import', '导入订单')
    await field('来自谁（记住各列怎么读）').fill('苏州物流')
    // 单号,码,批号,日期,数量 in GB 18030
    const head = Buffer.from('b5a5bac52cc2eb2cc5fabac52cc8d5c6da2ccafdc1bf0d0a', 'hex')
    await page.setInputFiles(
      'input[type=file]',
      fileOf(
        'gbk.csv',
        Buffer.concat([head, Buffer.from('MO-A,06901234500011,H26K02,2026-11-01,10\r\nMO-B,06901234510010,26K18A,2026/11/2,"5,000"\r\n')]),
      ),
    )
    await shown('编码 gb18030')
    for (const [column, use] of [
      ['码', 'DI'],
      ['日期', '生产日期'],
    ] as const) {
      await page.getByLabel(`${column} 读作`, { exact: true }).click()
      await page.locator('.ant-select-dropdown:visible').getByTitle(use, { exact: true }).click()
      await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' })
      await eventually(async () => (await page.locator('.thin-bar').count()) === 0)
    }
    await button('建立 2 个').click()
    await page.getByRole('heading', { level: 1, name: '订单' }).waitFor()
    await page.getByRole('row', { name: /MO-B.*0 \/ 5,000/ }).waitFor()
  })

  it('shows faults of a product in place: check digit while typed, disagreement of flags and packing when saved', async () => {
    await open('/products', '产品与包装')
    await button('新建产品').click()
    await field('DI（最小销售单元）').fill('06901234520017')
    await shown('06901234520017 不是 14 位 GTIN，或校验位不对')
    await field('DI（最小销售单元）').fill('06901234520019')
    await field('产品名称').fill('陶瓷股骨头')
    await field('追溯级别').click()
    await page.getByTitle('一物一码').click()
    await button('保存').click()
    await shown('追溯级别和「码里有序列号」不一致')
    await shown('没填')
    await button('加一层').click()
    await button('加一层').click()
    await page.getByLabel('里面装的 DI').fill('06901234500011')
    await shown('第 1 层装的不是下一层的 DI')
    await button('取消').click()
  })

  it('searches the audit log and shows before and after', async () => {
    await open('/audit', '审计日志')
    await shown('记录一致')
    await field('码、人、设备、订单，或扫码').fill('TR-000009')
    await page.getByRole('row', { name: /建立订单.*TR-000009/ }).click()
    await page.getByRole('region', { name: '这一条' }).getByText('叶哈希').waitFor()
    await field('码、人、设备、订单，或扫码').fill('没有这个')
    await shown('没有和「没有这个」对得上的记录')
  })

  it('says in words that a printer is unreachable, edits it and shows the change in the log', async () => {
    const connection = { kind: 'tcp', host: '127.0.0.1', port: 9 }
    const printer = { connection, dpi: 300, widthMm: 104, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0, name: '打印机 1' }
    expect((await call(page, '/devices/savePrinter', { key: key(), id: null, printer }))?.status).toBe(200)
    await open('/devices', '设备')
    const card = page.getByRole('region', { name: '打印机 1' })
    await card.getByText('断开了').waitFor({ timeout: 20_000 })
    await card.getByRole('button', { name: '设置', exact: true }).click()
    await field('名称').fill('')
    await button('保存').click()
    await shown('没填')
    await field('名称').fill('打印机 1')
    await field('浓度').fill('21')
    await button('保存').click()
    await card.getByText('浓度 21').waitFor()
    await open('/audit', '审计日志')
    await field('码、人、设备、订单，或扫码').fill('')
    await page.getByRole('row', { name: /改设备.*打印机 1/ }).click()
    const entry = page.getByRole('region', { name: '这一条' })
    await entry.getByRole('cell', { name: '15' }).waitFor()
    await entry.getByRole('cell', { name: '21' }).waitFor()
  })

  it('backs up, and says before a restore what it means; a wrong password is refused in place', async () => {
    await open('/backup', '备份与恢复')
    await shown('还没有备份。按立即备份')
    await button('立即备份').click()
    await shown('大小相符')
    await button('恢复').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('序列号会锁住').waitFor()
    await dialog.getByLabel('原因（写进记录）').fill('演练')
    await dialog.getByLabel('再输一次密码').fill('wrong password')
    await dialog.getByRole('button', { name: '签名并恢复' }).click()
    await dialog.getByText('密码不对').waitFor()
    await dialog.getByRole('button', { name: '取消' }).click()
  })

  it('has no serious accessibility violation on any screen', async () => {
    const serious: string[] = []
    for (const [path, title] of screens) {
      await open(path, title)
      await eventually(async () => (await page.locator('.thin-bar').count()) === 0)
      for (const found of await violations(page)) serious.push(`${path} ${found}`)
    }
    expect(serious).toEqual([])
  })

  it('shows a visitor only what they may read', async () => {
    const given = 'given by the admin'
    const visitor = {
      login: 'visitor',
      name: '韩检',
      staffNo: 'V001',
      roles: ['visitor'],
      password: given,
      pin: null,
      validUntil: '2099-12-31',
    }
    await call(page, '/people/create', { key: key(), ...visitor })
    await open('/orders', '订单')
    await call(page, '/session/signIn', { key: key(), login: 'visitor', secret: given, method: 'password' })
    await call(page, '/session/changeOwn', { key: key(), old: given, password, pin: null })
    await shown('只读：监管检查员只能看，不能改')
    expect(await button('新建订单').count()).toBe(0)
    expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual(['订单', '审计日志', '导出', '改我的密码'])
  })
})

const screens = [
  ['/orders', '订单'],
  ['/orders/new', '新建订单'],
  ['/orders/import', '导入订单'],
  ['/products', '产品与包装'],
  ['/pools', '序列号'],
  ['/templates', '盒标签 60×40'],
  ['/to-sign', '待签署'],
  ['/audit', '审计日志'],
  ['/devices', '设备'],
  ['/users', '人员'],
  ['/backup', '备份与恢复'],
  ['/settings', '设置'],
  ['/export', '导出'],
] as const

/** Keys as a wedge scanner sends them: fast, capitals with Shift, Enter at the end. */
async function scan(page: Page, text: string): Promise<void> {
  for (const character of text) await page.keyboard.press(/[A-Z]/.test(character) ? `Shift+Key${character}` : `Digit${character}`)
  await page.keyboard.press('Enter')
}

/** Serious and critical findings of axe. Its source runs as an evaluated script: the page's own policy would not load it. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> }
    }
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id} ${nodes[0]?.html.slice(0, 120)}`)
  })
}

/** One row for each kind of mistake, all others right. */
function mistakes(): string {
  const good = ['', '06901234500011', '生物型股骨柄 12/14 锥度', 'H26K01', '2026-11-01', '10']
  const wrong: readonly Readonly<Record<number, string>>[] = [
    { 0: ' ' },
    { 1: '' },
    { 3: '' },
    { 4: '' },
    { 5: '' },
    { 0: 'MO-3' },
    { 0: 'TR-000001' },
    { 0: 'X'.repeat(31) },
    { 1: '6.90123E+12' },
    { 1: '0690123450001A' },
    { 1: '06901234599999' },
    { 1: '06901234500012' },
    { 4: '2026-02-30' },
    { 4: '2027-05-01' },
    { 4: '昨天' },
    { 4: '2010-01-01' },
    { 4: '2026/13/1' },
    { 5: '0' },
    { 5: '-5' },
    { 5: '1.5' },
    { 5: '一百' },
    { 5: '1000001' },
    { 2: '别的产品' },
    { 3: '批号甲' },
    { 3: 'A'.repeat(21) },
    { 3: 'AB CD' },
    { 3: 'TRN0001', 4: '2026-11-02' },
    { 0: ' ', 1: '', 3: '', 4: '', 5: '' },
    { 3: 'A\u200bB' },
    {},
  ]
  const rows = wrong.map((row, i) => good.map((value, column) => row[column] ?? (column === 0 ? `MO-${i + 1}` : value)).join(','))
  return ['订单号,DI,产品名称,批号,生产日期,数量', ...rows].join('\r\n')
}
