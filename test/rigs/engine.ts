import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouter } from '../../electron/engine/router.ts'
import { rpcServer } from '../../electron/engine/rpc.ts'
import { type EngineServices, openServices } from '../../electron/engine/services.ts'
import type { Contract } from '../../shared/contract/index.ts'
import { cloneable } from '../../shared/contract/wire.ts'

export type EngineClient = ContractRouterClient<Contract>

export interface EngineRig {
  readonly services: EngineServices
  /** A page of its own: nobody is signed in. */
  page(): EngineClient
  /** The newest page goes away. */
  closePage(): void
  log: string[]
  close(): Promise<void>
}

/** The engine as the shell runs it, without its process: real station on a training ledger, real RPC server, a MessageChannel for each page. */
export async function engineRig(): Promise<EngineRig> {
  const root = mkdtempSync(join(tmpdir(), 'signet-engine-'))
  const before = process.env['SIGNET_FENCE_DIR']
  process.env['SIGNET_FENCE_DIR'] = join(root, 'fence')
  const services = await openServices('node24', { dataDir: root, electronVersion: undefined, version: '0', secrets: () => null })
  const log: string[] = []
  const serve = rpcServer(createRouter(services), (line) => log.push(line))
  const ports: MessagePort[] = []
  return {
    services,
    log,
    page() {
      const { port1, port2 } = new MessageChannel()
      ports.push(port1)
      const shaped = {
        on: (type: string, listener: (event: unknown) => void) => port2.on(type as 'message', (data) => listener({ data })),
        postMessage: (data: unknown) => port2.postMessage(data),
      }
      serve(shaped as never, services.connect())
      return createORPCClient(new RPCLink({ port: port1 as never, experimental_transfer: cloneable as never }))
    },
    closePage: () => ports.pop()?.close(),
    async close() {
      for (const port of ports) port.close()
      await services.close()
      if (before === undefined) delete process.env['SIGNET_FENCE_DIR']
      else process.env['SIGNET_FENCE_DIR'] = before
      rmSync(root, { recursive: true, force: true })
    },
  }
}

let keys = 0
/** A fresh idempotency key. */
export const key = (): string => `test-key-${++keys}`

export const firstAdmin = { login: 'boss', password: 'correct horse battery', pin: '112358' } as const

/** First run: the page is then signed in as the first administrator. Returns the recovery code. */
export async function setUp(page: EngineClient): Promise<string> {
  const station = { firm: '江苏衡远医疗器械有限公司', site: '苏州一厂', language: 'zh-CN' } as const
  return (await page.session.firstRun({ key: key(), ...station, ...firstAdmin, name: '赵建国', staffNo: '0001' })).recoveryCode
}
