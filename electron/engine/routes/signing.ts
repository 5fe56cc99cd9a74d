import { allows } from '../../../shared/auth/permissions.ts'
import { signedActNames, signedActs } from '../../../shared/auth/signed-acts.ts'
import { performWaiting } from '../../station/signed-acts.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

const done = { ok: true } as const

/** Acts that wait for a second signature. */
export function signingRoutes(base: Engine, services: EngineServices) {
  const { signing } = base
  return {
    signing: signing.router({
      waiting: signing.waiting.handler(({ context }) => {
        const { user } = context.connection
        return services
          .station()
          .signing.waiting()
          .map(({ first, asked, ...waiting }) => {
            const mine = first.id === user?.id
            return {
              ...waiting,
              params: { ...waiting.params } as never,
              asker: first,
              ...asked,
              mine,
              maySign: !mine && user !== null && allows(user.roles, signedActs[waiting.act].permissions[1]),
            }
          })
      }),
      acts: signing.acts.handler(() =>
        signedActNames.map((act) => ({
          act,
          least: signedActs[act].least,
          due: services.station().signing.due(act),
          mayWait: signedActs[act].mayWait,
        })),
      ),
      approve: signing.approve.handler(async ({ input }) => {
        await performWaiting(services.station(), input.id, input.signing)
        return done
      }),
      end: signing.end.handler(({ input, context }) => {
        services.station().signing.end(context.connection.actor('sign.read', input.key), input.id, input.reason)
        services.station().changed()
        return done
      }),
    }),
  }
}
