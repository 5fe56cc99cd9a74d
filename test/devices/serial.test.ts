import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LabelRaster } from '../../drivers/printers/label.ts'
import { openPrinter } from '../../drivers/printers/language-printer.ts'
import { PrintFailed } from '../../drivers/printers/printer.ts'
import { languages } from '../../drivers/printers/registry.ts'
import type { Link } from '../../drivers/transports/link.ts'
import { SerialLink } from '../../drivers/transports/serial.ts'
import { TcpLink } from '../../drivers/transports/tcp.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { readJournal } from '../../electron/station/simulate/operator.ts'
import type { PrinterLanguage } from '../../shared/printing.ts'
import { rest, skipReason, until } from './rig.ts'

const settings = { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }

/** A label of random ink, the same for the same number. */
function label(seed: number, width = 320, height = 160): LabelRaster {
  const stride = width >> 3
  const bits = new Uint8Array(stride * height)
  let state = seed + 1
  for (let i = 0; i < bits.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bits[i] = state >>> 24
  }
  return { width, height, stride, bits }
}

describe.skipIf(skipReason('serial') !== null)('serial: socat pty to a virtual printer', () => {
  let folder: string
  let line: VirtualLine
  let wire: ChildProcess
  let port: number
  const links: Link[] = []
  const path = (): string => join(folder, 'tty')
  const serial = (): SerialLink => {
    const link = new SerialLink({ path: path(), baud: 115_200, flow: 'none', stallMs: 3_000 })
    links.push(link)
    return link
  }
  const plug = async (): Promise<void> => {
    wire = spawn('socat', [`pty,raw,echo=0,link=${path()}`, `tcp:127.0.0.1:${port}`])
    await until('the pty', () => existsSync(path()))
  }
  const unplug = async (): Promise<void> => {
    wire.kill('SIGKILL')
    await until('the end of socat', () => wire.exitCode !== null || wire.signalCode !== null)
    rmSync(path(), { force: true })
  }
  const open = async (language: PrinterLanguage, more: { labelMs?: number; recoverMs?: number } = {}): Promise<void> => {
    line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: join(folder, 'out'), seed: 's', dpi: 203, language, ...more })
    port = (await line.listen()).printer
    await plug()
  }
  const journal = () => readJournal(join(folder, 'out', 'journal.jsonl'))
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-serial-'))
  })
  afterEach(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()))
    await unplug()
    await line.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['zpl', 'sbpl', 'cpcl', 'tspl'] as const)(
    '%s: three labels come out as they do over TCP, and the printer answers',
    async (language) => {
      await open(language)
      const printer = openPrinter(languages[language], serial())
      expect(await printer.status()).toMatchObject({ code: 'ready' })
      if (language === 'zpl') expect(await printer.identify()).toMatchObject({ virtual: true })
      for (let i = 0; i < 3; i++) await printer.print(languages[language].encode(label(i), settings))
      await until('three labels', () => journal().length === 3)
      expect(await printer.status()).toMatchObject({ code: 'ready' })
      await printer.close()
      const direct = openPrinter(languages[language], new TcpLink({ host: '127.0.0.1', port }))
      for (let i = 0; i < 3; i++) await direct.print(languages[language].encode(label(i), settings))
      await until('six labels', () => journal().length === 6)
      await direct.close()
      const hashes = journal().map(({ bitmapSha256 }) => bitmapSha256)
      expect(hashes.slice(0, 3)).toEqual(hashes.slice(3))
      expect(new Set(hashes).size).toBe(3)
    },
  )
  test('zpl: what went wrong at the printer is said over the line', async () => {
    await open('zpl', { recoverMs: 1_500 })
    const printer = openPrinter(languages.zpl, serial())
    await printer.status()
    line.fault('paper-out')
    await printer.print(languages.zpl.encode(label(1), settings))
    await until('paper out', async () => (await printer.status()).code === 'mediaOut')
    await until('paper in', async () => (await printer.status()).code === 'ready')
  })
  test('a cable pulled in the middle of a job: the job fails, the printer is lost, and it prints again when the cable is back', async () => {
    await open('zpl')
    const printer = openPrinter(languages.zpl, serial())
    let lost = 0
    printer.onLost(() => lost++)
    await printer.status()
    const job = printer.print(Buffer.alloc(8_000_000, '0'))
    const failed = job.then(
      () => null,
      (error: unknown) => error,
    )
    await rest(30)
    await unplug()
    const error = await failed
    expect(error).toBeInstanceOf(PrintFailed)
    expect(error).toMatchObject({ left: true })
    expect(lost).toBe(1)
    expect((await printer.status()).code).toBe('linkLost')
    await plug()
    await printer.print(languages.zpl.encode(label(7), settings))
    await until('the label', () => journal().length === 1)
  })
  test('two programs on one port: the second is told that it is busy, the first goes on', async () => {
    await open('zpl')
    const printer = openPrinter(languages.zpl, serial())
    expect((await printer.status()).code).toBe('ready')
    const second = serial()
    await expect(second.open()).rejects.toMatchObject({ fault: 'busy' })
    await expect(second.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'busy' })
    expect((await printer.status()).code).toBe('ready')
  })
})
