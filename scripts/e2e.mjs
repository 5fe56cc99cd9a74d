import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { runE2e } from './lib/run-e2e.mjs'
import { runMain } from './lib/say.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'

/** `node scripts/e2e.mjs [file...]`: only the tests on Electron, with the same set-up as `npm test`. */
await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  const virtual = process.platform === 'linux'
  const runtime = await prepareApp({ display: virtual, mayInstall: false })
  process.exit(await runE2e(runtime, process.argv.slice(2)))
})
