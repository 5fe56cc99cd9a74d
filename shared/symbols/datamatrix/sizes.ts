/** One ECC 200 symbol size (ISO/IEC 16022 table 7). */
export type Size = {
  readonly rows: number
  readonly columns: number
  /** data regions down and across */
  readonly regionsDown: number
  readonly regionsAcross: number
  readonly dataCodewords: number
  readonly eccCodewords: number
  /** interleaved Reed-Solomon blocks */
  readonly blocks: number
}

function size(rows: number, columns: number, regionsDown: number, regionsAcross: number, eccCodewords: number, blocks: number): Size {
  const modules = (rows - 2 * regionsDown) * (columns - 2 * regionsAcross)
  return { rows, columns, regionsDown, regionsAcross, dataCodewords: (modules >> 3) - eccCodewords, eccCodewords, blocks }
}

/** [side, regions per side, error correction codewords, blocks] */
const SQUARE_DATA = [
  [10, 1, 5, 1],
  [12, 1, 7, 1],
  [14, 1, 10, 1],
  [16, 1, 12, 1],
  [18, 1, 14, 1],
  [20, 1, 18, 1],
  [22, 1, 20, 1],
  [24, 1, 24, 1],
  [26, 1, 28, 1],
  [32, 2, 36, 1],
  [36, 2, 42, 1],
  [40, 2, 48, 1],
  [44, 2, 56, 1],
  [48, 2, 68, 1],
  [52, 2, 84, 2],
  [64, 4, 112, 2],
  [72, 4, 144, 4],
  [80, 4, 192, 4],
  [88, 4, 224, 4],
  [96, 4, 272, 4],
  [104, 4, 336, 6],
  [120, 6, 408, 6],
  [132, 6, 496, 8],
  [144, 6, 620, 10],
] as const

/** All 24 square sizes, smallest first. */
export const SQUARES: readonly Size[] = SQUARE_DATA.map(([side, regions, ecc, blocks]) => size(side, side, regions, regions, ecc, blocks))

/** The six rectangular sizes, smallest capacity first. */
export const RECTANGLES: readonly Size[] = [
  size(8, 18, 1, 1, 7, 1),
  size(8, 32, 1, 2, 11, 1),
  size(12, 26, 1, 1, 14, 1),
  size(12, 36, 1, 2, 18, 1),
  size(16, 36, 1, 2, 24, 1),
  size(16, 48, 1, 2, 28, 1),
]

/**
 * By number of codewords already used: how many more the smallest symbol holds that has room for at least one. The
 * encodation rules for the end of the data need it (ISO/IEC 16022 5.2.5.2, 5.2.8.2).
 */
export function remainingCodewords(sizes: readonly Size[]): Uint16Array {
  const most = Math.max(...sizes.map((s) => s.dataCodewords))
  const remaining = new Uint16Array(most)
  for (let used = 0; used < most; used++) remaining[used] = sizes.find((s) => s.dataCodewords > used)!.dataCodewords - used
  return remaining
}
