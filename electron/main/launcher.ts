/**
 * What the shell tells the program that started it, as lines on stdout. Only said to our own launcher: a person who
 * starts the packaged app from a terminal wants silence.
 */
const listening = process.env['SIGNET_LAUNCHER'] === '1'

export function tellReady(state: { readonly host: string; readonly data: string }): void {
  if (listening) console.log(`signet:ready ${JSON.stringify({ pid: process.pid, electron: process.versions.electron, ...state })}`)
}

export function tellAlreadyRunning(): void {
  if (listening) console.log('signet:already-running')
}
