import { type BrowserWindow, type IpcMainEvent, ipcMain, MessageChannelMain, type WebFrameMain } from 'electron'
import type { EngineHost, EngineState } from './engine-host.ts'
import { isHome } from './security.ts'

/**
 * Joins page and engine: the page asks once, then gets a port now and after every engine start, until it is another
 * document. One port at a time; an earlier one is closed.
 */
export class PageLink {
  readonly #window: BrowserWindow
  readonly #home: string
  readonly #engine: EngineHost
  #wanted = false
  #disconnect: (() => void) | undefined

  /** @param painted called when the page says that its first screen is on the glass */
  constructor(window: BrowserWindow, home: string, engine: EngineHost, painted: () => void) {
    this.#window = window
    this.#home = home
    this.#engine = engine
    ipcMain.on('page:connect', (event) => {
      if (!this.#isOurs(event)) return
      this.#wanted = true
      this.#connect()
      this.#tell(this.#engine.state)
    })
    ipcMain.on('page:painted', (event) => {
      if (this.#isOurs(event)) painted()
    })
    const forget = (): void => {
      this.#wanted = false
      this.#closePort()
    }
    window.webContents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) forget()
    })
    window.webContents.on('render-process-gone', forget)
  }

  engineChanged(state: EngineState): void {
    if (this.#window.isDestroyed()) return
    if (state === 'ready') this.#connect()
    // An engine that is gone has taken its ports with it.
    else this.#disconnect = undefined
    this.#tell(state)
  }

  #connect(): void {
    if (!this.#wanted || this.#engine.state !== 'ready') return
    this.#closePort()
    const { port1, port2 } = new MessageChannelMain()
    this.#disconnect = this.#engine.attach(port2)
    this.#window.webContents.mainFrame.postMessage('engine:port', null, [port1])
  }

  #closePort(): void {
    this.#disconnect?.()
    this.#disconnect = undefined
  }

  #tell(state: EngineState): void {
    if (this.#wanted && !this.#window.webContents.isCrashed()) this.#window.webContents.mainFrame.send('engine:state', state)
  }

  #isOurs(event: IpcMainEvent): boolean {
    return isMainFrameOf(event.senderFrame, this.#window.isDestroyed() ? undefined : this.#window.webContents.mainFrame, this.#home)
  }
}

/** A message counts only from the main frame of our own page: not from a frame inside it, not from another document. */
export function isMainFrameOf(sender: WebFrameMain | null, main: WebFrameMain | undefined, home: string): boolean {
  return sender !== null && sender === main && isHome(sender.url, home)
}
