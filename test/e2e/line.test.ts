import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { zhCN } from '../../shared/i18n/zh-CN.ts'
import { eventually, health, launchStation, type StationApp, tapPort } from './fixtures.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default

let station: StationApp | undefined
afterEach(async () => {
  await station?.close()
  station = undefined
})

const gone = zhCN['fault.gone']
const trainingPin = '246810'
const trainingPassword = `training-${trainingPin}`
/** A person's pace: faster keys would be a scanner's. */
const personMs = 150

const byId = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`)
const seen = (page: Page, id: string, withinMs = 15_000) => byId(page, id).waitFor({ timeout: withinMs })
const goodOf = async (page: Page) => Number((await byId(page, 'good').innerText()).replaceAll(',', ''))

async function keys(page: Page, text: string): Promise<void> {
  for (const key of text) {
    await page.keyboard.press(key)
    await page.waitForTimeout(personMs)
  }
}

/** No serious violation on what is shown. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`)).toEqual([])
}

async function setUp(page: Page): Promise<void> {
  await page.waitForSelector('#firm', { timeout: 30_000 })
  await expectAccessible(page)
  for (const [field, value] of Object.entries({
    firm: '江苏衡远医疗器械有限公司',
    site: '苏州一厂',
    name: '赵建国',
    staffNo: '0001',
    login: 'zhaojg',
    pin: '135790',
    password: 'signet-2026',
  })) {
    await page.fill(`#${field}`, value)
  }
  await page.keyboard.press('F2')
  await seen(page, 'recovery-code')
  await expectAccessible(page)
  await page.keyboard.press('F2')
  await byId(page, 'recovery-code').waitFor({ state: 'detached' })
  await page.evaluate(() => {
    location.hash = '#/sign-in'
  })
}

async function signIn(page: Page, login: string): Promise<void> {
  await seen(page, `person-${login}`)
  await byId(page, `person-${login}`).click()
  await keys(page, trainingPin)
}

/** An operator of a fresh training station, at the first order's line. */
async function atTheLine(): Promise<Page> {
  station = await launchStation()
  const { page } = station
  await setUp(page)
  await signIn(page, 'wangxl')
  await seen(page, 'resume')
  await expectAccessible(page)
  await page.keyboard.press('F2')
  await seen(page, 'start')
  return page
}

async function makeFault(page: Page, fault: string): Promise<void> {
  await byId(page, 'more').click()
  await byId(page, 'make-fault').click()
  await byId(page, `fault-${fault}`).click()
}

/** Back to a running line, whatever the last fault left to answer. */
async function goOn(page: Page): Promise<void> {
  await eventually(async () => {
    if ((await byId(page, 'pause').count()) > 0) return true
    if ((await byId(page, 'taken').count()) > 0 || (await byId(page, 'go-on').count()) > 0) await page.keyboard.press('F2')
    await page.waitForTimeout(500)
    return false
  }, 20_000)
}

const shows = (page: Page, words: string) => page.locator('h2', { hasText: words }).first().waitFor({ timeout: 15_000 })

describe('the line screens', () => {
  it('from the first run to verified labels, and a pause', async () => {
    const page = await atTheLine()
    expect(await page.title()).toContain('培训')
    expect(await page.locator('canvas').count()).toBe(1)
    await expectAccessible(page)
    await page.keyboard.press('F2')
    await seen(page, 'pause')
    await eventually(async () => (await goodOf(page)) >= 5)
    await shows(page, '合格')
    await expectAccessible(page)
    await page.keyboard.press('F2')
    await seen(page, 'go-on')
    const paused = await eventually(async () => {
      const before = await goodOf(page)
      await page.waitForTimeout(700)
      return before === (await goodOf(page)) && before
    })
    expect(paused).toBeGreaterThanOrEqual(5)
  })

  it('a wrong label is named, with what to do, and the count does not take it', async () => {
    const page = await atTheLine()
    await page.keyboard.press('F2')
    await seen(page, 'pause')
    await makeFault(page, 'wrong-label')
    await seen(page, 'taken')
    await shows(page, '批号不符')
    expect(await page.locator('.compare u').count()).toBeGreaterThan(0)
    // One step is left when good labels came by before the picture was taken: read both at once.
    const shown = await page.evaluate(() => ({
      steps: document.querySelectorAll('.steps li').length,
      lead: document.querySelector('.what-to-do .lead')?.textContent ?? '',
    }))
    expect(shown.steps).toBe(shown.lead === gone ? 1 : 3)
    await expectAccessible(page)
    await goOn(page)
  })

  it('paper out: the step ticks itself, the roll is scanned, the answer lets the line go on', async () => {
    const page = await atTheLine()
    await page.keyboard.press('F2')
    await seen(page, 'pause')
    await eventually(async () => (await goodOf(page)) >= 3)
    await makeFault(page, 'paper-out')
    await seen(page, 'trouble-over')
    await shows(page, '缺纸')
    await page.locator('.steps li.done').first().waitFor({ timeout: 20_000 })
    await expectAccessible(page)
    await scan(page, 'r-2611-045')
    await page.locator('.steps li.done').nth(1).waitFor({ timeout: 10_000 })
    if ((await byId(page, 'answer-half').count()) > 0) await byId(page, 'answer-half').click()
    await page.keyboard.press('F2')
    await page.waitForSelector('[data-testid="trouble-over"]', { state: 'detached' })
    await goOn(page)
  })

  it('a killed engine leaves labels in doubt, asked oldest first; after the answers the line goes on', async () => {
    const page = await atTheLine()
    await page.keyboard.press('F2')
    await seen(page, 'pause')
    await eventually(async () => (await goodOf(page)) >= 3)
    await tapPort(page)
    process.kill((await health(page)).pid, 'SIGKILL')
    await signIn(page, 'wangxl')
    await seen(page, 'doubt-notFound', 20_000)
    await shows(page, '张存疑')
    await expectAccessible(page)
    await page.keyboard.press('4')
    await eventually(async () => {
      if ((await byId(page, 'go-on').count()) > 0) return true
      await page.waitForTimeout(300)
      if ((await byId(page, 'doubt-notPrinted').count()) > 0) await page.keyboard.press('2')
      return false
    }, 30_000)
    const before = await goodOf(page)
    await goOn(page)
    await eventually(async () => (await goodOf(page)) > before + 2)
  })

  it('one paper more than accounted for keeps the order open until quality signs a deviation', async () => {
    const page = await atTheLine()
    await page.keyboard.press('F2')
    await seen(page, 'pause')
    await makeFault(page, 'repeat')
    await shows(page, '重复')
    await page.keyboard.press('F2')
    await goOn(page)
    await page.keyboard.press('F2')
    await seen(page, 'go-on')
    const drawn = (await goodOf(page)) + 10
    await byId(page, 'more').click()
    await page.locator('button', { hasText: '改张数' }).click()
    await keys(page, String(drawn))
    await page.keyboard.press('F2')
    await seen(page, 'go-on')
    await goOn(page)
    await seen(page, 'to-close', 40_000)
    await page.keyboard.press('F2')
    await seen(page, 'close-order')
    await shows(page, '还不能关闭')
    await page.waitForSelector('#reason')
    expect(await byId(page, 'close-order').isDisabled()).toBe(true)
    await expectAccessible(page)
    await page.fill('#reason', '多出一张，已查出纸口和废标盒')
    await byId(page, 'signer-liwb').click()
    await page.fill('#password1', trainingPassword)
    await page.fill('#password2', trainingPassword)
    await page.keyboard.press('F2')
    await seen(page, 'closed-home')
    await shows(page, '已关闭')
    await expectAccessible(page)
  })
})

/** Keys as a wedge scanner sends them: by their places, without pause, Enter at the end. */
const scan = (page: Page, text: string) =>
  page.evaluate((characters) => {
    const codeOf = (character: string): string =>
      character === '-' ? 'Minus' : /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`
    for (const code of [...[...characters].map(codeOf), 'Enter'])
      window.dispatchEvent(new KeyboardEvent('keydown', { code, key: '', bubbles: true, cancelable: true }))
  }, text)
