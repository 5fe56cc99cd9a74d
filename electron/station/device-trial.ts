import { openPrinter } from '../../drivers/printers/language-printer.ts'
import type { PrinterDriver, PrinterIdentity } from '../../drivers/printers/printer.ts'
import { PrintFailed } from '../../drivers/printers/printer.ts'
import { languages } from '../../drivers/printers/registry.ts'
import { openScanner } from '../../drivers/scanners/open-scanner.ts'
import type { ScannerCounts, ScannerState } from '../../drivers/scanners/scanner.ts'
import { openLink } from '../../drivers/transports/open-link.ts'
import type { PrinterConnection, PrinterLanguage } from '../../shared/printing.ts'
import type { ScanFormat, ScannerConnection } from '../../shared/scanning.ts'
import type { Devices } from './devices.ts'
import { dpiOf } from './head-resolution.ts'
import type { LabelMaker } from './ports.ts'
import type { PrinterProfile } from './store/devices.ts'

/** What a printer that is no device of the station yet says of itself. */
export interface PrinterSeen {
  readonly language: PrinterLanguage
  readonly model: string | null
  readonly firmware: string | null
  readonly dpi: number | null
  readonly virtual: boolean
  /** Its state, as PrinterCode. */
  readonly code: string
  readonly answers: 'unknown' | 'none' | 'basic' | 'full'
}

/** ms for one question while a printer is being set up. */
const answerMs = 1_500
/** ms to wait before a printer is opened again: some take one connection and let go of it late (SATO WS412). */
const reopenMs = 200

/** Asks a printer in one language who and how it is. Never rejects. */
export async function seePrinter(devices: Devices, connection: PrinterConnection, language: PrinterLanguage): Promise<PrinterSeen> {
  return withDriver(devices, connection, language, async (driver) => {
    const identity = await driver.identify()
    const { code } = await driver.status()
    return seen(language, identity, code, driver.answers())
  })
}

/**
 * Tries every language, those first whose question prints nothing where it is not understood. The last ones may leave a line on the label.
 * Null: it answers in none.
 */
export async function detectLanguage(devices: Devices, connection: PrinterConnection): Promise<PrinterSeen | null> {
  for (const language of ['tspl', 'sbpl', 'escpos', 'cpcl', 'zpl', 'epl2'] as const) {
    const found = await seePrinter(devices, connection, language)
    if (found.code === 'linkLost') return null
    if (found.answers === 'basic' || found.answers === 'full') return found
    await new Promise((resolve) => setTimeout(resolve, reopenMs))
  }
  return null
}

/** Prints a test label with settings that are not saved. `code`: how the printer was afterwards; `evidence`: how far that shows the label. */
export async function tryPrint(
  devices: Devices,
  labels: LabelMaker,
  printer: PrinterProfile,
  symbol: 'trial' | 'proof',
): Promise<{ readonly ok: boolean; readonly code: string; readonly evidence: number }> {
  const bytes = await labels.test({ ...printer, symbol })
  return withDriver(devices, printer.connection, printer.language, async (driver) => {
    const before = await driver.status()
    if (before.code !== 'ready' && before.code !== 'mute') return { ok: false, code: `printer.${before.code}`, evidence: 0 }
    try {
      await driver.print(bytes)
    } catch (error) {
      if (!(error instanceof PrintFailed)) throw error
      return { ok: false, code: 'printer.linkLost', evidence: 0 }
    }
    const after = await driver.status()
    const proved = after.code === 'ready' && after.queued === 0 ? (after.proof ?? 2) : driver.accepted
    return { ok: after.code === 'ready' || after.code === 'mute', code: `printer.${after.code}`, evidence: proved }
  })
}

/** A scanner while it is being set up: its state and its last reads, newest last. */
export interface ScannerTrial {
  state(): {
    readonly code: ScannerState['code']
    readonly reads: readonly { readonly n: number; readonly raw: string; readonly at: number }[]
    readonly counts: ScannerCounts
  }
  close(): Promise<void>
}

const noCounts: ScannerCounts = { unmatched: 0, noise: 0, refusedPeers: 0 }
const kept = 12

/** Listens to a scanner: through the station's own driver when it is open already, else through one that ends with the trial. */
export function tryScanner(devices: Devices, connection: ScannerConnection, format: ScanFormat, changed: () => void): ScannerTrial {
  if (devices.hasScannerAt(connection)) {
    const since = devices.heard().at(-1)?.n ?? 0
    const end = devices.onHeard(changed)
    return {
      state: () => ({ code: 'ready', reads: devices.heard().filter(({ n }) => n > since), counts: noCounts }),
      close: async () => void end(),
    }
  }
  const driver = openScanner(connection, format)
  let reads: { n: number; raw: string; at: number }[] = []
  let count = 0
  driver?.onState(changed)
  driver?.onScan((raw) => {
    reads = [...reads.slice(1 - kept), { n: ++count, raw: raw.slice(0, 4096), at: Date.now() }]
    changed()
  })
  return {
    state: () => ({ code: driver?.state().code ?? 'ready', reads, counts: driver?.counts() ?? noCounts }),
    close: async () => driver?.close(),
  }
}

async function withDriver<T>(
  devices: Devices,
  connection: PrinterConnection,
  language: PrinterLanguage,
  work: (driver: PrinterDriver) => Promise<T>,
): Promise<T> {
  const own = devices.openedAt(connection, language)
  if (own !== null) return work(own)
  const driver = openPrinter(languages[language], openLink(connection), { answerMs })
  try {
    return await work(driver)
  } finally {
    await driver.close()
  }
}

const seen = (language: PrinterLanguage, identity: PrinterIdentity | null, code: string, answers: PrinterSeen['answers']): PrinterSeen => ({
  language,
  model: identity?.model ?? null,
  firmware: identity?.firmware ?? null,
  dpi: identity?.dotsPerMm == null ? null : dpiOf(identity.dotsPerMm),
  virtual: identity?.virtual ?? false,
  code,
  answers,
})
