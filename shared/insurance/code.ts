/** Parts of a national insurance code of a consumable (医保医用耗材编码): 20 characters, or 27 with the serial of certificate and specification. */
export interface InsuranceCode {
  /** `C` and 19 digits. */
  readonly code20: string
  /** With the 7 digits behind it, or null. */
  readonly code27: string | null
  /** Class: discipline, part, function (2 digits each). */
  readonly category: string
  /** Generic name, 3 digits. */
  readonly generic: string
  /** Material 2 and specification 3 digits. */
  readonly feature: string
  /** Maker, 5 digits. */
  readonly maker: string
}

/** Reads a code as it stands in tables: blanks are dropped, a small c is taken. Null: it is none. There is no public check digit. */
export function readInsuranceCode(text: string): InsuranceCode | null {
  const code = text.replaceAll(/\s/g, '').toUpperCase()
  const found = /^(C(\d{6})(\d{3})(\d{5})(\d{5}))(\d{7})?$/.exec(code)
  if (found === null) return null
  const [, code20, category, generic, feature, maker, tail] = found
  return {
    code20: code20!,
    code27: tail === undefined ? null : code,
    category: category!,
    generic: generic!,
    feature: feature!,
    maker: maker!,
  }
}

/** What the tables of the insurance administration say of a code. */
export const insuranceStates = ['active', 'disabled', 'transferred'] as const
export type InsuranceState = (typeof insuranceStates)[number]

/** Who says that a DI and a code belong together. */
export const mappingSources = ['UDID', 'NHSA', 'manual'] as const
export type MappingSource = (typeof mappingSources)[number]

/** The three tables that are published: specifications, codes taken out of use, codes that became others. */
export const insuranceTables = ['list', 'disabled', 'transfer'] as const
export type InsuranceTable = (typeof insuranceTables)[number]

/** What a column of such a table may be. */
export const insuranceColumns = ['code', 'successor', 'di', 'regNo', 'spec', 'maker', 'name', 'ignore'] as const
export type InsuranceColumn = (typeof insuranceColumns)[number]

/** One mapping of a DI, with what is known of its code. */
export interface MappedCode {
  readonly code: string
  readonly sources: readonly MappingSource[]
  readonly state: InsuranceState | 'unknown'
  readonly successor: string | null
  readonly regNo: string | null
  readonly spec: string | null
}

export type MappingFault =
  /** One side has the code, the other has none of this DI or other ones. */
  | { readonly code: 'insurance.onlyUdid' | 'insurance.onlyNhsa'; readonly params: { readonly code: string } }
  | { readonly code: 'insurance.disabled'; readonly params: { readonly code: string } }
  | { readonly code: 'insurance.transferred'; readonly params: { readonly code: string; readonly successor: string } }
  | {
      readonly code: 'insurance.regNo' | 'insurance.spec'
      readonly params: { readonly code: string; readonly found: string; readonly expected: string }
    }
  | { readonly code: 'insurance.none'; readonly params: Readonly<Record<never, never>> }

const plain = (text: string): string => text.replaceAll(/[\s（）()]/g, '').toLowerCase()

/**
 * What does not agree between both sides and the product (notices 2022-114, 2023-22: the field of UDID and the insurance database must
 * say the same). Compared are 20-character codes: UDID holds no longer ones. A side that says nothing at all is not compared.
 */
export function mappingFaults(
  product: { readonly registration: string; readonly spec: string },
  codes: readonly MappedCode[],
): MappingFault[] {
  if (codes.length === 0) return [{ code: 'insurance.none', params: {} }]
  const side = (source: MappingSource): Set<string> =>
    new Set(codes.filter(({ sources }) => sources.includes(source)).map(({ code }) => code.slice(0, 20)))
  const [udid, nhsa] = [side('UDID'), side('NHSA')]
  const both = udid.size > 0 && nhsa.size > 0
  const faults: MappingFault[] = []
  if (both) {
    for (const code of udid) if (!nhsa.has(code)) faults.push({ code: 'insurance.onlyUdid', params: { code } })
    for (const code of nhsa) if (!udid.has(code)) faults.push({ code: 'insurance.onlyNhsa', params: { code } })
  }
  for (const { code, state, successor, regNo, spec } of codes) {
    if (state === 'transferred' && successor !== null) faults.push({ code: 'insurance.transferred', params: { code, successor } })
    else if (state !== 'active' && state !== 'unknown') faults.push({ code: 'insurance.disabled', params: { code } })
    if (regNo !== null && plain(regNo) !== plain(product.registration))
      faults.push({ code: 'insurance.regNo', params: { code, found: regNo, expected: product.registration } })
    if (code.length === 27 && spec !== null && plain(spec) !== plain(product.spec))
      faults.push({ code: 'insurance.spec', params: { code, found: spec, expected: product.spec } })
  }
  return faults
}
