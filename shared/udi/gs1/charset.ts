import type { Charset } from './ai-table.ts'

const N = '0123456789'
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'

/** The AI encodable character sets (GS1 General Specifications 7.11): CSET 82, CSET 39 and CSET 64. */
export const CSET_82 = `!"%&'()*+,-./${N}:;<=>?${UPPER}_${LOWER}`
export const CSET_39 = `#-/${N}${UPPER}`
/** "=" pads; where it may stand is checked by the base64url rule, not by the set */
export const CSET_64 = `-${N}${UPPER}_${LOWER}=`

function members(characters: string): Uint8Array {
  const table = new Uint8Array(128)
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1
  return table
}

/** By character code below 128: 1 when the character belongs to the set. */
export const MEMBERS: Readonly<Record<Charset, Uint8Array>> = {
  N: members(N),
  X: members(CSET_82),
  Y: members(CSET_39),
  Z: members(CSET_64),
}

export const SET_NAME: Readonly<Record<Charset, string>> = { N: '0-9', X: 'CSET 82', Y: 'CSET 39', Z: 'CSET 64' }
