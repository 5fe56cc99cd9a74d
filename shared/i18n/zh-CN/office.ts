import { merged } from '../merged.ts'
import { officeCommon } from './office-common.ts'
import { officeLog } from './office-log.ts'
import { officeMasters } from './office-masters.ts'
import { officeOrders } from './office-orders.ts'
import { officeStation } from './office-station.ts'

/** Words of the office screens. */
export const office = merged(officeCommon, officeOrders, officeMasters, officeLog, officeStation)
