import { refuse } from '../../../shared/station-error.ts'
import { issueBadge } from '../../station/people/badges.ts'
import { actorOf } from '../../station/people/people.ts'
import { readSettings, writeSettings } from '../../station/settings.ts'
import type { Station } from '../../station/station.ts'
import { system } from '../../station/store/store.ts'
import { recoveryOf, type User } from '../../station/store/users.ts'
import type { Engine } from '../router.ts'
import type { EngineServices, PageConnection } from '../services.ts'
import { latest } from '../stream.ts'

const done = { ok: true } as const

export function sessionRoutes(base: Engine, services: EngineServices) {
  const { session } = base
  return {
    session: session.router({
      overview: session.overview.handler(({ context }) => services.station().overview(context.connection.session.view())),
      watch: session.watch.handler(({ context, signal }) => {
        const station = services.station()
        return latest(
          () => station.overview(context.connection.session.view()),
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
      people: session.people.handler(() => {
        const { people } = services.station()
        return people
          .list()
          .filter((user) => people.standing(user) === 'active' || people.standing(user) === 'locked')
          .map(({ id, login, name, staffNo, roles, hasPin, state }) => ({ id, login, name, staffNo, roles: [...roles], hasPin, state }))
      }),
      signIn: session.signIn.handler(async ({ input, context }) => {
        const station = services.station()
        const { session: page } = context.connection
        const user = await station.people.signIn(input.login, input.secret, input.method, input.key, page.cameByBadge(input.login))
        const before = page.user
        if (before !== null && before.id !== user.id) station.people.signOut(before, 'replaced')
        page.signedIn(user)
        return { id: user.id, login: user.login, name: user.name, staffNo: user.staffNo, roles: [...user.roles] }
      }),
      signOut: session.signOut.handler(({ input, context }) => {
        const { user } = context.connection
        if (user !== null) services.station().people.signOut(user, 'asked', input.key)
        context.connection.session.signedOut()
        return done
      }),
      badge: session.badge.handler(({ input, context }) => {
        if (!context.connection.session.badgeShown(input.scan)) throw refuse('badge.misread')
        return done
      }),
      active: session.active.handler(({ context }) => {
        context.connection.session.touch()
        return done
      }),
      changeOwn: session.changeOwn.handler(async ({ input, context }) => {
        const { key, ...change } = input
        await services.station().people.changeOwn(signedIn(context.connection), change, key)
        context.connection.session.changedOwn()
        return done
      }),
      recover: session.recover.handler(async ({ input }) => {
        const station = services.station()
        const { user, code } = await station.people.recover(input.login, input.code, input.password, input.key)
        station.changed()
        return { name: user.name, recoveryCode: code }
      }),
      firstRun: session.firstRun.handler(async ({ input, context }) => {
        const station = services.station()
        const { login, name, staffNo, password, pin, firm, site, language } = input
        const user = await station.people.first({ login, name, staffNo, password, pin })
        writeSettings(station.store, actorOf(user, 'admin', input.key), { ...readSettings(station.store), firm, site, language })
        const recoveryCode = await station.people.makeRecovery(system, null)
        station.people.opened(user, { method: 'password' })
        context.connection.session.signedIn(user)
        return { recoveryCode }
      }),
    }),
  }
}

export function peopleRoutes(base: Engine, services: EngineServices) {
  const { people } = base
  return {
    people: people.router({
      list: people.list.handler(() => {
        const { people: all, store } = services.station()
        const shown = (user: User) => ({
          ...user,
          roles: [...user.roles],
          standing: all.standing(user),
          mustChange: all.mustChange(user),
        })
        return { people: all.list().map(shown), recovery: recoveryOf(store.read) !== null }
      }),
      create: people.create.handler(async ({ input, context }) => {
        const { key, ...person } = input
        return { id: (await services.station().people.create(context.connection.actor('user.write', key), person)).id }
      }),
      change: people.change.handler(({ input, context }) => {
        const { key, id, ...change } = input
        return changed((station) => station.people.change(context.connection.actor('user.write', key), id, change))
      }),
      unlock: people.unlock.handler(({ input, context }) =>
        changed((station) => station.people.unlock(context.connection.actor('user.write', input.key), input.id)),
      ),
      resetPassword: people.resetPassword.handler(({ input, context }) =>
        changed((station) => station.people.resetPassword(context.connection.actor('user.write', input.key), input.id, input.password)),
      ),
      resetPin: people.resetPin.handler(({ input, context }) =>
        changed((station) => station.people.resetPin(context.connection.actor('user.write', input.key), input.id, input.pin)),
      ),
      issueBadge: people.issueBadge.handler(({ input, context }) =>
        issueBadge(services.station().store, context.connection.actor('user.write', input.key), input.id),
      ),
      printBadges: people.printBadges.handler(async ({ input, context }) => {
        const { store } = services.station()
        const by = context.connection.actor('user.write', input.key)
        // With the PDF library, which nothing else here needs.
        const { badgeSheet } = await import('../../station/people/badge-sheet.ts')
        const bytes = await badgeSheet(store, input.ids)
        store.act(by, (tx) => tx.append('data.exported', { after: { what: 'badges', format: 'pdf', rows: input.ids.length } }))
        return { name: `badges-${input.ids.length}.pdf`, bytes, badges: input.ids.length }
      }),
      makeRecovery: people.makeRecovery.handler(async ({ input, context }) => ({
        recoveryCode: await services.station().people.makeRecovery(context.connection.actor('user.write', input.key), input.password),
      })),
    }),
  }

  /** A change of a person is seen at once wherever they are signed in. */
  async function changed(work: (station: Station) => void | Promise<void>): Promise<typeof done> {
    const station = services.station()
    await work(station)
    station.changed()
    return done
  }
}

function signedIn({ user }: PageConnection): User {
  if (user === null) throw refuse('permission.denied', { permission: 'session.own' })
  return user
}
