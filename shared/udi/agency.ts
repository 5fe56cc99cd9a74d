import { isAhm, readAhm } from './ahm.ts'
import { isHibc, readHibc, withoutPlus } from './hibc/parse.ts'
import { isIsbt, readIsbt } from './isbt.ts'
import { isMa, readMaCarrier } from './ma/carrier.ts'
import { type Notes, newNotes } from './notes.ts'
import type { Agency } from './types.ts'

/**
 * The agency other than GS1 whose code starts at `text[from]`, by the prefixes of ISO/IEC 15459 issuing agencies and
 * the wrappers MA codes are met in (a link that ends in `=MA...`, an XML element). Null when none is recognised.
 */
export function otherAgency(text: string, from: number): Agency | null {
  switch (text.charCodeAt(from)) {
    case 43: // +
      return isHibc(text, from) ? 'HIBCC' : null
    case 38: // &
    case 61: // =
      return isIsbt(text, from) ? 'ICCBBA' : null
    case 77: // M
      if (isMa(text, from)) return 'MA'
      return isAhm(text, from) ? 'AHM' : null
    case 60: // <
    case 72: // H
    case 104: // h
      return isMa(text, from) ? 'MA' : null
    default:
      return null
  }
}

/** Reads `text[from, )` as a code of the agency that `otherAgency` found. */
export function readAgency(agency: Agency, text: string, from: number, now: number, explained: boolean): Notes {
  const notes = newNotes(agency, explained)
  if (agency === 'MA') readMaCarrier(notes, text, from, now)
  else if (agency === 'AHM') readAhm(notes, text, from, now)
  else if (agency === 'HIBCC') readHibc(notes, text, from, now, true)
  else readIsbt(notes, text, from, now)
  return notes
}

/** A HIBC that came without its `+`; `sure` when the form leaves no doubt. Null when it is none. */
export function readBareHibc(
  text: string,
  from: number,
  now: number,
  explained: boolean,
): { readonly notes: Notes; readonly sure: boolean } | null {
  const found = withoutPlus(text, from)
  if (found === 'no') return null
  const notes = newNotes('HIBCC', explained)
  readHibc(notes, text, from, now, false)
  return { notes, sure: found === 'yes' }
}
