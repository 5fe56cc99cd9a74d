/** What a column of an issued-code list may be. `packDi`, `packHolds`, `packName`: the package above the minimum sales unit. */
export const productColumns = [
  'di',
  'name',
  'nameEn',
  'spec',
  'ref',
  'registration',
  'registrationUntil',
  'registrant',
  'trace',
  'packDi',
  'packHolds',
  'packName',
  'ignore',
] as const
export type ProductColumn = (typeof productColumns)[number]
