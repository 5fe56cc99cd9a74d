import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drawRecoveryCode, readBadge } from '../../../shared/auth/secret-codes.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { type Store, system } from '../store/store.ts'
import { badgeSheet } from './badge-sheet.ts'
import { badgeText, issueBadge, readShownBadge } from './badges.ts'
import { lockAfter, People } from './people.ts'
import { recoveryLockAfter } from './recovery.ts'

let at: Rig
let store: Store
let people: People
const person = { login: 'boss', name: '赵', staffNo: '0001', roles: ['admin'], password: 'correct horse', pin: null } as const

beforeEach(() => {
  at = rig()
  store = at.create()
  people = new People(store)
})
afterEach(() => {
  store.close()
  at.remove()
})

const count = (kind: number): number => store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = ?', kind)!.n
const anyCode = (): string => drawRecoveryCode((bytes) => new Uint8Array(bytes).fill(7))

describe('recovery', () => {
  let code: string
  let id: number
  beforeEach(async () => {
    id = (await people.create(system, { ...person, roles: [...person.roles] })).id
    code = await people.makeRecovery(system, null)
  })

  test('lets the last administrator in again who was locked out; the code is good once, the next one is shown', async () => {
    for (let n = 0; n < lockAfter; n++) await people.signIn('boss', 'guess', 'password').catch(() => undefined)
    expect(people.get(id)?.state).toBe('locked')
    const typed = code.toLowerCase().replaceAll('-', ' ')
    const done = await people.recover('boss', typed, 'another horse')
    expect(done).toMatchObject({ user: { id, state: 'active' } })
    await expect(people.signIn('boss', 'another horse', 'password')).resolves.toBeTruthy()
    await expect(people.recover('boss', code, 'third horse')).rejects.toMatchObject({ code: 'recovery.wrong' })
    await expect(people.recover('boss', done.code, 'third horse')).resolves.toBeTruthy()
    expect([count(203), count(215), count(216), count(217)]).toEqual([1, 3, 2, 1])
  })

  test('a slip of the pen is told and not counted; a bad new password does not use the code up', async () => {
    await expect(people.recover('boss', code.slice(0, -1), 'another horse')).rejects.toMatchObject({ code: 'recovery.misread' })
    await expect(people.recover('boss', code, 'correct horse')).rejects.toMatchObject({ code: 'people.passwordBefore' })
    await expect(people.recover('boss', code, 'short')).rejects.toMatchObject({ code: 'people.passwordShort' })
    expect(count(217)).toBe(0)
    await expect(people.recover('boss', code, 'another horse')).resolves.toBeTruthy()
  })

  test('is for administrators only', async () => {
    await people.create(system, { ...person, login: 'op', roles: ['operator'] })
    const gone = await people.create(system, { ...person, login: 'gone', roles: ['admin'] })
    people.change(system, gone.id, { name: '钱', roles: ['admin'], state: 'disabled', validUntil: null })
    for (const login of ['op', 'gone', 'nobody'])
      await expect(people.recover(login, code, 'another horse')).rejects.toMatchObject({ code: 'recovery.wrong' })
  })

  test('five wrong codes, in a storm of 100, close it for a time that doubles', async () => {
    const storm = await Promise.allSettled(Array.from({ length: 100 }, () => people.recover('boss', anyCode(), 'another horse')))
    expect(storm.every(({ status }) => status === 'rejected')).toBe(true)
    expect([count(217), count(218)]).toEqual([recoveryLockAfter, 1])
    await expect(people.recover('boss', code, 'another horse')).rejects.toMatchObject({ code: 'recovery.locked', params: { minutes: 15 } })
    at.clock.wall += 15 * 60_000
    for (let n = 0; n < recoveryLockAfter; n++) await people.recover('boss', anyCode(), 'another horse').catch(() => undefined)
    await expect(people.recover('boss', code, 'another horse')).rejects.toMatchObject({ code: 'recovery.locked', params: { minutes: 30 } })
    at.clock.wall += 30 * 60_000
    await expect(people.recover('boss', code, 'another horse')).resolves.toBeTruthy()
  })

  test('is made anew only with the password of the one who asks; the code of before is worth nothing', async () => {
    const by = { user: id, role: 'admin' }
    await expect(people.makeRecovery(by, 'guess')).rejects.toMatchObject({ code: 'session.wrong' })
    const next = await people.makeRecovery(by, 'correct horse')
    await expect(people.recover('boss', code, 'another horse')).rejects.toMatchObject({ code: 'recovery.wrong' })
    await expect(people.recover('boss', next, 'another horse')).resolves.toBeTruthy()
  })
})

describe('a badge', () => {
  test('names its person; a replaced one, that of a locked person and an unknown one are refused and on record', async () => {
    const { id } = await people.create(system, { ...person, roles: ['operator'] })
    expect(people.get(id)?.badge).toBe(0)
    expect(() => badgeText(store, id)).toThrow('badge.none')
    issueBadge(store, system, id)
    const first = badgeText(store, id).code
    expect(readBadge(first)).toBe(first)
    expect(first).not.toContain(person.staffNo)
    expect(readShownBadge(store, first)).toMatchObject({ user: { id } })
    expect(issueBadge(store, system, id)).toEqual({ nth: 2 })
    const second = badgeText(store, id).code
    expect(second).not.toBe(first)
    expect(readShownBadge(store, first)).toMatchObject({ refused: { code: 'badge.replaced' } })
    expect(readShownBadge(store, second)).toMatchObject({ user: { id, badge: 2 } })
    for (let n = 0; n < lockAfter; n++) await people.signIn('boss', '000001', 'pin').catch(() => undefined)
    expect(readShownBadge(store, second)).toMatchObject({ refused: { code: 'session.locked' } })
    expect(readShownBadge(store, '!SGB.22222.2')).toMatchObject({ refused: { code: 'badge.misread' } })
    expect(() => store.stage((tx) => tx.run('UPDATE badge SET user = 9'))).toThrow('badge.kept')
    expect(count(214)).toBe(2)
    const text = store.read.all<{ body: string }>('SELECT body FROM event').map(({ body }) => body)
    expect(text.join('')).not.toContain('!SGB')
  })

  test('is printed on a sheet, four a page, without holding the loop', async () => {
    const ids: number[] = []
    for (let n = 0; n < 5; n++) {
      const { id } = await people.create(system, { ...person, login: `p${n}`, name: `王秀兰${n}`, roles: ['operator'] })
      issueBadge(store, system, id)
      ids.push(id)
    }
    let longest = 0
    let latest = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - latest)
      latest = performance.now()
    }, 5)
    const pdf = Buffer.from(await badgeSheet(store, ids)).toString('latin1')
    clearInterval(timer)
    expect(pdf.startsWith('%PDF')).toBe(true)
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2)
    expect(longest).toBeLessThan(100)
  })
})
