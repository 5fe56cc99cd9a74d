import { allows, type Permission, permissions } from '../../shared/auth/permissions.ts'
import { readBadge } from '../../shared/auth/secret-codes.ts'
import { readShownBadge } from '../station/people/badges.ts'
import type { SessionEnd } from '../station/people/people.ts'
import { readSettings } from '../station/settings.ts'
import type { SessionView, Station } from '../station/station.ts'
import type { OwnSecret, User } from '../station/store/users.ts'

/** Why a call is not answered for want of a right. */
export type Denial = 'permission.denied' | 'session.idle' | 'session.mustChange'

/** A fixed reader reads a badge again and again, ms. */
const rereadMs = 2_000
/** A PIN keyed so long after the badge no longer belongs to it, ms. */
const badgeMs = 60_000

/**
 * Who is signed in at one page. The person is looked up at every call: who is locked, disabled or ended meanwhile, or has not touched
 * anything for too long, holds nothing any more. A running job goes on: it asks nobody.
 */
export class PageSession {
  readonly #station: () => Station | null
  #who: { readonly id: number; aged: boolean } | null = null
  #actedAt = 0
  #ended: SessionView['ended'] = null
  #badge: SessionView['badge'] = null
  #badges = 0
  #badgeRead = { scan: '', at: Number.NEGATIVE_INFINITY }

  constructor(station: () => Station | null) {
    this.#station = station
  }

  /** The signed-in person as they are now, or null. Ends the session when they may no longer act. */
  get user(): User | null {
    const station = this.#station()
    if (this.#who === null || station === null) return null
    const user = station.people.get(this.#who.id)!
    const standing = station.people.standing(user)
    if (standing !== 'active') return this.#end(station, user, standing)
    const { idleSeconds } = readSettings(station.store)
    if (idleSeconds > 0 && station.store.clock.mono() - this.#actedAt > idleSeconds * 1000) return this.#end(station, user, 'idle')
    return user
  }

  signedIn(user: User): void {
    const station = this.#station()
    if (station === null) return
    this.#who = { id: user.id, aged: station.people.mustChange(user).length > user.mustChange.length }
    this.#ended = null
    this.#badge = null
    this.#actedAt = station.store.clock.mono()
    station.changed()
  }

  signedOut(): void {
    this.#who = null
    this.#ended = null
    this.#station()?.changed()
  }

  /** The page is gone: nobody acts through it any more. */
  gone(): void {
    const user = this.user
    const station = this.#station()
    if (user === null || station === null) return
    this.#who = null
    this.#record(station, user, 'pageGone')
  }

  /** A key, a touch or a scan: the session goes on, if it has not ended already. */
  touch(): void {
    const station = this.#station()
    if (station !== null && this.user !== null) this.#actedAt = station.store.clock.mono()
  }

  /** Null when the call is allowed. */
  denial(permission: Permission): Denial | null {
    if (permission === 'open') return null
    const { user } = this
    if (user === null) return this.#ended?.why === 'idle' ? 'session.idle' : 'permission.denied'
    return this.#denialOf(user, permission)
  }

  #denialOf(user: User, permission: Permission): Denial | null {
    if (!allows(user.roles, permission)) return 'permission.denied'
    return permission !== 'session.own' && this.mustChange(user).length > 0 ? 'session.mustChange' : null
  }

  mustChange(user: User): OwnSecret[] {
    const due = new Set(user.mustChange)
    // A password that ages during a session is due at the next sign-in.
    if (this.#who?.aged === true) due.add('password')
    return [...due]
  }

  /** The person changed what was due. */
  changedOwn(): void {
    if (this.#who !== null) this.#who.aged = false
    this.#station()?.changed()
  }

  /** Takes a scan that is a badge; false for any other. */
  badgeShown(scan: string): boolean {
    const station = this.#station()
    if (station === null || readBadge(scan) === null) return false
    const at = station.store.clock.mono()
    const again = this.#badgeRead.scan === scan && at - this.#badgeRead.at < rereadMs
    this.#badgeRead = { scan, at }
    if (again) return true
    const read = readShownBadge(station.store, scan)
    const seq = ++this.#badges
    this.#badge =
      'user' in read
        ? { seq, person: personOf(read.user), problem: null }
        : { seq, person: null, problem: read.refused.problems[0] ?? null }
    station.changed()
    return true
  }

  /** True when this person's own badge was shown here right before. */
  cameByBadge(login: string): boolean {
    const station = this.#station()
    if (station === null || this.#badge?.person?.login.toLowerCase() !== login.toLowerCase()) return false
    return station.store.clock.mono() - this.#badgeRead.at < badgeMs
  }

  /** What the page shows of its own session. */
  view(): SessionView {
    const { user } = this
    const held = Object.keys(permissions) as Permission[]
    return {
      me: user === null ? null : { id: user.id, login: user.login, name: user.name, staffNo: user.staffNo, roles: [...user.roles] },
      permissions: held.filter((permission) => permission !== 'open' && user !== null && this.#denialOf(user, permission) === null),
      mustChange: user === null ? [] : this.mustChange(user),
      ended: this.#ended,
      badge: this.#badge,
    }
  }

  #end(station: Station, user: User, why: SessionEnd): null {
    this.#who = null
    this.#ended = { why, person: personOf(user) }
    this.#record(station, user, why)
    return null
  }

  /** Ending a session must not depend on a disk that takes its record. */
  #record(station: Station, user: User, why: SessionEnd): void {
    try {
      station.people.signOut(user, why)
    } catch (error) {
      console.error(`session.closed not recorded: ${error instanceof Error ? error.message : String(error)}`)
    }
    station.changed()
  }
}

const personOf = ({ id, login, name, staffNo, roles, hasPin }: User) => ({
  id,
  login,
  name,
  staffNo,
  roles: [...roles],
  hasPin,
})
