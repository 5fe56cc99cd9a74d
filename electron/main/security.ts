import { randomBytes } from 'node:crypto'
import { app, type Session, shell, type WebContents } from 'electron'

/** Pages a person may be sent to in their own browser. Kept short: each is a place we vouch for. */
const OUTSIDE: readonly string[] = ['https://www.nmpa.gov.cn', 'https://udi.nmpa.gov.cn']

export const newNonce = (): string => randomBytes(16).toString('base64')

/**
 * Nothing but our own files; styles additionally by the nonce of this load, because the component library writes
 * <style> elements at run time.
 */
export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * Every page process in Chromium's sandbox, whatever a window asks for. Left out only where the launcher had to switch
 * the sandbox off (root, container): Electron would then switch it on again for processes that cannot have it. Page and
 * preload keep the sandboxed interface either way (window.ts).
 */
export function sandboxPages(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
}

/** The window has no business with cameras, devices or the network: hardware and upstream belong to the engine. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'] }, (_request, answer) =>
    answer({ cancel: true }),
  )
}

/** Holds for every page this app ever shows, also one a mistake would open. */
export function guardAllContents(home: string): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, home))
}

function guardContents(contents: WebContents, home: string): void {
  contents.on('will-navigate', (event) => {
    if (!isHome(event.url, home)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** The app is one page with hash routes: another path would be another document. */
export const isHome = (url: string, home: string): boolean => url.split('#', 1)[0] === home

export function mayOpenOutside(url: string, allowed: readonly string[] = OUTSIDE): boolean {
  try {
    const { protocol, origin, username, password } = new URL(url)
    return protocol === 'https:' && username === '' && password === '' && allowed.includes(origin)
  } catch {
    return false
  }
}
