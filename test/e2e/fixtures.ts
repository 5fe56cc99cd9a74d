import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { Health } from '../../shared/contract/system.ts'

const root = resolve(import.meta.dirname, '../..')

/** Set by scripts/test.mjs: the runtime to test on. */
const executablePath = (): string => {
  const path = process.env['SIGNET_ELECTRON']
  if (!path) throw new Error('SIGNET_ELECTRON is not set: run the end-to-end tests with `npm test` or `node scripts/e2e.mjs`')
  return path
}

export interface StationApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Electron's main process. */
  readonly pid: number
  readonly dataDir: string
  readonly profile: string
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>
  /** An existing folder is used again, and then left alone. */
  readonly dataDir?: string
  readonly args?: readonly string[]
}

/** As root Chromium cannot build its sandbox: the launcher's rule, repeated for the tests. */
export const sandboxSwitches: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** Starts the built app with a profile and a data folder of its own, so that tests never meet each other or a person's station. */
export async function launchStation({ env = {}, dataDir, args = [] }: LaunchOptions = {}): Promise<StationApp> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-e2e-'))
  const profile = join(folder, 'profile')
  const data = dataDir ?? join(folder, 'data')
  const app = await _electron.launch({
    executablePath: executablePath(),
    args: [root, ...sandboxSwitches, `--user-data-dir=${profile}`, '--data', data, ...args],
    env: { ...definedEnv(), ...env },
    timeout: 60_000,
  })
  const page = await app.firstWindow()
  const pid = app.process().pid
  if (pid === undefined) throw new Error('Electron has no pid')
  await page.waitForFunction(() => 'signet' in window)
  return {
    app,
    page,
    pid,
    dataDir: data,
    profile,
    async close() {
      await app.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))

/**
 * Opens a second ear on the page's port and keeps it through engine restarts, so that tests speak to the engine exactly
 * as any script in the page could: no hook in the app is needed. Answers land in `window.e2e`.
 */
export async function tapPort(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tap: PortTap = { ports: 0, closed: 0, answers: {}, streams: {}, states: [], port: undefined }
    Object.assign(window, { e2e: tap })
    window.addEventListener('message', ({ data, ports }) => {
      if (data?.signet === 'engine') tap.states.push(data.state)
      if (data?.signet !== 'port' || !ports[0]) return
      tap.port = ports[0]
      tap.ports++
      tap.port.addEventListener('message', (event) => {
        if (event.data?.t === 3) tap.streams[event.data.i] = (tap.streams[event.data.i] ?? 0) + 1
        else if (event.data?.i !== undefined) tap.answers[event.data.i] = event.data.p
      })
      tap.port.addEventListener('close', () => tap.closed++)
      tap.port.start()
    })
    ;(window as unknown as { signet: { connect(): void } }).signet.connect()
  })
  await page.waitForFunction(() => (window as unknown as TappedWindow).e2e.port !== undefined)
}

export interface PortTap {
  ports: number
  closed: number
  /** By the id of the request: status `s` (200 when missing) and body `b`. */
  answers: Record<string, { s?: number; b?: { json?: unknown } }>
  streams: Record<string, number>
  states: string[]
  port: MessagePort | undefined
}
export type TappedWindow = { readonly e2e: PortTap }

let calls = 0

/** A call over the tapped port; resolves to { status, body } or to undefined when no answer came in time. */
export async function call(page: Page, path: string, input: unknown = undefined, waitMs = 5_000) {
  const id = `e2e-${++calls}`
  return page.evaluate(
    async ([id, path, input, waitMs]) => {
      const { e2e } = window as unknown as TappedWindow
      e2e.port?.postMessage({ i: id, p: { u: path, b: { json: input, meta: [] } } })
      const end = performance.now() + waitMs
      while (!(id in e2e.answers) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
      const answer = e2e.answers[id]
      return answer && { status: answer.s ?? 200, body: answer.b?.json as Record<string, unknown> | undefined }
    },
    [id, path, input, waitMs] as const,
  )
}

/** Asks until the engine answers: right after a restart the port may still be on its way. */
export async function health(page: Page, withinMs = 20_000): Promise<Health> {
  return eventually(async () => {
    const answer = await call(page, '/system/health', undefined, 500)
    return answer?.status === 200 ? (answer.body as unknown as Health) : undefined
  }, withinMs)
}

/** From now on what the page hands out lands in this folder, where a person would be asked for a place. */
export async function saveDownloadsTo(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ session }, target) => {
    session.defaultSession.on('will-download', (_event, item) => item.setSavePath(`${target}/${item.getFilename()}`))
  }, folder)
}

/** The file a page handed out, once it is whole. */
export const downloaded = (folder: string, name: RegExp): Promise<string> =>
  eventually(() => {
    const found = readdirSync(folder).find((candidate) => name.test(candidate))
    return found !== undefined && statSync(join(folder, found)).size > 0 ? join(folder, found) : undefined
  }, 20_000)

/** Asks again and again until there is an answer. */
export async function eventually<T>(ask: () => Promise<T | undefined | false> | T | undefined | false, withinMs = 10_000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`nothing within ${withinMs} ms`)
    await sleep(50)
  }
}

export const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Starts Electron without a debugger, as the launcher does, and collects what it says. */
export function startPlain(profile: string, data: string, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(executablePath(), [root, ...sandboxSwitches, `--user-data-dir=${profile}`, '--data', data], {
    env: { ...process.env, SIGNET_LAUNCHER: '1', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  return { child, exited, output: () => output }
}

/** Gives a page a file and waits for what it says of it; a second time where a machine under load ran into a deadline. Throws with what the page says instead. */
export async function giveFile(page: Page, file: string, says: string): Promise<void> {
  for (let tries = 0; tries < 2; tries++) {
    await page.locator('input[type="file"]').setInputFiles(file)
    const told = page.getByText(says).first()
    if (
      await told.waitFor({ timeout: 20_000 }).then(
        () => true,
        () => false,
      )
    )
      return
  }
  throw new Error(`“${says}” is not said, but: ${await page.locator('.ant-drawer').innerText()}`)
}
