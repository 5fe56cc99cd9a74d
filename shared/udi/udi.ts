import { AIM_LENGTH, aimOf } from './aim.ts'
import { parseEveryday } from './gs1/everyday.ts'
import { parseAnyScan } from './scan.ts'
import type { ParseOptions, ParseResult } from './types.ts'

export { parseParts } from './parts.ts'
export { MAX_SCAN_BYTES, parseAnyScan } from './scan.ts'

/**
 * Reads one scan of any agency: GS1 (element strings with or without AIM identifier, bracketed text, a Digital Link URI, a
 * plain GTIN), MA, AHM, HIBC, ISBT 128; drug codes and a firm's own are told apart. Never throws; every fault comes back
 * at once, each with its byte offset (docs/spec/codes.md, udi-agencies.md, errors.md).
 */
export function parseScan(scan: string | Uint8Array, options: ParseOptions): ParseResult {
  if (typeof scan === 'string' && scan.length <= LONGEST_EVERYDAY) {
    const result = parseEverydayScan(scan, options.now)
    if (result !== null) return result
  }
  return parseAnyScan(scan, options)
}

/** Longer than any everyday UDI, and short enough to need no other limit. */
const LONGEST_EVERYDAY = 200

function parseEverydayScan(scan: string, now: number): ParseResult | null {
  if (scan.charCodeAt(0) === 48) return parseEveryday(scan, 0, null, now)
  const aim = aimOf(scan)
  return aim === null || aim.kind !== 'gs1' ? null : parseEveryday(scan, AIM_LENGTH, aim.id, now)
}
