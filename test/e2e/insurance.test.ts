import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, eventually, giveFile, launchStation, type StationApp, tapPort } from './fixtures.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default
const pictures = process.env['SIGNET_PICTURES']
const folder = mkdtempSync(join(tmpdir(), 'signet-insurance-'))

describe('insurance codes', () => {
  let station: StationApp
  let page: Page

  beforeAll(async () => {
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
      password: 'correct horse battery',
      pin: '135790',
    }
    await eventually(async () => (await call(page, '/session/firstRun', { key: crypto.randomUUID(), ...person }))?.status === 200, 30_000)
    await page.getByText('赵建国').first().waitFor()
  })
  afterAll(async () => {
    await station?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(pictures, `insurance-${name}.png`) })
  }
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
  }

  it('a published table is taken in, both sides are compared, what differs is said, the product shows its codes', async () => {
    await page.evaluate(() => {
      location.hash = '/insurance'
    })
    await page.getByRole('heading', { level: 1, name: '医保编码对照' }).waitFor()
    await page.getByText('没有编码').first().waitFor()
    await picture('1-empty')
    const file = join(folder, 'models.csv')
    writeFileSync(
      file,
      '医保耗材编码,产品名称,注册证编号,规格型号,生产企业,UDI-DI\n' +
        'C09010101000000066260000001,股骨柄,国械注准20243130218,3 号,江苏衡远,06901234500011\n' +
        'C09010101000000066260000002,股骨柄,国械注准20243130218,4 号,江苏衡远,\nX123,坏行,,,,\n',
    )
    await page.getByRole('button', { name: '导入编码表' }).click()
    await giveFile(page, file, '3 行里读到 2 个编码')
    await page.getByText('1 行读不懂，会跳过').waitFor()
    await accessible()
    await picture('2-import')
    await page.getByRole('button', { name: '收进来' }).click()
    await page.getByText('收了 2 个编码，1 条对照，跳过 1 行').waitFor()
    await page.locator('.ant-drawer button', { hasText: '关闭' }).click()
    const detail = page.getByRole('region', { name: '两边怎么说' })
    await detail.getByText('C09010101000000066260000001').first().waitFor()
    await page.getByLabel('医保编码', { exact: true }).fill('C0901010100000006627')
    await page.getByRole('button', { name: '加上' }).click()
    await detail.getByText('药监那边有 C0901010100000006627，医保那边没有').waitFor()
    await accessible()
    await picture('3-differs')
    await page.getByRole('searchbox').or(page.getByLabel('搜 DI、品名、编码')).first().fill('股骨柄')
    await detail.getByText('编码表里找到 2 条').waitFor()
    await page.evaluate(() => {
      location.hash = '/products'
    })
    await page.getByRole('region', { name: '产品详情' }).getByText('C09010101000000066260000001').waitFor()
    await picture('4-product')
  })

  it('a list of issued codes makes products; what is wrong is said with its row, and nothing is made before it is right', async () => {
    await page.getByRole('button', { name: '导入发码清单' }).click()
    const head = '最小销售单元产品标识,产品名称,规格型号,货号,注册证编号,注册证有效期,追溯级别,箱DI,箱装数量\n'
    const bad = join(folder, 'list-wrong.csv')
    writeFileSync(bad, `${head}06901234500029,股骨柄,5 号,FS-14,国械注准20243130218,2029-03-14,序列号,,\n`)
    await page.locator('input[type="file"]').setInputFiles(bad)
    await page.getByLabel('注册人', { exact: true }).fill('江苏衡远医疗器械有限公司')
    await page.getByText('06901234500029').nth(1).waitFor()
    await accessible()
    await picture('5-list-wrong')
    const good = join(folder, 'list.csv')
    writeFileSync(good, `${head}06901234500028,股骨柄,5 号,FS-14,国械注准20243130218,2029-03-14,序列号,26901234500022,20\n`)
    await giveFile(page, good, '会建 1 个产品')
    await picture('6-list')
    await page.getByRole('button', { name: /建 1 个产品/ }).click()
    await page.getByRole('table', { name: '产品' }).getByText('06901234500028').waitFor()
  })
})
