import { readFileSync } from 'node:fs'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import type { PlacedSymbol } from '../../../shared/label/document.ts'
import { decoderWasm } from '../resources.ts'
import type { Raster } from './raster.ts'

let prepared: Promise<unknown> | null = null

/** Loads the decoder once, from the file that ships with it: it must never look for the network. */
export function prepareDecoder(): Promise<unknown> {
  prepared ??= Promise.resolve().then(() => {
    const wasm = readFileSync(decoderWasm())
    return prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer }, fireImmediately: true })
  })
  return prepared
}

const formats = { gs1datamatrix: 'DataMatrix', 'gs1-128': 'Code128' } as const
const identifiers = { gs1datamatrix: ']d2', 'gs1-128': ']C1' } as const

/**
 * Reads a placed symbol back from the label's dots, quiet zone and one module around it, with a decoder that knows nothing of the
 * encoder. True when it reads as the due carrier and holds exactly the intended data.
 */
export async function decodesBack(raster: Raster, symbol: PlacedSymbol): Promise<boolean> {
  await prepareDecoder()
  const options: ReaderOptions = { formats: [formats[symbol.symbology]], textMode: 'Plain', tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false, maxNumberOfSymbols: 1 }
  const image = crop(raster, symbol)
  let [found] = await readBarcodes(image, options)
  if (found === undefined) [found] = await readBarcodes(image, { ...options, tryHarder: true })
  return found !== undefined && found.symbologyIdentifier === identifiers[symbol.symbology] && found.text === symbol.data
}

/** The symbol's part of the label as an RGBA picture, with a white margin so that the edge of the cut is no edge of the label. */
interface Picture {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
  readonly colorSpace: 'srgb'
}

function crop({ width, height, stride, bits }: Raster, symbol: PlacedSymbol): Picture {
  const margin = symbol.dots * 2
  const rows = symbol.symbology === 'gs1-128' ? Math.min(symbol.height, symbol.dots * 12) : symbol.height
  const [w, h] = [symbol.width + 2 * margin, rows + 2 * margin]
  const data = new Uint32Array(w * h).fill(0xffffffff)
  for (let y = 0; y < rows; y++) {
    const line = symbol.y + y
    if (line >= height) break
    const from = (y + margin) * w + margin
    for (let x = 0; x < symbol.width && symbol.x + x < width; x++) {
      const column = symbol.x + x
      if ((bits[line * stride + (column >> 3)]! & (0x80 >> (column & 7))) !== 0) data[from + x] = 0xff000000
    }
  }
  return { data: new Uint8ClampedArray(data.buffer), width: w, height: h, colorSpace: 'srgb' }
}
