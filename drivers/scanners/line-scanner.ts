import type { ScanFormat } from '../../shared/scanning.ts'
import { type Link, OpenFailed, WriteFailed } from '../transports/link.ts'
import { triggerBytes } from './line-format.ts'
import { ScannerListeners } from './listeners.ts'
import { Reconnect } from './reconnect.ts'
import type { ScannerDriver } from './scanner.ts'

/** A reader that sends lines over a link that the station opens: TCP, a serial line, USB that looks like one. Opens it again by itself. */
export function openLineScanner(link: Link, format: ScanFormat): ScannerDriver {
  const listeners = new ScannerListeners()
  const reconnect = new Reconnect(connect)
  let closed = false
  let feed = listeners.feed(format)

  function connect(): void {
    link.open().then(
      () => {
        if (closed) return void link.close()
        reconnect.up()
        feed = listeners.feed(format)
        listeners.set('ready')
      },
      (error: unknown) => {
        if (closed) return
        const fault = error instanceof OpenFailed ? error.fault : 'lost'
        listeners.set(fault === 'denied' || fault === 'busy' ? fault : 'linkLost')
        reconnect.down()
      },
    )
  }

  link.onData((bytes) => feed.push(bytes))
  link.onLost(() => {
    if (closed) return
    feed.end(false)
    listeners.set('linkLost')
    reconnect.down()
  })
  connect()

  const driver: ScannerDriver = {
    ...listeners.driver,
    poke: () => reconnect.poke(),
    async close() {
      closed = true
      reconnect.close()
      feed.close()
      await link.close()
    },
  }
  if (format.trigger === '') return driver
  const trigger = triggerBytes(format.trigger)
  return {
    ...driver,
    trigger: () => (link.isOpen ? link.write(trigger) : Promise.reject(new WriteFailed(false, 'absent'))),
  }
}
