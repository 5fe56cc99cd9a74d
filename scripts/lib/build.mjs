import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, scratch } from './paths.mjs'
import { run } from './processes.mjs'
import { SetupError } from './say.mjs'
import { contentStamp } from './stamp.mjs'

/** All that electron-vite reads. Tests are left out: changing one does not change the app. */
const SOURCES = ['shared', 'drivers', 'electron', 'renderer', 'resources', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const stampFile = join(scratch, 'build-stamp')
const OUTPUTS = ['out/main/index.js', 'out/main/engine.js', 'out/preload/index.cjs', 'out/renderer/index.html']

const sourceStamp = () => contentStamp(root, SOURCES, (path) => /\.test\.tsx?$/.test(path))

export const buildIsFresh = () =>
  OUTPUTS.every((path) => existsSync(join(root, path))) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceStamp()

export async function build() {
  // The stamp of what was there before: sources saved during the build lead to another one.
  const stamp = sourceStamp()
  const code = await run(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
  })
  if (code !== 0) throw new SetupError(`构建失败 the build failed (${code})`)
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}
