import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'
import { GS, typeScan } from './scanner-keys.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default
const pictures = process.env['SIGNET_PICTURES']

describe('reading any code', () => {
  let station: StationApp
  let page: Page
  let cdp: CDPSession

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
  })
  afterAll(() => station?.close())
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(pictures, `codes-${name}.png`) })
  }
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
  }

  it('explains a good code, a bad one, one that lost its separators, and compares what lies on one package', async () => {
    await page.evaluate(() => {
      location.hash = '/codes'
    })
    await page.getByRole('heading', { level: 1, name: '读懂一个码' }).waitFor()
    await picture('1-empty')
    await typeScan(cdp, `]d20106901234500011112611071731110610TRN0001${GS}21TRN-000001`)
    await page.getByText('写法没有错').waitFor()
    await page.getByText('DI 在产品档案里').waitFor()
    await accessible()
    await picture('2-good')
    await page.getByLabel('扫码，或粘进来').fill('010690123450001211260201')
    await page.getByRole('button', { name: '看', exact: true }).click()
    await page
      .getByText(/处不对/)
      .first()
      .waitFor()
    await page.getByText('怎么改：').first().waitFor()
    await page.getByText('放在一起比').waitFor()
    await accessible()
    await picture('3-bad')
    await page.getByRole('button', { name: '清空' }).click()
    await page.getByLabel('扫码，或粘进来').fill('0106901234500011112611111731111010TRN000121TRN-000001')
    await page.getByRole('button', { name: '看', exact: true }).click()
    await page.getByText('分隔符丢了，可能是').waitFor()
    await page.getByText('可能丢了分隔符').waitFor()
    await picture('4-recovered')
    await page.getByLabel('为什么选它').fill('和印的字一样')
    await page.getByRole('button', { name: '就是它' }).first().click()
    await page.getByRole('button', { name: '记下了' }).waitFor()
    await accessible()
    await page.getByRole('button', { name: '清空' }).click()
    await page.getByLabel('扫码，或粘进来').fill('+A99912345/$$52001510X33')
    await page.getByRole('button', { name: '看', exact: true }).click()
    await page.getByText('HIBCC').first().waitFor()
    await picture('5-hibc')
  })
})
