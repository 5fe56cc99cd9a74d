import { fault, type Outcome } from '../errors.ts'
import { codewords, encode, pad } from './datamatrix/encodation.ts'
import { layoutOf } from './datamatrix/placement.ts'
import { appendErrorCorrection } from './datamatrix/reed-solomon.ts'
import { RECTANGLES, remainingCodewords, SQUARES } from './datamatrix/sizes.ts'
import type { ModuleGrid } from './symbol.ts'

const SQUARE = { sizes: SQUARES, remaining: remainingCodewords(SQUARES) }
const RECTANGLE = { sizes: RECTANGLES, remaining: remainingCodewords(RECTANGLES) }

/**
 * GS1 DataMatrix ECC 200 (ISO/IEC 16022; GS1 General Specifications 5.6): FNC1 in first position, separators as FNC1,
 * the smallest square size, or the smallest rectangular one if asked for. Equal, module for module, to what bwip-js makes.
 *
 * @param data element strings with GS between them, as `buildElementString` makes them
 * Faults: `symbol.empty`, `symbol.character`, `symbol.tooMuchData`.
 */
export function gs1DataMatrix(data: string, options: { readonly rectangular?: boolean } = {}): Outcome<ModuleGrid> {
  if (data === '') return { ok: false, errors: [fault('symbol.empty')] }
  for (let i = 0; i < data.length; i++) {
    if (data.charCodeAt(i) > 127) return { ok: false, errors: [fault('symbol.character', { found: data[i]! }, i)] }
  }
  const { sizes, remaining } = options.rectangular === true ? RECTANGLE : SQUARE
  const used = encode(data, remaining)
  const size = used < 0 ? undefined : sizes.find((candidate) => candidate.dataCodewords >= used)
  if (size === undefined) return { ok: false, errors: [fault('symbol.tooMuchData', { characters: data.length })] }
  pad(used, size.dataCodewords)
  appendErrorCorrection(codewords, size.dataCodewords, size.eccCodewords, size.blocks)

  const { frame, targets } = layoutOf(size)
  const modules = frame.slice()
  for (let i = 0, bit = 0; bit < targets.length; i++, bit += 8) {
    const codeword = codewords[i]!
    modules[targets[bit]!] = codeword >> 7
    modules[targets[bit + 1]!] = (codeword >> 6) & 1
    modules[targets[bit + 2]!] = (codeword >> 5) & 1
    modules[targets[bit + 3]!] = (codeword >> 4) & 1
    modules[targets[bit + 4]!] = (codeword >> 3) & 1
    modules[targets[bit + 5]!] = (codeword >> 2) & 1
    modules[targets[bit + 6]!] = (codeword >> 1) & 1
    modules[targets[bit + 7]!] = codeword & 1
  }
  return { ok: true, value: { width: size.columns, height: size.rows, modules } }
}
