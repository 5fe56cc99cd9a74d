import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { allows, permissions, roles } from '../../../shared/auth/permissions.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { type Store, system } from '../store/store.ts'
import { lockAfter, People } from './people.ts'

let at: Rig
let store: Store
let people: People
const person = { login: 'wang', name: '王', staffNo: '1', roles: ['operator'], password: 'correct horse', pin: '135790' } as const

beforeEach(() => {
  at = rig()
  store = at.create()
  people = new People(store)
})
afterEach(() => {
  store.close()
  at.remove()
})

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
  })

  test('locks out after five failures in a row, also in a storm of them, until an administrator unlocks', async () => {
    const { id } = await people.create(system, person)
    const storm = await Promise.allSettled(Array.from({ length: 12 }, () => people.signIn('wang', 'guess', 'password')))
    expect(storm.every(({ status }) => status === 'rejected')).toBe(true)
    expect(store.read.get('SELECT count(*) AS n FROM event WHERE kind = 202')).toEqual({ n: 1 })
    expect(store.read.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = 207')!.n).toBe(lockAfter)
    await expect(people.signIn('wang', 'correct horse', 'password')).rejects.toMatchObject({ code: 'session.locked' })
    people.unlock(system, id)
    await expect(people.signIn('wang', 'correct horse', 'password')).resolves.toBeTruthy()
  })

  test('keeps no secret in the log', async () => {
    await people.create(system, person)
    await people.signIn('wang', 'correct horse', 'password')
    const text = store.read
      .all<{ body: string }>('SELECT body FROM event')
      .map(({ body }) => body)
      .join('')
    expect(text).not.toContain('correct horse')
    expect(text).not.toContain('135790')
    expect(text).not.toContain('scrypt$')
  })

  test('the last administrator stays one', async () => {
    const { id } = await people.create(system, { ...person, roles: ['admin'] })
    await expect(
      people.change(system, id, { name: '王', roles: ['operator'], state: 'active', password: null, pin: null }),
    ).rejects.toMatchObject({ code: 'people.lastAdmin' })
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
})

test('permissions: default deny, and a visitor only reads', () => {
  for (const permission of Object.keys(permissions) as (keyof typeof permissions)[]) {
    expect(allows([], permission)).toBe(permission === 'open')
    if (allows(['visitor'], permission)) expect(/\.read$|^open$|^session\.any$|^evidence\.export$/.test(permission), permission).toBe(true)
  }
  expect(roles.every((role) => allows([role], 'session.any'))).toBe(true)
})
