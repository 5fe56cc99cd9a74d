/** The modules of a symbol without quiet zone, row by row, 1 = dark. A linear symbol is one row. */
export type ModuleGrid = {
  readonly width: number
  readonly height: number
  readonly modules: Uint8Array
}

/** Light modules needed on each side, in X-dimensions. */
export type QuietZone = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

function sides(horizontal: number, vertical: number): QuietZone {
  return { left: horizontal, right: horizontal, top: vertical, bottom: vertical }
}

const MATRIX_ONE = sides(1, 1)
const LINEAR_TEN = sides(10, 0)

/**
 * Quiet zones by bwip-js symbology name: ISO/IEC 16022 7.4 (DataMatrix), 15417 4.3.4 (Code 128), 18004 6.3.8 (QR),
 * 15420 4.3.4 (EAN/UPC), 16390 (ITF), 24778 (Aztec needs none), 15438 (PDF417).
 */
const QUIET_ZONES: Readonly<Record<string, QuietZone>> = {
  gs1datamatrix: MATRIX_ONE,
  gs1datamatrixrectangular: MATRIX_ONE,
  datamatrix: MATRIX_ONE,
  datamatrixrectangular: MATRIX_ONE,
  'gs1-128': LINEAR_TEN,
  code128: LINEAR_TEN,
  gs1qrcode: sides(4, 4),
  qrcode: sides(4, 4),
  microqrcode: sides(2, 2),
  gs1dotcode: sides(3, 3),
  dotcode: sides(3, 3),
  hanxin: sides(3, 3),
  azteccode: sides(0, 0),
  pdf417: sides(2, 2),
  micropdf417: sides(1, 1),
  databaromni: sides(1, 0),
  databarlimited: sides(1, 0),
  databarexpanded: sides(1, 0),
  databarexpandedstacked: sides(1, 0),
  databarstacked: sides(1, 0),
  databarstackedomni: sides(1, 0),
  ean13: { left: 11, right: 7, top: 0, bottom: 0 },
  ean8: sides(7, 0),
  upca: sides(9, 0),
  upce: { left: 9, right: 7, top: 0, bottom: 0 },
}

/** The quiet zone of a symbology; one not listed gets ten modules all round, enough for every linear symbology. */
export function quietZoneOf(symbology: string): QuietZone {
  return QUIET_ZONES[symbology] ?? sides(10, 10)
}

/** A bitmap of whole dots: 1 bit per dot, most significant bit left, 1 = black, rows padded to bytes. */
export type SymbolRaster = { readonly width: number; readonly height: number; readonly stride: number; readonly bits: Uint8Array }

/**
 * Draws a symbol with its quiet zone, every module `dots` wide; a matrix symbol's modules are as high, a linear one's
 * only row is `barHeight` dots.
 */
export function rasterOf(symbol: ModuleGrid, quiet: QuietZone, dots: number, barHeight = dots): SymbolRaster {
  const rowDots = symbol.height === 1 ? barHeight : dots
  const width = (symbol.width + quiet.left + quiet.right) * dots
  const height = (quiet.top + quiet.bottom) * dots + symbol.height * rowDots
  const stride = (width + 7) >> 3
  const bits = new Uint8Array(stride * height)
  for (let row = 0; row < symbol.height; row++) {
    const first = (quiet.top * dots + row * rowDots) * stride
    for (let column = 0; column < symbol.width; column++) {
      if (symbol.modules[row * symbol.width + column] !== 1) continue
      const left = (quiet.left + column) * dots
      for (let x = left; x < left + dots; x++) bits[first + (x >> 3)]! |= 0x80 >> (x & 7)
    }
    for (let y = 1; y < rowDots; y++) bits.copyWithin(first + y * stride, first, first + stride)
  }
  return { width, height, stride, bits }
}
