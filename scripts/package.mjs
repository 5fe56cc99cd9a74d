import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { officialRuntime } from './lib/official-runtime.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { registryRuntime, registryRuntimeFits } from './lib/registry-runtime.mjs'
import { runMain, SetupError } from './lib/say.mjs'
import { smokePackage } from './lib/smoke-package.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'

/**
 * `npm run package`: what is given to users, with the official Electron of the pinned version only.
 * `npm run package -- --smoke`: proves the packaging with the registry's older runtime and deletes the result.
 */
await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  const args = process.argv.slice(2)
  const smoke = args.includes('--smoke')
  if (!smoke && !officialRuntime()) {
    throw new SetupError(
      '打包需要官方 Electron 运行时 packaging needs the official Electron: npx install-electron (ELECTRON_MIRROR names a mirror)\n' +
        '  只想验证打包过程 to prove the packaging only: npm run package -- --smoke',
    )
  }
  await prepareApp({ display: smoke && process.platform === 'linux', mayInstall: false })
  if (!smoke) {
    process.exit(
      await run(process.execPath, [join(root, 'node_modules/electron-builder/cli.js'), '--publish=never', ...args], { cwd: root }),
    )
  }
  if (!registryRuntimeFits()) throw new SetupError('--smoke 仅支持 Linux x64 is for Linux x64 only')
  process.exit((await smokePackage(await registryRuntime())) ? 0 : 1)
})
