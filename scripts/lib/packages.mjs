import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { node24Path, root } from './paths.mjs'
import { npmCommand, npmEnv, run } from './processes.mjs'
import { note, SetupError } from './say.mjs'
import { fileHash } from './stamp.mjs'

const modules = join(root, 'node_modules')
const stampFile = join(modules, '.signet-stamp')

const wanted = () => `${fileHash(join(root, 'package-lock.json'))} ${process.platform} ${process.arch}\n`

/** Whether node_modules is what the lock file says. */
export function packagesFit() {
  if (!existsSync(node24Path)) return false
  const stamp = wanted()
  if (existsSync(stampFile)) return readFileSync(stampFile, 'utf8') === stamp || adopt(stamp)
  return adopt(stamp)
}

/** A person may have run npm themselves: if npm's own record equals the lock, their node_modules is as good as ours. */
function adopt(stamp) {
  try {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    const installed = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages
    for (const [path, entry] of Object.entries(lock)) {
      if (path === '' || !fitsHere(entry)) continue
      const found = installed[path]
      if (found ? found.version !== entry.version : !entry.optional && !entry.peer) return false
    }
    writeFileSync(stampFile, stamp)
    return true
  } catch {
    return false
  }
}

const fitsHere = ({ os, cpu }) => allows(os, process.platform) && allows(cpu, process.arch)
const allows = (list, value) => !list || (list.some((item) => item.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value))

/** `npm ci` with a count of the packages that have arrived: npm itself is silent until the end without a terminal. */
export async function installPackages() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const paths = Object.entries(lock)
    .filter(([path, entry]) => path !== '' && fitsHere(entry))
    .map(([path]) => join(root, path, 'package.json'))
  const began = Date.now()
  const timer = setInterval(() => {
    const here = paths.filter((path) => existsSync(path)).length
    note(`${here} / ${paths.length} 个包 packages, ${Math.round((Date.now() - began) / 1000)} s`)
  }, 5_000)
  const npm = npmCommand()
  try {
    const code = await run(npm.command, [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      env: npmEnv(),
      shell: npm.shell,
    })
    if (code !== 0) throw new SetupError(`npm ci 失败 failed (${code})`)
  } finally {
    clearInterval(timer)
  }
  if (!existsSync(node24Path)) {
    throw new SetupError('npm 没有装上 Node 24（安装脚本被禁止？） npm did not install Node 24 (install scripts switched off?)')
  }
  mkdirSync(modules, { recursive: true })
  writeFileSync(stampFile, wanted())
  note(`${paths.length} 个包 packages, ${Math.round((Date.now() - began) / 1000)} s`)
}
