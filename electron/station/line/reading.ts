import type { Reading } from '../../../shared/print-verify/verdict.ts'
import { parseScan } from '../../../shared/udi/udi.ts'

/** What fixed readers send when they saw nothing. */
const noReadTokens = new Set(['', 'NR', 'NOREAD', 'NO READ', 'NO_READ', 'ERROR', '?'])

/** Longest scan that is looked at, characters; a longer one is no label of ours. */
const longest = 4096

/** A scan as received (AIM id, GS) reduced to what a verdict needs. `year` resolves two-digit years. */
export function readScan(raw: string, year: number): Reading {
  const text = raw.replace(/[\r\n]+$/, '')
  const empty: Reading = {
    raw: text.slice(0, longest),
    noRead: false,
    gs1Carrier: true,
    valid: false,
    separatorLost: false,
    symbology: null,
    di: null,
    lot: null,
    serial: null,
    made: null,
    expires: null,
  }
  if (noReadTokens.has(text.trim().toUpperCase())) return { ...empty, noRead: true }
  if (text.length > longest) return empty
  const parsed = parseScan(text, { now: year, visibleGs: false })
  const plain = parsed.errors.some(({ code }) => code === 'symbology.notGs1')
  return {
    ...empty,
    gs1Carrier: !plain,
    valid: parsed.errors.every(({ code }) => code === 'symbology.notGs1'),
    separatorLost: !parsed.ok && parsed.readings.length > 0,
    symbology: parsed.symbology,
    di: parsed.di,
    lot: parsed.pi.lot,
    serial: parsed.pi.serial,
    made: parsed.pi.made,
    expires: parsed.pi.expires,
  }
}
