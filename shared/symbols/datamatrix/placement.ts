import type { Size } from './sizes.ts'

/** Where everything of one symbol size goes. */
export type Layout = {
  /** the modules that are the same in every symbol: finder, timing and the fixed corner */
  readonly frame: Uint8Array
  /** for every bit of every codeword, most significant first, the index of its module */
  readonly targets: Uint16Array
}

const layouts = new Map<Size, Layout>()

/** The layout of a size, worked out once. */
export function layoutOf(size: Size): Layout {
  let layout = layouts.get(size)
  if (!layout) {
    layout = workOut(size)
    layouts.set(size, layout)
  }
  return layout
}

function workOut(size: Size): Layout {
  const rows = size.rows - 2 * size.regionsDown
  const columns = size.columns - 2 * size.regionsAcross
  const map = place(rows, columns)
  const regionRows = rows / size.regionsDown
  const regionColumns = columns / size.regionsAcross
  const frame = new Uint8Array(size.rows * size.columns)
  for (let y = 0; y < size.rows; y++) {
    for (let x = 0; x < size.columns; x++) {
      const inY = y % (regionRows + 2)
      const inX = x % (regionColumns + 2)
      // solid left and bottom, alternating top and right (ISO/IEC 16022 5.8.1)
      const dark = inX === 0 || inY === regionRows + 1 || (inY === 0 && x % 2 === 0) || (inX === regionColumns + 1 && y % 2 === 1)
      if (dark) frame[y * size.columns + x] = 1
    }
  }
  const targets = new Uint16Array((size.dataCodewords + size.eccCodewords) * 8)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const y = row + 2 * Math.floor(row / regionRows) + 1
      const x = column + 2 * Math.floor(column / regionColumns) + 1
      const bit = map[row * columns + column]!
      if (bit >= 0) targets[bit] = y * size.columns + x
      else if (bit === FIXED_DARK) frame[y * size.columns + x] = 1
    }
  }
  return { frame, targets }
}

const EMPTY = -1
const FIXED_LIGHT = -2
const FIXED_DARK = -3

/** For every module of the mapping matrix, the number of its bit (ISO/IEC 16022 annex F). */
function place(rows: number, columns: number): Int16Array {
  const map = new Int16Array(rows * columns).fill(EMPTY)
  let codeword = 0

  const put = (row: number, column: number, bit: number) => {
    let r = row
    let c = column
    if (r < 0) {
      r += rows
      c += 4 - ((rows + 4) % 8)
    }
    if (c < 0) {
      c += columns
      r += 4 - ((columns + 4) % 8)
    }
    map[r * columns + c] = codeword * 8 + bit
  }
  const putAll = (modules: readonly (readonly [number, number])[]) => {
    for (const [bit, [row, column]] of modules.entries()) put(row, column, bit)
    codeword++
  }
  const utah = (r: number, c: number) =>
    putAll([
      [r - 2, c - 2],
      [r - 2, c - 1],
      [r - 1, c - 2],
      [r - 1, c - 1],
      [r - 1, c],
      [r, c - 2],
      [r, c - 1],
      [r, c],
    ])
  const lastRow = rows - 1
  const last = columns - 1
  const right: readonly (readonly [number, number])[] = [
    [0, last],
    [1, last],
    [2, last],
    [3, last],
  ]

  let row = 4
  let column = 0
  do {
    if (row === rows && column === 0) putAll([[lastRow, 0], [lastRow, 1], [lastRow, 2], [0, last - 1], ...right])
    if (row === rows - 2 && column === 0 && columns % 4 !== 0)
      putAll([[lastRow - 2, 0], [lastRow - 1, 0], [lastRow, 0], [0, last - 3], [0, last - 2], [0, last - 1], ...right.slice(0, 2)])
    if (row === rows - 2 && column === 0 && columns % 8 === 4)
      putAll([[lastRow - 2, 0], [lastRow - 1, 0], [lastRow, 0], [0, last - 1], ...right])
    if (row === rows + 4 && column === 2 && columns % 8 === 0)
      putAll([
        [lastRow, 0],
        [lastRow, last],
        [0, last - 2],
        [0, last - 1],
        [0, last],
        [1, last - 2],
        [1, last - 1],
        [1, last],
      ])
    do {
      if (row < rows && column >= 0 && map[row * columns + column] === EMPTY) utah(row, column)
      row -= 2
      column += 2
    } while (row >= 0 && column < columns)
    row += 1
    column += 3
    do {
      if (row >= 0 && column < columns && map[row * columns + column] === EMPTY) utah(row, column)
      row += 2
      column -= 2
    } while (row < rows && column >= 0)
    row += 3
    column += 1
  } while (row < rows || column < columns)

  // the corner four modules no codeword reaches
  const corner = rows * columns - 1
  if (map[corner] === EMPTY) {
    map[corner] = FIXED_DARK
    map[corner - 1] = FIXED_LIGHT
    map[corner - columns] = FIXED_LIGHT
    map[corner - columns - 1] = FIXED_DARK
  }
  return map
}
