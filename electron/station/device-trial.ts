import { openPrinter } from '../../drivers/printers/language-printer.ts'
import type { PrinterDriver, PrinterIdentity, PrinterStatus } from '../../drivers/printers/printer.ts'
import { PrintFailed } from '../../drivers/printers/printer.ts'
import { languages } from '../../drivers/printers/registry.ts'
import { openScanner } from '../../drivers/scanners/open-scanner.ts'
import type { ScannerCounts, ScannerDriver, ScannerState } from '../../drivers/scanners/scanner.ts'
import { OpenFailed, WriteFailed } from '../../drivers/transports/link.ts'
import { openLink } from '../../drivers/transports/open-link.ts'
import { readBadge } from '../../shared/auth/secret-codes.ts'
import type { PrinterConnection, PrinterLanguage } from '../../shared/printing.ts'
import type { ScanFormat, ScannerConnection } from '../../shared/scanning.ts'
import { refuse } from '../../shared/station-error.ts'
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
/** ms that a test label may take until the printer says it is out. */
const outMs = 5_000
/** ms between two questions meanwhile. */
const askAgainMs = 250

/** Asks a printer in one language who and how it is. Never rejects. */
export async function seePrinter(devices: Devices, connection: PrinterConnection, language: PrinterLanguage): Promise<PrinterSeen> {
  return withDriver(devices, connection, language, async (driver, fault) => {
    if (fault !== null) return seen(language, null, fault, 'unknown')
    const identity = await driver.identify({ again: true })
    const { code } = await driver.status()
    return seen(language, identity, code, driver.answers())
  })
}

/** The languages in the order they are tried: first those whose question prints nothing where it is not understood. */
const tried = ['tspl', 'sbpl', 'escpos', 'cpcl', 'zpl', 'epl2'] as const satisfies readonly PrinterLanguage[]

/** How far the search for a printer's language has come: `n` of `of`; `seen` once it has ended, null where the printer answered in none. */
export interface Detecting {
  readonly n: number
  readonly of: number
  readonly trying: PrinterLanguage | null
  readonly seen: PrinterSeen | null
}
export const notDetected: Detecting = { n: 0, of: tried.length, trying: null, seen: null }

/**
 * Tries every language; the last ones may leave a line on the label. Up to half a minute with a printer that answers nothing, so it says
 * how far it is. Ends early when nobody listens any more, when the link does not hold, and with the first answer. Never rejects.
 */
export async function detectLanguage(
  devices: Devices,
  connection: PrinterConnection,
  tell: (step: Detecting) => void = () => {},
  signal?: AbortSignal,
): Promise<Detecting> {
  const of = tried.length
  for (const [n, language] of tried.entries()) {
    if (signal?.aborted === true) break
    tell({ n: n + 1, of, trying: language, seen: null })
    const found = await seePrinter(devices, connection, language)
    const answered = found.answers === 'basic' || found.answers === 'full'
    if (answered || notReached.has(found.code)) return { n: n + 1, of, trying: null, seen: found }
    await new Promise((resolve) => setTimeout(resolve, reopenMs))
  }
  return { ...notDetected, n: of }
}

/**
 * Prints a test label with settings that are not saved. `code`: how the printer was afterwards; `evidence`: how far that shows the label,
 * E0 to E4. Waits some seconds for the printer to say that the label is out. Errors: `printer.virtualInProduction`.
 */
export async function tryPrint(
  devices: Devices,
  labels: LabelMaker,
  printer: PrinterProfile,
  symbol: 'trial' | 'proof',
  mode: 'training' | 'production',
): Promise<{ readonly ok: boolean; readonly code: string; readonly evidence: number }> {
  const bytes = await labels.test({ ...printer, symbol })
  return withDriver(devices, printer.connection, printer.language, async (driver, fault) => {
    if (fault !== null) return { ok: false, code: `printer.${fault}`, evidence: 0 }
    const before = await driver.status()
    if (before.code !== 'ready' && before.code !== 'mute') return { ok: false, code: `printer.${before.code}`, evidence: 0 }
    if (mode === 'production' && (await driver.identify())?.virtual === true)
      throw refuse('printer.virtualInProduction', { name: printer.name })
    try {
      await driver.print(bytes)
    } catch (error) {
      if (!(error instanceof PrintFailed)) throw error
      return { ok: false, code: 'printer.linkLost', evidence: 0 }
    }
    const after = await settled(driver)
    const proved = after.code === 'ready' && after.queued === 0 ? (after.proof ?? 2) : driver.accepted
    return { ok: after.code === 'ready' || after.code === 'mute', code: `printer.${after.code}`, evidence: proved }
  })
}

/** Asks until the printer has done with the label, or has a fault, or the time is up. */
async function settled(driver: PrinterDriver): Promise<PrinterStatus> {
  const end = performance.now() + outMs
  for (;;) {
    const status = await driver.status()
    if (status.code !== 'ready' || status.queued === 0 || performance.now() > end) return status
    await new Promise((resolve) => setTimeout(resolve, askAgainMs))
  }
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

/**
 * Listens to a scanner through a driver of its own, which ends with the trial: the station's own one, where it has it open, would already
 * have put GS in the place of what stands for it. Meanwhile the station does without.
 */
export function tryScanner(devices: Devices, connection: ScannerConnection, format: ScanFormat, changed: () => void): ScannerTrial {
  let driver: ScannerDriver | null = null
  let reads: { n: number; raw: string; at: number }[] = []
  let count = 0
  let end: () => void = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  const typed = connection.kind === 'wedge'
  const listen = async (): Promise<void> => {
    driver = openScanner(connection, format)
    driver?.onState(changed)
    driver?.onScan((raw) => {
      if (readBadge(raw) !== null) return
      reads = [...reads.slice(1 - kept), { n: ++count, raw: raw.slice(0, 4096), at: Date.now() }]
      changed()
    })
    changed()
    await ended
    await driver?.close()
  }
  const trial = typed ? Promise.resolve() : devices.apart(connection, listen)
  return {
    state: () => ({ code: typed ? 'ready' : (driver?.state().code ?? 'connecting'), reads, counts: driver?.counts() ?? noCounts }),
    close: async () => {
      end()
      await trial
    },
  }
}

/** Why there is nobody to ask, in the words of a printer's state: `denied` no right to it, `busy` another program has it. */
type Unreached = 'linkLost' | 'denied' | 'busy'
const notReached: ReadonlySet<string> = new Set<Unreached>(['linkLost', 'denied', 'busy'])

/** The station's own driver where it speaks this language already, else one that ends with the work; `fault`: its link does not open. */
async function withDriver<T>(
  devices: Devices,
  connection: PrinterConnection,
  language: PrinterLanguage,
  work: (driver: PrinterDriver, fault: Unreached | null) => Promise<T>,
): Promise<T> {
  const own = devices.openedAt(connection, language)
  if (own !== null) return work(own, null)
  return devices.apart(connection, async () => {
    const link = openLink(connection)
    const driver = openPrinter(languages[language], link, { answerMs })
    try {
      const fault = await link.open().then(
        () => null,
        (error: unknown) => unreached(error),
      )
      return await work(driver, fault)
    } finally {
      await driver.close()
    }
  })
}

function unreached(error: unknown): Unreached {
  const fault = error instanceof OpenFailed || error instanceof WriteFailed ? error.fault : 'lost'
  return fault === 'denied' || fault === 'busy' ? fault : 'linkLost'
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
