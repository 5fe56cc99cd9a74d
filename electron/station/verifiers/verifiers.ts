import { openLineScanner } from '../../../drivers/scanners/line-scanner.ts'
import type { ScannerDriver } from '../../../drivers/scanners/scanner.ts'
import { TcpLink } from '../../../drivers/transports/tcp.ts'
import { defaultScanFormat } from '../../../shared/scanning.ts'
import { StationError } from '../../../shared/station-error.ts'
import { gradeText } from '../../../shared/verifier/grade.ts'
import { type ReportRead, readReportTable, readReportText } from '../../../shared/verifier/profile.ts'
import { readTable } from '../files/read-table.ts'
import type { Device, VerifierProfileRow } from '../store/devices.ts'
import type { StoredGrade } from '../store/grades.ts'
import { type Store, system } from '../store/store.ts'
import { keepReport } from './attach.ts'
import { type ReportFile, watchReports } from './folder-watch.ts'

/** A text report is looked at no further than this, bytes. */
const longestText = 65_536

export type VerifierCode = 'ready' | 'connecting' | 'linkLost' | 'folderGone' | 'reportUnread'

type VerifierDevice = Extract<Device, { role: 'verifier' }>

interface Open {
  readonly device: VerifierDevice
  code: VerifierCode
  lastAt: number | null
  lastGrade: string | null
  close(): void | Promise<void>
}

export interface VerifiersOptions {
  readonly store: Store
  /** Order at the line, for reports that carry no code. */
  readonly atLine: () => number | null
  readonly onChange: () => void
  readonly onGrade: (grade: StoredGrade) => void
  readonly everyMs?: number
}

/** The verifiers of the station: each report they give, by TCP or as a file in a folder, is read through the profile of its row and kept. */
export class Verifiers {
  readonly #options: VerifiersOptions
  readonly #open = new Map<number, Open>()

  constructor(options: VerifiersOptions) {
    this.#options = options
  }

  open(device: VerifierDevice): void {
    const { source } = device.settings
    if (source.kind === 'tcp') this.#open.set(device.id, this.#overTcp(device, source))
    else this.#open.set(device.id, this.#inFolder(device, source.folder, source.since))
  }

  async close(id: number): Promise<void> {
    const open = this.#open.get(id)
    this.#open.delete(id)
    await open?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)))
  }

  /** How a verifier is, and when its last report came; null when it is not open. */
  state(id: number): { readonly code: VerifierCode; readonly lastAt: number | null; readonly lastGrade: string | null } | null {
    const open = this.#open.get(id)
    return open === undefined ? null : { code: open.code, lastAt: open.lastAt, lastGrade: open.lastGrade }
  }

  #inFolder(device: VerifierDevice, folder: string, since: number): Open {
    const open: Open = { device, code: 'connecting', lastAt: null, lastGrade: null, close: () => end() }
    const end = watchReports({
      folder,
      since,
      known: (sha256) => isKnown(this.#options.store, sha256),
      onFile: (file) => this.#file(open, file),
      onState: (code) => {
        // A report that could not be read stays on show until one can.
        if (!(open.code === 'reportUnread' && code === 'ready')) this.#set(open, code)
      },
      ...(this.#options.everyMs === undefined ? {} : { everyMs: this.#options.everyMs }),
    })
    return open
  }

  #overTcp(device: VerifierDevice, at: { readonly host: string; readonly port: number }): Open {
    const driver: ScannerDriver = openLineScanner(new TcpLink(at), { ...defaultScanFormat, noRead: [] })
    const open: Open = { device, code: 'connecting', lastAt: null, lastGrade: null, close: () => driver.close() }
    driver.onState(({ code }) => this.#set(open, code === 'ready' || code === 'connecting' ? code : 'linkLost'))
    driver.onScan((raw) => {
      if (raw !== '') this.#take(open, readReportText(raw, device.settings.profile), `${at.host}:${at.port}`)
    })
    return open
  }

  async #file(open: Open, { name, bytes, sha256 }: ReportFile): Promise<void> {
    try {
      const read = await readReport(name, bytes, open.device)
      const { store } = this.#options
      store.act(system, (tx) =>
        tx.append('data.imported', {
          entities: { device: open.device.id },
          after: { what: 'grades', file: name, sha256, rows: read.symbols.length },
          device: open.device.name,
        }),
      )
      this.#take(open, read, name)
    } catch (error) {
      if (!(error instanceof StationError)) throw error
      this.#set(open, 'reportUnread')
    }
  }

  #take(open: Open, read: ReportRead, source: string): void {
    const { store, atLine, onGrade } = this.#options
    for (const symbol of read.symbols) {
      open.lastAt = store.clock.now()
      open.lastGrade = `${gradeText(symbol.grade)} ISO/IEC ${symbol.standard}`
      onGrade(keepReport(store, system, symbol, { verifier: open.device.name, source }, atLine()))
    }
    this.#set(open, read.symbols.length === 0 ? 'reportUnread' : 'ready')
  }

  #set(open: Open, code: VerifierCode): void {
    if (open.code === code) return
    open.code = code
    this.#options.onChange()
  }
}

/** Reads a report through a profile, in a thread where it is a table. Errors: those of a table. */
export async function readReport(
  name: string,
  bytes: Uint8Array,
  { settings }: { readonly settings: Pick<VerifierProfileRow, 'profile'> },
): Promise<ReportRead> {
  const { profile } = settings
  if (profile.form === 'table') return readReportTable((await readTable(name, bytes)).rows, profile)
  return readReportText(new TextDecoder().decode(bytes.subarray(0, longestText)), profile)
}

const isKnown = (store: Store, sha256: string): boolean =>
  store.read.get("SELECT 1 FROM event WHERE kind = 122 AND json_extract(body, '$.after.sha256') = ? LIMIT 1", sha256) !== undefined
