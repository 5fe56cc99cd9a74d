/** What the station needs from outside. Tests hand in their own clock; nothing in the station asks the system directly. */
export interface Clock {
  /** Wall time, UTC ms. */
  now(): number
  /** Monotonic ms since an arbitrary start. */
  mono(): number
  /** Offset of local time from UTC, minutes. */
  zone(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  zone: () => -new Date().getTimezoneOffset(),
}

/** Who this computer is, so that a copied data folder notices that it has moved. */
export interface Machine {
  readonly id: string
  /** Folder outside the data folder that holds the restore fence of every ledger of this user. */
  readonly fenceFolder: string
}
