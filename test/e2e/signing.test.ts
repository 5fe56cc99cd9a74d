import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, downloaded, eventually, launchStation, type StationApp, saveDownloadsTo, tapPort } from './fixtures.ts'

const key = (): string => crypto.randomUUID()
const password = 'correct horse battery'
const pictures = process.env['SIGNET_PICTURES']

/** The log's standing, evidence, and acts that two people sign, as they are met on the screens. */
describe('signatures and the log', () => {
  let station: StationApp
  let page: Page
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signet-signing-'))
    mkdirSync(join(folder, 'usb'))
    station = await launchStation()
    page = station.page
    await saveDownloadsTo(station.app, folder)
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
    const ask = async (path: string, input: object): Promise<void> =>
      void expect((await call(page, path, { key: key(), ...input }))?.status, path).toBe(200)
    for (const [login, name] of [
      ['q-li', '李明'],
      ['q-zhou', '周芳'],
    ] as const) {
      const given = { login, name, staffNo: login, roles: ['quality'], password: 'given by the admin', pin: null, validUntil: null }
      await ask('/people/create', given)
      await ask('/session/signIn', { login, secret: given.password, method: 'password' })
      await ask('/session/changeOwn', { old: given.password, password, pin: null })
      await ask('/session/signIn', { login: 'zhaojg', secret: password, method: 'password' })
    }
  })
  afterAll(async () => {
    await station?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const open = async (path: string, title: string): Promise<void> => {
    await page.evaluate((hash) => {
      location.hash = hash
    }, path)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    await eventually(async () => (await page.locator('.thin-bar').count()) === 0)
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const shown = async (text: string): Promise<void> => void (await page.getByText(text).first().waitFor())
  const picture = async (name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  it('an expiry override is signed by one, waits, and is done by the second; nobody approves their own', async () => {
    await open('/orders', '订单')
    await page.getByRole('row', { name: /TR-000001/ }).click()
    await page.getByRole('region', { name: '订单详情' }).getByText('TR-000001', { exact: true }).waitFor()
    const dialog = page.getByRole('dialog')
    // The sign-ins of the set-up may still be on their way to the screen, which begins anew with each person.
    await eventually(async () => {
      if ((await dialog.count()) === 0)
        await button('改失效日期')
          .click({ timeout: 2_000 })
          .catch(() => undefined)
      await page.waitForTimeout(300)
      return (await dialog.count()) > 0
    })
    await dialog.getByLabel('新的失效日期').fill('2030-12-31')
    await dialog.getByLabel('原因（写进记录）').fill('稳定性报告 R-7')
    await dialog.getByLabel('再输一次密码').first().fill(password)
    await dialog.getByText('另一位以后签，先送去待签署').click()
    await picture('sign-dialog')
    await dialog.getByRole('button', { name: '送去待签署' }).click()
    await dialog.waitFor({ state: 'detached' })
    await open('/to-sign', '待签署')
    const detail = page.getByRole('region', { name: '这一项' })
    await detail.getByText('稳定性报告 R-7').waitFor()
    await detail.getByText('这是自己申请的，另一位才能批准。').waitFor()
    expect(await button('看并签').count()).toBe(0)
    await picture('to-sign-own')
    await call(page, '/session/signIn', { key: key(), login: 'q-li', secret: password, method: 'password' })
    await button('看并签').click()
    await page.getByRole('dialog').getByLabel('原因（写进记录）').fill('看过报告')
    await page.getByRole('dialog').getByLabel('再输一次密码').fill(password)
    await picture('to-sign-dialog')
    await page.getByRole('dialog').getByRole('button', { name: '签名并执行' }).click()
    await shown('没有等签的事')
    await picture('to-sign-empty')
    await open('/orders', '订单')
    await page.getByRole('row', { name: /TR-000001/ }).click()
    await page.getByRole('region', { name: '订单详情' }).getByText('2030-12-31').first().waitFor()
  })

  it('the log says that nobody outside holds it, until a target outside does', async () => {
    await call(page, '/session/signIn', { key: key(), login: 'zhaojg', secret: password, method: 'password' })
    await open('/audit', '审计日志')
    await shown('记录一致，没有外部见证')
    await picture('audit-not-witnessed')
    await button('立即见证').click()
    await shown('没有外部的备份位置')
    await picture('audit-no-target')
    const settings = (await call(page, '/settings/get'))!.body!
    await call(page, '/settings/set', { key: key(), settings: { ...settings, backupFolder: join(folder, 'usb') } })
    await button('立即见证').click()
    await shown('记录一致，有外部见证')
    await page
      .getByRole('row', { name: /申请签署/ })
      .first()
      .click()
    await shown('现在没有核对')
    await picture('audit-witnessed')
  })

  it('hands out the evidence of an order as one page', async () => {
    await page
      .getByRole('row', { name: /改失效日期/ })
      .first()
      .click()
    await button('导出凭证包').click()
    const html = readFileSync(await downloaded(folder, /^TRAINING-evidence-.*\.html$/), 'utf8')
    expect(html).toContain("default-src 'none'")
    expect(html).toContain('signet-evidence/1')
    await picture('audit-bundle')
  })

  it('the firm may want more signatures: the change itself asks for them', async () => {
    await open('/settings', '设置')
    await page
      .getByRole('row', { name: /改产品/ })
      .getByText('1 人')
      .click()
    await picture('settings-signatures')
    await button('保存').click()
    await shown('已保存')
    await open('/products', '产品与包装')
    await page.getByRole('row').nth(1).click()
    await button('修改').click()
    await page.getByLabel('规格型号', { exact: true }).fill('新规格')
    await button('保存').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('本站要求 1 人签名才能这样改。').waitFor()
    await dialog.getByLabel('原因（写进记录）').fill('换规格')
    await dialog.getByLabel('再输一次密码').fill(password)
    await picture('product-signature')
    await dialog.getByRole('button', { name: '签名' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('新规格').first().waitFor()
  })

  it('shows where the key is kept and lets a copy out only signed', async () => {
    await open('/backup', '备份与恢复')
    const panel = page.getByRole('region', { name: '记录的签名钥匙' })
    await panel.getByText('文件，没有密码短语').waitFor()
    await panel.getByText('signet/TRN-').waitFor()
    await button('导出钥匙备份').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('密码短语（至少 12 个字）').fill('短')
    await dialog.getByLabel('原因（写进记录）').fill('换电脑备用')
    await dialog.getByLabel('再输一次密码').fill(password)
    await dialog.getByRole('button', { name: '签名' }).click()
    await dialog.getByText('密码短语至少 12 个字').waitFor()
    await picture('key-escrow')
    await dialog.getByLabel('密码短语（至少 12 个字）').fill('four words in a row')
    await dialog.getByLabel('再输一次密码').fill(password)
    await dialog.getByRole('button', { name: '签名' }).click()
    const escrow = JSON.parse(readFileSync(await downloaded(folder, /^TRN-.*-key\.json$/), 'utf8')) as Record<string, unknown>
    expect(escrow).toMatchObject({ schema: 1, provider: 'file' })
  })
})
