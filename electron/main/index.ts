import { join } from 'node:path'
import { app, type BrowserWindow, session } from 'electron'
import { type EngineHost, superviseEngine } from './engine-host.ts'
import { rememberGraphics } from './graphics.ts'
import { tellAlreadyRunning, tellReady } from './launcher.ts'
import { endInOrder, isOnlyInstance } from './lifecycle.ts'
import { readOptions, type ShellOptions } from './options.ts'
import { PageLink } from './page-link.ts'
import { HOME, registerScheme, serveFrom } from './protocol.ts'
import { guardAllContents, lockSession, sandboxPages } from './security.ts'
import { bringToFront, openWindow, preloadPath } from './window.ts'

/** Start-up as a table of contents. What must happen before `ready` comes first. */
sandboxPages()
registerScheme()
guardAllContents(HOME)

let window: BrowserWindow | undefined
const first = isOnlyInstance(() => {
  if (window && !window.isDestroyed()) bringToFront(window)
})

if (first) {
  rememberGraphics()
  const options = readOptions()
  // The engine is first: it opens the ledger while Electron makes itself ready.
  const engine = superviseEngine(join(import.meta.dirname, 'engine.js'), [
    '--data',
    options.dataDir,
    '--cache',
    join(app.getPath('userData'), 'Engine Cache'),
    '--electron',
    process.versions.electron,
    '--version',
    app.getVersion(),
  ])
  endInOrder(() => engine.stop())
  // Not awaited here: `ready` waits for this module to finish.
  void app.whenReady().then(() => openStation(engine, options))
} else {
  tellAlreadyRunning()
  app.exit(0)
}

function openStation(engine: EngineHost, options: ShellOptions): void {
  lockSession(session.defaultSession)
  serveFrom(join(import.meta.dirname, '../renderer'))

  window = openWindow(preloadPath())
  const link = new PageLink(window, HOME, engine, () => tellReady({ host: engine.kind, data: options.dataDir }))
  engine.onChange((state) => link.engineChanged(state))
}
