import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { alive, eventually, health, launchStation, type StationApp, startPlain, type TappedWindow, tapPort } from './fixtures.ts'

let station: StationApp | undefined
afterEach(async () => {
  await station?.close()
  station = undefined
})

const tap = (app: StationApp) =>
  app.page.evaluate(() => ({
    ports: (window as unknown as TappedWindow).e2e.ports,
    closed: (window as unknown as TappedWindow).e2e.closed,
    states: (window as unknown as TappedWindow).e2e.states,
  }))

/** Both hosts, whatever the runtime would choose: hand-over and supervision must be the same. */
describe.each(['node24', 'utility'] as const)('engine on the %s host', (host) => {
  const launch = () => launchStation({ env: { SIGNET_ENGINE_HOST: host } })

  it('answers the page over its port', async () => {
    station = await launch()
    await tapPort(station.page)
    const answer = await health(station.page)
    expect(answer).toMatchObject({ schema: 1, host })
    expect(answer.pid).not.toBe(station.pid)
    if (host === 'node24') expect(Number(answer.napi)).toBeGreaterThanOrEqual(10)
  })

  it('killed: the page gets a new port and a new engine answers', async () => {
    station = await launch()
    await tapPort(station.page)
    const { pid } = await health(station.page)
    const before = (await tap(station)).ports
    process.kill(pid, 'SIGKILL')
    const after = await eventually(async () => {
      const answer = await health(station!.page, 1_000).catch(() => undefined)
      return answer && answer.pid !== pid ? answer : undefined
    }, 20_000)
    expect(alive(after.pid)).toBe(true)
    const seen = await tap(station)
    expect(seen.ports).toBe(before + 1)
    expect(seen.states.slice(-2)).toEqual(['away', 'ready'])
  })

  it('stopped: the missing heartbeat is noticed, the engine is killed and replaced', async () => {
    station = await launch()
    await tapPort(station.page)
    const { pid } = await health(station.page)
    process.kill(pid, 'SIGSTOP')
    await eventually(() => !alive(pid), 30_000)
    expect((await health(station.page)).pid).not.toBe(pid)
  })

  it('ends with the shell, even when that is killed', async () => {
    station = await launch()
    await tapPort(station.page)
    const { pid } = await health(station.page)
    process.kill(station.pid, 'SIGKILL')
    await eventually(() => !alive(pid), 10_000)
  })

  it('has one port at a time: an earlier one is closed, also by a reload', async () => {
    station = await launch()
    for (let round = 0; round < 3; round++) {
      await station.page.reload()
      await tapPort(station.page)
      await health(station.page)
      await station.page.evaluate(() => (window as unknown as { signet: { connect(): void } }).signet.connect())
      await health(station.page)
      const { ports, closed } = await eventually(async () => {
        const now = await tap(station!)
        return now.ports - now.closed === 1 && now
      })
      expect(ports).toBeGreaterThanOrEqual(2)
      expect(closed).toBe(ports - 1)
    }
  })

  it('outlives a crash of the page, which comes back by itself', async () => {
    station = await launch()
    await tapPort(station.page)
    const { pid } = await health(station.page)
    const pageState = () =>
      station!.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        return { process: contents?.getOSProcessId() ?? 0, up: contents !== undefined && !contents.isCrashed() && !contents.isLoading() }
      })
    const before = await pageState()
    process.kill(before.process, 'SIGKILL')
    const after = await eventually(async () => {
      const now = await pageState()
      return now.up && now.process !== 0 && now.process !== before.process && now
    }, 15_000)
    expect(alive(after.process)).toBe(true)
    expect(alive(pid)).toBe(true)
  })
})

describe('the app', () => {
  it('says when its first screen is painted and ends with 0 on SIGTERM', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'signet-e2e-'))
    try {
      const first = startPlain(join(folder, 'profile'), join(folder, 'data'))
      const line = await eventually(() => /^signet:ready (.*)$/m.exec(first.output())?.[1], 30_000)
      expect(JSON.parse(line)).toMatchObject({ pid: first.child.pid, host: 'node24', data: join(folder, 'data') })
      first.child.kill('SIGTERM')
      expect(await first.exited).toBe(0)
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    }
  })

  it('a second start hands over to the first and ends', async () => {
    station = await launchStation()
    const shown = () => station!.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await eventually(shown)
    await station.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    const second = startPlain(station.profile, station.dataDir)
    expect(await second.exited).toBe(0)
    expect(second.output()).toContain('signet:already-running')
    expect(await eventually(shown)).toBe(true)
  })

  it('does not start the engine again while it ends', async () => {
    station = await launchStation()
    await tapPort(station.page)
    const { pid } = await health(station.page)
    const starts = station.app.process()
    let words = ''
    starts.stderr?.on('data', (text) => {
      words += text
    })
    await station.app.close()
    await eventually(() => !alive(pid))
    expect(words).not.toContain('starting again')
  })
})
