import { encodePng1 } from '../../../drivers/image/png.ts'
import { fieldsOf } from '../../../shared/label/bind.ts'
import { compose, type Drawing } from '../../../shared/label/document.ts'
import type { ErrorParams } from '../../../shared/station-error.ts'
import type { LabelMaker, LabelRequest, MadeLabel } from '../ports.ts'
import { loadTemplate } from './make.ts'
import { labelPdf } from './pdf.ts'

export interface Check {
  readonly code: string
  readonly params: ErrorParams
  readonly state: 'ok' | 'warn' | 'blocked'
}

/** A label drawn with a real record, its first symbol measured against the GS1 table of its use, and what was checked. Errors: `label.…`. */
export async function previewTemplate(labels: LabelMaker, request: LabelRequest) {
  const made = await labels.make(request)
  const template = loadTemplate(request.template)
  const { symbols, drawings } = compose(template, fieldsOf(request.product, request.record), request.dpi, { training: request.training })
  const placed = symbols[0]!
  const { range, dots, dotMm } = placed
  const xMm = dots * dotMm
  const inRange = xMm >= range.min - 1e-9 && xMm <= range.max + 1e-9
  const checks: Check[] = [
    { code: 'check.decodes', params: {}, state: 'ok' },
    { code: 'check.quietZone', params: { mm: (placed.symbology === 'gs1-128' ? 10 * xMm : xMm).toFixed(2) }, state: 'ok' },
    { code: 'check.glyphs', params: {}, state: 'ok' },
    textSize(drawings, request.dpi),
    { code: 'check.xDimension', params: { xMm: xMm.toFixed(3) }, state: inRange ? 'ok' : 'warn' },
    { code: 'check.traceAgrees', params: {}, state: request.product.pi.serial === (request.product.trace === 'serial') ? 'ok' : 'blocked' },
    await longestLot(labels, request),
  ]
  return {
    made,
    checks,
    symbol: {
      symbology: placed.symbology,
      xMm,
      dots,
      dotMm,
      minMm: range.min,
      targetMm: range.target,
      maxMm: range.max,
      inRange,
      table: placed.table,
      box: { xMm: placed.x * dotMm, yMm: placed.y * dotMm, widthMm: placed.width * dotMm, heightMm: placed.height * dotMm },
    },
  }
}

/** Characters below so many dots run together on paper. */
const legibleDots = 14

/** The smallest text on the label at this resolution. */
function textSize(drawings: readonly Drawing[], dpi: number): Check {
  const sizes = drawings.flatMap((drawing) => (drawing.draw === 'text' ? [drawing.size] : []))
  const dots = Math.min(...sizes)
  return { code: 'check.textSize', params: { mm: ((dots * 25.4) / dpi).toFixed(2), dots }, state: dots >= legibleDots ? 'ok' : 'warn' }
}

/** Whether the label still fits with the longest lot GS1 allows. */
async function longestLot(labels: LabelMaker, request: LabelRequest): Promise<Check> {
  if (request.record.lot === null) return { code: 'check.longestLot', params: { now: 0 }, state: 'ok' }
  const now = request.record.lot.length
  try {
    await labels.make({ ...request, record: { ...request.record, lot: 'W'.repeat(20) } })
    return { code: 'check.longestLot', params: { now }, state: 'ok' }
  } catch {
    return { code: 'check.longestLot', params: { now }, state: 'warn' }
  }
}

/** The label's own dots as a file. */
export async function exportPicture(labels: LabelMaker, request: LabelRequest, format: 'png' | 'pdf'): Promise<Uint8Array> {
  const { picture }: MadeLabel = await labels.make(request)
  return format === 'png' ? encodePng1(picture, picture.dpi) : labelPdf(picture)
}
