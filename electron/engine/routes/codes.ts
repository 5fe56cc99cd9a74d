import { chooseReading } from '../../station/codes/choose.ts'
import { lookAtCode, lookTogether } from '../../station/codes/look.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

/** Any code, explained and set against the product master. */
export function codeRoutes(base: Engine, services: EngineServices) {
  const { codes } = base
  return {
    codes: codes.router({
      look: codes.look.handler(({ input }) => {
        const { store } = services.station()
        return {
          codes: input.scans.map((raw, i) => lookAtCode(store, raw, i === 0 ? input.printed : null)),
          together: input.scans.length < 2 ? null : lookTogether(store, input.scans),
        }
      }),
      choose: codes.choose.handler(({ input, context }) => {
        const by = context.connection.actor('line.watch', input.key)
        chooseReading(services.station().store, by, input.raw, input.elements, input.reason)
        return { ok: true as const }
      }),
    }),
  }
}
