import { readFileSync } from 'node:fs'
import type { LabelSettings, NativeSymbol } from '../../../drivers/printers/label.ts'
import { languages } from '../../../drivers/printers/registry.ts'
import { fieldsOf } from '../../../shared/label/bind.ts'
import { compose, type LabelDocument } from '../../../shared/label/document.ts'
import { type LabelFields, type Template, template as templateSchema } from '../../../shared/label/template.ts'
import { defaultProfile, type PrinterLanguage } from '../../../shared/printing.ts'
import { refuse, StationError } from '../../../shared/station-error.ts'
import { sha256 } from '../hash.ts'
import type { LabelRequest, MadeLabel } from '../ports.ts'
import { fontFile, resource } from '../resources.ts'
import { LabelFont } from './font.ts'
import { type Raster, Rasterizer } from './raster.ts'
import { decodesBack } from './self-check.ts'

let rasterizer: Rasterizer | null = null
const templates = new Map<string, Template>()

/** The one rasterizer of this thread; its glyph cache is worth keeping. */
function sharedRasterizer(): Rasterizer {
  rasterizer ??= new Rasterizer({
    medium: new LabelFont(fontFile('medium'), 'Signet Medium'),
    bold: new LabelFont(fontFile('bold'), 'Signet Bold'),
  })
  return rasterizer
}

/** Reads a template of the station by name, or from a file when the name ends in .json. Errors: `template.unknown`, `template.invalid`. */
export function loadTemplate(name: string): Template {
  const cached = templates.get(name)
  if (cached !== undefined) return cached
  const file = name.endsWith('.json') ? name : resource('templates', `${name}.json`)
  if (!name.endsWith('.json') && !/^[\w-]+$/.test(name)) throw refuse('template.unknown', { template: name })
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw refuse('template.unknown', { template: name })
  }
  const template = parseTemplate(text)
  templates.set(name, template)
  return template
}

function parseTemplate(text: string): Template {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refuse('template.invalid', { path: '' })
  }
  const parsed = templateSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new StationError(
    parsed.error.issues.map(({ path }) => ({ code: 'template.invalid', params: { path: path.map(String).join('.') } })),
  )
}

export interface Rendered {
  readonly document: LabelDocument
  readonly raster: Raster
  /** Hex SHA-256 of the dots. */
  readonly sha256: string
}

/** Template + record -> document -> dots. Errors: `label.…`, `template.…`. */
export function renderLabel(template: Template, fields: LabelFields, dpi: number, options: { readonly training: boolean }): Rendered {
  const document = compose(template, fields, dpi, options)
  const raster = sharedRasterizer().draw(document, layerKey(template, fields, dpi, options.training))
  return {
    document,
    raster,
    // Only who keeps evidence needs it: it costs as much as drawing.
    get sha256() {
      return rasterHash(raster)
    },
  }
}

const templateIds = new WeakMap<Template, number>()
let nextTemplateId = 1

/** Template, resolution and every field that is not of one label alone. */
function layerKey(template: Template, fields: LabelFields, dpi: number, training: boolean): string {
  let id = templateIds.get(template)
  if (id === undefined) {
    id = nextTemplateId++
    templateIds.set(template, id)
  }
  const { di, name, nameEn, spec, ref, registration, registrant, sterile, singleUse } = fields
  const shown = [fields.lot, fields.serial, fields.made, fields.expires, fields.sscc].map((value) => (value === null ? 0 : 1)).join('')
  return [id, dpi, training, shown, di, name, nameEn, spec, ref, registration, registrant, sterile, singleUse].join('\u0000')
}

/** Hash by which a raster is known; the virtual line's journal holds the same for what it fed. */
export const rasterHash = ({ bits }: Raster): string => sha256(bits)

/** Decodes every symbol of a rendered label from its dots. Errors: `label.selfCheck` naming the symbol. */
export async function checkLabel({ document, raster }: Rendered): Promise<void> {
  for (const symbol of document.symbols) {
    if (!(await decodesBack(raster, symbol))) throw refuse('label.selfCheck', { symbology: symbol.symbology })
  }
}

/** Symbols of a document as a printer would draw them, where the printer is set to. */
export function nativeOf(document: LabelDocument, printer: { readonly nativeSymbol?: boolean }): { native?: readonly NativeSymbol[] } {
  if (printer.nativeSymbol !== true) return {}
  const drawn = document.drawings.filter((drawing) => drawing.draw === 'symbol')
  return {
    native: document.symbols.map(({ symbology, data, dots }, i) => {
      const { x, y, symbol, barHeight } = drawn[i]!
      return { symbology, data, dots, x, y, columns: symbol.width, rows: symbol.height, barHeight }
    }),
  }
}

/** The bytes that print a raster, one copy, in the printer's language. */
export const labelBytes = (
  raster: Raster,
  { language, ...settings }: LabelSettings & { readonly language?: PrinterLanguage },
): Uint8Array => languages[language ?? defaultProfile.language].encode(raster, settings)

/** A label made ready: drawn, its own symbols decoded, its bytes written. Errors: `label.…`, `template.…`. */
export async function makeLabel({ template, product, record, dpi, training, printer }: LabelRequest): Promise<MadeLabel> {
  const rendered = renderLabel(loadTemplate(template), fieldsOf(product, record), dpi, { training })
  await checkLabel(rendered)
  const { document, raster } = rendered
  return {
    picture: {
      width: raster.width,
      height: raster.height,
      stride: raster.stride,
      dpi,
      widthMm: document.widthMm,
      heightMm: document.heightMm,
      bits: raster.bits,
    },
    sha256: rendered.sha256,
    code: document.symbols[0]?.hri ?? '',
    bytes: labelBytes(raster, { dpi, ...printer, ...nativeOf(document, printer), name: record.serial ?? record.lot ?? '' }),
  }
}
