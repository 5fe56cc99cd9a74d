import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default
const pictures = process.env['SIGNET_PICTURES']
const folder = mkdtempSync(join(tmpdir(), 'signet-reports-'))

describe('devices', () => {
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
    await go('/devices', '设备')
    await card('虚拟打印机').waitFor({ timeout: 15_000 })
  })
  afterAll(async () => {
    await station?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const go = async (hash: string, title: string): Promise<void> => {
    await page.evaluate((to) => {
      location.hash = to
    }, hash)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const choose = async (label: string, kind: string): Promise<void> => {
    await page.waitForTimeout(300)
    await page.getByLabel(label, { exact: true }).focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByTitle(kind, { exact: true }).click()
  }
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(pictures, `devices-${name}.png`) })
  }
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
  }

  it('where a printer is: each kind asks for what it needs, empty places are named', async () => {
    await go('/orders', '订单')
    await go('/devices', '设备')
    await card('虚拟打印机').getByRole('button', { name: '设置', exact: true }).click()
    for (const kind of ['USB', '串口', '系统打印队列', '网口']) {
      await choose('接法', kind)
      await picture(`printer-${kind}`)
    }
    await accessible()
    await page.getByLabel('地址', { exact: true }).fill('')
    await button('保存').click()
    await page.locator('.fault').first().waitFor()
    await button('取消').click()
  })

  it('a verifier: a report is tried in its settings, new ones are kept, those that match nothing wait for a person', async () => {
    const sample = join(folder, 'sample.csv')
    writeFileSync(sample, 'Data,Overall,Aperture,Wavelength\n(01)06901234510010(10)TRN0002,3.4,6,660\n')
    await go('/orders', '订单')
    await go('/devices', '设备')
    await button('添加检测仪').click()
    await page.getByLabel('名称', { exact: true }).fill('检测仪')
    await page.getByLabel('文件夹', { exact: true }).fill(folder)
    await page.locator('input[type="file"]').setInputFiles(sample)
    await page.getByText('没有读到等级').waitFor()
    await choose('等级', 'Overall')
    await choose('码的内容', 'Data')
    await choose('孔径', 'Aperture')
    await page.getByText('读到 1 个码').waitFor()
    await accessible()
    await picture('verifier')
    await button('保存').click()
    await card('检测仪').getByText('就绪').waitFor({ timeout: 10_000 })
    writeFileSync(join(folder, 'a.csv'), 'Data,Overall\n(01)06901234510010(10)TRN0002,1.2\n(01)06901234510010(10)NOWHERE,3.0\n')
    // The trial report lay in the folder before the verifier was set up and is left alone; it is as new as the folder, so it may count too.
    await page.getByText(/没有对上的检测报告 1 份/).waitFor({ timeout: 20_000 })
    await picture('waiting')
    await go('/orders', '订单')
    await page.getByRole('row', { name: /TR-000002/ }).click()
    const detail = page.getByRole('region', { name: '订单详情' })
    await detail.getByText('条码等级').waitFor({ timeout: 15_000 })
    await detail.getByText('1.2').first().waitFor()
    await picture('order-grades')
    await accessible()
  })

  it('a new roll and ribbon are noted at the line, and the card says how far they go', async () => {
    type Listed = { devices: { name: string; supplies: { kind: string; lot: string; left: number | null }[] }[] }
    for (const [kind, lot, amount] of [
      ['roll', 'R-2611-044', 1_850],
      ['ribbon', 'RB-2610-118', 300],
    ] as const) {
      expect((await call(page, '/devices/load', { key: crypto.randomUUID(), kind, lot, amount }))?.status).toBe(200)
    }
    const { devices } = (await call(page, '/devices/list'))!.body as unknown as Listed
    expect(devices.find(({ name }) => name === '虚拟打印机')?.supplies[0]).toMatchObject({ lot: 'R-2611-044', left: 1_850 })
    await go('/devices', '设备')
    await card('虚拟打印机').getByText('约 1,850 张').waitFor()
    await picture('supplies')
    await accessible()
  })
})
