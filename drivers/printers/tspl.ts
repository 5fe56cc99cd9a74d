import { boxBytes, gapMm, inkBoxes, joined, type LabelRaster, type LabelSettings, within } from './label.ts'
import type { LanguageDriver } from './language.ts'
import { drawnByPrinter } from './native.ts'
import { fullStatus, identity, shortStatus } from './tspl-status.ts'
import { tsplSymbol } from './tspl-symbol.ts'

/**
 * One label as TSPL: size and gap in mm, speed, density 0-15, REFERENCE at the corner, the dots as BITMAP mode 0 of the boxes with ink,
 * one set of one copy. A 0 bit is a black dot, so rows are flipped and their right edge is padded with 1s. SET REPRINT OFF, or an error
 * would print a serial twice. Nothing is quoted but the data of a symbol that the printer draws itself, with every character that is no
 * letter or digit written as its number.
 */
export function tsplLabel(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const mm = (dots: number): string => `${((dots * 25.4) / settings.dpi).toFixed(2)} mm`
  const head = [
    `SIZE ${mm(raster.width)},${mm(raster.height)}`,
    { gap: `GAP ${gapMm} mm,0 mm`, mark: `BLINE ${gapMm} mm,0 mm`, continuous: 'GAP 0 mm,0 mm' }[settings.media ?? 'gap'],
    `SPEED ${settings.speed}`,
    `DENSITY ${within(settings.darkness / 2, 0, 15)}`,
    'DIRECTION 0',
    'REFERENCE 0,0',
    'SET REPRINT OFF',
    'CLS',
  ]
  const { left, orders } = drawnByPrinter(raster, settings.native ?? [], (symbol) => tsplSymbol(symbol, settings))
  const parts: (string | Uint8Array)[] = ['\r\n', ...head.map((line) => `${line}\r\n`)]
  for (const box of inkBoxes(left, settings))
    parts.push(`BITMAP ${box.x},${box.y},${box.rowBytes},${box.rows},0,`, boxBytes(left, box, true), '\r\n')
  parts.push(...orders, 'PRINT 1,1\r\n')
  return joined(parts)
}

/** TSC TSPL2 and the makers who follow it. */
export const tspl: LanguageDriver = {
  encode: tsplLabel,
  nativeSymbols: true,
  identity,
  status: [fullStatus, shortStatus],
  // `ESC !` prints nothing where it is not understood.
  statusUnidentified: true,
  statusInvisible: true,
  idle: 'idleAfterBusy',
  counter: null,
}
