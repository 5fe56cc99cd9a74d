import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { signaturesDue, signedActNames, signedActs } from '../../../shared/auth/signed-acts.ts'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { saveProduct } from '../masters.ts'
import { countOrder, overrideExpiry } from '../orders.ts'
import type { LabelMaker } from '../ports.ts'
import { readSettings, writeSettings } from '../settings.ts'
import { performSigned, performWaiting } from '../signed-acts.ts'
import { Station } from '../station.ts'
import { productByDi, productById } from '../store/masters.ts'
import { orderById } from '../store/orders.ts'
import { type Actor, system } from '../store/store.ts'

let at: Rig
let station: Station
let order: number
let product: number
const by: Actor = { user: 1, role: 'quality' }
const labels = {
  make: () => Promise.reject(new Error('none')),
  test: () => Promise.reject(new Error('none')),
  close: async () => {},
} as LabelMaker
const person = (login: string) => ({ login, password: 'correct horse' })
const reason = '稳定性报告 R-7'

beforeEach(async () => {
  at = rig()
  station = await Station.create(
    { folder: at.folder, what: 'test', labels, version: '0', clock: at.clock, machine: at.machine },
    'training',
  )
  for (const [login, roles] of [
    ['q1', ['quality']],
    ['q2', ['quality']],
    ['op', ['operator']],
    ['adm', ['admin']],
  ] as const)
    await station.people.create(system, {
      login,
      name: `名${login}`,
      staffNo: `S-${login}`,
      roles: [...roles],
      password: 'correct horse',
      pin: null,
    })
  ;({ serialOrder: order, product } = seedOrders(station.store))
})
afterEach(async () => {
  await station.close()
  at.remove()
})

const ask = () =>
  performSigned(station, 'expiryOverride', by, { order, expires: '2029-05-05' }, { reason, signers: [person('q1')], later: true })
const expires = (): string => orderById(station.store.read, order)!.expires
const events = (kind: number) =>
  station.store.read
    .all<{ body: string; leaf: Buffer }>('SELECT body, leaf FROM event WHERE kind = ? ORDER BY seq', kind)
    .map(({ body, leaf }) => ({
      ...(JSON.parse(body) as { seq: number; actor: number; after: Record<string, unknown> }),
      leaf: leaf.toString('hex'),
    }))

describe('an act that waits for its second signature', () => {
  test('is not done before, is done by it, and both signatures are bound to each other and to what was done', async () => {
    const before = expires()
    const { waiting, done } = await ask()
    expect(done).toBeNull()
    expect(expires()).toBe(before)
    expect(station.signing.waiting()).toMatchObject([{ id: waiting, act: 'expiryOverride', order: 'A-1', reason, first: { name: '名q1' } }])
    await performWaiting(station, waiting!, { reason: '看过报告', signers: [person('q2')] })
    expect(expires()).toBe('2029-05-05')
    expect(station.signing.waiting()).toEqual([])
    const [asked] = events(211)
    const [act] = events(404)
    const [first, second] = events(210)
    expect(first).toMatchObject({
      actor: asked!.actor,
      after: { meaning: 'expiryOverride', signs: { seq: asked!.seq, leaf: asked!.leaf } },
    })
    expect(second!.after).toMatchObject({
      nth: 2,
      of: 2,
      signs: { seq: act!.seq, leaf: act!.leaf },
      asked: { seq: asked!.seq, leaf: asked!.leaf },
    })
    expect(second!.actor).not.toBe(first!.actor)
  })

  test('cannot be approved by who asked, by the wrong post, with a wrong password, or twice', async () => {
    const { waiting } = await ask()
    const approve = (login: string, password = 'correct horse') =>
      performWaiting(station, waiting!, { reason: 'x', signers: [{ login, password }] })
    await expect(approve('q1')).rejects.toMatchObject({ code: 'sign.ownAct' })
    await expect(approve('op')).rejects.toMatchObject({ code: 'sign.notAllowed' })
    await expect(approve('q2', 'wrong')).rejects.toMatchObject({ code: 'session.wrong' })
    const twice = await Promise.allSettled([approve('q2'), approve('q2')])
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(events(404)).toHaveLength(1)
    await expect(approve('q2')).rejects.toMatchObject({ code: 'sign.gone' })
  })

  test('may be refused by another or taken back by its asker, each with a reason', async () => {
    const one = (await ask()).waiting!
    const two = (await ask()).waiting!
    const q1 = station.people.list().find(({ login }) => login === 'q1')!.id
    const q2 = station.people.list().find(({ login }) => login === 'q2')!.id
    const op = station.people.list().find(({ login }) => login === 'op')!.id
    expect(() => station.signing.end({ user: op, role: 'operator' }, one, '不想要')).toThrow('permission.denied')
    expect(station.signing.count()).toBe(2)
    station.signing.end({ user: q2, role: 'quality' }, one, '报告不全')
    station.signing.end({ user: q1, role: 'quality' }, two, '写错了')
    expect(events(212).map(({ after }) => after['how'])).toEqual(['refused', 'withdrawn'])
    expect(station.signing.count()).toBe(0)
    await expect(performWaiting(station, one, { reason: 'x', signers: [person('q2')] })).rejects.toMatchObject({ code: 'sign.gone' })
  })

  test('is not done when its asker may no longer do it, and stays when the act itself is refused', async () => {
    const { waiting } = await ask()
    const q1 = station.people.list().find(({ login }) => login === 'q1')!
    await station.people.change(system, q1.id, { name: q1.name, roles: ['inspector'], state: 'active', validUntil: null })
    await expect(performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })).rejects.toMatchObject({
      code: 'sign.askerGone',
    })
    await station.people.change(system, q1.id, { name: q1.name, roles: ['quality'], state: 'active', validUntil: null })
    station.store.stage((tx) => tx.run("UPDATE work_order SET made = '2030-01-01' WHERE id = ?", order))
    await expect(performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })).rejects.toMatchObject({
      code: 'order.expiryBeforeMade',
    })
    expect(station.signing.count()).toBe(1)
  })

  test('a crash between the act and its note in the queue does not do it twice', async () => {
    const { waiting } = await ask()
    await performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })
    station.store.stage((tx) => tx.run("UPDATE to_sign SET state = 'waiting', ended = NULL"))
    expect(station.signing.count()).toBe(0)
  })

  test('what is done is what was signed, whatever the queue says', async () => {
    const { waiting } = await ask()
    station.store.stage((tx) =>
      tx.run("UPDATE to_sign SET act = 'orderClosed', reason = '别的', params = ?", JSON.stringify({ order, expires: '2035-01-01' })),
    )
    expect(station.signing.waiting()).toMatchObject([
      { act: 'expiryOverride', reason, params: { order, after: { expires: '2029-05-05' } } },
    ])
    await performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })
    expect(expires()).toBe('2029-05-05')
  })

  test('a signature with nothing left to sign is refused, not lost: no paper is missing any more, the settings are so already', async () => {
    const counted = (out: number) =>
      countOrder(station.store, by, orderById(station.store.read, order)!, { out, source: 'hand', scrapped: 0, returned: 0 })
    counted(1)
    const { waiting } = await performSigned(station, 'deviation', by, { order }, { reason, signers: [person('q1')], later: true })
    counted(0)
    await expect(performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })).rejects.toMatchObject({
      code: 'close.noDeviationDue',
    })
    expect(orderById(station.store.read, order)!.state).not.toBe('closed')
    const settings = readSettings(station.store)
    await expect(performSigned(station, 'settingsChanged', by, { settings }, { reason, signers: [person('adm')] })).rejects.toMatchObject({
      code: 'sign.nothing',
    })
  })

  test('a no while the act is on its way stops it: what is refused on record is not done', async () => {
    const { waiting } = await ask()
    const id = orderById(station.store.read, order)!.id
    await expect(
      station.signing.approve(waiting!, { reason: 'x', signers: [person('q2')] }, async (_waiting, signers, asker) => {
        station.signing.end({ user: signers[1]!.user.id, role: 'quality' }, waiting!, '不行')
        overrideExpiry(station.store, asker, id, '2029-05-05', 'x', signers)
      }),
    ).rejects.toMatchObject({ code: 'sign.gone' })
    expect(expires()).not.toBe('2029-05-05')
    expect([events(404), events(212)].map(({ length }) => length)).toEqual([0, 1])
  })

  test('an approved act is done in a post its asker still holds', async () => {
    writeSettings(station.store, system, { ...readSettings(station.store), signatures: { orderClosed: 2 } })
    countOrder(station.store, by, orderById(station.store.read, order)!, { out: 0, source: 'hand', scrapped: 0, returned: 0 })
    const { waiting } = await performSigned(station, 'orderClosed', by, { order }, { reason, signers: [person('q1')], later: true })
    const q1 = station.people.list().find(({ login }) => login === 'q1')!
    station.people.change(system, q1.id, { name: q1.name, roles: ['operator'], state: 'active', validUntil: null })
    await performWaiting(station, waiting!, { reason: 'x', signers: [person('q2')] })
    expect(events(422)).toMatchObject([{ actor: q1.id, role: 'operator' }])
    expect(events(211)).toMatchObject([{ actor: q1.id, role: 'quality' }])
  })

  test('old settings and products do not undo newer ones: only what was asked changes, and not over a change of the same', async () => {
    writeSettings(station.store, system, { ...readSettings(station.store), signatures: { settingsChanged: 2, productChanged: 2 } })
    const later = { reason, signers: [person('adm')], later: true }
    const approve = (id: number | null) => performWaiting(station, id!, { reason: 'x', signers: [person('q2')] })
    const site = (name: string) =>
      performSigned(station, 'settingsChanged', by, { settings: { ...readSettings(station.store), site: name } }, later)
    const [one, two] = [await site('二厂'), await site('三厂')]
    expect(station.signing.waiting().map(({ params }) => params)).toEqual([
      { before: { site: '' }, after: { site: '二厂' } },
      { before: { site: '' }, after: { site: '三厂' } },
    ])
    expect(events(211)).toMatchObject([
      { before: { params: { after: { site: '' } } }, after: { params: { after: { site: '二厂' } } } },
      { before: { params: { after: { site: '' } } }, after: { params: { after: { site: '三厂' } } } },
    ])
    writeSettings(station.store, system, { ...readSettings(station.store), idleSeconds: 60 })
    await approve(one.waiting)
    expect(readSettings(station.store)).toMatchObject({ site: '二厂', idleSeconds: 60 })
    await expect(approve(two.waiting)).rejects.toMatchObject({ code: 'sign.stale' })
    expect(readSettings(station.store).site).toBe('二厂')

    const [expiry, other] = [await ask(), await ask()]
    await approve(expiry.waiting)
    await expect(approve(other.waiting)).rejects.toMatchObject({ code: 'sign.stale' })

    const { id, revision: _revision, ...now } = productById(station.store.read, product)!
    const named = await performSigned(station, 'productChanged', by, { id, product: { ...now, nameEn: 'New' } }, later)
    const again = await performSigned(station, 'productChanged', by, { id, product: { ...now, nameEn: 'Other' } }, later)
    saveProduct(station.store, system, id, { ...now, reprintLimit: 7 })
    await approve(named.waiting)
    expect(productById(station.store.read, id)).toMatchObject({ nameEn: 'New', reprintLimit: 7 })
    await expect(approve(again.waiting)).rejects.toMatchObject({ code: 'sign.stale' })
    await expect(
      performSigned(station, 'productChanged', by, { id, product: { ...now, nameEn: 'New', reprintLimit: 7 } }, later),
    ).rejects.toMatchObject({ code: 'sign.nothing' })
    const product2 = { ...now, di: '06912345000024', packing: [] }
    const made = await performSigned(station, 'productChanged', by, { id: null, product: product2 }, later)
    await approve(made.waiting)
    expect(productByDi(station.store.read, product2.di)).toMatchObject(product2)
  })

  test('what must be signed on the spot does not wait', async () => {
    await expect(station.signing.ask('restore', {}, null, { reason, signers: [person('adm')] })).rejects.toMatchObject({
      code: 'sign.cannotWait',
    })
  })
})

describe('how many sign', () => {
  test('never fewer than by design, whatever is configured', () => {
    for (const act of signedActNames) {
      expect(signaturesDue(act, { [act]: 0 })).toBe(signedActs[act].least)
      expect(signaturesDue(act, { [act]: 2 })).toBe(2)
      expect(signaturesDue(act, {})).toBe(Math.max(signedActs[act].least, signedActs[act].usual))
    }
  })

  test('a firm may want signatures where design asks for none; then the act says so, and both ways work', async () => {
    const settings = readSettings(station.store)
    writeSettings(station.store, system, { ...settings, signatures: { settingsChanged: 1 } })
    const next = { ...readSettings(station.store), site: '二厂' }
    await expect(performSigned(station, 'settingsChanged', by, { settings: next }, null)).rejects.toMatchObject({
      code: 'sign.due',
      params: { act: 'settingsChanged', due: 1 },
    })
    await performSigned(station, 'settingsChanged', by, { settings: next }, { reason, signers: [person('adm')] })
    expect(readSettings(station.store).site).toBe('二厂')
    expect(events(210).at(-1)!.after).toMatchObject({ meaning: 'settingsChanged', nth: 1, of: 1 })
    await expect(
      performSigned(station, 'settingsChanged', by, { settings: next }, { reason, signers: [person('q1')] }),
    ).rejects.toMatchObject({ code: 'sign.notAllowed' })
    expect(product).toBeGreaterThan(0)
  })
})
