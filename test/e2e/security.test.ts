import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call, launchStation, type StationApp, type TappedWindow, tapPort } from './fixtures.ts'

let station: StationApp
beforeAll(async () => {
  station = await launchStation()
})
afterAll(() => station.close())

const page = () => station.page

describe('the page is a stranger', () => {
  it('runs isolated, sandboxed and without Node', async () => {
    const preferences = await station.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      const {
        contextIsolation,
        sandbox,
        nodeIntegration,
        nodeIntegrationInSubFrames,
        nodeIntegrationInWorker,
        webSecurity,
        webviewTag,
        allowRunningInsecureContent,
        experimentalFeatures,
      } = contents.getLastWebPreferences()
      return {
        contextIsolation,
        sandbox,
        nodeIntegration,
        nodeIntegrationInSubFrames,
        nodeIntegrationInWorker,
        webSecurity,
        webviewTag,
        allowRunningInsecureContent,
        experimentalFeatures,
      }
    })
    expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
    expect(preferences.nodeIntegrationInSubFrames ?? false).toBe(false)
    expect(preferences.nodeIntegrationInWorker ?? false).toBe(false)
    expect(preferences.webSecurity ?? true).toBe(true)
    expect(preferences.webviewTag ?? false).toBe(false)
    expect(preferences.allowRunningInsecureContent ?? false).toBe(false)
    expect(preferences.experimentalFeatures ?? false).toBe(false)
  })

  it('sees two functions of the shell and nothing of Node or Electron', async () => {
    const seen = await page().evaluate(() => {
      const window_ = globalThis as unknown as Record<string, object | undefined>
      const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'global', '__dirname']
      return {
        api: Object.keys(window_['signet'] ?? {}).sort(),
        frozen: Object.isFrozen(window_['signet']),
        leaks: names.filter((name) => window_[name] !== undefined),
      }
    })
    expect(seen).toEqual({ api: ['connect', 'painted'], frozen: true, leaks: [] })
  })

  it('has one window, with the right colours and sizes', async () => {
    const window = await station.app.evaluate(({ BrowserWindow, Menu }) => {
      const all = BrowserWindow.getAllWindows()
      return {
        count: all.length,
        minimum: all[0]?.getMinimumSize(),
        colour: all[0]?.getBackgroundColor(),
        menu: Menu.getApplicationMenu() === null,
      }
    })
    expect(window).toEqual({ count: 1, minimum: [1024, 640], colour: '#F2F4F6', menu: true })
  })
})

describe('content security policy', () => {
  const header = () => page().evaluate(async () => (await fetch('station://app/')).headers.get('content-security-policy') ?? '')

  it('allows our own files and nothing else', async () => {
    const policy = (await header()).split('; ')
    expect(policy.map((rule) => rule.replace(/'nonce-[^']+'/, "'nonce-N'"))).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-N'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
  })

  it('has a fresh nonce at every load, and the page carries its own', async () => {
    const nonceOf = (policy: string) => /'nonce-([^']+)'/.exec(policy)?.[1]
    const [first, second] = [nonceOf(await header()), nonceOf(await header())]
    expect(first).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(first).not.toBe(second)
    expect(await page().evaluate(() => document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce)).toMatch(
      /^[A-Za-z0-9+/]{22}==$/,
    )
  })

  it('blocks inline script, eval, foreign style and remote requests', async () => {
    const result = await page().evaluate(async () => {
      const violations: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective))
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<style>body{outline:1px solid red}</style>')
      // In a task of its own: the debugger that carries this function may evaluate, the page may not.
      const evaluated = await new Promise((resolve) =>
        setTimeout(() => {
          try {
            resolve(Boolean(Reflect.construct(Function, ['return 1'])()))
          } catch {
            resolve(false)
          }
        }),
      )
      const fetched = await fetch('https://example.com/').then(
        () => true,
        () => false,
      )
      await new Promise((resolve) => setTimeout(resolve, 100))
      const outline = getComputedStyle(document.body).outlineStyle
      return { violations, injected: 'injected' in globalThis, evaluated, fetched, outline }
    })
    expect(result).toMatchObject({ injected: false, evaluated: false, fetched: false, outline: 'none' })
    expect(result.violations).toEqual(expect.arrayContaining(['script-src-elem', 'style-src-elem', 'connect-src']))
  })

  it('the session refuses the network even without the policy', async () => {
    const reached = await station.app.evaluate(async ({ net, session }) =>
      session.defaultSession
        .fetch('http://127.0.0.1:9/')
        .then(
          () => 'answered',
          (error: Error) => error.message,
        )
        .then((text) => (net ? text : '')),
    )
    expect(reached).toContain('ERR_BLOCKED_BY_CLIENT')
  })
})

describe('what a page may ask for', () => {
  it('no permission is granted', async () => {
    const states = await page().evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi']
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state))
    })
    expect(new Set(states)).toEqual(new Set(['denied']))
    expect(await page().evaluate(() => Notification.requestPermission())).toBe('denied')
    const media = await page().evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'given',
        (error: Error) => error.name,
      ),
    )
    expect(media).toMatch(/NotAllowedError|NotFoundError/)
  })

  it('no device of the machine is handed to it', async () => {
    const found = await page().evaluate(async () => {
      const apis = navigator as unknown as {
        hid?: { getDevices(): Promise<unknown[]> }
        serial?: { getPorts(): Promise<unknown[]> }
        usb?: { getDevices(): Promise<unknown[]> }
      }
      const lists = await Promise.all(
        [apis.hid?.getDevices(), apis.serial?.getPorts(), apis.usb?.getDevices()].map((ask) => ask?.catch(() => []) ?? []),
      )
      return lists.flat().length
    })
    expect(found).toBe(0)
  })

  it('opens no window', async () => {
    expect(await page().evaluate(() => window.open('station://app/') === null)).toBe(true)
    expect(await page().evaluate(() => window.open('https://example.com/') === null)).toBe(true)
    expect(station.app.windows()).toHaveLength(1)
  })

  it('goes nowhere', async () => {
    for (const target of [
      'https://example.com/',
      'file:///etc/passwd',
      'station://app/other',
      'station://elsewhere/',
      'data:text/html,x',
    ]) {
      await page().evaluate((url) => {
        location.href = url
      }, target)
      await page().waitForTimeout(100)
      expect(page().url()).toBe('station://app/')
    }
  })

  it('holds no frame and no webview', async () => {
    const frames = await page().evaluate(async () => {
      const frame = document.createElement('iframe')
      frame.src = 'station://app/'
      const view = document.createElement('webview')
      view.setAttribute('src', 'station://app/')
      document.body.append(frame, view)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const inside = frame.contentDocument?.getElementById('root') ?? null
      const state = { inside: inside !== null, webview: 'loadURL' in view }
      frame.remove()
      view.remove()
      return state
    })
    expect(frames).toEqual({ inside: false, webview: false })
  })
})

describe('station:// serves the page and nothing beside it', () => {
  const status = (url: string) =>
    page().evaluate(
      (address) =>
        fetch(address).then(
          (answer) => answer.status,
          () => 0,
        ),
      url,
    )

  it.each([
    ['..%2f..%2fpackage.json', 403],
    ['assets/..%2f..%2fmain%2findex.js', 403],
    ['%2e%2e%2fmain%2findex.js', 403],
    ['..%5c..%5cpackage.json', 403],
    ['index.html%00.js', 400],
    ['%ff', 400],
    ['nothing-here.js', 404],
    ['', 200],
  ])('%s -> %i', async (path, code) => {
    expect(await status(`station://app/${path}`)).toBe(code)
  })

  it('answers GET only', async () => {
    expect(await page().evaluate(async () => (await fetch('station://app/', { method: 'POST', body: 'x' })).status)).toBe(405)
  })
})

describe('messages to the shell', () => {
  it('count only from the main frame of our own page', async () => {
    const posted = await station.app.evaluate(({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      if (!contents) return -1
      const main = contents.mainFrame
      let ports = 0
      const original = main.postMessage.bind(main)
      main.postMessage = (...args) => {
        ports++
        original(...args)
      }
      for (const senderFrame of [{ url: 'station://app/', parent: main }, null])
        ipcMain.emit('page:connect', { sender: contents, senderFrame })
      main.postMessage = original
      return ports
    })
    expect(posted).toBe(0)
  })
})

describe('limits of a port', () => {
  beforeAll(() => tapPort(page()))

  it('a message over 1 MB is refused with a code', async () => {
    const answer = await call(page(), '/system/health', 'x'.repeat(1_000_001))
    expect(answer).toMatchObject({ status: 413, body: { code: 'limit.message', data: { max: 1_000_000 } } })
    expect((await call(page(), '/system/health', new Uint8Array(1_000_001)))?.body).toMatchObject({ code: 'limit.message' })
    expect((await call(page(), '/system/health'))?.status).toBe(200)
  })

  it('more than 200 calls a second are refused with a code', async () => {
    await page().waitForTimeout(1_100)
    const codes = await page().evaluate(async () => {
      const { e2e } = window as unknown as TappedWindow
      for (let n = 0; n < 400; n++) e2e.port?.postMessage({ i: `rate-${n}`, p: { u: '/system/health', b: { meta: [] } } })
      const ids = () => Object.keys(e2e.answers).filter((id) => id.startsWith('rate-'))
      while (ids().length < 400) await new Promise((resolve) => setTimeout(resolve, 10))
      return ids().map((id) => (e2e.answers[id]?.b?.json as { code?: string } | undefined)?.code ?? 'ok')
    })
    const good = codes.filter((code) => code === 'ok').length
    expect(good).toBeGreaterThanOrEqual(200)
    expect(good).toBeLessThan(320)
    expect(codes.filter((code) => code === 'limit.rate')).toHaveLength(400 - good)
  })

  it('nonsense is dropped and the engine lives on', async () => {
    await page().waitForTimeout(1_100)
    const before = (await call(page(), '/system/health'))?.body?.['pid']
    await page().evaluate(() => {
      const { port } = (window as unknown as TappedWindow).e2e
      const circle: Record<string, unknown> = {}
      circle['self'] = circle
      const nonsense = [
        null,
        1,
        'text',
        '{"i":"1"',
        [],
        {},
        { i: 1 },
        { i: 'a' },
        { i: 'a', p: null },
        { i: 'a', p: { u: '' } },
        { i: 'a', p: { u: '//x' } },
        { i: 'b', t: 3, p: {} },
        { i: 'c', t: 99 },
        { i: 'd', p: { u: '/__proto__/x', b: circle } },
        { i: 'e', p: { u: '/system/health', b: circle, h: { 'content-type': 'text/event-stream' } } },
        new Uint8Array(10),
        { i: 'f', p: { u: '/system/health', b: { json: 1, meta: [['x']], maps: 1 } } },
      ]
      for (const message of nonsense) port?.postMessage(message)
      for (const message of nonsense) port?.postMessage(message)
    })
    expect((await call(page(), '/system/health'))?.body?.['pid']).toBe(before)
  })

  it('a procedure that does not exist is said not to exist', async () => {
    const answer = await call(page(), '/system/nothing')
    expect(answer).toMatchObject({ status: 404, body: { code: 'call.unknown' } })
  })
})
