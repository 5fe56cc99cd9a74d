import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { isDate } from '../../../shared/dates.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { toGtin14 } from '../../../shared/udi/gs1/keys.ts'
import { fault } from '../parts/problems.ts'

type Inputs = InferContractRouterInputs<Contract>['masters']
type Outputs = InferContractRouterOutputs<Contract>['masters']
export type Product = Outputs['products'][number]
export type ProductInput = Inputs['saveProduct']['product']
export type PackingRow = ProductInput['packing'][number]
export type Pool = Outputs['pools'][number]

export const newProduct = (): ProductInput => ({
  agency: 'GS1',
  di: '',
  name: '',
  nameEn: '',
  spec: '',
  ref: '',
  registration: '',
  registrationUntil: null,
  registrant: '',
  trace: 'lot',
  pi: { lot: true, serial: false, made: true, expires: true },
  expiryTerm: 'expires',
  shelf: { unit: 'month', count: 36, minusOneDay: true },
  sterile: 'none',
  singleUse: true,
  template: '',
  voidRule: 'burn',
  reprintLimit: 2,
  missingLimit: 0,
  leastGrade: 15,
  stopAfter: 3,
  packing: [],
})

/** The product without what the station adds to it. */
export function inputOf({ id: _id, revision: _revision, ...input }: Product): ProductInput {
  return input
}

const due = ['name', 'spec', 'registration', 'registrant', 'template'] as const

/** Everything the page can see that is wrong with a product, so that it is told at once and while it is typed. */
export function productFaults(product: ProductInput): Problem[] {
  const { trace, pi } = product
  const problems: Problem[] = []
  for (const field of due) if (product[field].trim() === '') problems.push(fault(field, 'field.due'))
  if (!isDi(product.agency, product.di))
    problems.push(product.di.trim() === '' ? fault('di', 'field.due') : fault('di', 'product.di', { di: product.di }))
  if (product.registrationUntil !== null && !isDate(product.registrationUntil)) problems.push(fault('registrationUntil', 'field.date'))
  if (pi.serial !== (trace === 'serial')) problems.push(fault('pi', 'product.serialFlag', { trace }))
  if (trace !== 'model' && !pi.lot) problems.push(fault('pi', 'product.lotFlag', { trace }))
  if (pi.expires && product.shelf === null) problems.push(fault('shelf', 'product.shelfDue'))
  for (const row of product.packing) problems.push(...packingFaults(product, row))
  return problems
}

function packingFaults({ agency, di, packing }: ProductInput, row: PackingRow): Problem[] {
  const field = `packing.${row.level}`
  const problems: Problem[] = []
  if (row.name.trim() === '') problems.push(fault(`${field}.name`, 'field.due'))
  if (row.di === '') problems.push(fault(`${field}.di`, 'field.due'))
  else if (!isDi(agency, row.di)) problems.push(fault(`${field}.di`, 'product.di', { di: row.di }))
  if (row.level === 0 && row.di !== di) problems.push(fault(`${field}.di`, 'packing.baseDi', { di: row.di }))
  if (packing.some((other) => other.level < row.level && other.di === row.di && row.di !== ''))
    problems.push(fault(`${field}.di`, 'packing.diTwice', { di: row.di }))
  if (row.level > 0 && row.childDi !== (packing.find(({ level }) => level === row.level - 1)?.di ?? null))
    problems.push(fault(`${field}.childDi`, 'packing.childDi', { level: row.level }))
  return problems
}

const isDi = (agency: ProductInput['agency'], di: string): boolean =>
  agency === 'GS1' ? di.length === 14 && toGtin14(di).ok : di.trim() !== ''
