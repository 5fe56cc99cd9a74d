import { dayOf } from '../../../shared/dates.ts'
import { refuse } from '../../../shared/station-error.ts'
import { type Store, system } from '../store/store.ts'
import { secretsOf, setFails, type User, userById, userByLogin } from '../store/users.ts'
import { checkSecret } from './secrets.ts'

/** Failed attempts in a row that lock a person out. */
export const lockAfter = 5

/** Whether a person may use the station at all. */
export type Standing = User['state'] | 'expired'

export function standingOf(store: Store, user: User): Standing {
  if (user.state !== 'active' || user.validUntil === null) return user.state
  return user.validUntil < dayOf(store.clock.now(), store.clock.zone()) ? 'expired' : 'active'
}

/** Lets attempts at one thing follow each other: a storm of them costs no more hashes than the lock-out allows. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(name) ?? Promise.resolve()).then(work, work)
    this.#last.set(name, mine)
    const done = (): void => {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
    mine.then(done, done)
    return mine
  }
}

/**
 * Who a login and a secret belong to. Five failures in a row lock the person out until an administrator unlocks them (21 CFR 11.300(d):
 * attempts at unauthorised use are prevented and on record).
 * Errors: `session.wrong`, `session.locked`, `session.disabled`, `session.expired`.
 */
export async function identify(store: Store, login: string, secret: string, method: 'pin' | 'password'): Promise<User> {
  const user = userByLogin(store.read, login)
  if (user === null) {
    await checkSecret(secret, null)
    store.act(system, (tx) => tx.append('session.refused', { after: { login: login.slice(0, 40), why: 'unknown' } }))
    throw refuse('session.wrong', { left: null })
  }
  mayUse(store, user)
  const secrets = secretsOf(store.read, user.id)!
  const right = await checkSecret(secret, method === 'pin' ? secrets.pin : secrets.password)
  // Read again: an administrator may have changed something while the hash was computed.
  const now = userById(store.read, user.id)!
  mayUse(store, now)
  const { fails } = secretsOf(store.read, user.id)!
  if (right) {
    if (fails > 0) store.stage((tx) => setFails(tx, user.id, 0, 'active'))
    return now
  }
  const locked = fails + 1 >= lockAfter
  store.act(system, (tx) => {
    setFails(tx, user.id, fails + 1, locked ? 'locked' : 'active')
    tx.append('session.refused', { entities: { user: user.id }, after: { login: user.login, why: 'wrong' } })
    if (locked) tx.append('user.lockedOut', { entities: { user: user.id }, after: { fails: fails + 1 } })
  })
  throw locked ? refuse('session.locked', { name: user.name }) : refuse('session.wrong', { left: lockAfter - fails - 1 })
}

function mayUse(store: Store, user: User): void {
  switch (standingOf(store, user)) {
    case 'locked':
      throw refuse('session.locked', { name: user.name })
    case 'disabled':
      throw refuse('session.disabled', { name: user.name })
    case 'expired':
      throw refuse('session.expired', { name: user.name, until: user.validUntil })
    case 'active':
  }
}
