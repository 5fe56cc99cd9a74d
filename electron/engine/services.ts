import type { Permission } from '../../shared/auth/permissions.ts'
import type { Health } from '../../shared/contract/system.ts'
import { type Problem, refuse, StationError } from '../../shared/station-error.ts'
import { actorFor } from '../station/actor.ts'
import type { KeySecrets } from '../station/log/keys.ts'
import type { LabelMaker } from '../station/ports.ts'
import type { Station } from '../station/station.ts'
import type { Actor, Mode } from '../station/store/store.ts'
import type { User } from '../station/store/users.ts'
import type { EngineHostKind } from './messages.ts'
import { PageSession } from './page-session.ts'
import type { Connection } from './rpc.ts'
import { Uploads } from './uploads.ts'
import { startVirtualLine, type VirtualLineProcess } from './virtual-line-process.ts'

export interface EngineOptions {
  /** Holds the folders `training` and `production`. */
  readonly dataDir: string
  readonly electronVersion: string | undefined
  readonly version: string
  /** What unwraps the signing key; null until the shell has told. */
  readonly secrets: () => KeySecrets | null
}

/** One page: the user who signed in at its port, and nobody else, acts through it. */
export interface PageConnection extends Connection {
  readonly user: User | null
  readonly session: PageSession
  /** Files this page hands over in pieces. */
  readonly uploads: Uploads
  /** The signed-in person as an actor. Errors: `permission.denied`. */
  actor(permission: Permission, call?: string): Actor
}

export interface EngineServices {
  /** A page was connected: nobody is signed in on a new port. */
  connect(): PageConnection
  /** Starts the virtual line of training, once. The first screen does not wait for it: devices show themselves when they are there. */
  startDevices(): void
  /** What unwraps the signing key is known now, or has changed. */
  unlocked(): void
  health(): Health
  /** The open station. Errors: `storage.…` when its ledger could not be opened, `engine.noLedger` on a runtime that cannot load one. */
  station(): Station
  /** Why there is no station, or null. */
  readonly problems: readonly Problem[] | null
  readonly virtualLine: VirtualLineProcess | null
  readonly dataDir: string
  /** Closes the station, lets `work` change folders, and ends the process, also when that fails, so that the shell starts a fresh engine. */
  restart(work: () => void): Promise<void>
  /** Ends in order; no call comes after it. */
  close(): Promise<void>
}

/** Opens what the engine serves. Never fails for want of a ledger: `health` must answer on a runtime that cannot load one. */
export async function openServices(host: EngineHostKind, options: EngineOptions): Promise<EngineServices> {
  let station: Station | null = null
  let problems: readonly Problem[] | null = null
  let virtualLine: VirtualLineProcess | null = null
  let starting: Promise<VirtualLineProcess> | null = null
  if (options.dataDir === '' || Number(process.versions['napi']) < 10) {
    problems = [{ code: 'engine.noLedger', params: {} }]
  } else {
    try {
      station = await openStation(options, host)
    } catch (error) {
      if (!(error instanceof StationError)) throw error
      problems = error.problems
    }
  }
  // Who sits at the line: the page that was connected last.
  let newest: PageConnection | null = null
  if (station !== null) {
    station.presence = (permission) => {
      const session = newest?.session
      const user = session?.user ?? null
      if (station === null || user === null || session?.denial(permission) !== null) return null
      return actorFor(station, user, permission)
    }
    // Whatever a device reads is a sign of life; a badge says whose PIN is asked for and is no label.
    station.badgeRead = (scan) => {
      newest?.session.touch()
      return newest?.session.badgeShown(scan) === true
    }
  }
  const startDevices = (): void => {
    if (station === null || starting !== null || station.store.mode !== 'training') return
    starting = startVirtualLine(station)
    starting.then(
      (line) => {
        virtualLine = line
        station?.changed()
      },
      (error: unknown) => console.error(`virtual line: ${error instanceof Error ? error.message : String(error)}`),
    )
  }
  const answered = new Map<string, Promise<unknown>>()
  const mode = (): Mode => station?.store.mode ?? 'training'
  const services: EngineServices = {
    dataDir: options.dataDir,
    connect() {
      const session = new PageSession(() => station)
      const connection: PageConnection = {
        session,
        uploads: new Uploads(),
        get user() {
          return session.user
        },
        denial: (permission) => session.denial(permission),
        touch: () => session.touch(),
        gone: () => session.gone(),
        once: (key, run) => {
          const name = `${session.user?.id ?? 0} ${key}`
          const before = answered.get(name)
          if (before !== undefined) return before
          // An earlier life of the engine committed it and died before it could answer: what happened is in the ledger.
          if (station?.store.read.get('SELECT 1 AS x FROM call WHERE key = ?', key.slice(key.indexOf(' ') + 1)) !== undefined)
            throw refuse('call.alreadyDone')
          const running = run()
          answered.set(name, running)
          if (answered.size > answersKept) answered.delete(answered.keys().next().value!)
          running.catch(() => answered.delete(name))
          return running
        },
        actor: (permission, call) => {
          const { user } = session
          if (user === null || station === null) throw refuse('permission.denied', { permission })
          return actorFor(station, user, permission, call)
        },
      }
      newest = connection
      return connection
    },
    startDevices,
    unlocked: () => station?.log.relock(),
    health: () => ({
      schema: 1,
      host,
      pid: process.pid,
      node: process.version,
      napi: process.versions['napi'] ?? '',
      ...(options.electronVersion === undefined ? {} : { electronVersion: options.electronVersion }),
      ledger:
        station === null
          ? null
          : { mode: mode(), version: station.store.read.get<{ v: number }>('SELECT user_version AS v FROM pragma_user_version')!.v },
    }),
    station: () => {
      if (station === null) throw new StationError(problems ?? [{ code: 'engine.noLedger', params: {} }])
      return station
    },
    get problems() {
      return problems
    },
    get virtualLine() {
      return virtualLine
    },
    async restart(work) {
      try {
        await services.close()
        work()
      } catch (error) {
        // The fresh engine finds the folder as it is and says so; one that stays would answer nothing.
        console.error(`restart: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      } finally {
        process.exit(restartExit)
      }
    },
    async close() {
      const open = station
      station = null
      await open?.close()
      await open?.labels.close()
      await starting?.then((line) => line.stop()).catch(() => undefined)
    },
  }
  return services
}

/** Answers of mutating calls that are kept for a repeat. */
const answersKept = 2_000

/** Exit code by which the engine asks the shell for a fresh one. */
export const restartExit = 64

async function openStation(options: EngineOptions, host: EngineHostKind): Promise<Station> {
  const [{ Station }, { Store }, { activeFolder, isFresh }] = await Promise.all([
    import('../station/station.ts'),
    import('../station/store/store.ts'),
    import('../station/folders.ts'),
  ])
  const { folder, mode } = activeFolder(options.dataDir)
  // A ledger that is gone is never replaced by an empty one: it would draw every serial again.
  const isNew = !Store.exists(folder)
  if (isNew && !isFresh(options.dataDir)) throw refuse('storage.missing', { folder })
  const given = { folder, what: `engine (${host})`, labels: labelMaker(), version: options.version, secrets: options.secrets }
  const station = isNew ? await Station.create(given, mode) : await Station.open(given)
  if (isNew) await station.seed()
  return station
}

/** The label maker, loaded with its drawing library at the first label. */
function labelMaker(): LabelMaker {
  let maker: Promise<LabelMaker> | null = null
  const made = (): Promise<LabelMaker> => {
    maker ??= import('../station/labels/label-maker.ts').then(({ startLabelMaker }) => startLabelMaker())
    return maker
  }
  return {
    make: async (request) => (await made()).make(request),
    test: async (printer) => (await made()).test(printer),
    close: async () => (await maker)?.close(),
  }
}
