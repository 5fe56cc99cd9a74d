import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import type { CallContext } from './rpc.ts'
import type { EngineServices } from './services.ts'

/** The contract, implemented: each line hands a call to a service. */
export function createRouter(services: EngineServices) {
  const engine = implement(contract).$context<CallContext>()
  return {
    system: engine.system.router({
      health: engine.system.health.handler(() => services.health()),
    }),
  }
}
