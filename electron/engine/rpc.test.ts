import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { eventIterator, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { afterEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { command, query } from '../../shared/contract/procedure.ts'
import { cloneable } from '../../shared/contract/wire.ts'
import { refuse } from '../../shared/station-error.ts'
import { LIMITS, limited, sizeOf } from './limits.ts'
import type { CallContext, Connection } from './rpc.ts'
import { rpcServer } from './rpc.ts'

const base = query('open')
const contract = {
  echo: base.input(z.object({ bytes: z.instanceof(Uint8Array) })).output(z.instanceof(Uint8Array)),
  strict: base.input(z.object({ n: z.number().int().positive(), text: z.string().min(3), list: z.array(z.number()) })).output(z.number()),
  refused: base.output(z.number()),
  broken: base.output(z.number()),
  guarded: command('user.write').output(z.number()),
  undeclared: oc.output(z.number()),
  ticks: base.output(eventIterator(z.number())),
}

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

function connected() {
  const engine = implement(contract).$context<CallContext>()
  const state = { live: 0, log: [] as string[] }
  const router = engine.router({
    echo: engine.echo.handler(({ input }) => input.bytes),
    strict: engine.strict.handler(({ input }) => input.n),
    refused: engine.refused.handler(() => {
      throw refuse('pool.empty', { left: 0 })
    }),
    broken: engine.broken.handler(() => {
      throw new Error('secret detail')
    }),
    guarded: engine.guarded.handler(() => 1),
    undeclared: engine.undeclared.handler(() => 1),
    ticks: engine.ticks.handler(async function* ({ signal }) {
      state.live++
      try {
        for (let n = 0; !signal?.aborted; n++) {
          yield n
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      } finally {
        state.live--
      }
    }),
  })
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const connection: Connection = { denial: (permission) => (permission === 'open' ? null : 'permission.denied') }
  const shaped = {
    on: (type: string, listener: (event: unknown) => void) => port2.on(type as 'message', (data) => listener({ data })),
    postMessage: (data: unknown) => port2.postMessage(data),
  }
  rpcServer(router, (line) => state.log.push(line))(shaped as never, connection)
  const client = createORPCClient(new RPCLink({ port: port1 as never, experimental_transfer: cloneable as never })) as unknown as Record<
    string,
    (input?: unknown) => Promise<never>
  >
  return { client, state, port: port1 }
}

describe('calls', () => {
  it('carry bytes as bytes, both ways', async () => {
    const bytes = new Uint8Array([0, 29, 255])
    const back: unknown = await connected().client['echo']!({ bytes })
    expect(back).toBeInstanceOf(Uint8Array)
    expect(back).toEqual(bytes)
  })

  it('name all faults of an input at once, as codes with figures', async () => {
    const error = await connected().client['strict']!({ n: -1, text: 'x', list: ['a'] }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'input.invalid', status: 400, defined: true })
    expect((error as { data: { issues: unknown[] } }).data.issues).toEqual([
      { path: ['n'], code: 'too_small', params: expect.objectContaining({ minimum: 0 }) },
      { path: ['text'], code: 'too_small', params: expect.objectContaining({ minimum: 3 }) },
      { path: ['list', 0], code: 'invalid_type', params: expect.objectContaining({ expected: 'number' }) },
    ])
  })

  it('end with every problem of a refusal', async () => {
    await expect(connected().client['refused']!()).rejects.toMatchObject({
      code: 'refused',
      data: { problems: [{ code: 'pool.empty', params: { left: 0 } }] },
    })
  })

  it('hide what broke inside, and log it', async () => {
    const { client, state } = connected()
    const error = await client['broken']!().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'internal', message: 'internal' })
    expect(JSON.stringify(error)).not.toContain('secret')
    expect(state.log.join()).toContain('secret detail')
  })

  it('are refused without a permission, and when a procedure declares none', async () => {
    const { client } = connected()
    await expect(client['guarded']!()).rejects.toMatchObject({ code: 'permission.denied', data: { permission: 'user.write' } })
    await expect(client['undeclared']!()).rejects.toMatchObject({ code: 'permission.denied' })
    await expect(client['missing']!()).rejects.toMatchObject({ code: 'call.unknown' })
  })
})

describe('streams', () => {
  it('end in the engine when the page stops reading', async () => {
    const { client, state } = connected()
    const stream = (await client['ticks']!()) as AsyncIterableIterator<number>
    expect((await stream.next()).value).toBe(0)
    expect(state.live).toBe(1)
    await stream.return?.()
    await expect.poll(() => state.live).toBe(0)
  })

  it('are at most 64, and one that ended makes room', async () => {
    const { client } = connected()
    const streams: AsyncIterableIterator<number>[] = []
    for (let n = 0; n < LIMITS.streams; n++) {
      const stream = (await client['ticks']!()) as AsyncIterableIterator<number>
      await stream.next()
      streams.push(stream)
    }
    await expect(client['ticks']!()).rejects.toMatchObject({ code: 'limit.streams', data: { max: 64 } })
    await streams[0]?.return?.()
    await expect
      .poll(async () =>
        client['ticks']!().then(
          () => 'open',
          () => 'refused',
        ),
      )
      .toBe('open')
  })
})

describe('limits', () => {
  const asked = (now: () => number) => {
    const passed: unknown[] = []
    const answers: unknown[] = []
    let send: (data: unknown) => void = () => {}
    const port = limited(
      {
        on: (_type: string, listener: never) => {
          send = (data) => (listener as (event: object) => void)({ data })
        },
        postMessage: (data: unknown) => answers.push(data),
      } as never,
      now,
    )
    port.on('message', (event) => passed.push(event.data))
    return { send: (data: unknown) => send(data), passed, answers }
  }

  it('200 calls at once, then 200 a second', () => {
    let time = 0
    const port = asked(() => time)
    for (let n = 0; n < 250; n++) port.send({ i: String(n), p: { u: '/x' } })
    expect(port.passed).toHaveLength(200)
    expect(port.answers).toHaveLength(50)
    expect(port.answers[0]).toMatchObject({ i: '200', p: { s: 429, b: { json: { code: 'limit.rate', data: { max: 200 } } } } })
    time = 500
    for (let n = 0; n < 250; n++) port.send({ i: String(n), p: { u: '/x' } })
    expect(port.passed).toHaveLength(300)
  })

  it('headers and methods of a request do not pass', () => {
    const port = asked(() => 0)
    port.send({ i: '1', p: { u: '/x', b: { json: 1 }, h: { 'content-type': 'text/event-stream' }, m: 'GET' } })
    expect(port.passed).toEqual([{ i: '1', p: { u: '/x', b: { json: 1 } } }])
  })

  it('measures what structured clone carries, and stops when it is enough', () => {
    expect(sizeOf({ a: 'xx', b: new Uint8Array(100) }, 1e6)).toBeGreaterThan(100)
    expect(sizeOf({ a: 'xx', b: new Uint8Array(100) }, 1e6)).toBeLessThan(200)
    const circle: unknown[] = []
    circle.push(circle)
    expect(sizeOf(circle, 1e6)).toBeGreaterThan(1e6)
    expect(sizeOf(new Map([['k', 'v'.repeat(2e6)]]), 1e6)).toBeGreaterThan(1e6)
    expect(sizeOf(new Array(2_000_000), 1e6)).toBeGreaterThan(1e6)
  })
})
