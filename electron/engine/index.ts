import './no-forms.ts'
import module from 'node:module'
import { parseArgs } from 'node:util'
import type { KeySecrets } from '../station/log/keys.ts'
import { connectParent } from './port.ts'
import { rehearsal } from './rehearsal.ts'
import type { rpcServer } from './rpc.ts'
import type { EngineServices } from './services.ts'

/**
 * The engine's process: opens the services, serves the contract to every page the shell connects, ends with the shell.
 * It runs in Electron's utility process or on plain Node 24 and knows neither windows nor electron.
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, cache: { type: 'string' }, electron: { type: 'string' }, version: { type: 'string' } },
  strict: false,
})
const log = (line: string): void => console.error(`engine: ${line}`)

/** What unwraps the signing key; unknown until the shell has told. */
let secrets: KeySecrets | null = null
let services: EngineServices | undefined
let serve: ReturnType<typeof rpcServer> | undefined

const parent = connectParent({
  port: (port) => {
    if (!serve || !services) return
    serve(port, services.connect())
    services.startDevices()
  },
  secret: (key) => {
    secrets = { os: key, passphrase: process.env['SIGNET_KEY_PASSPHRASE'] ?? null }
    services?.unlocked()
  },
  stop: () => {
    void (services?.close() ?? Promise.resolve()).finally(() => process.exit(0))
  },
})

// A fault nobody awaited is a bug to be logged, not a reason to stop a running line.
process.on('unhandledRejection', (reason) => log(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)))

// What comes now is most of the engine's code: from the second start on it need not be compiled (Node 22 and later).
if (values.cache !== undefined) module.enableCompileCache?.(String(values.cache))
const [{ createRouter }, rpc, { openServices }] = await Promise.all([import('./router.ts'), import('./rpc.ts'), import('./services.ts')])

services = await openServices(parent.host, {
  dataDir: String(values.data ?? ''),
  electronVersion: values.electron?.toString(),
  version: String(values.version ?? '0'),
  secrets: () => secrets,
})
serve = rpc.rpcServer(createRouter(services), log)
parent.tell({ t: 'ready' })
setImmediate(() => services && serve?.(rehearsal(), services.connect()))
