import { hash, randomUUID } from 'node:crypto'
import { openLineScanner } from '../../../drivers/scanners/line-scanner.ts'
import type { ScannerDriver } from '../../../drivers/scanners/scanner.ts'
import { TcpLink } from '../../../drivers/transports/tcp.ts'
import { defaultScanFormat } from '../../../shared/scanning.ts'
import { gradeText } from '../../../shared/verifier/grade.ts'
import {
  type ReportRead,
  readReportTable,
  readReportText,
  type SymbolReport,
  type VerifierProfile,
} from '../../../shared/verifier/profile.ts'
import { readTable } from '../files/read-table.ts'
import { decodeText } from '../files/table.ts'
import type { Device, VerifierProfileRow } from '../store/devices.ts'
import { gradeById, type StoredGrade } from '../store/grades.ts'
import { orderById } from '../store/orders.ts'
import { actParts, type Store, system } from '../store/store.ts'
import { keepIn, keepReport } from './attach.ts'
import { type ReportFile, watchReports } from './folder-watch.ts'
import { linesToReport, longestText } from './lines-to-report.ts'

/** ms between two tries to keep what could not be kept. */
const retryMs = 5_000
/** Reports over TCP that may wait for that, each verifier. */
const mostDue = 1_000
/** A clock of a network drive that is ahead by more is not believed, ms. */
const clockSlack = 2_000

export type VerifierCode = LinkCode | 'reportUnread' | 'reportNotKept' | 'reportLost'
type LinkCode = 'ready' | 'connecting' | 'linkLost' | 'folderGone'

type VerifierDevice = Extract<Device, { role: 'verifier' }>

interface Open {
  readonly device: VerifierDevice
  code: VerifierCode
  link: LinkCode
  /** The last report could not be read; stays on show until one can. */
  unread: boolean
  /** A file could not be kept and is tried again. */
  notKept: boolean
  /** More could not be kept than may wait. */
  lost: boolean
  /** What is still to be done for reports that came: keep them, or tell of them. In the order they came. */
  due: (() => void)[]
  retry: NodeJS.Timeout | null
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
    if (open === undefined) return
    await open.close()
    // The last try: what is not kept now is gone.
    if (open.due.length > 0) this.#work(open)
    if (open.retry !== null) clearTimeout(open.retry)
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
    const open = opened(device, () => end())
    const end = watchReports({
      folder,
      since,
      known: (sha256) => isKnown(this.#options.store, sha256),
      onFile: (file) => this.#file(open, file),
      onState: (code) => {
        open.notKept = code === 'reportNotKept'
        open.link = code === 'folderGone' ? code : 'ready'
        this.#tell(open)
      },
      ...(this.#options.everyMs === undefined ? {} : { everyMs: this.#options.everyMs }),
    })
    return open
  }

  #overTcp(device: VerifierDevice, at: { readonly host: string; readonly port: number }): Open {
    const { profile } = device.settings
    const driver: ScannerDriver = openLineScanner(new TcpLink(at), { ...defaultScanFormat, noRead: [] })
    // A report without a code is of the order at the line only if that was there from its first line to its last.
    const reports = linesToReport(
      profile,
      () => this.#orderFor(profile),
      (text, order) => this.#take(open, text, `${at.host}:${at.port}`, order === this.#orderFor(profile) ? order : null),
    )
    const open = opened(device, async () => {
      await driver.close()
      reports.end()
    })
    driver.onState(({ code }) => {
      open.link = code === 'ready' || code === 'connecting' ? code : 'linkLost'
      if (open.link === 'linkLost') reports.end()
      this.#tell(open)
    })
    driver.onScan((raw) => reports.line(raw))
    return open
  }

  /** The order at the line, for a profile without a code alone: where a code is named, its absence says that something is missing. */
  #orderFor({ fields }: VerifierProfile): number | null {
    return (fields.code ?? '') === '' ? this.#options.atLine() : null
  }

  /** True: dealt with. Import and grades are one act, so neither is there without the other. */
  async #file(open: Open, { name, bytes, sha256, writtenAt }: ReportFile): Promise<boolean> {
    const { device } = open
    const read = await readReport(name, bytes, device).catch(() => null)
    if (this.#open.get(device.id) !== open) return false
    open.unread = read === null || read.symbols.length === 0
    if (read === null || read.symbols.length === 0) {
      this.#tell(open)
      return true
    }
    try {
      return this.#keepRows(open, name, sha256, writtenAt, read.symbols)
    } catch {
      return false
    } finally {
      this.#work(open)
    }
  }

  /** Keeps the rows that were not taken before; false: some are still to be kept. */
  #keepRows(open: Open, name: string, sha256: string, writtenAt: number, symbols: readonly SymbolReport[]): boolean {
    const { store } = this.#options
    const { device } = open
    const taken = takenRows(store)
    const fresh = rowsOf(device.id, name, sha256, symbols).filter(({ row }) => !taken.has(row))
    if (fresh.length === 0) return true
    // The time of the file is that of its newest row: of several new ones nobody knows which were measured before.
    const atLine = fresh.length === 1 ? this.#orderFor(device.settings.profile) : null
    const order = atLine !== null && sinceAtLine(store, atLine) <= writtenAt && writtenAt <= store.clock.now() + clockSlack ? atLine : null
    for (const { act, from, to } of actParts(fresh.length)) {
      const part = fresh.slice(from, to)
      let failed = false
      try {
        store.act(system, (tx) => {
          const after = { what: 'grades', file: name, sha256, rows: part.length }
          tx.append('data.imported', { entities: { device: device.id }, after, device: device.name, act })
          for (const { symbol, row } of part) keepIn(tx, store, symbol, { verifier: device.name, source: name, row }, order)
        })
      } catch {
        failed = true
      }
      // What fails behind the commit leaves the grades in: they are told of, and not taken again.
      const ids = takenRows(store)
      for (const { symbol, row } of part) if (ids.has(row)) this.#kept(open, symbol, ids.get(row)!)
      if (failed) return part.every(({ row }) => ids.has(row)) && to === fresh.length
    }
    return true
  }

  #take(open: Open, text: string, source: string, atLine: number | null): void {
    const { store } = this.#options
    const { symbols } = readReportText(text, open.device.settings.profile)
    open.unread = symbols.length === 0
    for (const symbol of symbols) {
      if (open.due.length >= mostDue) {
        open.lost = true
        continue
      }
      const row = randomUUID()
      let tried = false
      open.due.push(() => {
        const before = tried ? takenRows(store).get(row) : undefined
        tried = true
        this.#kept(open, symbol, before ?? keepReport(store, system, symbol, { verifier: open.device.name, source, row }, atLine).id)
      })
    }
    this.#work(open)
  }

  /** A grade is in the ledger; telling of it is work of its own, as it may fail (it pauses the line) and the grade must not come twice. */
  #kept(open: Open, symbol: SymbolReport, id: number): void {
    const { store, onGrade } = this.#options
    open.lastAt = store.clock.now()
    open.lastGrade = `${symbol.grade.unread ?? gradeText(symbol.grade)} ISO/IEC ${symbol.standard}`
    open.due.push(() => onGrade(gradeById(store.read, id)!))
  }

  /** Does what is due; what fails is tried again later, and nothing overtakes it. What is due never throws out of here, the handler of a socket. */
  #work(open: Open): void {
    if (open.retry !== null) clearTimeout(open.retry)
    open.retry = null
    try {
      while (open.due.length > 0) {
        open.due[0]!()
        open.due.shift()
      }
    } catch {
      open.retry = setTimeout(() => this.#work(open), this.#options.everyMs ?? retryMs)
      open.retry.unref()
    }
    this.#tell(open)
  }

  #tell(open: Open): void {
    const code = codeOf(open)
    if (open.code === code) return
    open.code = code
    if (this.#open.get(open.device.id) === open) this.#options.onChange()
  }
}

const opened = (device: VerifierDevice, close: () => void | Promise<void>): Open => ({
  device,
  code: 'connecting',
  link: 'connecting',
  unread: false,
  notKept: false,
  lost: false,
  due: [],
  retry: null,
  lastAt: null,
  lastGrade: null,
  close,
})

function codeOf({ lost, notKept, due, link, unread }: Open): VerifierCode {
  if (lost) return 'reportLost'
  if (notKept || due.length > 0) return 'reportNotKept'
  if (link !== 'ready') return link
  return unread ? 'reportUnread' : 'ready'
}

interface Row {
  readonly symbol: SymbolReport
  readonly row: string
}

/** Each row with what tells it from every other: verifier, file, text (of a report of one symbol: the whole file), and which of the same text it is. */
function rowsOf(device: number, file: string, sha256: string, symbols: readonly SymbolReport[]): Row[] {
  const times = new Map<string, number>()
  return symbols.map((symbol) => {
    const text = symbol.row ?? sha256
    const nth = (times.get(text) ?? 0) + 1
    times.set(text, nth)
    return { symbol, row: hash('sha256', JSON.stringify([device, file, text, nth])) }
  })
}

/** Grades by their row. */
const takenRows = (store: Store): Map<string, number> =>
  new Map(
    store.read
      .all<{ id: number; row: string }>(
        "SELECT id, json_extract(data, '$.row') AS row FROM grade WHERE json_extract(data, '$.row') IS NOT NULL",
      )
      .map(({ id, row }) => [row, id]),
  )

/** UTC ms since when an order is at the line without another in between; infinity: it is not known. */
function sinceAtLine(store: Store, order: number): number {
  const no = orderById(store.read, order)?.no ?? ''
  const starts = 'FROM event WHERE kind NOT IN (500, 501) AND kind IN (410, 412) AND order_no'
  const first = store.read.get<{ at: number }>(
    `SELECT at ${starts} = ? AND seq > coalesce((SELECT max(seq) ${starts} <> ?), 0) ORDER BY seq LIMIT 1`,
    no,
    no,
  )
  return first?.at ?? Number.POSITIVE_INFINITY
}

/** Reads a report through a profile, in a thread where it is a table. Errors: those of a table. */
export async function readReport(
  name: string,
  bytes: Uint8Array,
  { settings }: { readonly settings: Pick<VerifierProfileRow, 'profile'> },
): Promise<ReportRead> {
  const { profile } = settings
  if (profile.form === 'table') return readReportTable((await readTable(name, bytes)).rows, profile)
  return readReportText(textOf(name, bytes).slice(0, longestText), profile)
}

/** UTF-16 with its mark or with Latin text in it; otherwise as any imported file, UTF-8 or GB 18030. Errors: `file.binary`. */
function textOf(name: string, bytes: Uint8Array): string {
  const [a, b] = bytes
  const utf16 =
    (a === 0xff && b === 0xfe) || (a !== 0 && b === 0) ? 'utf-16le' : (a === 0xfe && b === 0xff) || (a === 0 && b !== 0) ? 'utf-16be' : null
  return utf16 === null ? decodeText(name, bytes).text : new TextDecoder(utf16).decode(bytes)
}

/** A file is known once its last part is in. */
const isKnown = (store: Store, sha256: string): boolean =>
  store.read.get(
    `SELECT 1 FROM event WHERE kind NOT IN (500, 501) AND kind = 122 AND json_extract(body, '$.after.sha256') = ?
       AND json_extract(body, '$.after.what') = 'grades'
       AND json_extract(body, '$.act.part') IS json_extract(body, '$.act.of') LIMIT 1`,
    sha256,
  ) !== undefined
