import { type PasswordOwner, passwordProblems, pinProblems } from '../../../shared/auth/passwords.ts'
import { dayOf } from '../../../shared/dates.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { readSettings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { lastPasswords, type User } from '../store/users.ts'
import { checkSecret } from './secrets.ts'

/** All that is wrong with a new password; for a person who has one, whether it was used before (21 CFR 11.300(b): passwords are revised). */
export async function passwordFaults(
  store: Store,
  password: string,
  owner: PasswordOwner,
  id: number | null,
  field = 'password',
): Promise<Problem[]> {
  const { passwordLeast, passwordKept } = readSettings(store)
  const problems = passwordProblems(password, owner, passwordLeast, field)
  if (id === null) return problems
  // The present one never counts as new.
  const before = await Promise.all(lastPasswords(store.read, id, Math.max(1, passwordKept)).map((hash) => checkSecret(password, hash)))
  if (before.includes(true)) problems.push({ code: 'people.passwordBefore', params: { kept: Math.max(1, passwordKept) }, field })
  return problems
}

export const pinFaults = (pin: string | null, owner: { readonly staffNo: string }, field = 'pin'): Problem[] =>
  pin === null ? [] : pinProblems(pin, owner, field)

/** An account that ended before it began. */
export function validUntilFaults(store: Store, validUntil: string | null): Problem[] {
  const today = dayOf(store.clock.now(), store.clock.zone())
  return validUntil !== null && validUntil < today ? [{ code: 'people.endsBefore', params: { today }, field: 'validUntil' }] : []
}

/** True when the password is older than the settings allow (21 CFR 11.300(b)). */
export function aged(store: Store, user: User): boolean {
  const { passwordDays } = readSettings(store)
  return passwordDays > 0 && store.clock.now() - user.passwordAt >= passwordDays * 86_400_000
}
