import { merged } from '../merged.ts'
import type { office as source } from '../zh-CN/office.ts'
import { officeCommon } from './office-common.ts'
import { officeLog } from './office-log.ts'
import { officeMasters } from './office-masters.ts'
import { officeOrders } from './office-orders.ts'
import { officeStation } from './office-station.ts'

export const office: Record<keyof typeof source, string> = merged(officeCommon, officeOrders, officeMasters, officeLog, officeStation)
