import type { Agency } from './types.ts'

/**
 * The agency other than GS1 whose code starts at `text[from]`, by the prefixes of ISO/IEC 15459 issuing agencies and
 * the wrappers MA codes are met in (a link that ends in `=MA...`, an XML element). Null when none is recognised.
 */
export function otherAgency(text: string, from: number): Agency | null {
  if (text.startsWith('MA.', from)) return 'MA'
  if (/^MF[A-Z0-9]/.test(text.slice(from, from + 3))) return 'AHM'
  if (/^\+[A-Z0-9$]/.test(text.slice(from, from + 2))) return 'HIBCC'
  if (/^(=[A-Z0-9/,>}+]|&[,(>])/.test(text.slice(from, from + 2))) return 'ICCBBA'
  if (/^https?:/i.test(text.slice(from, from + 6)) && text.includes('=MA.', from)) return 'MA'
  if (/^<UDI\s+IAC="MA"/.test(text.slice(from, from + 20))) return 'MA'
  return null
}
