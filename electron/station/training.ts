import { dayOf } from '../../shared/dates.ts'
import type { Product } from '../../shared/product.ts'
import { createPool, saveProduct } from './masters.ts'
import { createOrder } from './orders.ts'
import type { People } from './people/people.ts'
import { type Store, system } from './store/store.ts'
import { listTemplates } from './templates.ts'

/** PIN of every sample person; shown on the sign-in screen of a training ledger, which is the only place they exist. */
export const trainingPin = '246810'
const trainingPassword = 'training-246810'

const samplePeople = [
  { login: 'wangxl', name: '王秀兰', staffNo: '0127', roles: ['operator'] },
  { login: 'chenzq', name: '陈志强', staffNo: '0131', roles: ['operator'] },
  { login: 'liuf', name: '刘芳', staffNo: '0088', roles: ['inspector'] },
  { login: 'sunl', name: '孙丽', staffNo: '0092', roles: ['keeper'] },
  { login: 'liwb', name: '李文博', staffNo: '0015', roles: ['quality'] },
  { login: 'zhoum', name: '周敏', staffNo: '0021', roles: ['regulatory'] },
] as const

const common = {
  agency: 'GS1',
  expiryTerm: 'expires',
  singleUse: true,
  voidRule: 'burn',
  reprintLimit: 2,
  missingLimit: 1,
  stopAfter: 3,
  registrant: '江苏衡远医疗器械有限公司',
} as const

/** A serial-controlled implant (firm and registrations are invented). */
export const sampleImplant: Product = {
  ...common,
  di: '06901234500011',
  name: '生物型股骨柄 12/14 锥度',
  nameEn: 'Cementless Femoral Stem',
  spec: '3 号',
  ref: 'FS-12-3',
  registration: '国械注准20243130218',
  registrationUntil: '2029-03-14',
  trace: 'serial',
  voidRule: 'same',
  pi: { lot: true, serial: true, made: true, expires: true },
  shelf: { unit: 'month', count: 60, minusOneDay: true },
  sterile: 'R',
  template: 'box-60x40',
  packing: [
    { level: 0, name: '单件', di: '06901234500011', holds: 1, childDi: null },
    { level: 1, name: '箱', di: '26901234500015', holds: 20, childDi: '06901234500011' },
  ],
}

/** A lot-controlled sterile disposable: thousands of equal codes an order. */
export const sampleSyringe: Product = {
  ...common,
  di: '06901234510010',
  name: '一次性使用无菌注射器 带针',
  nameEn: 'Sterile Syringe with Needle',
  spec: '5 mL',
  ref: 'SY-05-07TW',
  registration: '国械注准20233140567',
  registrationUntil: '2028-05-20',
  trace: 'lot',
  pi: { lot: true, serial: false, made: true, expires: true },
  shelf: { unit: 'month', count: 36, minusOneDay: true },
  sterile: 'EO',
  template: 'unit-40x20',
  packing: [
    { level: 0, name: '支', di: '06901234510010', holds: 1, childDi: null },
    { level: 1, name: '盒', di: '16901234510017', holds: 100, childDi: '06901234510010' },
    { level: 2, name: '箱', di: '26901234510014', holds: 20, childDi: '16901234510017' },
  ],
}

const everyLabel = { verify: 'every', nth: 10, ahead: 5, verifyOnly: false } as const

/** Fills an empty training ledger: sample people, two products with packing rows, a pool, an order for each. */
export async function seedTraining(store: Store, people: People): Promise<void> {
  for (const person of samplePeople) {
    await people.create(system, { ...person, roles: [...person.roles], password: trainingPassword, pin: trainingPin }, true)
  }
  store.act(system, (tx) => {
    for (const { name, version, sha256 } of listTemplates(store))
      tx.append('template.approved', { entities: { template: name }, after: { template: name, version, sha256 } })
  })
  const made = dayOf(store.clock.now() - 14 * 86_400_000, store.clock.zone())
  const implant = saveProduct(store, system, null, sampleImplant)
  const syringe = saveProduct(store, system, null, sampleSyringe)
  createPool(store, system, { productId: implant, kind: 'sequential', prefix: 'TRN-', first: 1, size: 20_000, width: 6, low: 500 })
  createOrder(store, system, { no: 'TR-000001', productId: implant, lot: 'TRN0001', made, quantity: 200, policy: everyLabel })
  createOrder(store, system, { no: 'TR-000002', productId: syringe, lot: 'TRN0002', made, quantity: 6000, policy: { ...everyLabel } })
}

export { trainingPassword }
