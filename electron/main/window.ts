import { join } from 'node:path'
import { BrowserWindow, Menu } from 'electron'
import { HOME } from './protocol.ts'

/** A page that dies at once after each reload gets longer and longer pauses, so that it cannot take the machine with it. */
const RELOAD_PAUSE_MS = [0, 0, 1_000, 5_000] as const
const CALM_MS = 60_000

/** Opens the one window. It is shown with its first frame, so that nobody sees a blank one. */
export function openWindow(preload: string): BrowserWindow {
  Menu.setApplicationMenu(null)
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: '码站 Signet',
    backgroundColor: '#F2F4F6',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      spellcheck: false,
      // A verdict must be seen and heard while another window is in front, and without a click before it.
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
    },
  })
  window.once('ready-to-show', () => window.show())
  reviveWhenGone(window)
  void window.loadURL(HOME)
  return window
}

function reviveWhenGone(window: BrowserWindow): void {
  let deaths: number[] = []
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    console.error(`page: gone (${details.reason})`)
    const now = performance.now()
    deaths = [...deaths.filter((at) => now - at < CALM_MS), now]
    const pause = RELOAD_PAUSE_MS[Math.min(deaths.length, RELOAD_PAUSE_MS.length) - 1] ?? 0
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload()
    }, pause)
  })
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

export const preloadPath = (): string => join(import.meta.dirname, '../preload/index.cjs')
