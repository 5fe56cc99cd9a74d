import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../../shared/auth/permissions.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { readSettings, type Settings, writeSettings } from '../settings.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import { lockAfter, People } from './people.ts'

let at: Rig
let store: Store
let people: People
const admin: Actor = { user: 1, role: 'admin' }
const day = 86_400_000
const person = { login: 'wang', name: '王', staffNo: '1', roles: ['operator'] as Role[], password: 'correct horse', pin: '135790' } as const

beforeEach(() => {
  at = rig()
  store = at.create()
  people = new People(store)
})
afterEach(() => {
  store.close()
  at.remove()
})

const set = (part: Partial<Settings>): void => writeSettings(store, system, { ...readSettings(store), ...part })
const count = (kind: number): number => store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = ?', kind)!.n
const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => [],
    (error: { problems: readonly { code: string }[] }) => error.problems.map(({ code }) => code),
  )

describe('sign-in', () => {
  test('takes the password or the PIN, and nothing else', async () => {
    await people.create(system, person)
    await expect(people.signIn('wang', 'correct horse', 'password')).resolves.toMatchObject({ name: '王' })
    await expect(people.signIn('WANG', '135790', 'pin')).resolves.toMatchObject({ name: '王' })
    await expect(people.signIn('wang', '135790', 'password')).rejects.toMatchObject({ code: 'session.wrong', params: { left: 4 } })
    await expect(people.signIn('nobody', 'correct horse', 'password')).rejects.toMatchObject({
      code: 'session.wrong',
      params: { left: null },
    })
    expect(people.list()[0]?.lastSignIn).toBe(at.clock.wall)
  })

  test('a storm of 100 wrong attempts is one lock-out, costs five hashes, and leaves the loop free', async () => {
    const { id } = await people.create(system, person)
    let ticks = 0
    let latest = performance.now()
    let longest = 0
    const timer = setInterval(() => {
      ticks++
      longest = Math.max(longest, performance.now() - latest)
      latest = performance.now()
    }, 5)
    const cpu = process.cpuUsage()
    const storm = await Promise.allSettled(Array.from({ length: 100 }, () => people.signIn('wang', 'guess', 'password')))
    const spent = process.cpuUsage(cpu)
    clearInterval(timer)
    expect(storm.every(({ status }) => status === 'rejected')).toBe(true)
    expect(count(202)).toBe(1)
    expect(count(207)).toBe(lockAfter)
    expect(ticks).toBeGreaterThan(20)
    expect(longest).toBeLessThan(150)
    // A hundred hashes would take more than five seconds of the processor.
    expect((spent.user + spent.system) / 1e6).toBeLessThan(4)
    await expect(people.signIn('wang', 'correct horse', 'password')).rejects.toMatchObject({ code: 'session.locked' })
    people.unlock(system, id)
    await expect(people.signIn('wang', 'correct horse', 'password')).resolves.toBeTruthy()
  })

  test('a storm on one person keeps no other waiting', async () => {
    await people.create(system, person)
    await people.create(system, { ...person, login: 'li', name: '李' })
    const storm = Promise.allSettled(Array.from({ length: 50 }, () => people.signIn('wang', 'guess', 'password')))
    await expect(people.signIn('li', 'correct horse', 'password')).resolves.toBeTruthy()
    await storm
  })

  test('keeps no secret in the log', async () => {
    await people.create(system, person)
    await people.signIn('wang', 'correct horse', 'password')
    const code = await people.makeRecovery(system, null)
    const text = store.read
      .all<{ body: string }>('SELECT body FROM event')
      .map(({ body }) => body)
      .join('')
    for (const secret of ['correct horse', '135790', 'scrypt$', code, code.replaceAll('-', '')]) expect(text).not.toContain(secret)
  })
})

describe('a password', () => {
  test('follows the rules, and every fault of a person is told at once', async () => {
    await people.create(system, person)
    const codes = await codesOf(
      people.create(system, { ...person, roles: ['operator', 'visitor'], password: 'wang', pin: '123456', validUntil: '2026-02-28' }),
    )
    expect(codes).toEqual([
      'people.loginTaken',
      'people.outsider',
      'people.endsBefore',
      'people.passwordShort',
      'people.passwordOwn',
      'people.pinPlain',
    ])
    set({ passwordLeast: 14 })
    expect(await codesOf(people.create(system, { ...person, login: 'li' }))).toEqual(['people.passwordShort'])
  })

  test('is not one of the last five, the present one included; how many is a setting', async () => {
    const user = await people.create(system, person)
    const own = (old: string, password: string) => codesOf(people.changeOwn(user, { old, password, pin: null }))
    expect(await own('correct horse', 'correct horse')).toEqual(['people.passwordBefore'])
    for (let n = 0; n < 4; n++) expect(await own(n === 0 ? 'correct horse' : `new horse ${n - 1}`, `new horse ${n}`)).toEqual([])
    expect(await own('new horse 3', 'correct horse')).toEqual(['people.passwordBefore'])
    set({ passwordKept: 4 })
    expect(await own('new horse 3', 'correct horse')).toEqual([])
    set({ passwordKept: 0 })
    expect(await own('correct horse', 'new horse 3')).toEqual([])
    expect(await own('new horse 3', 'new horse 3')).toEqual(['people.passwordBefore'])
  })

  test('of one’s own is changed with the old one, and wrong ones count', async () => {
    const user = await people.create(system, person)
    for (let n = 0; n < lockAfter; n++) await codesOf(people.changeOwn(user, { old: 'guess', password: 'another horse', pin: null }))
    expect(people.get(user.id)?.state).toBe('locked')
    expect(await codesOf(people.changeOwn(user, { old: 'correct horse', password: 'another horse', pin: null }))).toEqual([
      'session.locked',
    ])
  })

  test('set by an administrator must be changed, and signs nothing until then', async () => {
    await people.create(system, { ...person, login: 'boss', roles: ['admin'] })
    const li = await people.create(admin, { ...person, login: 'li', name: '李', roles: ['quality'] })
    expect(people.mustChange(li)).toEqual(['password', 'pin'])
    const signer = { login: 'li', password: 'correct horse' }
    expect(await codesOf(people.signers([signer], ['deviation.sign']))).toEqual(['sign.mustChange'])
    const change = { old: 'correct horse', password: 'my own horse', pin: '112358' }
    expect(await codesOf(people.changeOwn(li, { ...change, pin: null }))).toEqual(['people.changeDue'])
    expect(await codesOf(people.changeOwn(li, { ...change, password: null }))).toEqual(['people.changeDue'])
    expect(await codesOf(people.changeOwn(li, change))).toEqual([])
    expect(people.mustChange(people.get(li.id)!)).toEqual([])
    await expect(people.signers([{ login: 'li', password: 'my own horse' }], ['deviation.sign'])).resolves.toHaveLength(1)
    await people.resetPassword(admin, li.id, 'given by the boss')
    expect(people.mustChange(people.get(li.id)!)).toEqual(['password'])
    expect(await codesOf(people.resetPassword(admin, 1, 'given by the boss'))).toEqual(['people.ownSecret'])
  })

  test('ages where the settings say so', async () => {
    const user = await people.create(system, person)
    at.clock.wall += 400 * day
    expect(people.mustChange(user)).toEqual([])
    set({ passwordDays: 90 })
    expect(people.mustChange(user)).toEqual(['password'])
    await people.changeOwn(user, { old: 'correct horse', password: 'another horse', pin: null })
    expect(people.mustChange(people.get(user.id)!)).toEqual([])
    at.clock.wall += 90 * day - 1
    expect(people.mustChange(people.get(user.id)!)).toEqual([])
    at.clock.wall += 1
    expect(people.mustChange(people.get(user.id)!)).toEqual(['password'])
  })
})

describe('an account', () => {
  test('is never deleted, renumbered, replaced or renamed; the login of a disabled person stays theirs', async () => {
    const user = await people.create(system, person)
    for (const sql of [
      'DELETE FROM user',
      'UPDATE user SET id = 99',
      'UPDATE user SET rowid = 99',
      "UPDATE user SET login = 'other'",
      "UPDATE user SET login = 'WANG'",
      'INSERT OR REPLACE INTO user SELECT * FROM user',
    ])
      expect(() => store.stage((tx) => tx.run(sql)), sql).toThrow('user.kept')
    people.change(system, user.id, { name: '王', roles: ['operator'], state: 'disabled', validUntil: null })
    expect(await codesOf(people.create(system, { ...person, login: 'Wang' }))).toEqual(['people.loginTaken'])
    expect((await people.create(system, { ...person, login: 'li' })).id).toBe(user.id + 1)
  })

  test('the last administrator stays one, without an end', async () => {
    const { id } = await people.create(system, { ...person, roles: ['admin'] })
    const change = { name: '王', roles: ['admin'] as Role[], state: 'active', validUntil: null } as const
    for (const part of [{ roles: ['operator'] as Role[] }, { state: 'disabled' as const }, { validUntil: '2030-01-01' }])
      expect(() => people.change(system, id, { ...change, ...part })).toThrow('people.lastAdmin')
  })

  test('of a visitor ends on its day', async () => {
    const visitor = await people.create(system, { ...person, roles: ['visitor'], validUntil: '2026-03-02' })
    expect(people.may(visitor, 'audit.read')).toBe(true)
    expect(people.may(visitor, 'order.write')).toBe(false)
    at.clock.wall += day
    await expect(people.signIn('wang', '135790', 'pin')).resolves.toBeTruthy()
    at.clock.wall += day
    expect(people.may(visitor, 'audit.read')).toBe(false)
    await expect(people.signIn('wang', '135790', 'pin')).rejects.toMatchObject({ code: 'session.expired' })
    people.change(system, visitor.id, { name: '王', roles: ['visitor'], state: 'active', validUntil: '2026-03-09' })
    await expect(people.signIn('wang', '135790', 'pin')).resolves.toBeTruthy()
  })
})

describe('posts', () => {
  test('are kept apart in the standard preset; going there names everybody who holds two of them', async () => {
    await people.create(system, { ...person, roles: ['admin', 'quality', 'operator'] })
    await people.create(system, { ...person, login: 'li', name: '李', roles: ['operator', 'inspector'] })
    const gone = await people.create(system, { ...person, login: 'sun', name: '孙', roles: ['operator', 'quality'] })
    people.change(system, gone.id, { name: '孙', roles: ['operator', 'quality'], state: 'disabled', validUntil: null })
    expect(() => set({ posts: 'standard' })).toThrow(expect.objectContaining({ problems: expect.objectContaining({ length: 4 }) }))
    expect(readSettings(store).posts).toBe('small')
    people.change(system, 1, { name: '王', roles: ['admin'], state: 'active', validUntil: null })
    people.change(system, 2, { name: '李', roles: ['inspector'], state: 'active', validUntil: null })
    set({ posts: 'standard' })
    expect(() => people.change(system, 2, { name: '李', roles: ['inspector', 'operator'], state: 'active', validUntil: null })).toThrow(
      'people.ownWork',
    )
    expect(await codesOf(people.create(system, { ...person, login: 'he', roles: ['admin', 'quality'] }))).toEqual(['people.ownRights'])
  })
})

describe('signing', () => {
  test('needs two different people who hold the permissions', async () => {
    await people.create(system, person)
    await people.create(system, { ...person, login: 'li', name: '李', roles: ['quality'] })
    const [wang, li] = [
      { login: 'wang', password: 'correct horse' },
      { login: 'li', password: 'correct horse' },
    ]
    await expect(people.signers([wang, li], ['order.close', 'deviation.sign'])).resolves.toHaveLength(2)
    await expect(people.signers([wang], ['order.close', 'deviation.sign'])).rejects.toMatchObject({ code: 'sign.count' })
    await expect(people.signers([li, li], ['order.close', 'deviation.sign'])).rejects.toMatchObject({ code: 'sign.samePerson' })
    await expect(people.signers([li, wang], ['order.close', 'deviation.sign'])).rejects.toMatchObject({ code: 'sign.notAllowed' })
  })

  test('needs two people in a small firm, too, where one holds both posts', async () => {
    await people.create(system, { ...person, roles: ['operator', 'quality', 'admin'] })
    const wang = { login: 'wang', password: 'correct horse' }
    await expect(people.signers([wang, wang], ['order.close', 'deviation.sign'])).rejects.toMatchObject({ code: 'sign.samePerson' })
  })
})
