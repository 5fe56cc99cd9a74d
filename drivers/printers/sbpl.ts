import { type InkBox, inkBoxes, joined, type LabelRaster, type LabelSettings, safeName, within } from './label.ts'
import type { LanguageDriver } from './language.ts'
import { enquiry, identity, push } from './sbpl-status.ts'

const esc = '\u001b'
/** ESC IG: what the sensor looks for. */
const sensors = { gap: 1, mark: 0, continuous: 2 } as const
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'))
/** Where `ESC ID nn` keeps its number in every label. */
const idAt = `${esc}A${esc}ID`.length
const digits = (value: number, count: number): string => String(value).padStart(count, '0')

/**
 * One label as SBPL: job number and name, media size (width and length in dots: A1aaaabbbb of the e series), sensor, speed, darkness 1-5,
 * the dots as GH of the boxes with ink, one label. GH is hex, twice the size of GB, but holds no byte that ENQ (05) or CAN (18), which are
 * obeyed wherever they come, could be. Boxes are whole 8 x 8 blocks; a 1 bit is black; positions begin at 1.
 */
export function sbplLabel(raster: LabelRaster, settings: LabelSettings): Uint8Array {
  const head = [
    'A',
    'ID00',
    ...(settings.name === undefined || settings.name === '' ? [] : [`WK${safeName(settings.name, 16)}`]),
    `A1${digits(raster.width, 4)}${digits(raster.height, 4)}`,
    `IG${sensors[settings.media ?? 'gap']}`,
    `CS${within(settings.speed, 1, 12)}`,
    `#E${within(1 + (settings.darkness * 4) / 30, 1, 5)}`,
  ]
  const parts: string[] = head.map((command) => esc + command)
  for (const box of inkBoxes(raster, settings)) {
    const blocks = Math.ceil(box.rows / 8)
    parts.push(
      `${esc}V${digits(box.y + 1, 4)}${esc}H${digits(box.x + 1, 4)}${esc}GH${digits(box.rowBytes, 3)}${digits(blocks, 3)}`,
      boxHex(raster, box),
      '0'.repeat((blocks * 8 - box.rows) * box.rowBytes * 2),
    )
  }
  parts.push(`${esc}Q1`, `${esc}Z`)
  return joined(parts)
}

function boxHex({ bits }: LabelRaster, { start, stride, rowBytes, rows }: InkBox): string {
  let text = ''
  for (let row = 0; row < rows; row++) for (let i = start + row * stride; i < start + row * stride + rowBytes; i++) text += hex[bits[i]!]!
  return text
}

/** The same label with its job number, 1 to 99. */
function stamp(label: Uint8Array, n: number): Uint8Array {
  const numbered = label.slice()
  numbered[idAt] = 0x30 + Math.floor(n / 10)
  numbered[idAt + 1] = 0x30 + (n % 10)
  return numbered
}

/** SATO SBPL. */
export const sbpl: LanguageDriver = {
  encode: sbplLabel,
  identity,
  status: [enquiry],
  statusUnidentified: true,
  statusInvisible: true,
  idle: 'idleAfterBusy',
  counter: null,
  jobs: { most: 99, stamp },
  push,
}
