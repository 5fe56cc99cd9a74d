import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import { codeRoutes } from './routes/codes.ts'
import { deviceRoutes } from './routes/devices.ts'
import { insuranceRoutes } from './routes/insurance.ts'
import { lineRoutes } from './routes/line.ts'
import { masterRoutes } from './routes/masters.ts'
import { orderRoutes } from './routes/orders.ts'
import { recordRoutes } from './routes/records.ts'
import { peopleRoutes, sessionRoutes } from './routes/session.ts'
import { signingRoutes } from './routes/signing.ts'
import { stationRoutes } from './routes/station.ts'
import { validationRoutes } from './routes/validation.ts'
import type { CallContext } from './rpc.ts'
import type { EngineServices, PageConnection } from './services.ts'

const base = implement(contract).$context<CallContext<PageConnection>>()
export type Engine = typeof base

/** The contract, implemented: each line hands a call to a service. */
export function createRouter(services: EngineServices) {
  return {
    system: base.system.router({ health: base.system.health.handler(() => services.health()) }),
    files: base.files.router({
      put: base.files.put.handler(({ input, context }) => {
        context.connection.uploads.put(input.upload, input.offset, input.bytes)
        return { ok: true as const }
      }),
    }),
    ...sessionRoutes(base, services),
    ...peopleRoutes(base, services),
    ...masterRoutes(base, services),
    ...orderRoutes(base, services),
    ...lineRoutes(base, services),
    ...stationRoutes(base, services),
    ...deviceRoutes(base, services),
    ...codeRoutes(base, services),
    ...insuranceRoutes(base, services),
    ...signingRoutes(base, services),
    ...recordRoutes(base, services),
    ...validationRoutes(base, services),
  }
}
