import { director, setVolume } from '../../sound/player.ts'

/** Plays two short sounds as loud as the slider says, before that is saved. */
export function tryVerdictSound(percent: number): void {
  setVolume(true, percent)
  director.answer('ok')
  setTimeout(() => director.answer('refused'), 400)
}
