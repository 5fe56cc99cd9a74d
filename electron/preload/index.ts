import { contextBridge, ipcRenderer } from 'electron'

/**
 * All that the page gets from the shell: it may ask for its port and say that it has painted. No channel names, no
 * ipcRenderer. Port and engine state come as window messages, because a port cannot cross the bridge any other way.
 *
 * The port is asked for while the page's code is still on its way, and kept until the page asks for it.
 */
let asked = false
const early: (() => void)[] = []
const pass = (tell: () => void): void => {
  if (asked) tell()
  else early.push(tell)
}

ipcRenderer.on('engine:port', (event) => pass(() => window.postMessage({ signet: 'port' }, location.origin, event.ports as MessagePort[])))
ipcRenderer.on('engine:state', (_event, state: string) => pass(() => window.postMessage({ signet: 'engine', state }, location.origin)))
ipcRenderer.send('page:connect')

contextBridge.exposeInMainWorld('signet', {
  connect: () => {
    if (asked) return ipcRenderer.send('page:connect')
    asked = true
    for (const tell of early.splice(0)) tell()
  },
  painted: () => ipcRenderer.send('page:painted'),
})
