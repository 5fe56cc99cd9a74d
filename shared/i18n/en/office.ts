import { officeCommon } from './office-common.ts'
import { officeOrders } from './office-orders.ts'
import { officeMasters } from './office-masters.ts'
import { officeLog } from './office-log.ts'
import { officeStation } from './office-station.ts'
import type { office as source } from '../zh-CN/office.ts'

export const office: Record<keyof typeof source, string> = { ...officeCommon, ...officeOrders, ...officeMasters, ...officeLog, ...officeStation }
