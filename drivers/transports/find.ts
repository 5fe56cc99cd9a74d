import type { PrinterConnection, PrinterLanguage } from '../../shared/printing.ts'
import { cupsQueueName } from './cups-queue.ts'
import { languageOf1284, parse1284 } from './ieee1284.ts'
import { runProgram } from './run-program.ts'
import { type SerialPortSeen, serialPorts } from './serial-ports.ts'
import { type UsbPrinterSeen, usbName, usbPrinters } from './usb-sys.ts'
import { winspoolQueues } from './winspool.ts'

/** Something attached that may be a label printer. */
export interface FoundPrinter {
  readonly connection: PrinterConnection
  /** What it calls itself, or how the system names it. */
  readonly name: string
  /** A guess by what it says of itself; null where it says nothing. */
  readonly language: PrinterLanguage | null
  /** Where it is now: device file, port or address behind a queue; empty where that is not known. */
  readonly at: string
  /** Hex of four digits and text, empty where there are none. */
  readonly vid: string
  readonly pid: string
  readonly serial: string
}

export interface Sources {
  readonly usb: () => Promise<readonly FoundPrinter[]>
  readonly serial: () => Promise<readonly FoundPrinter[]>
  readonly queues: () => Promise<readonly FoundPrinter[]>
}

/** ms that a source is waited for. */
const sourceMs = 3_000
const noUsb = { vid: '', pid: '', serial: '' }

const usbFound = ({ path, id1284, vid, pid, serial }: UsbPrinterSeen): FoundPrinter => {
  const { maker, model, commands, serial: said } = parse1284(id1284)
  return {
    // With a serial number it is found again wherever it is plugged.
    connection: { kind: 'usb', device: serial === '' ? path : usbName({ vid, pid, serial }) },
    name: model.startsWith(maker) ? model || path : `${maker} ${model}`.trim(),
    language: languageOf1284(commands, `${maker} ${model}`),
    at: path,
    vid,
    pid,
    serial: serial || said,
  }
}

const serialFound = ({ path, maker, vid, pid, serial }: SerialPortSeen): FoundPrinter => ({
  connection: { kind: 'serial', path, baud: 9_600, flow: 'none' },
  name: maker === '' ? path : `${maker} ${path}`,
  language: null,
  at: path,
  vid,
  pid,
  serial,
})

const queueFound = (queue: string, at: string): FoundPrinter => ({
  connection: { kind: 'queue', queue },
  name: queue,
  language: null,
  at,
  ...noUsb,
})

/** Queues and what they lead to, from `lpstat -v` in English. */
export function parseLpstatDevices(text: string): readonly { readonly queue: string; readonly at: string }[] {
  return text
    .split('\n')
    .map((line) => /^device for (\S+): (.*)$/.exec(line))
    .filter((match) => match !== null && cupsQueueName(match[1]!))
    .map((match) => ({ queue: match![1]!, at: match![2]!.trim() }))
}

async function queuesFound(): Promise<readonly FoundPrinter[]> {
  if (process.platform === 'win32') return (await winspoolQueues()).map((name) => queueFound(name, ''))
  const { stdout } = await runProgram('lpstat', ['-v'], sourceMs)
  return parseLpstatDevices(stdout).map(({ queue, at }) => queueFound(queue, at))
}

const system: Sources = {
  usb: async () => (await usbPrinters()).map(usbFound),
  serial: async () => (await serialPorts()).map(serialFound),
  queues: queuesFound,
}

/**
 * What is attached: printers of the USB class, serial ports, queues of the operating system, in this order. Takes at most 3 s; a source
 * that fails or does not answer by then gives nothing. Never rejects. Nothing is opened and nothing is sent to any device.
 */
export async function findPrinters(sources: Partial<Sources> = {}): Promise<FoundPrinter[]> {
  const { usb, serial, queues } = { ...system, ...sources }
  return (await Promise.all([usb, serial, queues].map(bounded))).flat()
}

async function bounded(source: () => Promise<readonly FoundPrinter[]>): Promise<readonly FoundPrinter[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly FoundPrinter[]>((resolve) => {
    timer = setTimeout(() => resolve([]), sourceMs)
  })
  const found = Promise.resolve()
    .then(source)
    .catch(() => [])
  return Promise.race([found, late]).finally(() => clearTimeout(timer))
}
