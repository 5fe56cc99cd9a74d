import { refuse } from '../../../shared/station-error.ts'
import { actorOf } from '../../station/people/people.ts'
import { readSettings, writeSettings } from '../../station/settings.ts'
import { system } from '../../station/store/store.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { latest } from '../stream.ts'

const done = { ok: true } as const

export function sessionRoutes(base: Engine, services: EngineServices) {
  const { session, people } = base
  return {
    session: session.router({
      overview: session.overview.handler(({ context }) => services.station().overview(context.connection.user)),
      watch: session.watch.handler(({ context, signal }) => {
        const station = services.station()
        return latest(
          () => station.overview(context.connection.user),
          (changed) => {
            const stop = station.onChange(changed)
            const timer = setInterval(() => void station.devices.refresh().finally(changed), 2_000)
            return () => {
              stop()
              clearInterval(timer)
            }
          },
          signal,
          4,
        )
      }),
      people: session.people.handler(() =>
        services
          .station()
          .people.list()
          .filter(({ state }) => state !== 'disabled')
          .map((user) => ({ ...user, roles: [...user.roles] })),
      ),
      signIn: session.signIn.handler(async ({ input, context }) => {
        const station = services.station()
        const before = context.connection.user
        const user = await station.people.signIn(input.login, input.secret, input.method, input.key)
        if (before !== null && before.id !== user.id) station.people.signOut(before, 'replaced')
        context.connection.signedIn(user)
        return { id: user.id, login: user.login, name: user.name, staffNo: user.staffNo, roles: [...user.roles] }
      }),
      signOut: session.signOut.handler(({ input, context }) => {
        const { user } = context.connection
        if (user !== null) services.station().people.signOut(user, 'asked', input.key)
        context.connection.signedOut()
        return done
      }),
      firstRun: session.firstRun.handler(async ({ input, context }) => {
        const station = services.station()
        if (!station.needsSetUp()) throw refuse('people.exist')
        const { login, name, staffNo, password, pin, firm, site, language } = input
        const user = await station.people.create(system, { login, name, staffNo, password, pin, roles: ['admin', 'quality', 'operator'] })
        writeSettings(station.store, actorOf(user, 'admin', input.key), { ...readSettings(station.store), firm, site, language })
        context.connection.signedIn(user)
        station.changed()
        return done
      }),
    }),
    people: people.router({
      list: people.list.handler(() =>
        services
          .station()
          .people.list()
          .map((user) => ({ ...user, roles: [...user.roles] })),
      ),
      create: people.create.handler(async ({ input, context }) => {
        const { key, ...person } = input
        return { id: (await services.station().people.create(context.connection.actor('user.write', key), person)).id }
      }),
      change: people.change.handler(async ({ input, context }) => {
        const { key, id, ...change } = input
        await services.station().people.change(context.connection.actor('user.write', key), id, change)
        return done
      }),
      unlock: people.unlock.handler(({ input, context }) => {
        services.station().people.unlock(context.connection.actor('user.write', input.key), input.id)
        return done
      }),
    }),
  }
}
