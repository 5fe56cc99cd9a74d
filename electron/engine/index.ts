import { parseArgs } from 'node:util'
import { connectParent } from './port.ts'
import { createRouter } from './router.ts'
import { rpcServer } from './rpc.ts'
import { type EngineServices, openServices } from './services.ts'

/**
 * The engine's process: opens the services, serves the contract to every page the shell connects, ends with the shell.
 * It runs in Electron's utility process or on plain Node 24 and knows neither windows nor electron.
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, electron: { type: 'string' }, version: { type: 'string' } },
  strict: false,
})
const log = (line: string): void => console.error(`engine: ${line}`)

let services: EngineServices | undefined
let serve: ReturnType<typeof rpcServer> | undefined

const parent = connectParent({
  port: (port) => {
    if (serve && services) serve(port, services.connect())
  },
  stop: () => {
    void (services?.close() ?? Promise.resolve()).finally(() => process.exit(0))
  },
})

// A fault nobody awaited is a bug to be logged, not a reason to stop a running line.
process.on('unhandledRejection', (reason) => log(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)))

services = await openServices(parent.host, {
  dataDir: String(values.data ?? ''),
  electronVersion: values.electron?.toString(),
  version: String(values.version ?? '0'),
})
serve = rpcServer(createRouter(services), log)
parent.tell({ t: 'ready' })
