import { defineConfig } from 'vitest/config'

/** Tests that need programs of the system, a Windows or a guest machine; one at a time. Run by scripts/test-devices.mjs. */
export default defineConfig({
  test: {
    include: ['test/devices/*.test.ts'],
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 420_000,
  },
})
