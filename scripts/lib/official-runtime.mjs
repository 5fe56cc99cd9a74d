import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { npmCertificateFile } from './certificates.mjs'
import { root, scratch } from './paths.mjs'
import { killTree } from './processes.mjs'
import { megabytes, note } from './say.mjs'
import { filesUnder } from './stamp.mjs'

const packageFolder = join(root, 'node_modules', 'electron')

/** After a failed try the installer rests so long: a machine without the release site should not pay 20 s at every start. */
const REST_MS = 24 * 3600_000
const restFile = join(scratch, 'install-electron-failed')

/** The runtime of the pinned Electron version, if its own installer has put it into node_modules. */
export function officialRuntime(folder = packageFolder) {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const name = readFileSync(join(folder, 'path.txt'), 'utf8')
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist')
    if (readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '') !== version) return undefined
    const executable = join(dist, name)
    return existsSync(executable) ? { kind: 'official', executable, version } : undefined
  } catch {
    return undefined
  }
}

/** Says whether a recent try failed against the same mirror. */
export function installerRests(env = process.env) {
  const stat = statSync(restFile, { throwIfNoEntry: false })
  return Boolean(stat) && Date.now() - stat.mtimeMs < REST_MS && readFileSync(restFile, 'utf8') === (env.ELECTRON_MIRROR ?? '')
}

/**
 * Runs Electron's installer and gives it up when nothing new was written for `quietMs`: behind many firewalls the release
 * site neither answers nor refuses. Its temporary folder is ours, so that growth can be seen there.
 */
export async function tryInstaller({ quietMs = 20_000 } = {}) {
  const temporary = mkdtempSync(join(tmpdir(), 'signet-electron-'))
  const certificates = { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS ?? npmCertificateFile() }
  const watched = [temporary, join(packageFolder, 'dist')]
  try {
    const result = await watchGrowth({
      command: process.execPath,
      args: [join(packageFolder, 'install.js')],
      env: { ...process.env, ...certificates, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
      size: () => watched.reduce((sum, folder) => sum + sizeUnder(folder), 0),
      quietMs,
    })
    const found = result === 'done' ? officialRuntime() : undefined
    if (found) return found
    note(
      result === 'quiet'
        ? `${quietMs / 1000} 秒无数据，放弃 no byte for ${quietMs / 1000} s, given up`
        : '官方下载不可用 the release site cannot be used',
    )
    mkdirSync(scratch, { recursive: true })
    writeFileSync(restFile, process.env.ELECTRON_MIRROR ?? '')
    return undefined
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/**
 * Runs a program for as long as it brings something: new bytes in `size()` or words of its own.
 * Resolves to 'done', 'failed' or 'quiet' (then it and its children were killed).
 */
export function watchGrowth({ command, args, env, size, quietMs, everyMs = Math.min(500, quietMs / 4), onBytes = progress() }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] })
    let last = size()
    let at = Date.now()
    const spoke = () => {
      at = Date.now()
    }
    child.stdout.on('data', spoke)
    child.stderr.on('data', spoke)
    // Our own end must not leave it running: it has a process group of its own.
    const orphan = () => killTree(child.pid)
    process.once('exit', orphan)
    const finish = (result) => {
      clearInterval(timer)
      process.off('exit', orphan)
      resolve(result)
    }
    const timer = setInterval(() => {
      const now = size()
      if (now !== last) {
        last = now
        spoke()
        onBytes(now)
      } else if (Date.now() - at >= quietMs) {
        finish('quiet')
        killTree(child.pid)
      }
    }, everyMs)
    child.on('error', () => finish('failed'))
    child.on('exit', (code) => finish(code === 0 ? 'done' : 'failed'))
  })
}

/** Says the size every two seconds at most. */
function progress() {
  let told = 0
  return (bytes) => {
    if (Date.now() - told < 2_000) return
    told = Date.now()
    note(`${megabytes(bytes)} MB`)
  }
}

function sizeUnder(folder) {
  let sum = 0
  for (const file of filesUnder(folder)) sum += statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return sum
}
