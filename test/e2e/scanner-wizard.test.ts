import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proofData } from '../../shared/devices/scanner-proof.ts'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'
import { GS, typeScan } from './scanner-keys.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default
const pictures = process.env['SIGNET_PICTURES']

describe('setting up a scanner', () => {
  let station: StationApp
  let page: Page
  let cdp: CDPSession
  let server: Server
  let reader: Socket | null = null

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
    cdp = await page.context().newCDPSession(page)
    server = createServer((socket) => {
      reader = socket
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await station?.close()
    reader?.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  const go = async (hash: string): Promise<void> => {
    await page.evaluate((to) => {
      location.hash = to
    }, hash)
  }
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.screenshot({ path: join(pictures, `scanner-${name}.png`) })
  }
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
  }
  const begin = async (kind: string): Promise<void> => {
    await go('/devices')
    await page.getByRole('heading', { level: 1, name: '设备' }).waitFor()
    await button('添加扫描器').click()
    await page.getByRole('heading', { level: 1, name: '设置扫描器' }).waitFor()
    await page.getByLabel('接法').click({ force: true })
    await page
      .locator('.ant-select-item')
      .and(page.getByTitle(kind, { exact: true }))
      .click()
  }

  it('one that types: six reads prove GS, it gets a name, and its card says when to prove it again', async () => {
    await begin('键盘方式')
    await accessible()
    await picture('1-connect')
    await button('看切换码').click()
    await page.getByText('Honeywell').waitFor()
    await page.waitForTimeout(300)
    await picture('1-codes')
    await page.keyboard.press('Escape')
    await button('下一步').click()
    await page.getByText('还没有扫到').waitFor()
    await picture('2-waiting')
    await typeScan(cdp, `]d20106901234500011${GS}21X`)
    await page.getByText('这不是测试码').waitFor()
    for (let n = 1; n <= 6; n++) {
      await typeScan(cdp, `]d2${proofData}`)
      await page.getByText(`${n} / 6`).waitFor()
      if (n === 1) await picture('3-learning')
    }
    await page.getByText('以 Ctrl + ] 到达，位置正确').waitFor()
    await accessible()
    await picture('4-proved')
    await button('GS 已证明，下一步').click()
    await page.getByLabel('名称').fill('手持 1')
    await picture('5-name')
    await button('启用').click()
    const card = page.getByRole('region', { name: '手持 1', exact: true })
    await card.getByText('到期重证').waitFor()
    await picture('6-card')
  })

  it('one that loses GS is not let through, and is told what to do', async () => {
    await begin('键盘方式')
    await button('下一步').click()
    await page.getByText('还没有扫到').waitFor()
    for (let n = 1; n <= 6; n++) {
      await typeScan(cdp, `]d2${proofData.replace(GS, '')}`)
      await page.getByText(`${n} / 6`).waitFor()
    }
    await page.getByText('没有到。批号和序列号连在一起了').waitFor()
    await picture('7-lost')
    expect(await page.getByTestId('proved').isDisabled()).toBe(true)
    await accessible()
  })

  it('one on a line that puts a bar for GS: the stand-in is learned and saved', async () => {
    await begin('固定式 TCP')
    await page.getByLabel('地址').fill('127.0.0.1')
    await page.getByLabel('端口').fill(String((server.address() as { port: number }).port))
    await button('下一步').click()
    await eventually(async () => reader !== null, 8_000)
    await page.getByText('还没有扫到').waitFor()
    for (let n = 1; n <= 6; n++) {
      reader?.write(`]d2${proofData.replace(GS, '|')}\r`)
      await page.getByText(`${n} / 6`).waitFor()
    }
    await picture('8-substitute')
    await button('GS 已证明，下一步').click()
    await page.getByLabel('名称').fill('固定 1')
    await button('启用').click()
    await page.getByRole('region', { name: '固定 1', exact: true }).waitFor()
    type Listed = { devices: { name: string; scanner: { format: { gsSubstitute: string } } | null }[] }
    const { devices } = (await call(page, '/devices/list'))!.body as unknown as Listed
    expect(devices.find(({ name }) => name === '固定 1')?.scanner?.format.gsSubstitute).toBe('|')
  })

  it('one that is not there says so, and what to look at', async () => {
    await begin('固定式 TCP')
    await page.getByLabel('地址').fill('127.0.0.1')
    await page.getByLabel('端口').fill('1')
    await button('下一步').click()
    await page.getByText('断开了').waitFor({ timeout: 15_000 })
    await picture('9-away')
    await button('退出，不保存').click()
    await page.getByRole('heading', { level: 1, name: '设备' }).waitFor()
  })
})
