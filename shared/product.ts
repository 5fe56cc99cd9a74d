import type { ShelfRule } from './dates.ts'

export type TraceLevel = 'model' | 'lot' | 'serial'

/** One packing level. Its DI is master data (YY/T 1879-2022 4), never derived from another DI. */
export interface PackingRow {
  readonly level: number
  readonly name: string
  readonly di: string
  readonly holds: number
  readonly childDi: string | null
}

/** Product master data as the station keeps it. `pi`: which production identifiers the carrier holds. */
export interface Product {
  readonly agency: 'GS1' | 'MA'
  readonly di: string
  readonly name: string
  readonly nameEn: string
  readonly spec: string
  readonly ref: string
  readonly registration: string
  readonly registrationUntil: string | null
  readonly registrant: string
  readonly trace: TraceLevel
  readonly pi: { readonly lot: boolean; readonly serial: boolean; readonly made: boolean; readonly expires: boolean }
  readonly expiryTerm: 'expires' | 'useBy'
  readonly shelf: ShelfRule | null
  readonly sterile: 'none' | 'EO' | 'R' | 'steam'
  readonly singleUse: boolean
  readonly template: string
  readonly voidRule: 'burn' | 'same'
  readonly reprintLimit: number
  readonly missingLimit: number
  readonly stopAfter: number
  /** Lowest grade of a symbol (ISO/IEC 15415, 15416) that passes, tenths; rows of before there were verifiers have the usual one. */
  readonly leastGrade?: number
  readonly packing: readonly PackingRow[]
}

/** 1.5 (C): what GS1 asks of healthcare symbols (GS1 General Specifications 5.12.3). */
export const usualLeastGrade = 15

/** What one label carries besides the product. */
export interface LabelRecord {
  readonly lot: string | null
  readonly made: string | null
  readonly expires: string | null
  readonly serial: string | null
}

/** The element string fields of a product's label, in label order, leaving out what its PI flags leave out. */
export function labelElements(product: Product, record: LabelRecord, yymmdd: (date: string) => string): { ai: string; value: string }[] {
  const elements = [{ ai: '01', value: product.di }]
  if (product.pi.made && record.made !== null) elements.push({ ai: '11', value: yymmdd(record.made) })
  if (product.pi.expires && record.expires !== null) elements.push({ ai: '17', value: yymmdd(record.expires) })
  if (product.pi.lot && record.lot !== null) elements.push({ ai: '10', value: record.lot })
  if (product.pi.serial && record.serial !== null) elements.push({ ai: '21', value: record.serial })
  return elements
}
