import { proofData } from '../../../shared/devices/scanner-proof.ts'
import type { Drawing, LabelDocument } from '../../../shared/label/document.ts'
import { trialData } from '../../../shared/label/trial.ts'
import { defaultProfile } from '../../../shared/printing.ts'
import { gs1DataMatrix } from '../../../shared/symbols/datamatrix.ts'
import type { LabelMaker } from '../ports.ts'
import { fontFile } from '../resources.ts'
import { LabelFont } from './font.ts'
import { labelBytes } from './make.ts'
import { Rasterizer } from './raster.ts'

let rasterizer: Rasterizer | null = null

/** A 50 x 25 mm label that shows a frame, the printer's name and a symbol of no product: an internal code (AI 91), or what proves a scanner. */
export function testLabel(printer: Parameters<LabelMaker['test']>[0]): Uint8Array {
  rasterizer ??= new Rasterizer({
    medium: new LabelFont(fontFile('medium'), 'Signet Medium'),
    bold: new LabelFont(fontFile('bold'), 'Signet Bold'),
  })
  const dot = (mm: number): number => Math.round((mm * printer.dpi) / 25.4)
  const [width, height] = [dot(50), dot(25)]
  const symbol = gs1DataMatrix(printer.symbol === 'proof' ? proofData : trialData)
  const drawings: Drawing[] = [
    { draw: 'rect', x: dot(0.5), y: dot(0.5), width: width - dot(1), height: height - dot(1), stroke: dot(0.3), fixed: false },
    {
      draw: 'text',
      x: dot(2),
      y: dot(3),
      size: dot(4),
      least: dot(2),
      width: dot(30),
      text: '试印 TEST',
      align: 'left',
      weight: 'bold',
      fixed: false,
    },
    {
      draw: 'text',
      x: dot(2),
      y: dot(10),
      size: dot(3),
      least: dot(1.5),
      width: dot(30),
      text: printer.name,
      align: 'left',
      weight: 'medium',
      fixed: false,
    },
    {
      draw: 'text',
      x: dot(2),
      y: dot(16),
      size: dot(2.5),
      least: dot(1.5),
      width: dot(30),
      text: `${printer.dpi} dpi`,
      align: 'left',
      weight: 'medium',
      fixed: false,
    },
  ]
  if (symbol.ok)
    drawings.push({
      draw: 'symbol',
      x: dot(36),
      y: dot(7),
      symbol: symbol.value,
      dots: Math.max(1, Math.floor(dot(11) / symbol.value.width)),
      barHeight: 0,
      fixed: false,
    })
  const document: LabelDocument = { width, height, dpi: printer.dpi, widthMm: 50, heightMm: 25, drawings, symbols: [] }
  return labelBytes(rasterizer.draw(document, `test ${printer.dpi}`), {
    dpi: printer.dpi,
    darkness: printer.darkness,
    speed: printer.speed,
    language: printer.language ?? defaultProfile.language,
    media: printer.media ?? defaultProfile.media,
    offsetXMm: printer.offsetXMm ?? 0,
    offsetYMm: printer.offsetYMm ?? 0,
  })
}
