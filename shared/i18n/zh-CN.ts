import { merged } from './merged.ts'
import { codes } from './zh-CN/codes.ts'
import { common } from './zh-CN/common.ts'
import { conditions } from './zh-CN/conditions.ts'
import { desk } from './zh-CN/desk.ts'
import { deviceSetup } from './zh-CN/device-setup.ts'
import { deviceSetupPrinter } from './zh-CN/device-setup-printer.ts'
import { errors } from './zh-CN/errors.ts'
import { evidence } from './zh-CN/evidence.ts'
import { insurance } from './zh-CN/insurance.ts'
import { kinds } from './zh-CN/kinds.ts'
import { line } from './zh-CN/line.ts'
import { office } from './zh-CN/office.ts'
import { people } from './zh-CN/people.ts'
import { records } from './zh-CN/records.ts'
import { udi } from './zh-CN/udi.ts'
import { udiFaults } from './zh-CN/udi-faults.ts'
import { validation } from './zh-CN/validation.ts'

/** The source catalogue. Flat keys; numbers arrive with their commas. */
export const zhCN = merged(
  common,
  codes,
  line,
  desk,
  deviceSetup,
  deviceSetupPrinter,
  conditions,
  errors,
  insurance,
  kinds,
  evidence,
  office,
  people,
  records,
  validation,
  udi,
  udiFaults,
)

export type WordKey = keyof typeof zhCN
