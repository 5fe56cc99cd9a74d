import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import type { PrinterState } from '../../../drivers/virtual-line/emulator.ts'
import { emulators } from '../../../drivers/virtual-line/emulators.ts'

/** What it is told: read no more, leave the gadget or come back to it, have no paper, begin anew. */
export interface FarOrder {
  readonly stalled?: boolean
  readonly away?: boolean
  readonly fault?: PrinterState['fault']
  readonly fresh?: true
}

/** What it tells: it is up; it has left the gadget; bytes came; a whole label came (SHA-256 of its bytes). */
export type FarReport = { readonly up: true } | { readonly away: true } | { readonly bytes: number } | { readonly label: string }

/**
 * The far end of the USB printer, a ZPL printer without paper. A process of its own: the gadget's driver holds one lock while a read waits,
 * so a printer in the process that prints would stop both. Every call is non-blocking.
 */
const tell = (report: FarReport): void => void process.send?.(report)
let [stalled, away, total, fed] = [false, false, 0, 0]
let reader = emulators.zpl.reader(203)
let fault: PrinterState['fault'] = null
process.on('message', (order: FarOrder) => {
  if (order.stalled !== undefined) stalled = order.stalled
  if (order.fault !== undefined) fault = order.fault
  if (order.away !== undefined) away = order.away
  if (order.away === true) {
    leave()
    tell({ away: true })
  }
  if (order.fresh === true) reader = emulators.zpl.reader(203)
})
process.on('disconnect', () => process.exit(0))

const inbox = Buffer.alloc(65_536)
let file: number | null = null
function leave(): void {
  if (file !== null) closeSync(file)
  file = null
}
function turn(): void {
  if (stalled || away) return
  try {
    file ??= openSync('/dev/g_printer0', constants.O_RDWR | constants.O_NONBLOCK)
    const count = readSync(file, inbox, 0, inbox.length, null)
    if (count === 0) return
    total += count
    tell({ bytes: total })
    for (const received of reader.push(Buffer.from(inbox.subarray(0, count)))) {
      if (received.kind === 'format') {
        fed++
        tell({ label: createHash('sha256').update(received.format.bytes).digest('hex') })
      } else if (received.kind === 'query')
        writeSync(
          file,
          emulators.zpl.answer(received.name, { fed, queued: 0, fault, restarted: false, dpi: 203, hush: false, job: null }),
          null,
          'latin1',
        )
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return
    leave()
  }
}
setInterval(turn, 5)
tell({ up: true })
