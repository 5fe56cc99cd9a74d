import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { startVirtualDisplay } from './lib/display.mjs'
import { node24Path, root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runMain } from './lib/say.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'

/** `npm run bench [-- --json] [suite...]`: every promised figure beside its peer, in one run. Words go to standard error. */
await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  const runtime = await prepareApp({ display: process.platform === 'linux', mayInstall: false })
  const screen = process.platform === 'linux' ? await startVirtualDisplay() : undefined
  const env = {
    ...process.env,
    SIGNET_ELECTRON: runtime.executable,
    SIGNET_NODE: node24Path,
    ...(screen ? { DISPLAY: screen.display } : {}),
  }
  const code = await run(process.execPath, [join(root, 'test/bench/index.ts'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 1, 2],
    env,
  })
  await screen?.stop()
  process.exit(code)
})
