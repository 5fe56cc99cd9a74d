import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** So many unclean ends with a device open, within so many ms, switch it off (design.md 1). */
const most = 3
const withinMs = 60_000

const state = z.object({
  /** Devices that native code held when this was last written. */
  open: z.array(z.number()),
  strikes: z.array(z.object({ id: z.number(), at: z.number() })),
  /** Devices that were switched off for it, and when. */
  off: z.array(z.object({ id: z.number(), at: z.number() })),
})
type State = z.infer<typeof state>

/**
 * Which devices were in the hands of native code when the engine went down without closing. Nobody can tell which of several did it, so
 * each that was open is struck; one with three strikes within a minute is to be switched off. Kept in a file of its own: a crash must not
 * wait for a commit.
 */
export class DeviceStrikes {
  readonly #file: string
  readonly #now: () => number
  #state: State

  constructor(folder: string, now: () => number) {
    this.#file = join(folder, 'devices-open.json')
    this.#now = now
    this.#state = read(this.#file)
    const at = now()
    const strikes = [...this.#state.strikes, ...this.#state.open.map((id) => ({ id, at }))].filter((strike) => at - strike.at < withinMs)
    this.#write({ ...this.#state, open: [], strikes })
  }

  /** Devices to switch off now, before they are opened again. */
  struckOut(): number[] {
    const ids = new Set(this.#state.strikes.map(({ id }) => id))
    return [...ids].filter((id) => this.#state.strikes.filter((strike) => strike.id === id).length >= most)
  }

  /** Native code takes the device in hand; written before it does. */
  opening(id: number): void {
    if (!this.#state.open.includes(id)) this.#write({ ...this.#state, open: [...this.#state.open, id] })
  }

  /** It let go of it in good order. */
  closed(id: number): void {
    if (this.#state.open.includes(id)) this.#write({ ...this.#state, open: this.#state.open.filter((open) => open !== id) })
  }

  /** This process ends by itself, even if it ends badly: no native code took it down. */
  endedInOrder(): void {
    if (this.#state.open.length > 0) this.#write({ ...this.#state, open: [] })
  }

  switchedOff(id: number): void {
    const { strikes, off } = this.#state
    this.#write({ ...this.#state, strikes: strikes.filter((strike) => strike.id !== id), off: [...off, { id, at: this.#now() }] })
  }

  /** A person took it into use again. */
  forgive(id: number): void {
    const { strikes, off } = this.#state
    if (![...strikes, ...off].some((entry) => entry.id === id)) return
    this.#write({ ...this.#state, strikes: strikes.filter((s) => s.id !== id), off: off.filter((o) => o.id !== id) })
  }

  wasSwitchedOff(id: number): boolean {
    return this.#state.off.some((entry) => entry.id === id)
  }

  #write(next: State): void {
    this.#state = next
    // A full or read-only disk must not keep a device shut: the ledger says so loudly enough.
    try {
      writeFileSync(this.#file, JSON.stringify(next))
    } catch {}
  }
}

function read(file: string): State {
  try {
    return state.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { open: [], strikes: [], off: [] }
  }
}
