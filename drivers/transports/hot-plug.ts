import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { serialPorts } from './serial-ports.ts'
import { systemRoots } from './usb-sys.ts'

export interface HotPlugOptions {
  /** ms of quiet after which a change is told: a device brings several files. */
  readonly quietMs?: number
  /** ms between two looks at the list of ports, where the system tells nothing by itself. */
  readonly pollMs?: number
  /** Folder of device files; null: this system has none that can be watched. */
  readonly dev?: string | null
  readonly list?: () => Promise<readonly { readonly path: string }[]>
}

/** Files that come and go with scanners and printers; `usb` is the folder of lp0, which exists only while there is one. */
const ours = /^(usb|hidraw\d+|ttyACM\d+|ttyUSB\d+)$/
const ourPrinters = /^lp\d+$/

/**
 * Tells that a device was plugged in or pulled out, so that whoever lost one tries again at once; what it was is for them to see. On
 * Linux the kernel makes and removes files in /dev, which inotify reports without udev; elsewhere the ports are listed every 3 s.
 * Returns the function that ends it.
 */
export function watchDevices(onChange: () => void, options: HotPlugOptions = {}): () => void {
  const { quietMs = 150, pollMs = 3_000, dev = process.platform === 'linux' ? systemRoots.dev : null, list = serialPorts } = options
  let timer: NodeJS.Timeout | null = null
  const changed = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(onChange, quietMs)
    timer.unref()
  }
  const end = (dev === null ? null : watchFolder(dev, changed)) ?? pollPorts(list, pollMs, changed)
  return () => {
    if (timer !== null) clearTimeout(timer)
    end()
  }
}

/** Watches a folder of device files; null where it cannot be watched. */
function watchFolder(dev: string, changed: () => void): (() => void) | null {
  let printers: FSWatcher | null = null
  const leave = (): void => {
    printers?.close()
    printers = null
  }
  /** The folder of USB printers goes with the last of them, and its watch with it. */
  const enter = (): void => {
    leave()
    printers = watchIn(join(dev, 'usb'), ourPrinters, changed, leave)
  }
  const devices = watchIn(
    dev,
    ours,
    (name) => {
      if (name === 'usb') enter()
      changed()
    },
    () => {},
  )
  if (devices === null) return null
  enter()
  return () => {
    devices.close()
    leave()
  }
}

function watchIn(folder: string, names: RegExp, changed: (name: string) => void, gone: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      if (event === 'rename' && name !== null && names.test(name)) changed(name)
    })
    watcher.on('error', gone)
    return watcher
  } catch {
    return null
  }
}

function pollPorts(list: () => Promise<readonly { readonly path: string }[]>, pollMs: number, changed: () => void): () => void {
  let known: string | null = null
  let busy = false
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    const ports = await list().catch(() => null)
    busy = false
    if (ports === null) return
    const now = ports
      .map(({ path }) => path)
      .sort()
      .join('\n')
    if (known !== null && known !== now) changed()
    known = now
  }
  void look()
  const timer = setInterval(() => void look(), pollMs)
  timer.unref()
  return () => clearInterval(timer)
}
