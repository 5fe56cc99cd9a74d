import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { sep } from 'node:path'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'

let prepared: Promise<unknown> | null = null

/** Loads the decoder once, from the file that ships with it: by itself it would look for the network. */
function prepare(): Promise<unknown> {
  prepared ??= Promise.resolve().then(() => {
    const file = createRequire(import.meta.url)
      .resolve('zxing-wasm/reader/zxing_reader.wasm')
      .replace(`app.asar${sep}`, `app.asar.unpacked${sep}`)
    const wasm = readFileSync(file)
    return prepareZXingModule({
      overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer },
      fireImmediately: true,
    })
  })
  return prepared
}

/** RGBA dots. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
  readonly colorSpace: 'srgb'
}

/** One decoded symbol: AIM id with `]`, and its data with GS. */
export interface Decoded {
  readonly symbology: string
  readonly text: string
}

/** Reads the first symbol of a picture, or null. */
export async function decode(pixels: Pixels, options: Pick<ReaderOptions, 'formats' | 'tryHarder' | 'tryRotate'>): Promise<Decoded | null> {
  await prepare()
  const [found] = await readBarcodes(pixels as unknown as Uint8Array, {
    ...options,
    textMode: 'Plain',
    tryInvert: false,
    tryDownscale: false,
    maxNumberOfSymbols: 1,
  })
  return found === undefined || !found.isValid ? null : { symbology: found.symbologyIdentifier, text: found.text }
}

/** Cuts a rectangle out of a 1-bit raster as RGBA, with a white margin of `margin` dots. */
export function pixelsOf(
  raster: { readonly width: number; readonly height: number; readonly stride: number; readonly bits: Uint8Array },
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  margin: number,
): Pixels {
  const [w, h] = [box.width + 2 * margin, box.height + 2 * margin]
  const data = new Uint32Array(w * h).fill(0xffffffff)
  for (let y = 0; y < box.height && box.y + y < raster.height; y++) {
    const line = (box.y + y) * raster.stride
    const from = (y + margin) * w + margin
    for (let x = 0; x < box.width && box.x + x < raster.width; x++) {
      const column = box.x + x
      if ((raster.bits[line + (column >> 3)]! & (0x80 >> (column & 7))) !== 0) data[from + x] = 0xff000000
    }
  }
  return { data: new Uint8ClampedArray(data.buffer), width: w, height: h, colorSpace: 'srgb' }
}
