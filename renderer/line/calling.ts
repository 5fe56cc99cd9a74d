import { create } from 'zustand'

export type Called = 'inspector' | 'repair'

interface Calling {
  /** Who was called to this screen, until the call is taken back. */
  readonly who: Called | null
  call(who: Called): void
}

/** A call is a large sign on this screen, nothing leaves the station. Pressed again it is over. */
export const useCalling = create<Calling>((set) => ({
  who: null,
  call: (who) => set((state) => ({ who: state.who === who ? null : who })),
}))
