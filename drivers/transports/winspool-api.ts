import type { TypeObject } from 'koffi'
import { OpenFailed } from './link.ts'

/** A call of the spooler that failed; `code` is what GetLastError said. */
export class SpoolerError extends Error {
  readonly code: number
  constructor(code: number) {
    super('spooler')
    this.name = 'SpoolerError'
    this.code = code
  }
}

/** An open printer; only the spooler knows what it is. */
export type PrinterHandle = { readonly brand: 'printer' }

/**
 * The calls of winspool.drv that the station makes. Each is carried out in a thread of its own, so that a spooler that hangs holds
 * nobody up; none can be called off. All reject with SpoolerError.
 */
export interface Spooler {
  openPrinter(name: string): Promise<PrinterHandle>
  /** Begins one document of datatype RAW. */
  startJob(printer: PrinterHandle, title: string): Promise<void>
  startPage(printer: PrinterHandle): Promise<void>
  /** Number of bytes taken. */
  write(printer: PrinterHandle, bytes: Uint8Array): Promise<number>
  endPage(printer: PrinterHandle): Promise<void>
  endJob(printer: PrinterHandle): Promise<void>
  /** Throws away what of the job is not printed yet. */
  abort(printer: PrinterHandle): Promise<void>
  closePrinter(printer: PrinterHandle): Promise<void>
  /** Fields of PRINTER_INFO_2: Status, Attributes, cJobs. */
  printerFlags(printer: PrinterHandle): Promise<{ readonly status: number; readonly attributes: number; readonly jobs: number }>
  /** Flags of JOB_INFO_1, one for each job of the queue; none where the spooler does not list them (Wine). */
  jobFlags(printer: PrinterHandle): Promise<readonly number[]>
  /** Names of local printers and of those connected to. */
  printerNames(): Promise<readonly string[]>
}

const insufficientBuffer = 122
/** Wine's way of saying that it does not know. */
const noCode = 0
const localAndConnected = 0x2 | 0x4
const mostJobs = 1_000

let loaded: Promise<Spooler> | null = null

/** Loads winspool.drv once. Rejects with OpenFailed `absent` where there is none. */
export function loadSpooler(): Promise<Spooler> {
  loaded ??= bind().catch((): never => {
    loaded = null
    throw new OpenFailed('absent')
  })
  return loaded
}

async function bind(): Promise<Spooler> {
  const { default: koffi } = await import('koffi')
  const winspool = koffi.load('winspool.drv')
  const lastError = koffi.load('kernel32.dll').func('uint32_t __stdcall GetLastError()') as () => number

  const handle = koffi.pointer(koffi.opaque())
  const text = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'str16']))
  const numbers = (names: readonly string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, 'uint32_t']))
  const docInfo = koffi.struct(text(['name', 'file', 'datatype']))
  const printerInfo2 = koffi.struct({
    ...text(['server', 'printer', 'share', 'port', 'driver', 'comment', 'location']),
    devMode: 'void *',
    ...text(['separator', 'processor', 'datatype', 'parameters']),
    security: 'void *',
    ...numbers(['attributes', 'priority', 'defaultPriority', 'start', 'until', 'status', 'jobs', 'ppm']),
  })
  const printerInfo4 = koffi.struct({ ...text(['printer', 'server']), attributes: 'uint32_t' })
  const jobInfo1 = koffi.struct({
    id: 'uint32_t',
    ...text(['printer', 'machine', 'user', 'document', 'datatype', 'words']),
    ...numbers(['status', 'priority', 'position', 'pages', 'printed']),
    submitted: koffi.array('uint16_t', 8),
  })

  type Argument = string | TypeObject | ReturnType<typeof koffi.out>
  type Call = (...given: readonly unknown[]) => Promise<number>
  /** A call in a thread that answers 0 when it failed; GetLastError is asked for at once, before anything else can set it. */
  const call = (name: string, args: Argument[]): Call => {
    const raw = winspool.func('__stdcall', name, 'int32_t', args)
    return (...given) =>
      new Promise((resolve, reject) => {
        raw.async(...given, (error: unknown, result: number) => {
          const code = error === null && result === 0 ? lastError() : 0
          if (error !== null) reject(error)
          else if (result === 0) reject(new SpoolerError(code))
          else resolve(result)
        })
      })
  }
  const [dword, bytes, out] = ['uint32_t', 'void *', koffi.out(koffi.pointer('uint32_t'))]
  const OpenPrinter = call('OpenPrinterW', ['str16', koffi.out(koffi.pointer(handle)), 'void *'])
  const StartDoc = call('StartDocPrinterW', [handle, dword, koffi.pointer(docInfo)])
  const Write = call('WritePrinter', [handle, bytes, dword, out])
  const onPrinter = (name: string): Call => call(name, [handle])
  const [StartPage, EndPage, EndDoc] = [onPrinter('StartPagePrinter'), onPrinter('EndPagePrinter'), onPrinter('EndDocPrinter')]
  const [Abort, Close] = [onPrinter('AbortPrinter'), onPrinter('ClosePrinter')]
  const GetPrinter = call('GetPrinterW', [handle, dword, bytes, dword, out])
  const EnumJobs = call('EnumJobsW', [handle, dword, dword, dword, bytes, dword, out, out])
  const EnumPrinters = call('EnumPrintersW', [dword, 'str16', dword, bytes, dword, out, out])

  /** Asks for the size first, then for the answer. */
  const sized = async (ask: (into: Uint8Array | null, size: number, needed: number[]) => Promise<number>): Promise<Uint8Array> => {
    const needed = [0]
    const short = await ask(null, 0, needed).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof SpoolerError) || (error.code !== insufficientBuffer && error.code !== noCode)) throw error
        return error.code === insufficientBuffer
      },
    )
    const into = Buffer.alloc(short ? needed[0]! : 0)
    if (short) await ask(into, into.length, needed)
    return into
  }
  const listed = async <T>(
    type: TypeObject,
    ask: (into: Uint8Array | null, size: number, needed: number[], count: number[]) => Promise<number>,
  ): Promise<readonly T[]> => {
    const count = [0]
    const answer = await sized((into, size, needed) => ask(into, size, needed, count))
    return answer.length === 0 ? [] : (koffi.decode(answer, koffi.array(type, count[0]!)) as readonly T[])
  }

  return {
    async openPrinter(name) {
      const opened: unknown[] = [null]
      await OpenPrinter(name, opened, null)
      return opened[0] as PrinterHandle
    },
    startJob: async (printer, title) => void (await StartDoc(printer, 1, { name: title, file: null, datatype: 'RAW' })),
    startPage: async (printer) => void (await StartPage(printer)),
    async write(printer, job) {
      const written = [0]
      await Write(printer, job, job.length, written)
      return written[0]!
    },
    endPage: async (printer) => void (await EndPage(printer)),
    endJob: async (printer) => void (await EndDoc(printer)),
    abort: async (printer) => void (await Abort(printer)),
    closePrinter: async (printer) => void (await Close(printer)),
    async printerFlags(printer) {
      const answer = await sized((into, size, needed) => GetPrinter(printer, 2, into, size, needed))
      const { status, attributes, jobs } = koffi.decode(answer, printerInfo2) as { status: number; attributes: number; jobs: number }
      return { status, attributes, jobs }
    },
    async jobFlags(printer) {
      const jobs = await listed<{ status: number }>(jobInfo1, (into, size, needed, count) =>
        EnumJobs(printer, 0, mostJobs, 1, into, size, needed, count),
      )
      return jobs.map(({ status }) => status)
    },
    async printerNames() {
      const found = await listed<{ printer: string }>(printerInfo4, (into, size, needed, count) =>
        EnumPrinters(localAndConnected, null, 4, into, size, needed, count),
      )
      return found.map(({ printer }) => printer)
    },
  }
}
