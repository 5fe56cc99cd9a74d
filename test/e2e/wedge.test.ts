import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'
import { ctrlBit, keyOf, type ScanKeys, shiftBit, typeScan } from './scanner-keys.ts'

const GS = '\u001d'
const label = `]d20106901234500011112611071731110610H26K1107${GS}21HS26K004189`
const key = (): string => crypto.randomUUID()

/** A scanner that types, before a real page in a real Electron: every key goes the way of a key. */
describe('a scanner that types', () => {
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
    await eventually(async () => (await call(page, '/session/firstRun', { key: key(), ...person }))?.status === 200, 30_000)
    await page.getByText('赵建国').first().waitFor()
    const scanner = { name: '手持', connection: { kind: 'wedge' } }
    expect((await call(page, '/devices/saveScanner', { key: key(), id: null, scanner }))?.status).toBe(200)
    cdp = await page.context().newCDPSession(page)
  })
  afterAll(() => station?.close())

  const go = async (hash: string, title: string): Promise<void> => {
    await page.evaluate((to) => {
      location.hash = to
    }, hash)
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
  }
  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const blur = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  const drawer = () => page.getByRole('form', { name: '手持' })

  /** The settings of the scanner, whose try field keeps what was scanned. */
  async function openSettings(): Promise<void> {
    await go('/devices', '设备')
    if ((await drawer().count()) > 0) return
    await page.getByRole('region', { name: '手持', exact: true }).getByRole('button', { name: '设置', exact: true }).click()
    await drawer().waitFor()
  }

  const tried = async (text: string): Promise<void> => {
    await eventually(async () => (await field('试扫').inputValue()) === text, 3_000).catch(async () =>
      expect(await field('试扫').inputValue()).toBe(text),
    )
  }

  const scan = (text: string, how: ScanKeys = {}) => typeScan(cdp, text, how)

  describe('in the try field', () => {
    beforeEach(async () => {
      await openSettings()
      await field('试扫').fill('')
      await field('试扫').focus()
    })

    it('sends GS as Ctrl+]', async () => {
      await scan(label)
      await tried(label)
    })

    it.each(['alt029', 'alt0029'] as const)('sends GS as Alt and digits of the number pad: %s', async (gs) => {
      await scan(label, { gs })
      await tried(label)
    })

    it('ends with Tab or with nothing', async () => {
      await scan(label, { end: 'Tab' })
      await tried(label)
      expect(await field('试扫').evaluate((element) => element === document.activeElement)).toBe(true)
      await scan(`${label}9`, { end: null })
      await tried(`${label}9`)
    })

    it('sends its stand-in for GS as it is, where none is set', async () => {
      await scan('0106901234500011|10AB', { end: 'Enter' })
      await tried('0106901234500011|10AB')
    })

    it('is not turned round by Caps Lock, whether it knows of it or not', async () => {
      await withCapsLock(label)
      await tried(label)
      await field('试扫').fill('')
      await withCapsLock(label, 'made up for')
      await tried(label)
    })

    it('is read from the places of the keys while an input method composes', async () => {
      await compose('ni')
      await composingKeys(label)
      await tried(label)
      expect(await composing()).toBe(false)
    })
  })

  /** Keys with Caps Lock on; only the system's own way of sending keys has a Caps Lock. */
  async function withCapsLock(text: string, scanner: 'knows nothing' | 'made up for' = 'knows nothing'): Promise<void> {
    const sent = [...[...text].map((character) => (character === GS ? { code: ']', ctrl: true } : { code: character, ctrl: false }))]
    await station.app.evaluate(
      ({ BrowserWindow }, [keys, madeUp]) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!
        for (const { code, ctrl } of keys) {
          const letter = /[a-z]/i.test(code)
          const shift = letter && /[A-Z]/.test(code) !== madeUp
          const modifiers: ('capslock' | 'shift' | 'ctrl')[] = [
            'capslock',
            ...(shift ? (['shift'] as const) : []),
            ...(ctrl ? (['ctrl'] as const) : []),
          ]
          const keyCode = letter ? code.toUpperCase() : code
          webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers })
          const typed = letter ? (shift ? code.toLowerCase() : code.toUpperCase()) : code
          if (!ctrl) webContents.sendInputEvent({ type: 'char', keyCode: typed, modifiers })
          webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers })
        }
        webContents.sendInputEvent({ type: 'keyDown', keyCode: 'Enter', modifiers: ['capslock'] })
        webContents.sendInputEvent({ type: 'keyUp', keyCode: 'Enter', modifiers: ['capslock'] })
      },
      [sent, scanner === 'made up for'] as const,
    )
  }

  /** An input method has begun to compose in the field that has the focus. */
  async function compose(text: string): Promise<void> {
    await page.evaluate(() => {
      const seen = window as unknown as { composing: boolean; keys: string[] }
      seen.composing = false
      seen.keys = []
      window.addEventListener('compositionstart', () => {
        seen.composing = true
      })
      window.addEventListener('compositionend', () => {
        seen.composing = false
      })
      window.addEventListener('keydown', (event) => seen.keys.push(`${event.key} ${event.isComposing}`), { capture: true, once: true })
    })
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    expect(await composing()).toBe(true)
  }
  const composing = () => page.evaluate(() => (window as unknown as { composing: boolean }).composing)

  /** Keys as Chromium hands them on when an input method took them: key `Process`, code 229; the composed text grows meanwhile. */
  async function composingKeys(text: string): Promise<void> {
    let composed = 'ni'
    const sent: Promise<unknown>[] = []
    for (const character of [...text, '\r']) {
      const { code, shift = false } = keyOf(character)
      const ctrl = character === GS
      const stroke = {
        key: ctrl ? ']' : 'Process',
        code,
        windowsVirtualKeyCode: ctrl ? 221 : 229,
        modifiers: (shift ? shiftBit : 0) + (ctrl ? ctrlBit : 0),
      }
      sent.push(cdp.send('Input.dispatchKeyEvent', { ...stroke, type: 'rawKeyDown' }))
      if (/[a-z]/i.test(character)) {
        composed = (composed + character.toLowerCase()).slice(-6)
        sent.push(cdp.send('Input.imeSetComposition', { text: composed, selectionStart: composed.length, selectionEnd: composed.length }))
      }
      sent.push(cdp.send('Input.dispatchKeyEvent', { ...stroke, type: 'keyUp' }))
    }
    await Promise.all(sent)
  }

  describe('elsewhere', () => {
    it('leaves a text field as it was, and what a person typed there', async () => {
      await openSettings()
      const name = field('名称')
      await name.focus()
      await page.keyboard.type('1', { delay: 200 })
      const before = await name.inputValue()
      for (const gs of ['ctrl', 'alt0029'] as const) {
        await scan(label, { gs })
        await page.waitForTimeout(200)
        expect(await name.inputValue()).toBe(before)
      }
      expect(await drawer().count()).toBe(1)
      await page.keyboard.press('Backspace')
      expect(await name.inputValue()).toBe('手持')
    })

    it('leaves a text field as it was while an input method composes in it', async () => {
      await openSettings()
      const name = field('名称')
      await name.fill('手持')
      await name.focus()
      await compose('ni')
      await composingKeys(label)
      await page.waitForTimeout(200)
      expect(await composing()).toBe(false)
      // What was composed before the first key of the scan was in the field and stays there.
      expect(await name.inputValue()).toBe('手持ni')
      expect(await page.evaluate(() => (window as unknown as { keys: string[] }).keys)).toEqual(['Process true'])
      await name.fill('手持')
    })

    it('does not press the button that has the focus; a person does', async () => {
      await go('/orders', '订单')
      await go('/devices', '设备')
      await page.getByRole('button', { name: '添加扫描器', exact: true }).focus()
      await scan(label)
      await scan(label, { gs: 'alt029', end: 'NumpadEnter' })
      await scan('01 06', { end: 'Enter' })
      await page.waitForTimeout(400)
      expect(await page.getByRole('heading', { level: 1, name: '设置扫描器' }).count()).toBe(0)
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: '设置扫描器' }).waitFor()
    })

    it('is heard where nothing has the focus, by the screen that shows', async () => {
      for (const gs of ['ctrl', 'alt029', 'alt0029'] as const) {
        await go('/orders', '订单')
        await page.getByRole('row', { name: /TR-000001/ }).click()
        await page.getByRole('region', { name: '订单详情' }).getByText('06901234500011').waitFor()
        await blur()
        await scan(`]d20106901234510010112611081728110710TRN0002${GS}21A0001`, { gs })
        await page.getByRole('region', { name: '订单详情' }).getByText('06901234510010').waitFor()
      }
    })

    it('a key that is leant on is no scanner', async () => {
      await openSettings()
      await field('名称').fill('')
      await field('名称').focus()
      await page.evaluate(() => {
        for (let i = 0; i < 40; i++)
          document.activeElement?.dispatchEvent(
            new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', repeat: i > 0, bubbles: true, cancelable: true }),
          )
      })
      await page.keyboard.insertText('aaaa')
      await page.waitForTimeout(300)
      expect(await field('名称').inputValue()).toBe('aaaa')
    })
  })
})
