import { join } from 'node:path'
import { build, buildIsFresh } from './lib/build.mjs'
import { withLock } from './lib/lock.mjs'
import { installPackages, packagesFit } from './lib/packages.mjs'
import { scratch } from './lib/paths.mjs'
import { note, SetupError, step } from './lib/say.mjs'
import { ensureLibraries } from './lib/system-libraries.mjs'

/**
 * What `npm start` and `npm test` share: from a fresh clone with git, Node >= 20 and npm to a built app with a runtime.
 * The first part runs on any Node and before there are packages: nothing here may import one at the top.
 */
const STEPS = 4
const lockFolder = join(scratch, 'setup.lock')

/** Part one: packages, Node 24 among them. */
export async function preparePackages() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new SetupError(`需要 Node 20 以上 Node >= 20 is needed, this is ${process.version}`)
  await withLock(lockFolder, async () => {
    if (packagesFit()) return
    step(1, STEPS, '安装依赖', 'Installing packages (npm ci)')
    await installPackages()
  })
}

/**
 * Part two, on Node 24: system libraries, Electron, build.
 * @param display a virtual display will be started
 * @param mayInstall Electron's own installer may be tried
 */
export async function prepareApp({ display, mayInstall, tests = false }) {
  return withLock(lockFolder, async () => {
    step(2, STEPS, '系统库', 'System libraries')
    await ensureLibraries({ display, tests })
    step(3, STEPS, '运行时', 'Electron runtime')
    const { electronRuntime } = await import('./electron-runtime.mjs')
    const runtime = await electronRuntime({ mayInstall })
    note(`Electron ${runtime.version}${runtime.kind === 'registry' ? '（仅供开发和测试 development and tests only）' : ''}`)
    step(4, STEPS, '构建', 'Building')
    if (buildIsFresh()) note('无变化 unchanged')
    else await build()
    return runtime
  })
}
