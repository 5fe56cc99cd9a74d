import { randomBytes } from 'node:crypto'
import { drawRecoveryCode, readRecoveryCode } from '../../../shared/auth/secret-codes.ts'
import { refuse } from '../../../shared/station-error.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import { recoveryOf, setFails, setPassword, setRecovery, setRecoveryFails, type User, userById, userByLogin } from '../store/users.ts'
import { refuseAll } from './post-rules.ts'
import { passwordFaults } from './rules.ts'
import { checkSecret, hashSecret } from './secrets.ts'

/** Wrong codes that close recovery for a while. */
export const recoveryLockAfter = 5
/** The first closing lasts this long, each next one twice as long, ms. */
const firstLockMs = 15 * 60_000
const longestLockMs = 24 * 3_600_000

/** Makes the station's recovery code; one of before is worth nothing any more. The code is shown once: only its hash is kept. */
export async function makeRecovery(store: Store, by: Actor, why: 'setUp' | 'asked'): Promise<string> {
  const code = drawRecoveryCode(randomBytes)
  const hash = await hashSecret(code)
  store.act(by, (tx) => setRecovery(tx, hash, tx.append('recovery.made', { after: { why } }).seq))
  return code
}

/**
 * Lets an administrator in again who is locked out or forgot the password: login, recovery code and a new password. The code is used up;
 * the next one is returned, to be shown once. Five wrong codes close recovery for 15 minutes, then 30, 60 … up to a day.
 * Errors: `recovery.none`, `recovery.misread` (a slip of the pen, not counted), `recovery.wrong` {left}, `recovery.locked` {minutes}, and
 * those of a new password, for which the code is not used up.
 */
export async function recover(
  store: Store,
  login: string,
  typed: string,
  password: string,
  call?: string,
): Promise<{ user: User; code: string }> {
  const known = recoveryOf(store.read)
  if (known === null) throw refuse('recovery.none')
  refuseWhileLocked(store, known.lockedUntil)
  const code = readRecoveryCode(typed)
  if (code === null) throw refuse('recovery.misread', {}, 'code')
  const right = await checkSecret(code, known.hash)
  const user = userByLogin(store.read, login)
  if (!right || user === null || !user.roles.includes('admin') || user.state === 'disabled') {
    countWrong(store, login, !right ? 'code' : 'person', user)
    const { fails, lockedUntil } = recoveryOf(store.read)!
    refuseWhileLocked(store, lockedUntil)
    throw refuse('recovery.wrong', { left: recoveryLockAfter - fails })
  }
  refuseAll(await passwordFaults(store, password, user, user.id))
  const next = drawRecoveryCode(randomBytes)
  const [hash, nextHash] = await Promise.all([hashSecret(password), hashSecret(next)])
  const by: Actor = { user: user.id, role: 'admin', ...(call === undefined ? {} : { call }) }
  store.act(by, (tx) => {
    const entities = { user: user.id }
    tx.append('recovery.used', { entities, after: { login: user.login } })
    setPassword(tx, user.id, hash, store.clock.now(), false)
    tx.append('secret.changed', { entities, after: { what: ['password'], how: 'recovery' } })
    const locked = userById(tx, user.id)!.state === 'locked'
    setFails(tx, user.id, 0, 'active')
    if (locked) tx.append('user.unlocked', { entities })
    setRecovery(tx, nextHash, tx.append('recovery.made', { after: { why: 'used' } }).seq)
  })
  return { user: userById(store.read, user.id)!, code: next }
}

function refuseWhileLocked(store: Store, until: number): void {
  const left = until - store.clock.now()
  if (left > 0) throw refuse('recovery.locked', { minutes: Math.ceil(left / 60_000) })
}

function countWrong(store: Store, login: string, why: 'code' | 'person', user: User | null): void {
  const { fails, lockouts, lockedUntil } = recoveryOf(store.read)!
  const locks = fails + 1 >= recoveryLockAfter
  const until = locks ? store.clock.now() + Math.min(longestLockMs, firstLockMs * 2 ** lockouts) : lockedUntil
  store.act(system, (tx) => {
    setRecoveryFails(tx, locks ? 0 : fails + 1, locks ? lockouts + 1 : lockouts, until)
    tx.append('recovery.refused', { entities: user === null ? {} : { user: user.id }, after: { login: login.slice(0, 40), why } })
    if (locks) tx.append('recovery.lockedOut', { after: { until } })
  })
}
