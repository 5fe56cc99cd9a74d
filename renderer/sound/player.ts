import { create } from 'zustand'
import { SoundDirector, type SoundName, type Speaker } from './director.ts'
import { soundFiles } from './files.ts'

const state = create<{ readonly none: boolean }>(() => ({ none: false }))

/** True when this machine has nothing to play sounds on. Not a fault; said once. */
export const useNoSound = (): boolean => state((current) => current.none)

let volume = 0.8
let enabled = true

/** From the settings of the station. */
export function setVolume(sounds: boolean, percent: number): void {
  enabled = sounds
  volume = Math.max(0, Math.min(1, percent / 100))
}

/** Sounds are fetched and decoded once; the policy of the page allows no media element. */
class WebSpeaker implements Speaker {
  #context: AudioContext | null = null
  readonly #buffers = new Map<SoundName, Promise<AudioBuffer>>()
  #playing: AudioBufferSourceNode | null = null

  load(): void {
    this.#context ??= new AudioContext()
    for (const name of Object.keys(soundFiles) as SoundName[]) this.#buffer(name).catch(() => state.setState({ none: true }))
    void navigator.mediaDevices
      ?.enumerateDevices()
      .then((found) => state.setState({ none: !found.some(({ kind }) => kind === 'audiooutput') }))
      .catch(() => undefined)
  }

  play(name: SoundName): void {
    if (!enabled) return
    // Also before everything is loaded: what a person does is answered.
    this.#context ??= new AudioContext()
    const context = this.#context
    void this.#buffer(name)
      .then((buffer) => {
        this.stop()
        const source = context.createBufferSource()
        const gain = context.createGain()
        gain.gain.value = volume
        source.buffer = buffer
        source.connect(gain).connect(context.destination)
        source.start()
        this.#playing = source
      })
      .catch(() => state.setState({ none: true }))
  }

  stop(): void {
    try {
      this.#playing?.stop()
    } catch {
      // It had ended.
    }
    this.#playing = null
  }

  #buffer(name: SoundName): Promise<AudioBuffer> {
    const known = this.#buffers.get(name)
    if (known !== undefined) return known
    const context = this.#context ?? new AudioContext()
    const made = fetch(soundFiles[name])
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => context.decodeAudioData(bytes))
    this.#buffers.set(name, made)
    return made
  }
}

const speaker = new WebSpeaker()

export const loadSounds = (): void => speaker.load()

export const director = new SoundDirector(speaker, {
  now: () => performance.now(),
  every: (ms, act) => {
    const timer = setInterval(act, ms)
    return () => clearInterval(timer)
  },
})
