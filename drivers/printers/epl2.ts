import { errorStatus, halfPush, identity, push } from './epl2-status.ts'
import { boxBytes, dotsOf, gapMm, inkBoxes, joined, type LabelRaster, type LabelSettings, within } from './label.ts'
import type { LanguageDriver } from './language.ts'

/**
 * One label as EPL2: a line end to leave whatever was half sent, width `q` and length `Q` in dots (they clear the image, so the graphics
 * follow, EPL programming guide 14245L p. 110), speed, density 0-15, the dots as GW of the boxes with ink, one copy. A 0 bit prints a dot.
 */
export function epl2Label(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const between = within(dotsOf(gapMm, settings.dpi), 16, 240)
  const length = { gap: `${raster.height},${between}`, mark: `${raster.height},B${between}`, continuous: `${raster.height},0` }
  const head = [
    '',
    'N',
    `q${raster.width}`,
    `Q${length[settings.media ?? 'gap']}`,
    `S${within(settings.speed, 1, 6)}`,
    `D${within(settings.darkness / 2, 0, 15)}`,
    'N',
  ]
  const parts: (string | Uint8Array)[] = head.map((line) => `${line}\n`)
  for (const box of inkBoxes(raster, settings))
    parts.push(`GW${box.x},${box.y},${box.rowBytes},${box.rows},`, boxBytes(raster, box, true), '\n')
  parts.push('P1\n')
  return joined(parts)
}

/** Zebra (Eltron) EPL2, and POSTEK and Intermec printers that follow it. */
export const epl2: LanguageDriver = {
  encode: epl2Label,
  identity,
  status: [errorStatus],
  statusUnidentified: true,
  idle: 'idleAfterBusy',
  counter: null,
  greeting: 'US\r\n',
  push,
  halfPush,
}
