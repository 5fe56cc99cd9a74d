import { contextBridge, ipcRenderer } from 'electron'

/**
 * All that the page gets from the shell: it may ask for its port and say that it has painted. No channel names, no
 * ipcRenderer. Port and engine state come as window messages, because a port cannot cross the bridge any other way.
 */
ipcRenderer.on('engine:port', (event) => window.postMessage({ signet: 'port' }, location.origin, event.ports as MessagePort[]))
ipcRenderer.on('engine:state', (_event, state: string) => window.postMessage({ signet: 'engine', state }, location.origin))

contextBridge.exposeInMainWorld('signet', {
  connect: () => ipcRenderer.send('page:connect'),
  painted: () => ipcRenderer.send('page:painted'),
})
