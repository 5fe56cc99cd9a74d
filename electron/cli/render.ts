import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { encodePng1 } from '../../drivers/image/png.ts'
import { isDate } from '../../shared/dates.ts'
import type { LabelFields } from '../../shared/label/template.ts'
import { defaultProfile, printerLanguages } from '../../shared/printing.ts'
import { refuse, StationError } from '../../shared/station-error.ts'
import { checkLabel, labelBytes, loadTemplate, renderLabel } from '../station/labels/make.ts'
import { labelPdf } from '../station/labels/pdf.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { writeOutput } from './output-file.ts'
import { reporting } from './session.ts'

const USAGE = 'signet render --template T --record FILE --dpi N --format png|pdf|zpl|tspl|… [--out FILE] [--json]'

const text = z.string().max(200).nullish()
const date = z.string().refine(isDate).nullish()
const record = z.object({
  di: text,
  lot: text,
  serial: text,
  made: date,
  expires: date,
  sscc: text,
  name: text,
  spec: text,
  registration: text,
  nameEn: text,
  ref: text,
  registrant: text,
  sterile: text,
  singleUse: z.boolean().nullish(),
})

/** `signet render`: a template with a record as PNG, PDF or in a printer's language; all hold the same dots. */
export async function renderCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments({
    args: [...args],
    options: {
      template: { type: 'string' },
      record: { type: 'string' },
      dpi: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { template, record: file, dpi: dpiText, format, out, json } = read.parsed.values
  const dpi = Number(dpiText)
  if (template === undefined || file === undefined) return usageError(io, args, '--template, --record', USAGE)
  if (!Number.isInteger(dpi) || dpi < 100 || dpi > 1200) return usageError(io, args, '--dpi', USAGE)
  const language = printerLanguages.find((known) => known === format)
  if (format !== 'png' && format !== 'pdf' && language === undefined) return usageError(io, args, '--format', USAGE)
  return reporting(io, json === true, async () => {
    const fields = readRecord(file)
    const rendered = renderLabel(loadTemplate(template), fields, dpi, { training: false })
    await checkLabel(rendered)
    const { raster, document } = rendered
    const picture = { ...raster, dpi, widthMm: document.widthMm, heightMm: document.heightMm }
    const bytes =
      format === 'png'
        ? encodePng1(raster, dpi)
        : format === 'pdf'
          ? labelPdf(picture)
          : labelBytes(raster, { dpi, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0, language: language ?? defaultProfile.language })
    if (out === undefined) {
      await new Promise<void>((resolve) => io.stdout.write(bytes, () => resolve()))
      return EXIT.ok
    }
    writeOutput(out, bytes)
    await printLine(
      io.stdout,
      JSON.stringify({ schema: SCHEMA, ok: true, file: out, width: raster.width, height: raster.height, dpi, sha256: rendered.sha256 }),
    )
    return EXIT.ok
  })
}

function readRecord(file: string): LabelFields {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw error instanceof SyntaxError ? refuse('record.invalid', { path: '' }) : refuse('file.missing', { path: file })
  }
  const parsed = record.safeParse(value)
  if (!parsed.success)
    throw new StationError(
      parsed.error.issues.map(({ path }) => ({ code: 'record.invalid', params: { path: path.map(String).join('.') } })),
    )
  const { singleUse, ...rest } = parsed.data
  const filled = Object.fromEntries(
    ['di', 'lot', 'serial', 'made', 'expires', 'sscc', 'name', 'nameEn', 'spec', 'ref', 'registration', 'registrant', 'sterile'].map(
      (name) => [name, rest[name as keyof typeof rest] ?? null],
    ),
  )
  return { ...(filled as unknown as LabelFields), singleUse: singleUse === true }
}
