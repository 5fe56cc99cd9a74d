import { afterAll, beforeAll, expect, test } from 'vitest'
import { system } from '../../electron/station/store/store.ts'
import { allows, type Permission, permissions, type Role, roles } from '../../shared/auth/permissions.ts'
import { contract } from '../../shared/contract/index.ts'
import type { ProcedureMeta } from '../../shared/contract/procedure.ts'
import { type EngineClient, type EngineRig, engineRig, key, setUp } from '../rigs/engine.ts'

/** Every procedure of the contract, by path, with what it declares. */
const procedures = walk(contract, [])

interface Procedure {
  readonly path: readonly string[]
  readonly meta: Partial<ProcedureMeta>
}

function walk(node: object, path: readonly string[]): Procedure[] {
  if ('~orpc' in node) return [{ path, meta: (node as { '~orpc': { meta: Partial<ProcedureMeta> } })['~orpc'].meta }]
  return Object.entries(node).flatMap(([name, inner]) => walk(inner as object, [...path, name]))
}

let rig: EngineRig
beforeAll(async () => {
  rig = await engineRig()
  await setUp(rig.page())
})
afterAll(() => rig.close())

/** What comes of a call without an input: a permission is asked for before the input is looked at. */
async function outcome(client: EngineClient, path: readonly string[]): Promise<string> {
  const procedure = path.reduce<unknown>((node, name) => (node as Record<string, unknown>)[name], client) as (
    input?: unknown,
  ) => Promise<unknown>
  try {
    const answer = await procedure()
    await (answer as AsyncIterableIterator<unknown> | null)?.return?.()
    return 'answered'
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown'
  }
}

async function signedIn(role: Role): Promise<EngineClient> {
  const { people } = rig.services.station()
  await people.create(system, { login: `a-${role}`, name: role, staffNo: `9-${role}`, roles: [role], password: 'correct horse', pin: null })
  const page = rig.page()
  await page.session.signIn({ key: key(), login: `a-${role}`, secret: 'correct horse', method: 'password' })
  return page
}

const named = (path: readonly string[]): string => path.join('.')

test('every procedure declares a permission that exists and whether it changes anything', () => {
  expect(procedures.length).toBeGreaterThan(60)
  for (const { path, meta } of procedures) {
    expect(Object.keys(permissions), named(path)).toContain(meta.permission)
    expect(['query', 'command'], named(path)).toContain(meta.kind)
  }
})

test('nobody gets an answer but to what the first screen needs', async () => {
  const page = rig.page()
  const open: string[] = []
  for (const { path } of procedures) if ((await outcome(page, path)) !== 'permission.denied') open.push(named(path))
  expect(open.sort()).toEqual([
    'session.badge',
    'session.firstRun',
    'session.overview',
    'session.people',
    'session.recover',
    'session.signIn',
    'session.watch',
    'system.health',
  ])
})

test.each(roles)('%s is refused exactly what the post does not hold', async (role) => {
  const page = await signedIn(role)
  const wrong: string[] = []
  for (const { path, meta } of procedures) {
    const answer = await outcome(page, path)
    const may = allows([role], meta.permission as Permission)
    if ((answer !== 'permission.denied') !== may || answer === 'internal' || answer === 'call.unknown')
      wrong.push(`${named(path)}: ${answer}`)
  }
  expect(rig.log).toEqual([])
  expect(wrong).toEqual([])
})

test('a visitor changes nothing but their own session: an export is on record, an uploaded file is kept for nothing they may do', () => {
  const writes = procedures
    .filter(({ meta }) => meta.kind === 'command' && allows(['visitor'], meta.permission as Permission))
    .map(({ path }) => named(path))
    .filter((path) => !path.startsWith('session.'))
  expect(writes.sort()).toEqual(['audit.bundle', 'files.put', 'insurance.export'])
})

test('looking at an order that has not begun draws no serials; whoever may assign them does', async () => {
  const { store } = rig.services.station()
  const order = store.read.get<{ id: number }>(
    "SELECT o.id FROM work_order o JOIN product p ON p.id = o.product WHERE p.trace = 'serial' AND o.state <> 'closed' LIMIT 1",
  )!.id
  const drawn = (): number => store.read.get<{ n: number }>('SELECT count(*) AS n FROM allocation WHERE order_id = ?', order)!.n
  const before = drawn()
  const inspector = rig.page()
  const { people } = rig.services.station()
  await people.create(system, {
    login: 'looks',
    name: 'looks',
    staffNo: '9-looks',
    roles: ['inspector'],
    password: 'correct horse',
    pin: null,
  })
  await inspector.session.signIn({ key: key(), login: 'looks', secret: 'correct horse', method: 'password' })
  await inspector.line.open({ key: key(), orderId: order })
  expect(drawn()).toBe(before)
  const operator = rig.page()
  await people.create(system, { login: 'runs', name: 'runs', staffNo: '9-runs', roles: ['operator'], password: 'correct horse', pin: null })
  await operator.session.signIn({ key: key(), login: 'runs', secret: 'correct horse', method: 'password' })
  await operator.line.open({ key: key(), orderId: order })
  expect(drawn()).toBeGreaterThan(before)
})

test('more labels than were ordered need whoever may make orders, whatever the gate lets through', async () => {
  const { store, people, line } = rig.services.station()
  const order = store.read.get<{ id: number; quantity: number }>("SELECT id, quantity FROM work_order WHERE state <> 'closed' LIMIT 1")!
  const jobId = line.openJob(system, order.id).scope.job.id
  const page = rig.page()
  await people.create(system, { login: 'more', name: 'more', staffNo: '9-more', roles: ['operator'], password: 'correct horse', pin: null })
  await page.session.signIn({ key: key(), login: 'more', secret: 'correct horse', method: 'password' })
  const setTotal = (total: number) => page.line.setTotal({ key: key(), jobId, total })
  await expect(setTotal(order.quantity + 1)).rejects.toMatchObject({ data: { problems: [{ code: 'permission.denied' }] } })
  await expect(setTotal(order.quantity)).resolves.toEqual({ ok: true })
})
