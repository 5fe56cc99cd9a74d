/** X-dimension limits of one symbology in one GS1 symbol specification table, mm; bar height for linear ones. */
export interface XRange {
  readonly min: number
  readonly target: number
  readonly max: number
  readonly minHeight: number | null
}

type Table = Readonly<Record<'gs1datamatrix' | 'gs1-128', XRange>>

/** GS1 General Specifications, symbol specification tables by use (healthcare 6, 8, 10; logistic units 5). */
export const symbolTables: Readonly<Record<'table5' | 'table6' | 'table8' | 'table10', Table>> = {
  table5: {
    'gs1-128': { min: 0.495, target: 0.495, max: 0.94, minHeight: 31.75 },
    gs1datamatrix: { min: 0.743, target: 0.743, max: 1.5, minHeight: null },
  },
  table6: {
    'gs1-128': { min: 0.17, target: 0.495, max: 0.495, minHeight: 12.7 },
    gs1datamatrix: { min: 0.254, target: 0.38, max: 0.99, minHeight: null },
  },
  table8: {
    'gs1-128': { min: 0.495, target: 0.495, max: 1.016, minHeight: 31.75 },
    gs1datamatrix: { min: 0.75, target: 0.75, max: 1.52, minHeight: null },
  },
  table10: {
    'gs1-128': { min: 0.264, target: 0.33, max: 0.66, minHeight: 12.7 },
    gs1datamatrix: { min: 0.396, target: 0.495, max: 0.99, minHeight: null },
  },
}

/** Whole dots nearest to a wanted X-dimension, at least one, not above the most the table allows when that leaves one. */
export function dotsFor(xMm: number, dpi: number, range: XRange): number {
  const dot = 25.4 / dpi
  const wanted = Math.max(1, Math.round(xMm / dot))
  const most = Math.max(1, Math.floor(range.max / dot + 1e-9))
  return Math.min(wanted, most)
}
