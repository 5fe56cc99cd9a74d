import type { LabelRaster, LabelSettings } from '../../../drivers/printers/label.ts'

/** The name of the rig's printer, wherever it is plugged. */
export const device = 'usb:0a5f:0166:SN001'

export const settings: LabelSettings = { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }

/** A label of random ink: it does not compress, so its bytes are many. */
export function inkLabel(width: number, height: number): LabelRaster {
  const stride = width >> 3
  const bits = new Uint8Array(stride * height)
  let state = 7
  for (let i = 0; i < bits.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bits[i] = state >>> 24
  }
  return { width, height, stride, bits }
}
