import { join } from 'node:path'
import { app, type BrowserWindow, session } from 'electron'
import { superviseEngine } from './engine-host.ts'
import { tellAlreadyRunning, tellReady } from './launcher.ts'
import { endInOrder, isOnlyInstance } from './lifecycle.ts'
import { readOptions } from './options.ts'
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
  // Not awaited here: `ready` waits for this module to finish.
  void app.whenReady().then(openStation)
} else {
  tellAlreadyRunning()
  app.exit(0)
}

function openStation(): void {
  const options = readOptions()
  lockSession(session.defaultSession)
  serveFrom(join(import.meta.dirname, '../renderer'))

  window = openWindow(preloadPath())
  const link = new PageLink(window, HOME, () => tellReady({ host: engine.kind, data: options.dataDir }))
  const engine = superviseEngine(
    join(import.meta.dirname, 'engine.js'),
    ['--data', options.dataDir, '--electron', process.versions.electron, '--version', app.getVersion()],
    (state) => link.engineChanged(state),
  )
  link.join(engine)
  endInOrder(() => engine.stop())
}
