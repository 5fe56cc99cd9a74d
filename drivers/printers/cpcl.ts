import { identity, shortStatus, wholeStatus } from './cpcl-status.ts'
import { boxBytes, inkBoxes, joined, type LabelRaster, type LabelSettings, within } from './label.ts'
import type { LanguageDriver } from './language.ts'

/** How the next label is found; on continuous paper nothing is looked for. */
const sensing = { gap: ['GAP-SENSE'], mark: ['BAR-SENSE'], continuous: [] } as const

/**
 * One label as a CPCL session of one label: height and width in dots, sensor, speed 0-5, tone -99 to 200, the dots as CG of the boxes with
 * ink (EG, the same in hex, is twice the size), FORM to feed to the next label. A 1 bit is black.
 */
export function cpclLabel(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const media = settings.media ?? 'gap'
  const head = [
    `! 0 200 200 ${raster.height} 1`,
    `PAGE-WIDTH ${raster.width}`,
    ...sensing[media],
    `SPEED ${within(settings.speed, 0, 5)}`,
    `TONE ${within(((settings.darkness - 15) * 100) / 15, -99, 100)}`,
  ]
  const parts: (string | Uint8Array)[] = head.map((line) => `${line}\r\n`)
  for (const box of inkBoxes(raster, settings))
    parts.push(`CG ${box.rowBytes} ${box.rows} ${box.x} ${box.y} `, boxBytes(raster, box, false), '\r\n')
  parts.push(media === 'continuous' ? 'PRINT\r\n' : 'FORM\r\nPRINT\r\n')
  return joined(parts)
}

/** CPCL: portable Zebra printers and those who follow them. */
export const cpcl: LanguageDriver = {
  encode: cpclLabel,
  identity,
  status: [wholeStatus, shortStatus],
  // An escape character and a letter print nothing outside a session.
  statusUnidentified: true,
  statusInvisible: true,
  idle: 'afterJob',
  counter: null,
  // ESC N forgets that the printer was switched on: seen again, it was switched off between.
  greeting: '\u001bN',
}
