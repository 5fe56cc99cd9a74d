import type { Permission, Role } from '../../../shared/auth/permissions.ts'
import { actingRole } from '../../../shared/auth/permissions.ts'
import { refuse } from '../../../shared/station-error.ts'
import { readSettings } from '../settings.ts'
import { type Actor, type Store, system } from '../store/store.ts'
import {
  allUsers,
  insertUser,
  noteSignIn,
  type OwnSecret,
  setFails,
  setPassword,
  setPin,
  type User,
  updateUser,
  userById,
  userByLogin,
} from '../store/users.ts'
import { postFaults, refuseAll } from './post-rules.ts'
import { makeRecovery, recover } from './recovery.ts'
import { aged, passwordFaults, pinFaults, validUntilFaults } from './rules.ts'
import { hashSecret } from './secrets.ts'
import { identify, type Standing, standingOf, Turns } from './sign-in.ts'
import { actorOf, type Signer } from './signatures.ts'

export interface PersonInput {
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly password: string
  readonly pin: string | null
  /** Last day of the account, YYYY-MM-DD. */
  readonly validUntil?: string | null
}

export interface PersonChange {
  readonly name: string
  readonly roles: readonly Role[]
  readonly state: 'active' | 'disabled'
  readonly validUntil: string | null
}

export { lockAfter } from './sign-in.ts'
export { actorOf, type Signed, type Signer, sign } from './signatures.ts'

/** Why a session ended. */
export type SessionEnd = 'asked' | 'replaced' | 'pageGone' | 'idle' | 'locked' | 'disabled' | 'expired'

/** The people of a station: who they are, who signed in, and who may sign. */
export class People {
  readonly #store: Store
  readonly #turns = new Turns()

  constructor(store: Store) {
    this.#store = store
  }

  list(): User[] {
    return allUsers(this.#store.read)
  }

  get(id: number): User | null {
    return userById(this.#store.read, id)
  }

  standing(user: User): Standing {
    return standingOf(this.#store, user)
  }

  /** What the person must change before anything else: what an administrator set, and a password that is too old (21 CFR 11.300(b)). */
  mustChange(user: User): OwnSecret[] {
    const due = new Set(user.mustChange)
    if (aged(this.#store, user)) due.add('password')
    return [...due]
  }

  /**
   * Checks a password or PIN. Five failures in a row lock the person out until an administrator unlocks them.
   * Errors: `session.wrong`, `session.locked`, `session.disabled`, `session.expired`.
   */
  async signIn(login: string, secret: string, method: 'pin' | 'password', call?: string, badge = false): Promise<User> {
    const user = await this.#identify(login, secret, method)
    this.opened(user, badge ? { method, badge: user.badge } : { method }, call)
    return user
  }

  /** A session of somebody who has just proved who they are. */
  opened(user: User, how: { readonly method: 'pin' | 'password'; readonly badge?: number }, call?: string): void {
    this.#store.act(actorOf(user, user.roles[0] ?? 'visitor', call), (tx) => {
      noteSignIn(tx, user.id, this.#store.clock.now())
      tx.append('session.opened', { entities: { user: user.id }, after: { ...how } })
    })
  }

  signOut(user: User, why: SessionEnd, call?: string): void {
    this.#store.act(actorOf(user, user.roles[0] ?? 'visitor', call), (tx) =>
      tx.append('session.closed', { entities: { user: user.id }, after: { why } }),
    )
  }

  /** The first administrator. Refused once anybody exists who is no sample person (`people.exist`). */
  async first(input: Omit<PersonInput, 'roles'>): Promise<User> {
    if (!this.needsFirst()) throw refuse('people.exist')
    return this.#create(system, { ...input, roles: ['admin', 'quality', 'operator'] }, false, () => {
      // Somebody else may have become it while the hash was computed.
      if (!this.needsFirst()) throw refuse('people.exist')
    })
  }

  /** True until somebody who is no sample person exists. */
  needsFirst(): boolean {
    return this.#store.read.get('SELECT 1 AS x FROM user WHERE sample = 0') === undefined
  }

  /**
   * A new person. What an administrator sets for somebody is known to two people, so that person must change it; at set-up people set
   * their own. Every fault is told at once.
   */
  create(by: Actor, input: PersonInput, sample = false): Promise<User> {
    return this.#create(by, input, sample, () => {})
  }

  /** `still` is asked again in the transaction. */
  async #create(by: Actor, input: PersonInput, sample: boolean, still: () => void): Promise<User> {
    const { posts } = readSettings(this.#store)
    const validUntil = input.validUntil ?? null
    const taken = (): boolean => userByLogin(this.#store.read, input.login) !== null
    refuseAll([
      ...(taken() ? [{ code: 'people.loginTaken', params: { login: input.login }, field: 'login' }] : []),
      ...postFaults(input.roles, posts),
      ...validUntilFaults(this.#store, validUntil),
      ...(await passwordFaults(this.#store, input.password, input, null)),
      ...pinFaults(input.pin, input),
    ])
    const [password, pin] = await Promise.all([hashSecret(input.password), input.pin === null ? null : hashSecret(input.pin)])
    // Somebody else may have taken it while the hash was computed.
    if (taken()) throw refuse('people.loginTaken', { login: input.login }, 'login')
    const mustChange: readonly OwnSecret[] = by.user === system.user ? [] : pin === null ? ['password'] : ['password', 'pin']
    const id = this.#store.act(by, (tx) => {
      still()
      const created = insertUser(tx, { ...input, password, pin, sample, at: this.#store.clock.now(), validUntil, mustChange })
      tx.append('user.created', {
        entities: { user: created },
        after: {
          login: input.login,
          name: input.name,
          staffNo: input.staffNo,
          roles: input.roles,
          ...(validUntil === null ? {} : { validUntil }),
        },
      })
      return created
    })
    return this.get(id)!
  }

  /** Name, posts, state and end of an account. Every fault is told at once; the last administrator stays one. */
  change(by: Actor, id: number, input: PersonChange): void {
    const before = this.#known(id)
    const staysAdmin = input.roles.includes('admin') && input.state !== 'disabled' && input.validUntil === null
    const wasAdmin = isAdmin(before)
    refuseAll([
      ...(wasAdmin && !staysAdmin && this.list().filter(isAdmin).length <= 1
        ? [{ code: 'people.lastAdmin', params: {}, field: input.state === 'disabled' ? 'state' : 'roles' }]
        : []),
      ...postFaults(input.roles, readSettings(this.#store).posts),
      ...(input.validUntil === before.validUntil ? [] : validUntilFaults(this.#store, input.validUntil)),
    ])
    const was = { name: before.name, roles: before.roles, state: before.state, validUntil: before.validUntil }
    const state: User['state'] = input.state === 'active' && before.state === 'locked' ? 'locked' : input.state
    const now = { name: input.name, roles: input.roles, state, validUntil: input.validUntil }
    this.#store.act(by, (tx) => {
      updateUser(tx, id, now)
      if (before.state === 'disabled' && state === 'active') setFails(tx, id, 0, 'active')
      tx.append('user.changed', { entities: { user: id }, before: was, after: now })
    })
  }

  /** A password set by an administrator: the person must change it at the next sign-in, and is signed in nowhere until then. */
  async resetPassword(by: Actor, id: number, password: string): Promise<void> {
    const user = this.#known(id)
    if (by.user === id) throw refuse('people.ownSecret')
    refuseAll(await passwordFaults(this.#store, password, user, id))
    await this.#setSecrets(by, user, { password, pin: undefined }, 'reset')
  }

  /** A PIN set by an administrator, or taken away. */
  async resetPin(by: Actor, id: number, pin: string | null): Promise<void> {
    const user = this.#known(id)
    if (by.user === id) throw refuse('people.ownSecret')
    refuseAll(pinFaults(pin, user))
    await this.#setSecrets(by, user, { password: undefined, pin }, 'reset')
  }

  /** One's own new password or PIN, or both; the old password is due. What was to be changed must be. Errors: those of a sign-in, `people.changeDue`. */
  async changeOwn(
    user: User,
    input: { readonly old: string; readonly password: string | null; readonly pin: string | null },
    call?: string,
  ): Promise<void> {
    const { id } = await this.#identify(user.login, input.old, 'password')
    const now = this.#known(id)
    const due = this.mustChange(now)
    refuseAll([
      ...(input.password === null && (due.includes('password') || input.pin === null)
        ? [{ code: 'people.changeDue', params: {}, field: 'password' }]
        : []),
      ...(input.pin === null && due.includes('pin') ? [{ code: 'people.changeDue', params: {}, field: 'pin' }] : []),
      ...(input.password === null ? [] : await passwordFaults(this.#store, input.password, now, id)),
      ...pinFaults(input.pin, now),
    ])
    const by = actorOf(now, now.roles[0] ?? 'visitor', call)
    await this.#setSecrets(by, now, { password: input.password ?? undefined, pin: input.pin ?? undefined }, 'own')
  }

  unlock(by: Actor, id: number): void {
    if (this.get(id)?.state !== 'locked') throw refuse('people.notLocked', { id })
    this.#store.act(by, (tx) => {
      setFails(tx, id, 0, 'active')
      tx.append('user.unlocked', { entities: { user: id } })
    })
  }

  /** The station's recovery code, new, to be shown once. An administrator who asks for one re-enters the password. */
  async makeRecovery(by: Actor, password: string | null): Promise<string> {
    if (password !== null) await this.#identify(this.#known(by.user).login, password, 'password')
    return makeRecovery(this.#store, by, password === null ? 'setUp' : 'asked')
  }

  /** See `recover`. Attempts follow each other, so that a storm of them counts each. */
  recover(login: string, code: string, password: string, call?: string): Promise<{ user: User; code: string }> {
    return this.#turns.take('recovery', () => recover(this.#store, login, code, password, call))
  }

  /**
   * Checks the re-entered passwords of those who sign. The first must hold `permissions[0]`, a second one `permissions[1]` and be
   * somebody else. A password that must be changed signs nothing. Errors: `sign.count`, `sign.samePerson`, `sign.notAllowed`,
   * `sign.mustChange`, and those of a sign-in.
   */
  async signers(
    given: readonly { readonly login: string; readonly password: string }[],
    permissions: readonly Permission[],
  ): Promise<Signer[]> {
    if (given.length !== permissions.length) throw refuse('sign.count', { due: permissions.length, given: given.length })
    const signers: Signer[] = []
    for (const [i, { login, password }] of given.entries()) {
      const user = await this.#identify(login, password, 'password')
      if (signers.some((signer) => signer.user.id === user.id)) throw refuse('sign.samePerson', { name: user.name })
      if (this.mustChange(user).includes('password')) throw refuse('sign.mustChange', { name: user.name })
      const permission = permissions[i]!
      const role = actingRole(user.roles, permission)
      if (role === null) throw refuse('sign.notAllowed', { name: user.name, permission })
      signers.push({ user, role })
    }
    return signers
  }

  /** The post in which a person may do it now, or null: locked, disabled or ended meanwhile, or no post of theirs holds the permission. */
  roleFor(id: number, permission: Permission): Role | null {
    const now = this.get(id)
    return now === null || this.standing(now) !== 'active' ? null : actingRole(now.roles, permission)
  }

  may(user: User, permission: Permission): boolean {
    return this.roleFor(user.id, permission) !== null
  }

  #identify(login: string, secret: string, method: 'pin' | 'password'): Promise<User> {
    return this.#turns.take(`sign-in ${login.toLowerCase()}`, () => identify(this.#store, login, secret, method))
  }

  #known(id: number): User {
    const user = this.get(id)
    if (user === null) throw refuse('people.unknown', { id })
    return user
  }

  /** `undefined` stays as it is; a PIN of null is taken away. */
  async #setSecrets(
    by: Actor,
    user: User,
    next: { readonly password: string | undefined; readonly pin: string | null | undefined },
    how: 'own' | 'reset',
  ): Promise<void> {
    const { password, pin } = next
    const [passwordHash, pinHash] = await Promise.all([
      password === undefined ? undefined : hashSecret(password),
      typeof pin === 'string' ? hashSecret(pin) : pin,
    ])
    this.#store.act(by, (tx) => {
      if (passwordHash !== undefined) setPassword(tx, user.id, passwordHash, this.#store.clock.now(), how === 'reset')
      if (pinHash !== undefined) setPin(tx, user.id, pinHash, how === 'reset')
      const what = [...(passwordHash === undefined ? [] : ['password']), ...(pinHash === undefined ? [] : ['pin'])]
      tx.append('secret.changed', { entities: { user: user.id }, after: { what, how } })
    })
  }
}

const isAdmin = (user: User): boolean => user.roles.includes('admin') && user.state !== 'disabled' && user.validUntil === null
