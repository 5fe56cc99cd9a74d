import type { Role } from '../../../shared/auth/permissions.ts'
import { forbiddenAmong, type PostPreset } from '../../../shared/auth/posts.ts'
import { type Problem, StationError } from '../../../shared/station-error.ts'
import type { Store } from '../store/store.ts'
import { allUsers } from '../store/users.ts'

/** Throws every problem at once, or does nothing. */
export function refuseAll(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new StationError(problems)
}

/** Posts one person may not hold together under this preset, one problem a pair. */
export const postFaults = (roles: readonly Role[], preset: PostPreset): Problem[] =>
  forbiddenAmong(roles, preset).map(({ posts: [first, second], why }) => ({
    code: `people.${why}`,
    params: { first, second },
    field: 'roles',
  }))

/** Everybody who holds posts that the preset keeps apart: all are named at once, so that one round of changes is enough. */
export const postFaultsOfAll = (store: Store, preset: PostPreset): Problem[] =>
  allUsers(store.read)
    .filter(({ state }) => state !== 'disabled')
    .flatMap(({ name, roles }) =>
      forbiddenAmong(roles, preset).map(({ posts: [first, second] }) => ({
        code: 'posts.held',
        params: { name, first, second },
        field: 'posts',
      })),
    )
