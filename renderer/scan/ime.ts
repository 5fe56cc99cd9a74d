import { create } from 'zustand'
import { onIme } from './listen.ts'

/** ms for which it is said that a scan had to be won from an input method. */
const saidMs = 15_000

interface Ime {
  readonly seen: boolean
}

/** Whether a keyboard scan of the last seconds came while an input method was on: the code is right, the scanner should be set otherwise. */
export const useIme = create<Ime>(() => ({ seen: false }))

let timer: ReturnType<typeof setTimeout> | undefined
onIme(() => {
  clearTimeout(timer)
  useIme.setState({ seen: true })
  timer = setTimeout(() => useIme.setState({ seen: false }), saidMs)
})
