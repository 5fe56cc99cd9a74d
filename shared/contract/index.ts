import { codes } from './codes.ts'
import { devices } from './devices.ts'
import { files } from './files.ts'
import { grades } from './grades.ts'
import { insurance } from './insurance.ts'
import { line } from './line.ts'
import { masters } from './masters.ts'
import { orders } from './orders.ts'
import { people, session } from './people.ts'
import { records } from './records.ts'
import { signing } from './signing.ts'
import { audit, settings, templates } from './station.ts'
import { system } from './system.ts'
import { validation } from './validation.ts'

/**
 * Everything the page may ask of the engine, one file per group. The engine implements it, the page derives its typed
 * client from `Contract` alone (`import type`, so that no validation code is bundled into the page).
 */
export const contract = {
  system,
  session,
  people,
  masters,
  orders,
  line,
  files,
  templates,
  audit,
  codes,
  devices,
  grades,
  insurance,
  settings,
  signing,
  records,
  validation,
}

export type Contract = typeof contract
