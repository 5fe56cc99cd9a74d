// Reed-Solomon over GF(256) with x^8 + x^5 + x^3 + x^2 + 1 (ISO/IEC 16022 5.7 and annex E)

const POLYNOMIAL = 0x12d
const exp = new Uint8Array(510)
const log = new Uint8Array(256)
for (let i = 0, x = 1; i < 255; i++) {
  exp[i] = x
  exp[i + 255] = x
  log[x] = i
  x <<= 1
  if (x > 255) x ^= POLYNOMIAL
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : exp[log[a]! + log[b]!]!
}

/** Coefficients of (x - a)(x - a^2) ... (x - a^degree) below the leading one, highest power first. */
function generator(degree: number): Uint8Array {
  const poly = new Uint8Array(degree + 1)
  poly[0] = 1
  for (let i = 1; i <= degree; i++) for (let k = i; k > 0; k--) poly[k] = poly[k]! ^ multiply(poly[k - 1]!, exp[i]!)
  return poly.subarray(1)
}

/** By degree: for every byte the generator times that byte, so that a step of the division is one row of xors. */
const products = new Map<number, Uint8Array>()

function productsOf(degree: number): Uint8Array {
  let table = products.get(degree)
  if (table) return table
  const poly = generator(degree)
  table = new Uint8Array(256 * degree)
  for (let byte = 0; byte < 256; byte++) for (let k = 0; k < degree; k++) table[byte * degree + k] = multiply(poly[k]!, byte)
  products.set(degree, table)
  return table
}

const remainder = new Uint8Array(128)

/**
 * Writes the error correction codewords behind the data, `blocks` interleaved blocks at a time. The blocks of the
 * largest symbol differ in length, and its check bytes start with the first of the two shorter blocks (table 7, note).
 */
export function appendErrorCorrection(codewords: Uint8Array, dataCount: number, eccCount: number, blocks: number): void {
  const degree = eccCount / blocks
  const table = productsOf(degree)
  const shift = dataCount % blocks
  for (let block = 0; block < blocks; block++) {
    remainder.fill(0, 0, degree)
    for (let i = block; i < dataCount; i += blocks) {
      const row = (codewords[i]! ^ remainder[0]!) * degree
      for (let k = 0; k < degree - 1; k++) remainder[k] = remainder[k + 1]! ^ table[row + k]!
      remainder[degree - 1] = table[row + degree - 1]!
    }
    const place = dataCount + ((block + blocks - shift) % blocks)
    for (let k = 0; k < degree; k++) codewords[place + k * blocks] = remainder[k]!
  }
}
