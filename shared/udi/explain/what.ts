/** Why characters were cut as they were: a rule (words: `udi.rule.*`) and the clause it stands in. */
export type Why = { readonly rule: string; readonly clause: string }

const GENSPECS = 'GS1 General Specifications'
const HIBC = 'ANSI/HIBC 2.6'
const ISBT = 'ICCBBA ST-011'
const MA = 'ZIIOT MA'
/** Standards and texts are named by docs/spec/udi-agencies.md. */
const PUBLIC = 'public reader, no standard at hand'

const why = (rule: string, clause: string): Why => ({ rule, clause })
const MA_PI = why('maPi', MA)
const AHM = why('ahm', PUBLIC)
const HIBC_PRIMARY = why('hibcPrimary', HIBC)
const HIBC_SECONDARY = why('hibcSecondary', HIBC)
const ISBT_STRUCTURE = why('isbt', ISBT)

const BY_WHAT: Readonly<Record<string, Why>> = {
  aim: why('aim', 'ISO/IEC 15424'),
  'gs1.ai': why('ai', `${GENSPECS} 7.8.4`),
  'gs1.separator': why('separator', `${GENSPECS} 7.8.3`),
  'gs1.uri': why('uri', 'GS1 Digital Link: URI Syntax 4, 5'),
  'gs1.gtin': why('gtin', `${GENSPECS} 3.3.2`),
  drug: why('drug', PUBLIC),
  legacy: why('legacy', 'ISO/IEC 15459'),
  unread: why('unread', ''),
  link: why('maCarrier', MA),
  xml: why('maCarrier', MA),
  'ma.prefix': why('maDi', MA),
  'ma.country': why('maDi', MA),
  'ma.industry': why('maDi', MA),
  'ma.registrant': why('maDi', MA),
  'ma.package': why('maProduct', MA),
  'ma.item': why('maProduct', MA),
  'ma.check': why('maCheck', MA),
  'ma.C': why('maCheck', MA),
  'hibc.plus': HIBC_PRIMARY,
  'hibc.lic': HIBC_PRIMARY,
  'hibc.pcn': HIBC_PRIMARY,
  'hibc.unit': HIBC_PRIMARY,
  'hibc.link': why('hibcLink', HIBC),
  'hibc.check': why('hibcCheck', HIBC),
  'hibc.quantity': why('hibcSecondary', PUBLIC),
  'hibc.quantityFlag': why('hibcSecondary', PUBLIC),
  'isbt.compound': why('isbtCompound', ISBT),
}

const BY_AGENCY: Readonly<Record<string, Why>> = { ma: MA_PI, ahm: AHM, hibc: HIBC_SECONDARY, isbt: ISBT_STRUCTURE }

export function whyOf(what: string): Why {
  return BY_WHAT[what] ?? BY_AGENCY[what.slice(0, what.indexOf('.'))] ?? BY_WHAT['unread']!
}

/** The value of a GS1 AI: of predefined length, or up to a separator; in brackets, or in a link. */
export function whyValue(predefined: boolean, form: 'elements' | 'brackets' | 'link'): Why {
  if (form === 'link') return BY_WHAT['gs1.uri']!
  if (form === 'brackets') return BRACKETS
  return predefined ? PREDEFINED : VARIABLE
}

export const BRACKETS = why('brackets', `${GENSPECS} 4.15`)
const PREDEFINED = why('predefined', `${GENSPECS} 7.8.5`)
const VARIABLE = why('variable', `${GENSPECS} 7.8.6`)
export const NEEDLESS = why('needless', `${GENSPECS} 7.8.6.3`)
