import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type EngineClient, type EngineRig, engineRig, firstAdmin, key, setUp } from '../../test/rigs/engine.ts'
import { badgeText, issueBadge } from '../station/people/badges.ts'
import { latest } from '../station/store/migrate.ts'
import { system } from '../station/store/store.ts'
import { trainingPin } from '../station/training.ts'
import { restartExit } from './services.ts'

let rig: EngineRig
let admin: EngineClient
let recoveryCode: string
beforeEach(async () => {
  rig = await engineRig()
  admin = rig.page()
  recoveryCode = await setUp(admin)
})
afterEach(() => rig.close())

const station = () => rig.services.station()
const personOf = (login: string) =>
  station()
    .people.list()
    .find((user) => user.login === login)!
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const closed = (): unknown[] =>
  station()
    .store.read.all<{ why: string }>("SELECT json_extract(body, '$.after.why') AS why FROM event WHERE kind = 206 ORDER BY seq")
    .map(({ why }) => why)
const settings = async (part: object): Promise<void> => {
  const { settings: client } = admin
  await client.set({ key: key(), settings: { ...(await client.get()), ...part } })
}
const asOperator = async (): Promise<EngineClient> => {
  const page = rig.page()
  await page.session.signIn({ key: key(), login: 'wangxl', secret: trainingPin, method: 'pin' })
  return page
}

test('a first run on two pages at once makes one administrator', async () => {
  const fresh = await engineRig()
  const start = (login: string) => {
    const { session } = fresh.page()
    const person = { login, name: login, staffNo: `S-${login}`, password: 'correct horse', pin: '112358' }
    return session.firstRun({ key: key(), firm: 'F', site: 'S', language: 'en', ...person })
  }
  const both = await Promise.allSettled([start('one'), start('two')])
  const { people } = fresh.services.station()
  const made = people.list().filter(({ login }) => ['one', 'two'].includes(login))
  await fresh.close()
  expect(made).toHaveLength(1)
  expect(
    both.map((result) => (result.status === 'rejected' ? (result.reason as { data: unknown }).data : null)).filter(Boolean),
  ).toMatchObject([{ problems: [{ code: 'people.exist' }] }])
})

test('an engine whose restart fails ends all the same', async () => {
  const ended = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await rig.services.restart(() => {
    throw new Error('the disk was pulled out')
  })
  expect(ended.mock.calls).toEqual([[restartExit]])
  expect(told.mock.calls.join()).toContain('pulled out')
  vi.restoreAllMocks()
})

test('health says which schema the ledger has', async () => {
  expect((await admin.system.health()).ledger).toEqual({ mode: 'training', version: latest })
})

describe('a person who is signed in', () => {
  test.each([
    ['disabled', () => change({ state: 'disabled' })],
    ['expired', () => station().store.stage((tx) => tx.run("UPDATE user SET valid_until = '2020-01-01' WHERE login = 'wangxl'"))],
    [
      'locked',
      async () => {
        for (let n = 0; n < 5; n++)
          await rig
            .page()
            .session.signIn({ key: key(), login: 'wangxl', secret: '000001', method: 'pin' })
            .catch(() => undefined)
      },
    ],
  ] as const)('and is %s holds nothing from then on, and the page says why', async (why, work) => {
    const page = await asOperator()
    await expect(page.orders.list()).resolves.toBeTruthy()
    await work()
    await expect(page.orders.list()).rejects.toMatchObject({ code: 'permission.denied' })
    await expect(page.session.overview()).resolves.toMatchObject({ me: null, permissions: [], ended: { why, person: { login: 'wangxl' } } })
    expect(closed()).toEqual([why])
  })

  test('and is disabled sees no more of a stream that was open', async () => {
    const page = await asOperator()
    const stream = await page.devices.watch()
    await expect(stream.next()).resolves.toMatchObject({ done: false })
    await change({ state: 'disabled' })
    await expect(stream.next()).rejects.toMatchObject({ code: 'permission.denied' })
  })

  test('and is given other posts holds those, at once', async () => {
    const page = await asOperator()
    await expect(page.masters.pools()).resolves.toBeTruthy()
    await change({ roles: ['keeper'] })
    await expect(page.masters.pools()).rejects.toMatchObject({ code: 'permission.denied' })
    await expect(page.session.overview()).resolves.toMatchObject({ me: { roles: ['keeper'] } })
  })

  test('and whose password is reset does nothing until it is changed', async () => {
    const page = await asOperator()
    await admin.people.resetPassword({ key: key(), id: personOf('wangxl').id, password: 'given by the boss' })
    await expect(page.orders.list()).rejects.toMatchObject({ code: 'session.mustChange' })
    await expect(page.session.overview()).resolves.toMatchObject({ mustChange: ['password'], permissions: ['session.own'] })
    await page.session.changeOwn({ key: key(), old: 'given by the boss', password: 'my very own', pin: null })
    await expect(page.orders.list()).resolves.toBeTruthy()
  })

  test('with a password too old changes it first', async () => {
    await settings({ passwordDays: 30 })
    station().store.stage((tx) => tx.run("UPDATE user SET password_at = 0 WHERE login = 'wangxl'"))
    const page = await asOperator()
    await expect(page.orders.list()).rejects.toMatchObject({ code: 'session.mustChange' })
    await page.session.changeOwn({ key: key(), old: `training-${trainingPin}`, password: 'my very own', pin: null })
    await expect(page.orders.list()).resolves.toBeTruthy()
    await page.session.signOut({ key: key() })
  })

  async function change(part: object): Promise<void> {
    const { id, name, roles } = personOf('wangxl')
    await admin.people.change({ key: key(), id, name, roles: [...roles], state: 'active', validUntil: null, ...part })
  }
})

describe('idle', () => {
  test('a page nobody touches loses its rights; who signs in again has them, and nothing is asked of a running job', async () => {
    await settings({ idleSeconds: 2 })
    const page = await asOperator()
    await wait(1_000)
    await page.session.active()
    await wait(1_000)
    await expect(page.orders.list()).resolves.toBeTruthy()
    await wait(2_200)
    await expect(page.orders.list()).rejects.toMatchObject({ code: 'session.idle' })
    await expect(page.session.active()).rejects.toMatchObject({ code: 'session.idle' })
    await expect(page.session.overview()).resolves.toMatchObject({ me: null, ended: { why: 'idle', person: { login: 'wangxl' } } })
    expect(closed()).toContain('idle')
    expect(station().presence?.('line.run')).toBeNull()
    await page.session.signIn({ key: key(), login: 'wangxl', secret: trainingPin, method: 'pin' })
    await expect(page.orders.list()).resolves.toBeTruthy()
    await expect(page.session.overview()).resolves.toMatchObject({ me: { login: 'wangxl' }, ended: null })
  })

  test('a scan of a device is a sign of life, asking for lists is none', async () => {
    await settings({ idleSeconds: 2 })
    const page = await asOperator()
    await wait(1_000)
    station().badgeRead?.('(01)06901234500011')
    await wait(1_000)
    await page.orders.list()
    await expect(page.orders.list()).resolves.toBeTruthy()
    await wait(1_300)
    await expect(page.orders.list()).rejects.toMatchObject({ code: 'session.idle' })
  })

  test('is off at 0', async () => {
    await settings({ idleSeconds: 0 })
    const page = await asOperator()
    await wait(300)
    await expect(page.orders.list()).resolves.toBeTruthy()
  })
})

describe('a badge', () => {
  test('read by a device or typed by a wedge names its person and signs nobody in', async () => {
    const page = await asOperator()
    const { id } = personOf('chenzq')
    issueBadge(station().store, system, id)
    const { code } = badgeText(station().store, id)
    expect(station().badgeRead?.(`]C0${code}`)).toBe(true)
    await expect(page.session.overview()).resolves.toMatchObject({
      me: { login: 'wangxl' },
      badge: { seq: 1, person: { login: 'chenzq' }, problem: null },
    })
    issueBadge(station().store, system, id)
    await page.session.badge({ key: key(), scan: code })
    await expect(page.session.overview()).resolves.toMatchObject({ badge: { seq: 2, person: null, problem: { code: 'badge.replaced' } } })
    await page.session.badge({ key: key(), scan: badgeText(station().store, id).code })
    await page.session.signIn({ key: key(), login: 'chenzq', secret: trainingPin, method: 'pin' })
    await expect(page.session.overview()).resolves.toMatchObject({ me: { login: 'chenzq' }, badge: null })
    const opened = station().store.read.get<{ body: string }>('SELECT body FROM event WHERE kind = 205 ORDER BY seq DESC LIMIT 1')
    expect(JSON.parse(opened!.body)).toMatchObject({ after: { method: 'pin', badge: 2 } })
    expect(closed()).toEqual(['replaced'])
  })

  test('is printed only where there is one', async () => {
    const { id } = personOf('chenzq')
    await expect(admin.people.printBadges({ key: key(), ids: [id] })).rejects.toMatchObject({ code: 'refused' })
    await admin.people.issueBadge({ key: key(), id })
    const { bytes } = await admin.people.printBadges({ key: key(), ids: [id] })
    expect(Buffer.from(bytes).subarray(0, 4).toString()).toBe('%PDF')
  })
})

test('the last administrator, locked out by five wrong passwords, comes in by the recovery code', async () => {
  const page = rig.page()
  const { login } = firstAdmin
  const wrong = () =>
    page.session.signIn({ key: key(), login, secret: 'guess', method: 'password' }).catch((error: { data: unknown }) => error.data)
  for (let n = 0; n < 5; n++) await wrong()
  expect(await wrong()).toMatchObject({ problems: [{ code: 'session.locked' }] })
  await expect(admin.people.list()).rejects.toMatchObject({ code: 'permission.denied' })
  const next = await page.session.recover({ key: key(), login, code: recoveryCode, password: 'a new horse' })
  expect(next.recoveryCode).not.toBe(recoveryCode)
  await page.session.signIn({ key: key(), login, secret: 'a new horse', method: 'password' })
  await expect(page.people.list()).resolves.toMatchObject({ recovery: true })
})

test('a page that goes away is nobody’s any more', async () => {
  await asOperator()
  rig.closePage()
  await expect.poll(closed).toEqual(['pageGone'])
})
