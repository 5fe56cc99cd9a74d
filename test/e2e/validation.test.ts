import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, eventually, launchStation, type StationApp, saveDownloadsTo, tapPort } from './fixtures.ts'

const key = (): string => crypto.randomUUID()
const password = 'correct horse battery'

/** The validation as an administrator meets it: run on the settings screen, signed, its report saved; later the banner says what changed. */
describe('validation', () => {
  let station: StationApp
  let page: Page
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signet-validation-e2e-'))
    station = await launchStation()
    page = station.page
    await saveDownloadsTo(station.app, folder)
    await tapPort(page)
    const person = {
      firm: '衡远',
      site: '一厂',
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
    rmSync(folder, { recursive: true, force: true })
  })

  const open = (path: string): Promise<void> =>
    page.evaluate((hash) => {
      location.hash = hash
    }, path)

  it('runs, is signed, hands over its report, and tells when settings changed', async () => {
    await open('/settings')
    const panel = page.getByRole('region', { name: '验证', exact: true })
    await panel.getByText('还没有验证过').waitFor()
    await panel.getByRole('button', { name: '运行验证' }).click()
    await panel.getByRole('button', { name: '签名出报告' }).click({ timeout: 60_000 })
    expect(await panel.getByRole('listitem').count()).toBe(30)
    // Training keeps its backups inside the data folder: that is bad, and nothing else is.
    expect(await panel.getByText('不合格的：IQ-10').count()).toBe(1)
    await page.getByLabel('原因').fill('首次使用前确认')
    await page.getByLabel('再输一次密码').fill(password)
    await page.getByRole('button', { name: '签名', exact: true }).click()
    await panel.getByText('签名记在日志第').waitFor()
    const report = (): string | undefined => readdirSync(folder).find((name) => name.endsWith('.pdf'))
    await eventually(async () => report() !== undefined)
    expect(readFileSync(join(folder, report()!)).subarray(0, 5).toString()).toBe('%PDF-')

    const { body } = (await call(page, '/settings/get'))!
    const settings = { ...(body as object), backupFolder: folder }
    expect((await call(page, '/settings/set', { key: key(), settings }))?.status).toBe(200)
    await page.waitForTimeout(1_100)
    await open('/products')
    await page.getByText('设置有变化，4 项检查要重做').waitFor()
    await page.getByRole('button', { name: '去验证' }).click()
    await panel.getByText('要重做').first().waitFor()
  })
})
