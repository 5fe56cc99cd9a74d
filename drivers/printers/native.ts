import type { LabelRaster, NativeSymbol } from './label.ts'

/**
 * Takes out of a raster the symbols that a language can carry exactly (`order` gives its command, or null), so that they are not printed
 * twice. What it cannot carry stays dots. The place of a symbol holds nothing else: templates are refused where anything overlaps it.
 */
export function drawnByPrinter(
  raster: LabelRaster,
  symbols: readonly NativeSymbol[],
  order: (symbol: NativeSymbol) => string | null,
): { readonly left: LabelRaster; readonly orders: readonly string[] } {
  const found = symbols.flatMap((symbol) => {
    const text = order(symbol)
    return text === null ? [] : [{ symbol, text }]
  })
  if (found.length === 0) return { left: raster, orders: [] }
  const bits = raster.bits.slice()
  for (const { symbol } of found) clear(bits, raster.stride, symbol)
  return { left: { ...raster, bits }, orders: found.map(({ text }) => text) }
}

function clear(bits: Uint8Array, stride: number, { x, y, columns, rows, dots, barHeight }: NativeSymbol): void {
  const [right, bottom] = [x + columns * dots, y + (rows === 1 ? barHeight : rows * dots)]
  for (let row = y; row < bottom; row++)
    for (let column = x; column < right; column++) bits[row * stride + (column >> 3)]! &= ~(0x80 >> (column & 7))
}
