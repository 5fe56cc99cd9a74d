const FIRST_MS = 100
const MOST_MS = 5_000

/** Health that counts: an engine that lived so long has earned a fresh start. */
export const HEALTHY_MS = 30_000

/** Pause before the n-th restart in a row (n from 0): 100 ms, doubled up to 5 s. */
export const restartPause = (n: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(n, 16))
