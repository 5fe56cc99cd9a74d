import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJournal } from '../../electron/station/simulate/operator.ts'
import { trialData } from '../../shared/label/trial.ts'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'
import { typeScan } from './scanner-keys.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default
const pictures = process.env['SIGNET_PICTURES']
const signet = resolve(import.meta.dirname, '../../bin/signet')

interface Attached {
  readonly port: number
  readonly papers: () => number
  stop(): void
}

/** A printer beside the station's own: the virtual line's, in a process of its own. */
async function attach(folder: string, language: string): Promise<Attached> {
  const out = join(folder, language)
  const args = ['virtual-line', '--language', language, '--out', out, '--seed', 's', '--dpi', '203', '--label-ms', '200', '--json']
  const child: ChildProcess = spawn(signet, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await new Promise<string>((heard, failed) => {
    createInterface({ input: child.stdout! }).once('line', heard)
    child.once('exit', (code) => failed(new Error(`virtual-line ended with ${code}`)))
  })
  return {
    port: (JSON.parse(said) as { printer: number }).printer,
    papers: () => readJournal(join(out, 'journal.jsonl')).length,
    stop: () => void child.kill('SIGTERM'),
  }
}

describe('setting up a printer', () => {
  let station: StationApp
  let page: Page
  let cdp: CDPSession
  let folder: string
  let tspl: Attached

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signet-printers-'))
    tspl = await attach(folder, 'tspl')
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
    await station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
  })
  afterAll(async () => {
    await station?.close()
    tspl?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const field = (name: string) => page.getByLabel(name, { exact: true })
  const shown = (text: string, timeout = 15_000) => page.getByText(text).first().waitFor({ timeout })
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return
    mkdirSync(pictures, { recursive: true })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(pictures, `pw-${name}.png`) })
  }
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
  }
  const devices = async (): Promise<void> => {
    await page.evaluate(() => {
      location.hash = '/devices'
    })
    await page.getByRole('heading', { level: 1, name: '设备' }).waitFor()
  }
  const begin = async (port: number): Promise<void> => {
    await devices()
    await button('添加打印机').click()
    await page.getByRole('heading', { level: 1, name: '添加打印机' }).waitFor()
    await button('再找一次').waitFor()
    await field('地址').fill('127.0.0.1')
    await field('端口').fill(String(port))
    await field('端口').press('Enter')
    await shown('它听哪种语言')
  }
  const choose = async (label: string, option: string): Promise<void> => {
    await field(label).focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByTitle(option, { exact: true }).click()
  }
  interface Listed {
    readonly name: string
    readonly printer: { language: string; dpi: number; answers: string; offsetXMm: number; darkness: number; calibratedOn: string } | null
  }
  const saved = async (name: string) =>
    ((await call(page, '/devices/list'))!.body as { devices: readonly Listed[] }).devices.find((device) => device.name === name)?.printer

  it('names what is not filled in; a place where nothing is says what to look at, and lets nobody on', async () => {
    await devices()
    await button('添加打印机').click()
    await shown('接在这台电脑上的')
    await button('再找一次').waitFor({ timeout: 10_000 })
    await accessible()
    await picture('1-find')
    await button('下一步').click()
    await shown('没填')
    await field('地址').fill('127.0.0.1')
    await field('端口').fill('1')
    await page.keyboard.press('Enter')
    await shown('还没有问')
    await accessible()
    await picture('2-not-asked')
    await page.keyboard.press('Enter')
    await shown('连不上')
    await picture('2-nothing')
    expect(await button('下一步').count()).toBe(0)
    await button('自动认').click()
    await button('自动认').waitFor()
    await shown('连不上')
    await button('退出，不保存').click()
    await page.getByRole('heading', { level: 1, name: '设备' }).waitFor()
    expect(await saved('打印机 2')).toBeUndefined()
  })

  it('all five steps by keyboard and scanner: found by trying, printed, read back, put straight, saved with what was learned', async () => {
    await begin(tspl.port)
    await button('自动认').click()
    await shown('SIGNET-VIRTUAL', 40_000)
    await shown('没有说，下一步自己选')
    await shown('全答：')
    await accessible()
    await picture('2-known')
    await button('下一步').click()
    await shown('会印出这一张')
    await choose('打印头', '203 dpi')
    await field('浓度').fill('18')
    await accessible()
    await picture('3-print')
    await field('浓度').press('Enter')
    await shown('印出来了')
    await shown('E3')
    expect(tspl.papers()).toBe(1)
    await picture('3-printed')
    await button('下一步').click()
    await shown('等扫刚印的那张标签')
    await accessible()
    await picture('4-waiting')
    expect(await button('下一步').isDisabled()).toBe(true)
    await typeScan(cdp, ']d20106901234500011')
    await shown('这不是试印标签')
    await picture('4-other')
    await typeScan(cdp, `]d2${trialData}`)
    await shown('扫到了试印标签')
    expect(await page.getByText('这不是试印标签').count()).toBe(0)
    await accessible()
    await picture('4-proved')
    await page.keyboard.press('Enter')
    await shown('量两个白边')
    await picture('5-set')
    await field('左边白边 A（mm）').fill('1.5')
    await shown('偏移 −1 mm')
    await button('浓度加 1').click()
    await button('再印一张').click()
    await eventually(() => tspl.papers() === 2)
    await button('再印一张').waitFor()
    // What the margin came to is the offset now, and the next one is measured anew.
    expect(await field('左边白边 A（mm）').inputValue()).toBe('')
    await shown('偏移 −1 mm')
    await field('左边白边 A（mm）').fill('30')
    await shown('差得太多')
    await picture('5-too-far')
    await button('启用').click()
    await field('左边白边 A（mm）').fill('')
    await field('名称').fill('')
    await field('名称').press('Enter')
    await shown('没填')
    await accessible()
    await field('名称').fill('北线打印机')
    await picture('5-name')
    await field('名称').press('Enter')
    await page.getByRole('region', { name: '北线打印机', exact: true }).waitFor()
    expect(await saved('北线打印机')).toMatchObject({ language: 'tspl', dpi: 203, answers: 'full', offsetXMm: -1, darkness: 19 })
    expect((await saved('北线打印机'))?.calibratedOn).toMatch(/^\d{4}-\d\d-\d\d$/)
    await picture('6-card')
  })

  it('asked in a language it does not take, a printer is mute at best: said with what to check; skipping the scan is said to prove nothing', async () => {
    await begin(tspl.port)
    await button('问它').click()
    await shown('不回答')
    await accessible()
    await picture('2-mute')
    await choose('打印语言', 'TSPL（台半、佳博、芯烨、汉印等）')
    await shown('还没有问')
    await button('问它').click()
    await shown('全答：')
    await button('下一步').click()
    await button('印一张').click()
    await shown('印出来了')
    await button('下一步').click()
    await shown('跳过也能启用，但印的码能不能读，没有证明')
    await button('跳过扫回').click()
    await shown('没有扫回')
    await button('退出，不保存').click()
  })

  it('one that answers in another language is told apart from one that does not answer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.write('\u0002030,0,0\u0003\r\n'))
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    await begin((server.address() as AddressInfo).port)
    await button('问它').click()
    await shown('它不懂 ZPL')
    await picture('2-wrong')
    expect(await button('下一步').count()).toBe(0)
    await button('退出，不保存').click()
    server.close()
  })

  it('the station’s own printer is calibrated from its card; its own reader sends the label back', async () => {
    await devices()
    const card = page.getByRole('region', { name: '虚拟打印机', exact: true })
    await card.waitFor({ timeout: 20_000 })
    await card.getByText('就绪').first().waitFor({ timeout: 20_000 })
    await card
      .getByRole('button', { name: '校准', exact: true })
      .or(card.getByRole('link', { name: '校准', exact: true }))
      .click()
    await page.getByRole('heading', { level: 1, name: '校准虚拟打印机' }).waitFor()
    await shown('全答：')
    await shown('300 dpi，已照此设好')
    await picture('2-own')
    await page.keyboard.press('Enter')
    await shown('会印出这一张')
    await button('印一张').click()
    await shown('没有报错，看看印出来没有')
    await button('下一步').click()
    await shown('扫到了试印标签')
    await shown('虚拟扫描器，')
    await picture('4-own')
    await button('下一步').click()
    await button('启用').click()
    await card.waitFor()
    expect(await saved('虚拟打印机')).toMatchObject({ language: 'zpl', answers: 'full' })
  })

  it('in English', async () => {
    await page.evaluate(() => localStorage.setItem('signet.language', 'en'))
    await page.reload()
    await tapPort(page)
    const me = { login: 'zhaojg', secret: 'correct horse battery', method: 'password' }
    expect((await call(page, '/session/signIn', { key: crypto.randomUUID(), ...me }))?.status).toBe(200)
    await page.evaluate(() => {
      location.hash = '/devices/printer'
    })
    await page.getByRole('heading', { level: 1, name: 'Add a printer' }).waitFor()
    await page.getByText('Attached to this computer').waitFor()
    await accessible()
    await picture('1-find-en')
  })
})
