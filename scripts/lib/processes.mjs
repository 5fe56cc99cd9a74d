import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'

/** Runs a program with our terminal; its words go to stderr so that stdout stays clean. Resolves to the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], ...options })
    const end = () => child.kill('SIGTERM')
    process.once('exit', end)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('exit', end)
      resolve(exitCodeOf(code, signal))
    })
  })
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP']

/** What this process does when it is told to end; a later call takes the place of an earlier one. */
export function whenToldToEnd(end) {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal)
    process.on(signal, () => end(signal))
  }
}

/** Ends at once; whatever was started here is ended by its own `exit` listener. */
export const endAtOnce = (signal) => process.exit(128 + (constants.signals[signal] ?? 0))

/** Shell convention: 128 + number of the signal. */
export const exitCodeOf = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

/**
 * Ends a process started with `detached: true` and everything below it. Only ever called with a pid this run started.
 */
export function killTree(pid, signal = 'SIGKILL') {
  if (!pid) return
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' })
    return
  }
  try {
    process.kill(-pid, signal)
  } catch {
    // already gone
  }
}

/** npm as it was started (`npm start` names its own script), else the one on the PATH. */
export function npmCommand(env = process.env) {
  if (env.npm_execpath?.endsWith('.js')) return { command: process.execPath, args: [env.npm_execpath], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}

/**
 * The environment for a nested npm. `npm start` leaves its own settings in npm_config_*; those of the person stay, but a
 * nested npm must not think that it runs inside a package script.
 */
export function npmEnv(env = process.env) {
  const drop = /^npm_(lifecycle|package|command|execpath|node_execpath)/
  return Object.fromEntries(Object.entries(env).filter(([key]) => !drop.test(key)))
}
