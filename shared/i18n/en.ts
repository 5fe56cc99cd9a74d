import { codes } from './en/codes.ts'
import { common } from './en/common.ts'
import { conditions } from './en/conditions.ts'
import { desk } from './en/desk.ts'
import { deviceSetup } from './en/device-setup.ts'
import { deviceSetupPrinter } from './en/device-setup-printer.ts'
import { errors } from './en/errors.ts'
import { evidence } from './en/evidence.ts'
import { insurance } from './en/insurance.ts'
import { kinds } from './en/kinds.ts'
import { line } from './en/line.ts'
import { office } from './en/office.ts'
import { people } from './en/people.ts'
import { records } from './en/records.ts'
import { udi } from './en/udi.ts'
import { udiFaults } from './en/udi-faults.ts'
import { validation } from './en/validation.ts'
import { merged } from './merged.ts'
import type { WordKey } from './zh-CN.ts'

export const en: Record<WordKey, string> = merged(
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
