import type { LabelRecord, Product } from '../product.ts'
import type { LabelFields } from './template.ts'

/** The fields of a product's label. What the PI flags leave out is not on the carrier, so it is null here, too. */
export function fieldsOf(product: Product, record: LabelRecord): LabelFields {
  return {
    di: product.di,
    lot: product.pi.lot ? record.lot : null,
    serial: product.pi.serial ? record.serial : null,
    made: product.pi.made ? record.made : null,
    expires: product.pi.expires ? record.expires : null,
    sscc: null,
    name: product.name,
    nameEn: product.nameEn === '' ? null : product.nameEn,
    spec: product.spec,
    ref: product.ref === '' ? null : product.ref,
    registration: product.registration,
    registrant: product.registrant,
    sterile: product.sterile === 'none' ? null : product.sterile === 'steam' ? 'STEAM' : product.sterile,
    singleUse: product.singleUse,
  }
}
