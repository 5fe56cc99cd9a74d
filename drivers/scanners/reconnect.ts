/** ms between tries; the last holds for ever. */
const backOff = [100, 200, 500, 1_000, 2_000, 5_000]
/** ms that a connection must hold before the next loss starts from the shortest wait again. */
const steadyMs = 2_000

/** Tries again and again, ever more seldom, until told otherwise. */
export class Reconnect {
  readonly #attempt: () => void
  #tries = 0
  #timer: NodeJS.Timeout | null = null
  #upSince: number | null = null
  #closed = false

  constructor(attempt: () => void) {
    this.#attempt = attempt
  }

  /** The attempt succeeded. */
  up(): void {
    this.#upSince = performance.now()
  }

  /** The attempt failed, or what it made is gone: the next one comes after a while. */
  down(): void {
    if (this.#closed || this.#timer !== null) return
    if (this.#upSince !== null && performance.now() - this.#upSince > steadyMs) this.#tries = 0
    this.#upSince = null
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#attempt()
      },
      backOff[Math.min(this.#tries++, backOff.length - 1)],
    )
    this.#timer.unref()
  }

  /** Where an attempt is waited for, it is made now. */
  poke(): void {
    if (this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#tries = 0
    this.#attempt()
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
