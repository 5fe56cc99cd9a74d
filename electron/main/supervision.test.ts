import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { restartPause } from './back-off.ts'
import { Heartbeat, PING_MS, SILENCE_MS } from './heartbeat.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('heartbeat', () => {
  const start = () => {
    let now = 0
    const ping = vi.fn()
    const dead = vi.fn()
    const heartbeat = new Heartbeat(ping, dead, () => now)
    heartbeat.start()
    const pass = (ms: number) => {
      for (let passed = 0; passed < ms; passed += PING_MS) {
        now += PING_MS
        vi.advanceTimersByTime(PING_MS)
      }
    }
    return {
      heartbeat,
      ping,
      dead,
      pass,
      sleep: (ms: number) => {
        now += ms
      },
    }
  }

  it('pings every two seconds and lets an engine live that answers', () => {
    const { heartbeat, ping, dead, pass } = start()
    for (let n = 0; n < 20; n++) {
      pass(PING_MS)
      heartbeat.pong()
    }
    expect(ping).toHaveBeenCalledTimes(20)
    expect(dead).not.toHaveBeenCalled()
  })

  it('calls an engine dead once, ten seconds after its last answer', () => {
    const { dead, pass } = start()
    pass(SILENCE_MS - PING_MS)
    expect(dead).not.toHaveBeenCalled()
    pass(PING_MS)
    expect(dead).toHaveBeenCalledTimes(1)
    pass(10 * SILENCE_MS)
    expect(dead).toHaveBeenCalledTimes(1)
  })

  it('does not blame the engine for its own sleep', () => {
    const { dead, pass, sleep } = start()
    sleep(3600_000)
    pass(PING_MS)
    expect(dead).not.toHaveBeenCalled()
    pass(SILENCE_MS)
    expect(dead).toHaveBeenCalledTimes(1)
  })
})

it('restarts after 100 ms, doubled up to five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 60, 6000].map(restartPause)).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000])
})
