import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type PrinterLanguage, printerLanguages } from '../../shared/printing.ts'
import { TcpLink } from '../transports/tcp.ts'
import { VirtualLine } from '../virtual-line/line.ts'
import type { LabelRaster } from './label.ts'
import { openPrinter } from './language-printer.ts'
import type { PrinterDriver, PrinterStatus } from './printer.ts'
import { languages } from './registry.ts'

/** The most that an answer of each language can prove. */
const strongest: Readonly<Record<PrinterLanguage, number>> = { zpl: 2, tspl: 3, epl2: 2, cpcl: 3, sbpl: 3, escpos: 4 }
const raster: LabelRaster = { width: 64, height: 24, stride: 8, bits: new Uint8Array(192).fill(0x5a) }
const settings = { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }

let driver: PrinterDriver | null = null
let line: VirtualLine | null = null
let folder = ''
afterEach(async () => {
  await driver?.close()
  await line?.close()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
  driver = line = null
})

async function meet(
  language: PrinterLanguage,
  labelMs = 0,
  asked = languages[language],
  answerMs = 300,
): Promise<{ at: PrinterDriver; printer: VirtualLine; label: Uint8Array; out: string }> {
  folder = mkdtempSync(join(tmpdir(), 'signet-printer-'))
  line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: folder, seed: 's', dpi: 203, language, labelMs, recoverMs: 800 })
  const { printer } = await line.listen()
  driver = openPrinter(asked, new TcpLink({ host: '127.0.0.1', port: printer }), { answerMs })
  return { at: driver, printer: line, label: asked.encode(raster, settings), out: folder }
}
async function statusUntil(at: PrinterDriver, holds: (status: PrinterStatus) => boolean): Promise<PrinterStatus> {
  let status = await at.status()
  for (let tries = 0; !holds(status) && tries < 60; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25))
    status = await at.status()
  }
  return status
}

describe.each(printerLanguages)('%s', (language) => {
  test('every answer, cut, glued or garbage, is read without an error', () => {
    const { identity, status, counter, push } = languages[language]
    const asks = [identity, counter, ...status].filter((ask) => ask !== null)
    const text = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 80 }),
      fc.string({
        unit: fc.constantFrom('\u0002', '\u0003', '\u0006', '\u0015', '@', 'A', '`', '0', '7', 'P', ',', '\r', '\n', '\0', '"'),
        maxLength: 60,
      }),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (given, late) => {
        for (const ask of asks) {
          const taken = ask.take(given, late)
          if (taken !== null) expect(taken.rest.length).toBeLessThanOrEqual(given.length)
        }
        // Unasked words are taken off one by one: the text must shrink, or the driver would never end.
        const pushed = push?.(given) ?? null
        if (pushed !== null) expect(pushed.rest.length).toBeLessThan(given.length)
      }),
      { numRuns: 1_000 },
    )
  })

  test('the virtual printer says that it is one, prints, and is ready; the proof is no more than was seen', async () => {
    const { at, label } = await meet(language, 120)
    expect(await at.identify()).toMatchObject({ virtual: true })
    await at.print(label)
    const status = await statusUntil(at, ({ code, queued }) => code === 'ready' && queued === 0)
    expect(status).toMatchObject({ code: 'ready', queued: 0 })
    expect(status.proof ?? 2).toBe(strongest[language])
  })

  test.each([
    ['paper-out', 'mediaOut'],
    ['hs-mute', 'mediaOut'],
    ['head-open', 'headOpen'],
    ['ribbon-out', 'ribbonOut'],
  ] as const)('%s is said as %s, and it is over when it is', async (fault, code) => {
    const { at, printer, label } = await meet(language)
    await at.identify()
    printer.fault(fault)
    await at.print(label)
    const said = language === 'escpos' && code === 'ribbonOut' ? 'unknown' : code // A direct thermal printer has no word for a ribbon.
    expect(await statusUntil(at, (status) => status.code === said)).toMatchObject({ code: said })
    expect(await statusUntil(at, (status) => status.code === 'ready')).toMatchObject({ code: 'ready' })
  })

  test('mute for a while is mute, not a fault; then it is heard again', async () => {
    const { at, printer, label } = await meet(language)
    await at.identify()
    printer.fault('mute')
    await at.print(label)
    expect((await statusUntil(at, ({ code }) => code === 'mute')).code).toBe('mute')
    expect((await statusUntil(at, ({ code }) => code === 'ready')).code).toBe('ready')
  })

  test('a power cycle loses the link, and nothing counts as printed by it', async () => {
    const { at, printer, label } = await meet(language)
    await at.identify()
    let lost = 0
    at.onLost(() => lost++)
    printer.fault('power-cycle')
    await at.print(label)
    await statusUntil(at, ({ code }) => code === 'linkLost')
    expect(lost).toBeGreaterThan(0)
    expect((await statusUntil(at, ({ code }) => code === 'ready')).code).toBe('ready')
  })
})

describe('a printer that speaks another language than it is said to', () => {
  const pairs = printerLanguages.flatMap((said) => printerLanguages.filter((real) => real !== said).map((real) => [said, real] as const))
  test.each(pairs)('%s asked of a printer that speaks %s: never ready, and nothing comes out', async (said, real) => {
    const { at, out } = await meet(real, 0, languages[said], 60)
    expect(await at.identify()).toBeNull()
    for (let i = 0; i < 2; i++) expect((await at.status()).code).toMatch(/^(mute|wrongLanguage)$/)
    expect(await at.counter()).toBeNull()
    expect(readFileSync(join(out, 'journal.jsonl'), 'utf8')).toBe('')
  })
})

/** A printer that answers as it is told: each query of the table with its next answer, the last for ever, in single bytes. */
async function scripted(
  answers: Readonly<Record<string, string[]>>,
): Promise<{ port: number; heard: () => string; close(): Promise<void> }> {
  let heard = ''
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let pending = ''
    let saying = Promise.resolve()
    const say = async (answer: string): Promise<void> => {
      for (const character of answer) {
        socket.write(character, 'latin1')
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1')
      pending += bytes.toString('latin1')
      for (const [query, list] of Object.entries(answers)) {
        if (!pending.includes(query)) continue
        pending = pending.replace(query, '')
        const answer = list.length > 1 ? list.shift()! : list[0]!
        saying = saying.then(() => say(answer))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

describe('answers byte by byte', () => {
  const frame = (id: string, status: string, left: string): string => `\u0002${id}${status}${left}${' '.repeat(16)}\u0003`
  test.each([
    ['tspl', { '~!T': ['TTP-244\r\n'], '\u001b!S': ['\u0002E@@A\u0003\r\n'] }, 'TTP-244', 'mediaOut'],
    // A clone that knows only the short question.
    ['tspl', { '~!T': [''], '\u001b!?': ['\u0008'] }, null, 'ribbonOut'],
    ['epl2', { UQ: ['UKQ1935HLU V4.42\r\nS/N 1\r\n'], US: ['\u0006'], '^ee': ['11\r\n'] }, 'UKQ1935HLU', 'headOpen'],
    ['cpcl', { '\u001bv': ['QLn320\r\n'], '\u001bh\u001bi': ['\u0002\u0000'] }, 'QLn320', 'mediaOut'],
    ['cpcl', { '\u001bv': ['QL220\r\n'], '\u001bh': ['\u0004'] }, 'QL220', 'headOpen'],
    ['sbpl', { '\u0005': [frame('  ', 'c', '000000')] }, 'SBPL', 'mediaOut'],
    ['escpos', { '\u001dIC': ['_TM-L90\0'], '\u0010\u0004\u0004': ['\u001a\u0032\u0012\u007e'] }, 'TM-L90', 'mediaOut'],
  ] as const)('of %s %j are understood', async (language, answers, model, code) => {
    const printer = await scripted(answers as unknown as Record<string, string[]>)
    driver = openPrinter(languages[language], new TcpLink({ host: '127.0.0.1', port: printer.port }), { answerMs: 120 })
    expect((await driver.identify())?.model ?? null).toBe(model)
    expect((await driver.status()).code).toBe(code)
    await printer.close()
  })

  test('CPCL: switched off and on behind a link that held, all it had is lost', async () => {
    const states = ['\u0000\u0000', '\u0010\u0000', '\u0000\u0000']
    const printer = await scripted({ '\u001bv': ['QLn320\r\n'], '\u001bh\u001bi': states })
    driver = openPrinter(languages.cpcl, new TcpLink({ host: '127.0.0.1', port: printer.port }), { answerMs: 200 })
    let lost = 0
    driver.onLost(() => lost++)
    expect((await driver.status()).code).toBe('ready')
    expect((await driver.status()).code).toBe('linkLost')
    expect(lost).toBe(1)
    expect(await driver.status()).toEqual({ code: 'ready', queued: 0, proof: 3 })
    // It is told to forget the restart, or the next one would not show.
    expect(printer.heard().match(/\u001bN/g)).toHaveLength(2)
    await printer.close()
  })

  test('TSPL: idle at once after a label proves nothing, idle after work proves the label', async () => {
    const idle = '\u0002@@@@\u0003\r\n'
    const printer = await scripted({ '~!T': ['TTP-244\r\n'], '\u001b!S': [idle, idle, '\u0002P@@@\u0003\r\n', idle] })
    driver = openPrinter(languages.tspl, new TcpLink({ host: '127.0.0.1', port: printer.port }), { answerMs: 200 })
    expect(await driver.status()).toEqual({ code: 'ready', queued: 0, proof: 2 })
    await driver.print(languages.tspl.encode(raster, settings))
    expect(await driver.status()).toEqual({ code: 'ready', queued: null })
    expect(await driver.status()).toEqual({ code: 'ready', queued: null })
    expect(await driver.status()).toEqual({ code: 'ready', queued: 0, proof: 3 })
    await printer.close()
  })
})
