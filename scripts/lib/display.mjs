import { spawn } from 'node:child_process'
import { SetupError } from './say.mjs'

/** Windows and macOS always have one. */
export const hasDisplay = (env = process.env) => process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)

/**
 * Starts Xvfb on a number it picks itself (-displayfd), so that runs beside each other never fight for :99.
 * Resolves to { display, pid, stop }.
 */
export function startVirtualDisplay(screen = '1920x1080x24') {
  return new Promise((resolve, reject) => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      // Its own group: Ctrl-C in the terminal must reach the window first, not take its screen away.
      detached: true,
    })
    let words = ''
    child.stderr.on('data', (data) => {
      words += data
    })
    child.on('error', () => reject(new SetupError('没有 Xvfb，无法打开虚拟屏幕 Xvfb is missing: sudo apt-get install xvfb')))
    child.on('exit', () => reject(new SetupError(`Xvfb 启动失败 Xvfb ended: ${words.trim()}`)))
    child.stdio[3].once('data', (data) => {
      const stop = () =>
        new Promise((gone) => {
          if (child.exitCode !== null || child.signalCode !== null) return gone()
          child.once('exit', gone)
          child.kill('SIGTERM')
        })
      process.once('exit', () => child.kill('SIGTERM'))
      resolve({ display: `:${String(data).trim()}`, pid: child.pid, stop })
    })
  })
}
