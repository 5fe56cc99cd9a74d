/** A ping every 2 s; an engine silent for 10 s is stopped or stuck. */
export const PING_MS = 2_000
export const SILENCE_MS = 10_000

/**
 * Watches one engine. `dead` is called once, when no pong came for SILENCE_MS. A tick that comes far too late means that
 * this process itself slept (a laptop lid, a debugger), which says nothing about the engine: the count starts again.
 */
export class Heartbeat {
  readonly #ping: (n: number) => void
  readonly #dead: () => void
  readonly #now: () => number
  #timer: ReturnType<typeof setInterval> | undefined
  #n = 0
  #heard = 0
  #ticked = 0

  constructor(ping: (n: number) => void, dead: () => void, now: () => number = () => performance.now()) {
    this.#ping = ping
    this.#dead = dead
    this.#now = now
  }

  start(): void {
    this.#heard = this.#ticked = this.#now()
    this.#timer ??= setInterval(() => this.#tick(), PING_MS)
  }

  pong(): void {
    this.#heard = this.#now()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    const now = this.#now()
    if (now - this.#ticked > 2 * PING_MS) this.#heard = now
    this.#ticked = now
    if (now - this.#heard >= SILENCE_MS) {
      this.stop()
      this.#dead()
    } else this.#ping(++this.#n)
  }
}
