import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { run } from './processes.mjs'
import { note, SetupError } from './say.mjs'

/**
 * What Electron loads from a Debian system: the file it asks the loader for, and the packages that bring it (newer
 * releases renamed some of them for 64-bit time).
 */
const LIBRARIES = [
  ['libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']],
  ['libnss3.so', ['libnss3']],
  ['libasound.so.2', ['libasound2t64', 'libasound2']],
  ['libgbm.so.1', ['libgbm1']],
  ['libnotify.so.4', ['libnotify4']],
  ['libXss.so.1', ['libxss1']],
  ['libXtst.so.6', ['libxtst6']],
  ['libatspi.so.0', ['libatspi2.0-0t64', 'libatspi2.0-0']],
  ['libdrm.so.2', ['libdrm2']],
  ['libxkbcommon.so.0', ['libxkbcommon0']],
]

const loaderKnows = () => {
  const listed = ['/sbin/ldconfig', 'ldconfig'].map((name) => spawnSync(name, ['-p'], { encoding: 'utf8' })).find((r) => r.status === 0)
  return listed?.stdout ?? ''
}

const answers = (command, args) => {
  const result = spawnSync(command, args, { encoding: 'utf8' })
  return result.status === 0 ? result.stdout.trim() : undefined
}

const faketime = () => ['/usr/lib/x86_64-linux-gnu/faketime', '/usr/lib/aarch64-linux-gnu/faketime'].some((folder) => existsSync(folder))

/** The package alternatives still wanted, one list per need. Empty on other systems, where Electron brings all it needs. */
export function missingLibraries({ display, tests = false }) {
  if (process.platform !== 'linux') return []
  const known = loaderKnows()
  const missing = LIBRARIES.filter(([file]) => !known.includes(`${file} `)).map(([, packages]) => packages)
  if (!answers('fc-list', [':lang=zh', 'family'])) missing.push(['fonts-noto-cjk'])
  if (display && answers('sh', ['-c', 'command -v Xvfb']) === undefined) missing.push(['xvfb'])
  if (tests && !faketime()) missing.push(['libfaketime'])
  return missing
}

/**
 * Installs what is missing when we are root on a Debian system; else ends with the exact command to type.
 * @param display whether a virtual display is needed, too
 * @param tests whether the tests' own needs count: libfaketime, which sets a clock back for one process alone
 */
export async function ensureLibraries({ display, tests = false }) {
  const missing = missingLibraries({ display, tests })
  if (missing.length === 0) return
  const debian = existsSync('/usr/bin/apt-get')
  const root = process.getuid?.() === 0
  if (!debian || !root) throw new SetupError(commandFor(missing, debian))
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  note('apt-get update')
  await apt(['update', '-q'], env)
  const packages = missing.map(available)
  note(`apt-get install ${packages.join(' ')}`)
  await apt(['install', '-y', '-q', '--no-install-recommends', ...packages], env)
  const still = missingLibraries({ display })
  if (still.length > 0) throw new SetupError(`安装后仍缺少系统库 still missing: ${still.map((names) => names.at(-1)).join(' ')}`)
}

async function apt(args, env) {
  const code = await run('apt-get', [...args, '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'], {
    env,
  })
  if (code !== 0) throw new SetupError(`apt-get ${args[0]} 失败 failed (${code})`)
}

const available = (names) => names.find((name) => answers('apt-cache', ['show', '--no-all-versions', name])) ?? names.at(-1)

function commandFor(missing, debian) {
  const names = missing.map(debian ? available : (list) => list.at(-1)).join(' ')
  const head = '缺少系统库 system libraries are missing.'
  if (debian) return `${head}\n  请执行 run this, then start again:\n\n  sudo apt-get install -y ${names}\n`
  return `${head} ${systemName()}\n  请用系统的包管理器安装与这些 Debian 包对应的包 install what matches these Debian packages: ${names}`
}

function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}
