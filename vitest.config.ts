import { defineConfig } from 'vitest/config'

/** Unit tests sit beside their files; conformance tests compare with independent oracles. E2e has its own runner (test/e2e). */
export default defineConfig({
  test: {
    include: ['{shared,drivers,electron,renderer}/**/*.test.ts', 'scripts/**/*.test.mjs', 'test/conformance/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
})
