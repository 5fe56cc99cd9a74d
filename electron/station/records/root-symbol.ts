import bwipjs from 'bwip-js'

/** Modules of a symbol; `dark(x, y)` from the top left. */
export interface Modules {
  readonly width: number
  readonly height: number
  readonly dark: (x: number, y: number) => boolean
}

/** QR Code (ISO/IEC 18004) of a text, error correction M, without its quiet zone. */
export function qrModules(text: string): Modules {
  const [symbol] = bwipjs.raw({ bcid: 'qrcode', text, eclevel: 'M' } as never) as unknown as readonly {
    readonly pixs: ArrayLike<number>
    readonly pixx: number
    readonly pixy: number
  }[]
  const { pixs, pixx, pixy } = symbol!
  return { width: pixx, height: pixy, dark: (x, y) => pixs[y * pixx + x] === 1 }
}
