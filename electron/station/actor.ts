import type { Permission } from '../../shared/auth/permissions.ts'
import { refuse } from '../../shared/station-error.ts'
import type { People } from './people/people.ts'
import type { Actor } from './store/store.ts'
import type { User } from './store/users.ts'

/** A person's right to act now, as an actor for the ledger. Looks the person up again: they may have been locked meanwhile. Errors: `permission.denied`. */
export function actorFor(station: { readonly people: People }, user: User, permission: Permission, call?: string): Actor {
  const role = station.people.roleFor(user.id, permission)
  if (role === null) throw refuse('permission.denied', { permission })
  return call === undefined ? { user: user.id, role } : { user: user.id, role, call }
}
