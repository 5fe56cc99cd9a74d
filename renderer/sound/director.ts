import type { LineState } from '../../shared/contract/line.ts'

export type SoundName =
  | 'match'
  | 'unreadable'
  | 'notGs1'
  | 'foreign'
  | 'wrongProduct'
  | 'wrongLotOrDate'
  | 'duplicate'
  | 'outOfOrder'
  | 'missing'
  | 'doubt'
  | 'device'
  | 'done'
  | 'ok'
  | 'refused'

/** How a sound repeats until its cause is acknowledged, ms. Those not named are heard once. */
export const repeatMs: Partial<Record<SoundName, number>> = {
  notGs1: 4_000,
  foreign: 4_000,
  wrongProduct: 4_000,
  wrongLotOrDate: 4_000,
  duplicate: 4_000,
  outOfOrder: 4_000,
  missing: 8_000,
  doubt: 8_000,
  device: 6_000,
}

/** Match ticks come at most so often, ms. */
export const tickMs = 250

/** A fault is heard to its end: no tick cuts it off within this time, ms. */
export const faultMs = 1_200

export interface Speaker {
  /** Plays at once, cutting off what is heard. */
  play(name: SoundName): void
  stop(): void
}

export interface Timers {
  now(): number
  every(ms: number, act: () => void): () => void
}

/**
 * Decides what is heard from the states of a line: one play per committed verdict, trouble and doubt once as they begin, all of them
 * again and again until they are over. A fault cuts a tick off at once; a mute never takes the first play.
 */
export class SoundDirector {
  readonly #speaker: Speaker
  readonly #timers: Timers
  #seen: { readonly seq: number | null; readonly phase: LineState['phase']; readonly doubt: number | null } | null = null
  #lastTick = Number.NEGATIVE_INFINITY
  #faultUntil = Number.NEGATIVE_INFINITY
  #stopRepeat: (() => void) | null = null
  #mutedUntil = Number.NEGATIVE_INFINITY

  constructor(speaker: Speaker, timers: Timers) {
    this.#speaker = speaker
    this.#timers = timers
  }

  /** The latest state. The first one of a screen is silent, unless something there waits for a person. */
  show(state: Pick<LineState, 'phase' | 'verdict' | 'doubt'>): void {
    const before = this.#seen
    this.#seen = { seq: state.verdict?.seq ?? null, phase: state.phase, doubt: state.doubt?.label ?? null }
    const fresh = before !== null && state.verdict !== null && state.verdict.seq !== before.seq
    const entered = (phase: LineState['phase']): boolean => state.phase === phase && before?.phase !== phase
    if (state.phase !== 'fault' && state.phase !== 'stopped' && state.phase !== 'trouble' && state.phase !== 'doubt') this.#quiet()
    if (fresh && state.verdict !== null) {
      if (state.verdict.name !== 'match') {
        this.#alarm(state.verdict.name, state.phase === 'fault' || state.phase === 'stopped')
        return
      }
      this.#tick()
    }
    if (entered('trouble')) this.#alarm('device', true)
    else if (state.phase === 'doubt' && (entered('doubt') || before?.doubt !== state.doubt?.label)) this.#alarm('doubt', true)
    else if (entered('printed') && before !== null) this.#play('done')
  }

  /** Repeats are silent for so long; the next first play is heard. */
  mute(ms: number): void {
    this.#mutedUntil = this.#timers.now() + ms
    this.#speaker.stop()
  }

  /** Short answers to a person's own act. */
  answer(name: 'ok' | 'refused'): void {
    this.#speaker.play(name)
  }

  close(): void {
    this.#quiet()
    this.#seen = null
  }

  #tick(): void {
    const now = this.#timers.now()
    if (now - this.#lastTick < tickMs || now < this.#faultUntil) return
    this.#lastTick = now
    this.#play('match')
  }

  #alarm(name: SoundName, standing: boolean): void {
    this.#quiet()
    this.#play(name)
    this.#faultUntil = this.#timers.now() + faultMs
    const ms = repeatMs[name]
    if (!standing || ms === undefined) return
    this.#stopRepeat = this.#timers.every(ms, () => {
      if (this.#timers.now() >= this.#mutedUntil) this.#play(name)
    })
  }

  #play(name: SoundName): void {
    this.#speaker.play(name)
  }

  #quiet(): void {
    this.#stopRepeat?.()
    this.#stopRepeat = null
  }
}
