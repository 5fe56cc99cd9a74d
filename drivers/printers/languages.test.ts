import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { type PrinterLanguage, printerLanguages } from '../../shared/printing.ts'
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

async function meet(language: PrinterLanguage, labelMs = 0): Promise<{ at: PrinterDriver; printer: VirtualLine; label: Uint8Array }> {
  folder = mkdtempSync(join(tmpdir(), 'signet-printer-'))
  line = new VirtualLine({ printerPort: 0, scannerPort: 0, out: folder, seed: 's', dpi: 203, language, labelMs, recoverMs: 800 })
  const { printer } = await line.listen()
  driver = openPrinter(languages[language], { host: '127.0.0.1', port: printer, answerMs: 300 })
  return { at: driver, printer: line, label: languages[language].encode(raster, settings) }
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
