import { randomBytes } from 'node:crypto'
import { drawBadge, readBadge } from '../../../shared/auth/secret-codes.ts'
import { refuse, type StationError } from '../../../shared/station-error.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import { badgeByCode, badgeOf, insertBadge, type User, userById } from '../store/users.ts'
import { standingOf } from './sign-in.ts'

/**
 * Gives a person a new badge; the one before is refused from now on (21 CFR 11.300(c): a lost or stolen device is deauthorised, and a
 * replacement is issued). Returns which badge of theirs it is.
 */
export function issueBadge(store: Store, by: Actor, id: number): { nth: number } {
  return store.act(by, (tx) => {
    const user = userById(tx, id)
    if (user === null) throw refuse('people.unknown', { id })
    const nth = user.badge + 1
    const { seq } = tx.append('badge.issued', { entities: { user: id }, after: { nth } })
    insertBadge(tx, { code: drawBadge(randomBytes), user: id, nth, made: seq })
    return { nth }
  })
}

/** The badge text to be printed. Errors: `people.unknown`, `badge.none`. */
export function badgeText(store: Store, id: number): { user: User; code: string } {
  const user = userById(store.read, id)
  if (user === null) throw refuse('people.unknown', { id })
  const code = badgeOf(store.read, id)
  if (code === null) throw refuse('badge.none', { name: user.name })
  return { user, code }
}

/** Whose badge was scanned, or why it does not count. A badge alone signs nobody in: it only says whose PIN is asked for. */
export function readShownBadge(store: Store, scan: string): { user: User } | { refused: StationError } {
  const text = readBadge(scan)
  const badge = text === null || text === 'refused' ? null : badgeByCode(store.read, text)
  if (text === 'refused') return { refused: refuse('badge.misread') }
  if (badge === null) {
    store.act(system, (tx) => tx.append('badge.refused', { after: { why: 'unknown' } }))
    return { refused: refuse('badge.unknown') }
  }
  const user = userById(store.read, badge.user)!
  const standing = standingOf(store, user)
  if (badge.valid && standing === 'active') return { user }
  const why = badge.valid ? standing : 'replaced'
  store.act(system, (tx) => tx.append('badge.refused', { entities: { user: user.id }, after: { why, nth: badge.nth } }))
  const params = { name: user.name }
  if (!badge.valid) return { refused: refuse('badge.replaced', params) }
  return {
    refused:
      standing === 'locked'
        ? refuse('session.locked', params)
        : standing === 'expired'
          ? refuse('session.expired', { ...params, until: user.validUntil })
          : refuse('session.disabled', params),
  }
}
