import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startVirtualDisplay } from './display.mjs'
import { sandboxSwitches } from './launch-options.mjs'
import { root } from './paths.mjs'
import { run } from './processes.mjs'
import { filesUnder } from './stamp.mjs'

/** What electron-builder.yml sets, by the names of @electron/fuses. */
const FUSES = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

const FONTS = ['NotoSansSC_400Regular.ttf', 'NotoSansSC_500Medium.ttf', 'NotoSansSC_700Bold.ttf']

/** Packs into a temporary folder, proves the result, says one line per proof, deletes the folder. True when all held. */
export async function smokePackage(runtime) {
  const folder = mkdtempSync(join(tmpdir(), 'signet-package-'))
  try {
    writeFileSync(
      join(folder, 'NOT FOR DISTRIBUTION.txt'),
      `Packed with Electron ${runtime.version}, for a test. Not the shipped runtime: do not give it to anyone.\n`,
    )
    const app = await pack(runtime, folder)
    const proofs = [...(await fileProofs(app)), ...(await fuseProofs(app)), ...(await runningProofs(app, folder))]
    for (const { name, good, detail } of proofs) console.log(`${good ? 'ok  ' : 'FAIL'} ${name}${detail ? `: ${detail}` : ''}`)
    return proofs.every(({ good }) => good)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    console.log(`${existsSync(folder) ? 'FAIL' : 'ok  '} temporary folder deleted`)
  }
}

async function pack(runtime, folder) {
  // The packer wants Electron as it is released: without our trampoline.
  const dist = join(folder, 'runtime')
  cpSync(runtime.folder, dist, { recursive: true, filter: (path) => path !== join(runtime.folder, 'resources', 'app') })
  const output = join(folder, 'out')
  const settings = [`electronVersion=${runtime.version}`, `electronDist=${dist}`, `directories.output=${output}`].map(
    (item) => `-c.${item}`,
  )
  const code = await run(process.execPath, [join(root, 'node_modules/electron-builder/cli.js'), '--dir', '--publish=never', ...settings], {
    cwd: root,
  })
  if (code !== 0) throw new Error(`electron-builder failed (${code})`)
  return join(output, 'linux-unpacked')
}

async function fileProofs(app) {
  const { listPackage } = await import('@electron/asar')
  const resources = join(app, 'resources')
  const archive = join(resources, 'app.asar')
  const inside = existsSync(archive) ? listPackage(archive, { isPack: false }) : []
  const unpacked = [...filesUnder(`${archive}.unpacked`)]
  const count = (ending) => unpacked.filter((path) => path.endsWith(ending)).length
  const strays = [...filesUnder(resources)].filter((path) => path.startsWith(join(resources, 'app/')))
  return [
    proof('app.asar holds the built app', inside.includes('/out/main/index.js') && strays.length === 0, `${inside.length} entries`),
    proof('page libraries are bundled, not packed', !inside.some((path) => /^\/node_modules\/(antd|react|vite|electron)\//.test(path))),
    proof(
      'native files unpacked',
      count('.node') > 0 && unpacked.some((path) => basename(path).includes('sqlite')),
      `${count('.node')} .node`,
    ),
    proof('WebAssembly files unpacked', count('.wasm') > 0, `${count('.wasm')} .wasm`),
    proof(
      'fonts beside the app',
      FONTS.every((name) => existsSync(join(resources, 'fonts', name))),
    ),
  ]
}

async function fuseProofs(app) {
  const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses')
  const wire = await getCurrentFuseWire(join(app, 'signet'))
  const wrong = Object.entries(FUSES).filter(([name, on]) => wire[FuseV1Options[name]] !== (on ? FuseState.ENABLE : FuseState.DISABLE))
  return [
    proof(
      'fuses read back as set',
      wrong.length === 0,
      wrong.length ? wrong.map(([name]) => name).join(', ') : `${Object.keys(FUSES).length} fuses`,
    ),
  ]
}

/** The inspector is fused off, so the window is reached through the page's debugging port. */
async function runningProofs(app, folder) {
  const { chromium } = await import('playwright-core')
  const screen = await startVirtualDisplay()
  const child = spawn(
    join(app, 'signet'),
    [...sandboxSwitches(), `--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-port=0', '--data', join(folder, 'data')],
    {
      env: { ...process.env, DISPLAY: screen.display, SIGNET_ENGINE_HOST: 'utility', SIGNET_LAUNCHER: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
    },
  )
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      words += text
    })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  try {
    const address = await within(20_000, () => /DevTools listening on (ws:\S+)/.exec(words)?.[1])
    const browser = address && (await chromium.connectOverCDP(address))
    const page = browser && (await within(10_000, () => browser.contexts()[0]?.pages()[0]))
    const ready = await within(20_000, () => words.includes('signet:ready'))
    const health = page && (await askHealth(page))
    const title = page && (await page.title())
    await browser?.close()
    child.kill('SIGTERM')
    const code = await Promise.race([exited, sleep(10_000).then(() => 'still running')])
    return [
      proof('window opens and paints', Boolean(ready), title),
      proof(
        'utility process answers health without a ledger',
        health?.host === 'utility' && health.ledger === null,
        health && `pid ${health.pid}, Node ${health.node}`,
      ),
      proof('ends with 0 on SIGTERM', code === 0, String(code)),
    ]
  } finally {
    child.kill('SIGKILL')
    await exited
    await screen.stop()
  }
}

/** Speaks to the engine as the page's own script would, over a port of its own. */
const askHealth = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        setTimeout(() => resolve(undefined), 10_000)
        window.addEventListener('message', ({ data, ports }) => {
          const port = data?.signet === 'port' && ports[0]
          if (!port) return
          port.addEventListener('message', (event) => event.data?.i === 'smoke' && resolve(event.data.p.b.json))
          port.start()
          port.postMessage({ i: 'smoke', p: { u: '/system/health', b: { meta: [] } } })
        })
        window.signet.connect()
      }),
  )

async function within(ms, ask) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
    const answer = ask()
    if (answer) return answer
  }
  return undefined
}

const proof = (name, good, detail = '') => ({ name, good, detail })
