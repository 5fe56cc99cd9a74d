import { yymmdd } from '../dates.ts'
import { type Problem, StationError } from '../station-error.ts'
import { gs1DataMatrix } from '../symbols/datamatrix.ts'
import { gs1128 } from '../symbols/gs1-128.ts'
import { type ModuleGrid, quietZoneOf } from '../symbols/symbol.ts'
import { buildElementString } from '../udi/gs1/build.ts'
import { dotsFor, symbolTables, type XRange } from './gs1-tables.ts'
import type { FieldName, LabelFields, SymbolElement, Template, TemplateElement } from './template.ts'

/** One thing to draw, in dots from the top left corner. Text sizes are em heights in dots. */
export type Drawing =
  | {
      readonly draw: 'text'
      readonly x: number
      readonly y: number
      readonly size: number
      readonly least: number
      readonly width: number
      readonly text: string
      readonly align: 'left' | 'center'
      readonly weight: 'medium' | 'bold'
      readonly invert?: true
      readonly fixed: boolean
    }
  | {
      readonly draw: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly stroke: number | null
      readonly fixed: boolean
    }
  | {
      readonly draw: 'icon'
      readonly x: number
      readonly y: number
      readonly size: number
      readonly icon: 'made' | 'expires' | 'noReuse'
      readonly fixed: boolean
    }
  | {
      readonly draw: 'symbol'
      readonly x: number
      readonly y: number
      readonly symbol: ModuleGrid
      readonly dots: number
      readonly barHeight: number
      readonly fixed: boolean
    }

/** A symbol on the label: where it lies (quiet zone included), what it encodes, and how wide a module is. Dots; `dotMm` mm a dot. */
export interface PlacedSymbol {
  readonly symbology: 'gs1datamatrix' | 'gs1-128'
  readonly data: string
  readonly hri: string
  readonly elements: readonly { readonly ai: string; readonly value: string }[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly dots: number
  readonly dotMm: number
  readonly range: XRange
  readonly table: string
}

/** A printer-neutral drawing list at one resolution. `fixed` drawings do not depend on the record. */
export interface LabelDocument {
  readonly width: number
  readonly height: number
  readonly dpi: number
  readonly widthMm: number
  readonly heightMm: number
  readonly drawings: readonly Drawing[]
  readonly symbols: readonly PlacedSymbol[]
}

/** Height of the training bar at the foot of a label, as a share of its height. */
const trainingShare = 0.11

/**
 * Fills a template with a record at a resolution. Throws StationError with every problem at once: `label.fieldEmpty`, `label.outside`
 * (an element that does not fit the label), `label.symbolOverlap`, `label.data` (the record breaks a GS1 rule), `label.symbolTooBig`.
 * Human readable text is made from the encoded data, never typed.
 */
export function compose(template: Template, fields: LabelFields, dpi: number, options: { readonly training: boolean }): LabelDocument {
  const scale = dpi / 25.4
  const width = Math.round(template.widthMm * scale)
  const height = Math.round(template.heightMm * scale)
  const problems: Problem[] = []
  const drawings: Drawing[] = []
  const symbols: PlacedSymbol[] = []
  const dot = (value: number): number => Math.round(value * scale)
  const codes = { udi: lazy(() => encodeUdi(fields)), sscc: lazy(() => encode([{ ai: '00', value: fields.sscc ?? '' }])) }
  for (const element of template.elements) {
    if (!isShown(element, fields)) continue
    try {
      drawings.push(...drawElement(element, { template, fields, dpi, dot, codes, symbols }))
    } catch (error) {
      if (!(error instanceof StationError)) throw error
      problems.push(...error.problems)
    }
  }
  for (const { x, y, width: w, height: h } of symbols) {
    const foot = options.training ? height - Math.round(height * trainingShare) : height
    if (x < 0 || y < 0 || x + w > width || y + h > foot)
      problems.push({ code: 'label.symbolOutside', params: { widthMm: template.widthMm, heightMm: template.heightMm } })
  }
  for (const drawing of drawings) {
    if (drawing.draw !== 'symbol' && (drawing.x < 0 || drawing.y < 0 || drawing.x >= width || drawing.y >= height))
      problems.push({ code: 'label.outside', params: { x: drawing.x, y: drawing.y } })
  }
  if (problems.length > 0) throw new StationError(distinct(problems))
  if (options.training) drawings.push(...trainingBar(width, height))
  return { width, height, dpi, widthMm: template.widthMm, heightMm: template.heightMm, drawings, symbols }
}

interface Scope {
  readonly template: Template
  readonly fields: LabelFields
  readonly dpi: number
  readonly dot: (mm: number) => number
  readonly codes: Readonly<Record<'udi' | 'sscc', () => Encoded>>
  readonly symbols: PlacedSymbol[]
}

interface Encoded {
  readonly data: string
  readonly hri: string
  readonly elements: readonly { readonly ai: string; readonly value: string }[]
}

function drawElement(element: TemplateElement, scope: Scope): Drawing[] {
  const { dot, fields } = scope
  switch (element.type) {
    case 'text': {
      const { text, fixed } = fill(element.text, fields)
      const size = dot(element.size)
      return [
        {
          draw: 'text',
          x: dot(element.x),
          y: dot(element.y),
          size,
          least: element.least === undefined ? size : dot(element.least),
          width: dot(element.width),
          text,
          align: element.align,
          weight: element.weight,
          fixed,
        },
      ]
    }
    case 'mark': {
      const stroke = Math.max(1, dot(0.2))
      const [x, y, w, h] = [dot(element.x), dot(element.y), dot(element.width), dot(element.height)]
      const size = dot(element.size)
      const { text, fixed } = fill(element.text, fields)
      return [
        { draw: 'rect', x, y, width: w, height: h, stroke, fixed: true },
        {
          draw: 'text',
          x: x + stroke,
          y: y + Math.round((h - size) / 2),
          size,
          least: Math.round(size * 0.6),
          width: w - 2 * stroke,
          text,
          align: 'center',
          weight: 'bold',
          fixed,
        },
      ]
    }
    case 'icon':
      return [{ draw: 'icon', x: dot(element.x), y: dot(element.y), size: dot(element.size), icon: element.icon, fixed: true }]
    case 'line':
      return [
        {
          draw: 'rect',
          x: dot(element.x),
          y: dot(element.y),
          width: Math.max(1, dot(element.width)),
          height: Math.max(1, dot(element.height)),
          stroke: null,
          fixed: true,
        },
      ]
    case 'symbol':
      return [drawSymbol(element, scope)]
    case 'hri': {
      const { hri } = scope.codes[element.carries]()
      const lines = element.perLine ? (hri.match(/\(\d{2,4}\)[^(]*(?:\((?!\d{2,4}\))[^(]*)*/g) ?? [hri]) : [hri]
      const size = dot(element.size)
      return lines.map((text, i) => ({
        draw: 'text',
        x: dot(element.x),
        y: dot(element.y + i * element.leading),
        size,
        least: Math.round(size * 0.75),
        width: dot(element.width),
        text,
        align: element.align,
        weight: 'medium',
        fixed: false,
      }))
    }
  }
}

function drawSymbol(element: SymbolElement, { template, dpi, dot, codes, symbols }: Scope): Drawing {
  const code = codes[element.carries]()
  const made = element.symbology === 'gs1datamatrix' ? gs1DataMatrix(code.data) : gs1128(code.data)
  if (!made.ok) throw new StationError(made.errors.map(({ code: name }) => ({ code: 'label.data', params: { reason: name } })))
  const range = symbolTables[template.use][element.symbology]
  const symbol = made.value
  const quiet = quietZoneOf(element.symbology)
  let dots = dotsFor(element.xDimension, dpi, range)
  const modulesWide = symbol.width + quiet.left + quiet.right
  // A longer record needs more modules: they become smaller rather than leave the place the template gives them.
  const most = element.most === undefined ? null : dot(element.most)
  while (most !== null && dots > 1 && modulesWide * dots > most) dots--
  const dotMm = 25.4 / dpi
  if (dots * dotMm < range.min - 1e-9)
    throw new StationError([{ code: 'label.symbolTooSmall', params: { xMm: (dots * dotMm).toFixed(3), minMm: range.min.toFixed(3) } }])
  if (most !== null && modulesWide * dots > most)
    throw new StationError([{ code: 'label.symbolTooBig', params: { modules: symbol.width } }])
  const barHeight = symbol.height === 1 ? dot(element.height ?? range.minHeight ?? 12.7) : dots
  const [x, y] = [dot(element.x), dot(element.y)]
  const width = modulesWide * dots
  const height = (quiet.top + quiet.bottom) * dots + (symbol.height === 1 ? barHeight : symbol.height * dots)
  symbols.push({ symbology: element.symbology, ...code, x, y, width, height, dots, dotMm, range, table: template.use })
  return { draw: 'symbol', x: x + quiet.left * dots, y: y + quiet.top * dots, symbol, dots, barHeight, fixed: false }
}

/** The element string of a label: (01)(11)(17)(10)(21), as far as the record has them. */
function encodeUdi(fields: LabelFields): Encoded {
  const elements: { ai: string; value: string }[] = []
  if (fields.di !== null) elements.push({ ai: '01', value: fields.di })
  if (fields.made !== null) elements.push({ ai: '11', value: yymmdd(fields.made) })
  if (fields.expires !== null) elements.push({ ai: '17', value: yymmdd(fields.expires) })
  if (fields.lot !== null) elements.push({ ai: '10', value: fields.lot })
  if (fields.serial !== null) elements.push({ ai: '21', value: fields.serial })
  return encode(elements)
}

function encode(elements: readonly { readonly ai: string; readonly value: string }[]): Encoded {
  const built = buildElementString(elements)
  if (!built.ok)
    throw new StationError(
      built.errors.map(({ code, params }) => ({
        code: 'label.data',
        params: { reason: code, ai: typeof params['ai'] === 'string' ? params['ai'] : null },
      })),
    )
  return { data: built.value.data, hri: built.value.hri, elements }
}

function fill(text: string, fields: LabelFields): { text: string; fixed: boolean } {
  let fixed = true
  const filled = text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === 'lot' || name === 'serial' || name === 'made' || name === 'expires' || name === 'sscc') fixed = false
    const value = fields[name as FieldName]
    if (value === null || value === undefined) throw new StationError([{ code: 'label.fieldEmpty', params: { field: name } }])
    return value
  })
  return { text: filled, fixed }
}

function isShown(element: TemplateElement, fields: LabelFields): boolean {
  if (!('when' in element) || element.when === undefined) return true
  const value = fields[element.when]
  return value !== null && value !== false && value !== '' && value !== 'none'
}

/** The bar that no training label is without: inverted, at the foot, clear of every symbol. */
function trainingBar(width: number, height: number): Drawing[] {
  const bar = Math.round(height * trainingShare)
  const size = Math.round(bar * 0.68)
  return [
    { draw: 'rect', x: 0, y: height - bar, width, height: bar, stroke: null, fixed: true },
    {
      draw: 'text',
      x: 0,
      y: height - bar + Math.round((bar - size) / 2),
      size,
      least: Math.round(size * 0.5),
      width,
      text: '培训 TRAINING 不得使用',
      align: 'center',
      weight: 'bold',
      invert: true,
      fixed: true,
    },
  ]
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
]
