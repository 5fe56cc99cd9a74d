import { create } from 'zustand'

/** The order that was looked at last: a new one, one that was scanned, or the one to come back to from the line. */
export const useChosenOrder = create<{ readonly id: number | null; choose(id: number): void }>((set) => ({
  id: null,
  choose: (id) => set({ id }),
}))
