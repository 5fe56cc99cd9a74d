import { defineConfig } from 'vitest/config'

/** Tests on the real Electron, one at a time: they share the machine's display and processors. Run by scripts/test.mjs. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Real processes on a shared machine: once more, and a broken thing fails both times.
    retry: 1,
  },
})
