import bwipjs from 'bwip-js'

interface Pen {
  fillColor(colour: string): unknown
  rect(x: number, y: number, width: number, height: number): unknown
  fill(): unknown
}

/** Points a millimetre. */
export const mm = 72 / 25.4

/** Code 128 as bars `moduleMm` wide and `heightMm` high, centred on `centre`; `y` is the upper edge. All in mm. */
export function drawBars(
  pen: Pen,
  code: string,
  place: { readonly centre: number; readonly y: number; readonly moduleMm: number; readonly heightMm: number },
): void {
  const [{ sbs }] = bwipjs.raw({ bcid: 'code128', text: code }) as unknown as readonly [{ readonly sbs: readonly number[] }]
  let x = place.centre - (sbs.reduce((sum, width) => sum + width, 0) * place.moduleMm) / 2
  pen.fillColor('#000000')
  for (const [i, width] of sbs.entries()) {
    if (i % 2 === 0) pen.rect(x * mm, place.y * mm, width * place.moduleMm * mm, place.heightMm * mm)
    x += width * place.moduleMm
  }
  pen.fill()
}
