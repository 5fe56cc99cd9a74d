import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import bwipjs from 'bwip-js'
import { encodePng1 } from '../../drivers/image/png.ts'
import { type Fault, fault, type Outcome } from '../../shared/errors.ts'
import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { GS1_128_MOST, gs1128 } from '../../shared/symbols/gs1-128.ts'
import { type ModuleGrid, quietZoneOf, rasterOf } from '../../shared/symbols/symbol.ts'
import { buildElementString } from '../../shared/udi/gs1/build.ts'
import { parseScan } from '../../shared/udi/udi.ts'
import { type CliIo, EXIT, failureLine, printLine, readArguments, SCHEMA, usageError } from './io.ts'

const USAGE = "signet encode --symbology S [--rect] [--json] [--png FILE --dpi N --x MM] '(01)...'"
const MM_PER_INCH = 25.4
/** Least bar height of GS1-128 on healthcare items outside general distribution (GS1 symbol specification table 6). */
const BAR_HEIGHT_MM = 12.7

type Encoded = { readonly outcome: Outcome<ModuleGrid>; readonly warning: string | null }
type PngOptions = { readonly file: string; readonly dpi: number; readonly x: number }

/**
 * `signet encode`: rows of 0 and 1 on standard output, or a PNG with quiet zone. Returns 1 when the data or the symbol
 * is refused, 2 on wrong usage, 5 when the file cannot be written.
 */
export async function encodeCommand(args: readonly string[], io: CliIo, now: () => Date = () => new Date()): Promise<number> {
  const read = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      symbology: { type: 'string' },
      rect: { type: 'boolean' },
      json: { type: 'boolean' },
      png: { type: 'string' },
      dpi: { type: 'string' },
      x: { type: 'string' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { values, positionals } = read.parsed
  const [text] = positionals
  if (values.symbology === undefined || text === undefined || positionals.length > 1)
    return usageError(io, args, 'one symbology and one text are needed', USAGE)
  const png = pngOptions(values)
  if (typeof png === 'string') return usageError(io, args, png, USAGE)

  const name = symbologyName(values.symbology.toLowerCase(), values.rect === true)
  if (name === null) return usageError(io, args, `--rect is for DataMatrix, not ${values.symbology}`, USAGE)
  const encoded = encodeText(name, text, now().getFullYear())
  if (encoded === null) return usageError(io, args, `unknown symbology ${values.symbology}`, USAGE)
  if (encoded.warning !== null) await printLine(io.stderr, encoded.warning)
  if (!encoded.outcome.ok) return refuse(io, values.json === true, encoded.outcome.errors, EXIT.judgedBad)

  const symbol = encoded.outcome.value
  if (png !== null) {
    const failed = await writePng(io, name, symbol, png)
    if (failed !== null) return refuse(io, values.json === true, [failed], EXIT.dataFolder)
  }
  const rows = rowsOf(symbol)
  if (values.json === true) {
    await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, ok: true, width: symbol.width, height: symbol.height, rows, errors: [] }))
  } else if (png === null) for (const row of rows) await printLine(io.stdout, row)
  return EXIT.ok
}

function pngOptions(values: { readonly png?: string; readonly dpi?: string; readonly x?: string }): PngOptions | null | string {
  if (values.png === undefined) return values.dpi === undefined && values.x === undefined ? null : '--dpi and --x belong to --png'
  const dpi = Number(values.dpi)
  const x = Number(values.x)
  if (!(dpi >= 1 && dpi <= 2400) || !(x > 0 && x <= 25)) return '--png needs --dpi (1 to 2400 dots per inch) and --x (mm, up to 25)'
  return { file: values.png, dpi, x }
}

function symbologyName(name: string, rectangular: boolean): string | null {
  if (!rectangular) return name
  if (name.endsWith('rectangular')) return name
  return name === 'gs1datamatrix' || name === 'datamatrix' ? `${name}rectangular` : null
}

/** Our own encoders for the two hot symbols, bwip-js for every other; null when the name is not known. */
function encodeText(name: string, text: string, year: number): Encoded | null {
  if (name !== 'gs1-128' && name !== 'gs1datamatrix' && name !== 'gs1datamatrixrectangular') return encodeOther(name, text)
  const data = elementString(text, year)
  if (!data.ok) return { outcome: data, warning: null }
  if (name !== 'gs1-128') return { outcome: gs1DataMatrix(data.value, { rectangular: name !== 'gs1datamatrix' }), warning: null }
  const warning =
    data.value.length > GS1_128_MOST
      ? `${data.value.length} characters: a GS1-128 symbol may hold ${GS1_128_MOST} (GS1 General Specifications 5.4); split the UDI over two symbols`
      : null
  return { outcome: gs1128(data.value), warning }
}

/** Whatever way the elements are written, they must be without fault before they are encoded. */
function elementString(text: string, year: number): Outcome<string> {
  const result = parseScan(text, { now: year })
  if (!result.ok) return { ok: false, errors: result.errors }
  const built = buildElementString(result.elements)
  return built.ok ? { ok: true, value: built.value.data } : built
}

function encodeOther(name: string, text: string): Encoded | null {
  let raw: readonly RawSymbol[]
  try {
    raw = bwipjs.raw({ bcid: name, text }) as readonly RawSymbol[]
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return /unknown ?(encoder|symbology|bcid)/i.test(reason) ? null : refused('symbol.refused', { reason })
  }
  const [first] = raw
  const symbol = raw.length === 1 && first ? (matrixOf(first) ?? rowOf(first)) : null
  return symbol === null ? refused('symbol.notModules', { symbology: name }) : { outcome: { ok: true, value: symbol }, warning: null }
}

function refused(code: string, params: Fault['params']): Encoded {
  return { outcome: { ok: false, errors: [fault(code, params)] }, warning: null }
}

/** What bwip-js `raw` gives: a matrix (pixs), or bar and space widths by turns (sbs). */
type RawSymbol = { readonly pixs?: readonly number[]; readonly pixx?: number; readonly pixy?: number; readonly sbs?: readonly number[] }

function matrixOf({ pixs, pixx, pixy }: RawSymbol): ModuleGrid | null {
  if (pixs === undefined || pixx === undefined || pixy === undefined || pixs.length !== pixx * pixy) return null
  return pixs.every((module) => module === 0 || module === 1) ? { width: pixx, height: pixy, modules: Uint8Array.from(pixs) } : null
}

function rowOf({ sbs }: RawSymbol): ModuleGrid | null {
  if (sbs === undefined || !sbs.every((width) => Number.isInteger(width) && width >= 0)) return null
  const modules = Uint8Array.from(sbs.flatMap((width, i) => new Array<number>(width).fill(i % 2 === 0 ? 1 : 0)))
  return { width: modules.length, height: 1, modules }
}

function rowsOf({ width, height, modules }: ModuleGrid): readonly string[] {
  return Array.from({ length: height }, (_, row) => modules.subarray(row * width, (row + 1) * width).join(''))
}

/** X becomes a whole number of dots, at least one; what came of it is said on stderr. Null, or the fault. */
async function writePng(io: CliIo, name: string, symbol: ModuleGrid, { file, dpi, x }: PngOptions): Promise<Fault | null> {
  const dots = Math.max(1, Math.round((x * dpi) / MM_PER_INCH))
  const barHeight = Math.max(dots, Math.round((BAR_HEIGHT_MM * dpi) / MM_PER_INCH))
  const raster = rasterOf(symbol, quietZoneOf(name), dots, barHeight)
  try {
    writeWhole(file, encodePng1(raster, dpi))
  } catch (error) {
    return fault('file.notWritten', { path: file, reason: (error as NodeJS.ErrnoException).code ?? 'unknown' })
  }
  const mm = (count: number) => ((count * MM_PER_INCH) / dpi).toFixed(3)
  await printLine(
    io.stderr,
    `X = ${dots} dots = ${mm(dots)} mm at ${dpi} dpi (asked ${x} mm); ${symbol.width} x ${symbol.height} modules, ${raster.width} x ${raster.height} dots with quiet zone, ${mm(raster.width)} x ${mm(raster.height)} mm: ${file}`,
  )
  return null
}

/** The file is there whole or not at all; devices and pipes are written as they are. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const there = statSync(file, { throwIfNoEntry: false })
  if (there !== undefined && !there.isFile()) {
    writeFileSync(file, bytes)
    return
  }
  const part = `${file}.part`
  try {
    writeFileSync(part, bytes)
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

async function refuse(io: CliIo, json: boolean, errors: readonly Fault[], exit: number): Promise<number> {
  if (json) await printLine(io.stdout, failureLine(errors))
  else
    for (const { code, params, at } of errors)
      await printLine(io.stderr, `${code}${at === null ? '' : ` at byte ${at}`} ${JSON.stringify(params)}`)
  return exit
}
