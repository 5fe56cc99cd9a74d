import { app, type MessagePortMain } from 'electron'
import type { EngineHostKind } from '../engine/messages.ts'
import { HEALTHY_MS, restartPause } from './back-off.ts'
import { chooseHost, type EngineProcess, startEngine } from './engine-process.ts'
import { Heartbeat } from './heartbeat.ts'
import { stationSecret } from './station-secret.ts'

export type EngineState = 'ready' | 'away'

export interface EngineHost {
  readonly kind: EngineHostKind
  readonly state: EngineState
  /** Tells of every change of state from now on. */
  onChange(changed: (state: EngineState) => void): void
  /** Connects a page and returns the function that ends it. Only while ready: the caller hears of every change of state. */
  attach(port: MessagePortMain): () => void
  /** Ends the engine in order and does not start it again. Resolves when it is gone. */
  stop(): Promise<void>
}

/** An engine that was asked to end and does not is ended: committed work is safe by then. */
const STOP_MS = 5_000

/** Keeps one engine running: starts it, watches it, kills it when it is silent, starts it again with growing pauses. */
export function superviseEngine(file: string, args: readonly string[]): EngineHost {
  const kind = chooseHost()
  let engine: EngineProcess | undefined
  let state: EngineState = 'away'
  let changed: ((state: EngineState) => void) | undefined
  let stopping: (() => void) | undefined
  let restarts = 0
  let readyAt: number | undefined

  const change = (next: EngineState): void => {
    if (state === next) return
    state = next
    changed?.(next)
  }
  const heartbeat = new Heartbeat(
    (n) => engine?.send({ t: 'ping', n }),
    () => {
      console.error(`engine: silent, killing pid ${engine?.pid}`)
      kill(engine)
    },
  )
  const start = (): void => {
    if (stopping) return
    readyAt = undefined
    engine = startEngine(kind, file, args, {
      message(message) {
        if (message.t === 'pong') heartbeat.pong()
        else {
          readyAt = performance.now()
          heartbeat.start()
          tellSecret(engine)
          change('ready')
        }
      },
      exit(code) {
        heartbeat.stop()
        engine = undefined
        change('away')
        if (stopping) return stopping()
        if (readyAt !== undefined && performance.now() - readyAt >= HEALTHY_MS) restarts = 0
        const pause = restartPause(restarts++)
        console.error(`engine: ended (${code ?? 'signal'}), starting again in ${pause} ms`)
        setTimeout(start, pause)
      },
    })
  }
  // A utility process is Electron's own: it cannot be had before `ready`. A child of ours need not wait.
  if (kind === 'utility') void app.whenReady().then(start)
  else start()

  return {
    kind,
    get state() {
      return state
    },
    onChange(listener) {
      changed = listener
    },
    attach(port) {
      if (engine && state === 'ready') return engine.attach(port)
      port.close()
      return () => {}
    },
    stop() {
      return new Promise((resolve) => {
        const running = engine
        if (!running) {
          stopping = () => {}
          return resolve()
        }
        const timer = setTimeout(() => kill(running), STOP_MS)
        stopping = () => {
          clearTimeout(timer)
          resolve()
        }
        running.send({ t: 'stop' })
      })
    },
  }
}

/** Checkpoints can wait; the first screen should not. */
const SECRET_MS = 1_500

/** The key store opens with Electron's `ready`, and only once asked. */
function tellSecret(engine: EngineProcess | undefined): void {
  void app.whenReady().then(() => setTimeout(() => engine?.send({ t: 'secret', key: stationSecret() }), SECRET_MS))
}

/** SIGKILL by pid: a stopped process does not hear a polite signal. */
function kill(engine: EngineProcess | undefined): void {
  if (!engine?.pid) return
  try {
    process.kill(engine.pid, 'SIGKILL')
  } catch {
    // it has just ended by itself
  }
}
