import { createRequire } from 'node:module'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kind, kinds } from '../../shared/ledger/kinds.ts'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'

const AxeBuilder = (createRequire(import.meta.url)('@axe-core/playwright') as typeof import('@axe-core/playwright')).default

const key = (): string => crypto.randomUUID()
const password = 'correct horse battery'
const trainingPin = '246810'
/** A person's pace: faster keys would be a scanner's. */
const personMs = 130

/** Who acts, on a running training station: one app, one story. */
describe('people', () => {
  let station: StationApp
  let page: Page
  let recoveryCode = ''
  let reader: Reader

  beforeAll(async () => {
    reader = await handReader()
    station = await launchStation()
    page = station.page
    await tapPort(page)
    await page.waitForSelector('#firm', { timeout: 30_000 })
  })
  afterAll(async () => {
    await station?.close()
    reader?.close()
  })

  const byId = (id: string) => page.locator(`[data-testid="${id}"]`)
  const seen = (id: string, timeout = 10_000) => byId(id).waitFor({ timeout })
  const ask = async (path: string, input: object = {}) => (await call(page, path, { key: key(), ...input }))!
  const me = async () => ((await call(page, '/session/overview'))?.body as { me: { login: string } | null } | undefined)?.me?.login ?? null
  const asks = <T>(sql: string): T[] => {
    const ledger = new DatabaseSync(join(station.dataDir, 'training', 'ledger.sqlite'), { readOnly: true })
    try {
      return ledger.prepare(sql).all() as T[]
    } finally {
      ledger.close()
    }
  }
  const idOf = (login: string): number => asks<{ id: number }>(`SELECT id FROM user WHERE login = '${login}'`)[0]!.id
  const count = (kind: Kind): number => asks<{ n: number }>(`SELECT count(*) AS n FROM event WHERE kind = ${kinds[kind].no}`)[0]!.n

  /** As a scanner in keyboard mode types it. */
  async function scan(text: string): Promise<void> {
    for (const character of text) {
      const code = /\d/.test(character)
        ? `Digit${character}`
        : character === '.'
          ? 'Period'
          : character === '!'
            ? 'Shift+Digit1'
            : `Shift+Key${character}`
      await page.keyboard.press(code)
    }
    await page.keyboard.press('Enter')
  }
  async function keyPin(pin: string): Promise<void> {
    for (const digit of pin) {
      await page.keyboard.press(digit)
      await page.waitForTimeout(personMs)
    }
  }
  async function signIn(login: string, secret: string, method: 'pin' | 'password'): Promise<void> {
    const { status } = await ask('/session/signIn', { login, secret, method })
    expect(status).toBe(200)
  }
  async function settings(part: object): Promise<void> {
    const now = (await call(page, '/settings/get'))!.body
    expect((await ask('/settings/set', { settings: { ...now, ...part } })).status).toBe(200)
  }
  async function expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([])
  }

  it('first run: names every fault of the administrator, then shows the recovery code until it is written down', async () => {
    const person = { firm: '江苏衡远医疗器械有限公司', site: '苏州一厂', name: '赵建国', staffNo: '0001', login: 'zhaojg' }
    for (const [field, value] of Object.entries({ ...person, pin: '123456', password: 'password1' })) await page.fill(`#${field}`, value)
    await page.keyboard.press('F2')
    await page.getByText('PIN 不能是顺号').waitFor()
    await page.getByText('这个密码太常见').waitFor()
    await page.fill('#pin', '135790')
    await page.fill('#password', password)
    await page.keyboard.press('F2')
    await seen('recovery-code')
    recoveryCode = (await byId('recovery-code').innerText()).trim()
    expect(recoveryCode).toMatch(/^(\w{4}-){3}\w{4}$/)
    await expectAccessible()
    await picture('recovery')
    await page.keyboard.press('F2')
    await byId('recovery-code').waitFor({ state: 'detached' })
    expect(await me()).toBe('zhaojg')
  })

  it('users screen: badges, a reset that must be changed, every fault of a new person, the posts', async () => {
    await page.evaluate(() => {
      location.hash = '/users'
    })
    await page.getByRole('heading', { level: 1, name: '人员' }).waitFor()
    for (const name of ['王秀兰', '陈志强']) {
      await page.getByRole('row', { name: new RegExp(name) }).click()
      await page.getByRole('button', { name: '发工牌', exact: true }).click()
      await page.getByText('已发第 1 张').waitFor()
    }
    await page.getByRole('row', { name: /刘芳/ }).click()
    await page.getByRole('button', { name: '重设密码', exact: true }).click()
    await page.getByLabel('新密码', { exact: true }).fill('short')
    await page.getByRole('button', { name: '重设', exact: true }).click()
    await page.getByText('密码至少 8 位').waitFor()
    await page.getByLabel('新密码', { exact: true }).fill('given by boss')
    await page.getByRole('button', { name: '重设', exact: true }).click()
    await page.getByRole('row', { name: /刘芳.*要改密码/ }).waitFor()
    await expectAccessible()
    await picture('users')
    await page.getByRole('button', { name: '添加人员', exact: true }).click()
    await page.getByLabel('登录名', { exact: true }).fill('wangxl')
    await page.getByLabel('密码', { exact: true }).fill('12345678')
    await page.getByLabel('PIN', { exact: true }).fill('111111')
    await page.getByRole('checkbox', { name: '监管检查员' }).click()
    await page.getByText('监管检查员只读，不能兼「操作员」').waitFor()
    await page.getByRole('button', { name: '添加', exact: true }).click()
    for (const fault of ['没填', '这个密码太常见', 'PIN 不能是顺号']) await page.getByText(fault).first().waitFor()
    await picture('new-person')
    await page.getByRole('button', { name: '岗位与权限', exact: true }).click()
    await page.getByRole('table', { name: '岗位与权限' }).getByText('打印、核验').waitFor()
    await expectAccessible()
    await picture('posts')
    await page.evaluate(() => {
      location.hash = '/settings'
    })
    await page.getByText('岗位能否兼任').waitFor()
    await picture('settings')
    const refused = await ask('/settings/set', { settings: { ...(await call(page, '/settings/get'))!.body, posts: 'standard' } })
    expect(refused.status).toBe(422)
  })

  it('idle: the page locks, the job goes on; another person’s badge and PIN take it over where it was', async () => {
    const badge = (login: string): string =>
      asks<{ code: string }>(`SELECT code FROM badge WHERE user = ${idOf(login)} ORDER BY nth DESC`)[0]!.code
    const products = (await call(page, '/masters/products'))!.body as unknown as { id: number; trace: string }[]
    const policy = { verify: 'every', nth: 10, ahead: 5, verifyOnly: false }
    const product = products.find(({ trace }) => trace === 'lot')!.id
    const order = { no: 'TR-IDLE', productId: product, lot: 'TRN9', made: '2026-11-01', quantity: 500, policy }
    const { id } = (await ask('/orders/create', { order })).body as { id: number }
    // The virtual reader sees every label pass, and each scan is a sign of life: here a person holds the reader.
    const { devices } = (await call(page, '/devices/list'))!.body as unknown as { devices: { id: number; role: string }[] }
    await ask('/devices/enable', { id: devices.find(({ role }) => role === 'scanner')!.id, enabled: false })
    const scanner = { name: '手持', connection: { kind: 'tcp', host: '127.0.0.1', port: reader.port } }
    expect((await ask('/devices/saveScanner', { id: null, scanner })).status).toBe(200)
    await settings({ idleSeconds: 3 })
    await signIn('wangxl', trainingPin, 'pin')
    await page.evaluate((orderId) => {
      location.hash = `/line/0?orderId=${orderId}`
    }, id)
    await seen('start')
    await page.keyboard.press('F2')
    await seen('pause', 15_000)
    await eventually(() => count('label.drawn') >= 5)
    const label = asks<{ code: string }>("SELECT json_extract(body, '$.after.code') AS code FROM event WHERE kind = 500")[0]!.code
    await reader.scan(`]d2${label.replaceAll(/[()]/g, '')}`)
    await eventually(() => count('label.verified') === 1)
    await seen('locked', 12_000)
    expect(await call(page, '/orders/list')).toMatchObject({ status: 403, body: { code: 'session.idle' } })
    const before = count('label.drawn')
    await reader.scan(`]d2${label.replaceAll(/[()]/g, '')}`)
    await eventually(() => count('label.verified') === 2 && count('label.drawn') > before)
    expect(count('job.paused')).toBe(0)
    await page.getByText('订单 TR-IDLE 照常进行').waitFor()
    await page.locator('.sign-name', { hasText: '王秀兰' }).waitFor()
    await expectAccessible()
    await picture('locked')
    await scan('01069012345100101126110810TRN9')
    await page.getByText('这一扫没有记录').waitFor()
    await scan(badge('chenzq'))
    await page.locator('.sign-name', { hasText: '陈志强' }).waitFor()
    expect(await me()).toBeNull()
    await keyPin(trainingPin)
    await seen('pause')
    expect(await me()).toBe('chenzq')
    // On the line screen itself, read by the reader of the station: the PIN pad stands beside it.
    await reader.scan(`]C0${badge('wangxl')}`)
    await seen('badge-switch')
    await expectAccessible()
    await picture('badge-switch')
    await keyPin('135791')
    await byId('badge-switch').getByText('还能试 4 次').waitFor()
    expect(await me()).toBe('chenzq')
    await keyPin(trainingPin)
    await byId('badge-switch').waitFor({ state: 'detached' })
    expect(await me()).toBe('wangxl')
    await seen('pause')
    await page.keyboard.press('F2')
    await eventually(() => asks<{ actor: number }>('SELECT actor FROM event WHERE kind = 411')[0]?.actor === idOf('wangxl'))
    expect(
      asks<{ why: string }>("SELECT json_extract(body, '$.after.why') AS why FROM event WHERE kind = 206").map(({ why }) => why),
    ).toContain('idle')
  })

  it('a password set by an administrator is changed before anything else', async () => {
    await signIn('zhaojg', password, 'password')
    await settings({ idleSeconds: 0 })
    await signIn('liuf', 'given by boss', 'password')
    await page.locator('#old').waitFor()
    await expectAccessible()
    await picture('own')
    expect(await call(page, '/orders/list')).toMatchObject({ status: 403, body: { code: 'session.mustChange' } })
    await page.fill('#old', 'given by boss')
    await page.fill('#password', 'liuf')
    await page.keyboard.press('F2')
    await page.getByText('密码不能是登录名').waitFor()
    await page.fill('#password', 'my own words')
    await page.keyboard.press('F2')
    await page.locator('#old').waitFor({ state: 'detached' })
    expect((await call(page, '/orders/list'))?.status).toBe(200)
    // Locked while signed in: the page says so in words, and is nobody's.
    for (let n = 0; n < 5; n++) await ask('/session/signIn', { login: 'liuf', secret: '000001', method: 'pin' })
    await page.getByText('刘芳 已被锁定，由管理员解锁').waitFor()
    expect(await me()).toBeNull()
  })

  it('an administrator who was locked out comes in by the recovery code and gets the next one', async () => {
    for (let n = 0; n < 5; n++) await ask('/session/signIn', { login: 'zhaojg', secret: 'guess', method: 'password' })
    await byId('by-password').click()
    await byId('forgot').click()
    await page.fill('#recover-login', 'zhaojg')
    await page.fill('#recover-code', recoveryCode.toLowerCase())
    await page.fill('#recover-password', 'a new long horse')
    await expectAccessible()
    await picture('recover')
    await page.keyboard.press('F2')
    await seen('recovery-code')
    expect((await byId('recovery-code').innerText()).trim()).not.toBe(recoveryCode)
    await page.keyboard.press('F2')
    await signIn('zhaojg', 'a new long horse', 'password')
    expect(await me()).toBe('zhaojg')
  })

  /** For the eye: only where somebody asks for it. */
  async function picture(name: string): Promise<void> {
    const folder = process.env['SIGNET_PICTURES']
    if (folder) await page.screenshot({ path: join(folder, `people-${name}.png`) })
  }
})

interface Reader {
  readonly port: number
  scan(text: string): Promise<void>
  close(): void
}

/** A reader on the network, in a person's hand: it says only what it is told to. */
async function handReader(): Promise<Reader> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    async scan(text) {
      // Slower than the reader would repeat itself.
      await new Promise((done) => setTimeout(done, 800))
      for (const socket of sockets) socket.write(`${text}\r`)
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
