import { fork } from 'node:child_process'
import { type MessagePortMain, utilityProcess } from 'electron'
import type { EngineHostKind, FromEngine, ToEngine } from '../engine/messages.ts'

/** One running engine, however it was started. */
export interface EngineProcess {
  readonly pid: number | undefined
  send(message: ToEngine): void
  /** Gives the engine its end of a channel to a page. Returns the function that closes it. */
  attach(port: MessagePortMain): () => void
}

export interface EngineEvents {
  message(message: Exclude<FromEngine, { t: 'frame' }>): void
  exit(code: number | null): void
}

/** Node-API level from which the ledger's native part loads. */
const LEDGER_NAPI = 10

/**
 * The utility process is the rule. An Electron whose Node cannot load the ledger (the development runtime) gets a child
 * process on the Node 24 of node_modules instead. SIGNET_ENGINE_HOST overrides, for tests of the hand-over.
 */
export function chooseHost(env: NodeJS.ProcessEnv = process.env, napi: string | undefined = process.versions['napi']): EngineHostKind {
  const asked = env['SIGNET_ENGINE_HOST']
  if (asked === 'utility' || asked === 'node24') return asked
  return Number(napi) >= LEDGER_NAPI ? 'utility' : 'node24'
}

export function startEngine(host: EngineHostKind, file: string, args: readonly string[], events: EngineEvents): EngineProcess {
  return host === 'utility' ? startUtility(file, args, events) : startChild(file, args, events)
}

function startUtility(file: string, args: readonly string[], events: EngineEvents): EngineProcess {
  const child = utilityProcess.fork(file, [...args], { serviceName: 'signet-engine', stdio: 'inherit' })
  child.on('message', events.message)
  child.once('exit', events.exit)
  let last = 0
  return {
    get pid() {
      return child.pid
    },
    send: (message) => child.postMessage(message),
    // The port moves into the engine: only there can it be closed.
    attach(port) {
      const id = ++last
      child.postMessage({ t: 'open', id } satisfies ToEngine, [port])
      return () => child.postMessage({ t: 'close', id } satisfies ToEngine)
    },
  }
}

/** A plain child has no ports: their messages travel as frames on its channel, numbered per page. */
function startChild(file: string, args: readonly string[], events: EngineEvents): EngineProcess {
  const node = process.env['SIGNET_NODE']
  if (!node) throw new Error('SIGNET_NODE names no Node 24 for the engine')
  const child = fork(file, [...args], {
    execPath: node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const pages = new Map<number, MessagePortMain>()
  let last = 0
  const send = (message: ToEngine): void => {
    // A child that has just died answers with an error here; its exit event tells the same in a moment.
    if (child.connected) child.send(message, () => {})
  }
  child.on('message', (message) => {
    const told = message as FromEngine
    if (told.t === 'frame') pages.get(told.id)?.postMessage(told.data)
    else events.message(told)
  })
  let gone = false
  const end = (code: number | null): void => {
    if (gone) return
    gone = true
    for (const port of pages.values()) port.close()
    pages.clear()
    events.exit(code)
  }
  child.once('exit', end)
  child.once('error', () => end(null))
  return {
    get pid() {
      return child.pid
    },
    send,
    attach(port) {
      const id = ++last
      pages.set(id, port)
      send({ t: 'open', id })
      port.on('message', ({ data }) => send({ t: 'frame', id, data }))
      const forget = (): void => {
        if (pages.delete(id)) send({ t: 'close', id })
      }
      port.on('close', forget)
      port.start()
      return () => {
        forget()
        port.close()
      }
    },
  }
}
