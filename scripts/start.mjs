import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { hasDisplay, startVirtualDisplay } from './lib/display.mjs'
import { sandboxSwitches } from './lib/launch-options.mjs'
import { root } from './lib/paths.mjs'
import { exitCodeOf, whenToldToEnd } from './lib/processes.mjs'
import { note, runMain, say } from './lib/say.mjs'
import { continueOnNode24, node24Path, onNode24 } from './node24.mjs'

/** What Chromium always says on a machine without a message bus or a graphics card, and nobody can act on. */
const NOISE =
  /^\[\d+:[\d/.]+:(ERROR|WARNING):(bus|object_proxy|viz_main_impl|command_buffer_proxy_impl|gpu_process_host|gl_\w+|angle_\w+|vaapi_\w+|sandbox_linux|zygote_communication_linux)\.cc/

/** `npm start`: all set-up, then the station in a window until it is closed or this process is told to end. */
await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  const virtual = !hasDisplay()
  const runtime = await prepareApp({ display: virtual, mayInstall: true })
  await launch(runtime, virtual)
})

async function launch(runtime, virtual) {
  const screen = virtual ? await startVirtualDisplay() : undefined
  if (screen) note(`没有显示器，使用虚拟屏幕 no display: using Xvfb ${screen.display} (pid ${screen.pid})`)
  const display = screen?.display ?? process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? null
  const child = spawn(runtime.executable, [root, ...sandboxSwitches(), ...process.argv.slice(2)], {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: { ...process.env, SIGNET_NODE: node24Path, SIGNET_LAUNCHER: '1', ...(screen ? { DISPLAY: screen.display } : {}) },
  })
  let asked = false
  const end = () => {
    asked = true
    child.kill('SIGTERM')
  }
  whenToldToEnd(end)
  whenOrphaned(end)
  createInterface({ input: child.stdout }).on('line', (line) => relay(line, display))
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (!NOISE.test(line)) say(line)
  })
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      say(`✗ Electron: ${error.message}`)
      resolve(1)
    })
    child.on('close', (exit, signal) => resolve(asked && signal ? 0 : exitCodeOf(exit, signal)))
  })
  await screen?.stop()
  process.exit(code)
}

/** The shell speaks to its launcher in lines that begin with `signet:`; all else it prints is passed on. */
function relay(line, display) {
  if (line.startsWith('signet:ready ')) console.log(`ready ${JSON.stringify({ ...JSON.parse(line.slice(13)), display })}`)
  else if (line === 'signet:already-running')
    say('码站已在运行，已切换到它的窗口 Signet is already running; its window was brought to the front')
  else console.log(line)
}

/** npm that was killed takes nobody with it: without this the window would stay and nobody would own it. */
function whenOrphaned(end) {
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined) return
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    end()
  }, 1_000)
  timer.unref()
}
