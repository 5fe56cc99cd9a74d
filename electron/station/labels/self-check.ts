import { decode, pixelsOf } from '../../../drivers/image/zxing.ts'
import type { PlacedSymbol } from '../../../shared/label/document.ts'
import type { Raster } from './raster.ts'

const carriers = { gs1datamatrix: { format: 'DataMatrix', aim: ']d2' }, 'gs1-128': { format: 'Code128', aim: ']C1' } } as const

/**
 * Reads a placed symbol back from the label's dots, quiet zone included, with a decoder that knows nothing of the encoder. True when it
 * reads as the due carrier and holds exactly the intended data.
 */
export async function decodesBack(raster: Raster, symbol: PlacedSymbol): Promise<boolean> {
  const { format, aim } = carriers[symbol.symbology]
  // Bars are the same at every height: a strip of them is enough.
  const height = symbol.symbology === 'gs1-128' ? Math.min(symbol.height, symbol.dots * 12) : symbol.height
  const pixels = pixelsOf(raster, { x: symbol.x, y: symbol.y, width: symbol.width, height }, symbol.dots * 2)
  const found =
    (await decode(pixels, { formats: [format], tryHarder: false, tryRotate: false })) ??
    (await decode(pixels, { formats: [format], tryHarder: true, tryRotate: false }))
  return found !== null && found.symbology === aim && found.text === symbol.data
}
