import type { Permission, Role } from '../../../shared/auth/permissions.ts'
import { actingRole, allows } from '../../../shared/auth/permissions.ts'
import { refuse } from '../../../shared/station-error.ts'
import { type Actor, type Appended, type Store, system, type Tx } from '../store/store.ts'
import {
  allUsers,
  countUsers,
  insertUser,
  secretsOf,
  setFails,
  setSecret,
  type User,
  updateUser,
  userById,
  userByLogin,
} from '../store/users.ts'
import { checkSecret, hashSecret } from './secrets.ts'

/** Failed attempts in a row that lock a person out. */
export const lockAfter = 5

export interface PersonInput {
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly password: string
  readonly pin: string | null
}

/** A person whose password was just checked, for one signature. */
export interface Signer {
  readonly user: User
  readonly role: Role
  /** Signed earlier, when the act was put into the queue: the event that asked for it carries this person's signature. */
  readonly asked?: { readonly seq: number; readonly leaf: string }
}

/** Signatures of an act, with its reason. */
export interface Signed {
  readonly signers: readonly Signer[]
  readonly reason: string
}

/** The people of a station: who they are, who signed in, and who may sign. */
export class People {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  list(): User[] {
    return allUsers(this.#store.read)
  }

  get(id: number): User | null {
    return userById(this.#store.read, id)
  }

  isEmpty(): boolean {
    return countUsers(this.#store.read) === 0
  }

  /**
   * Checks a password or PIN. Five failures in a row lock the person out until an administrator unlocks them.
   * Errors: `session.wrong`, `session.locked`, `session.disabled`.
   */
  async signIn(login: string, secret: string, method: 'pin' | 'password', call?: string): Promise<User> {
    const user = await this.#identify(login, secret, method)
    this.#store.act(actorOf(user, user.roles[0] ?? 'visitor', call), (tx) =>
      tx.append('session.opened', { entities: { user: user.id }, after: { method } }),
    )
    return user
  }

  signOut(user: User, why: 'asked' | 'replaced' | 'pageGone', call?: string): void {
    this.#store.act(actorOf(user, user.roles[0] ?? 'visitor', call), (tx) =>
      tx.append('session.closed', { entities: { user: user.id }, after: { why } }),
    )
  }

  /** The first administrator. Refused once anybody exists (`people.exist`). */
  async first(input: PersonInput): Promise<User> {
    if (!this.isEmpty()) throw refuse('people.exist')
    return this.create(system, { ...input, roles: ['admin', 'quality', 'operator'] })
  }

  async create(by: Actor, input: PersonInput, sample = false): Promise<User> {
    checkPassword(input.password)
    if (userByLogin(this.#store.read, input.login) !== null) throw refuse('people.loginTaken', { login: input.login }, 'login')
    const [password, pin] = await Promise.all([hashSecret(input.password), input.pin === null ? null : hashSecret(input.pin)])
    const id = this.#store.act(by, (tx) => {
      const created = insertUser(tx, { ...input, password, pin, sample })
      tx.append('user.created', {
        entities: { user: created },
        after: { login: input.login, name: input.name, staffNo: input.staffNo, roles: input.roles },
      })
      return created
    })
    return this.get(id)!
  }

  async change(
    by: Actor,
    id: number,
    input: { name: string; roles: readonly Role[]; state: 'active' | 'disabled'; password: string | null; pin: string | null },
  ): Promise<void> {
    const before = this.get(id)
    if (before === null) throw refuse('people.unknown', { id })
    if (before.roles.includes('admin') && (!input.roles.includes('admin') || input.state === 'disabled') && this.#admins() <= 1)
      throw refuse('people.lastAdmin')
    if (input.password !== null) checkPassword(input.password)
    const password = input.password === null ? null : await hashSecret(input.password)
    const pin = input.pin === null ? null : await hashSecret(input.pin)
    this.#store.act(by, (tx) => {
      updateUser(tx, id, {
        name: input.name,
        roles: input.roles,
        state: input.state === 'active' && before.state === 'locked' ? 'locked' : input.state,
      })
      tx.append('user.changed', {
        entities: { user: id },
        before: { name: before.name, roles: before.roles, state: before.state },
        after: { name: input.name, roles: input.roles, state: input.state },
      })
      if (password !== null) setSecret(tx, id, 'password', password)
      if (pin !== null) setSecret(tx, id, 'pin', pin)
      if (password !== null || pin !== null)
        tx.append('secret.changed', {
          entities: { user: id },
          after: { what: [...(password === null ? [] : ['password']), ...(pin === null ? [] : ['pin'])] },
        })
    })
  }

  unlock(by: Actor, id: number): void {
    if (this.get(id)?.state !== 'locked') throw refuse('people.notLocked', { id })
    this.#store.act(by, (tx) => {
      setFails(tx, id, 0, 'active')
      tx.append('user.unlocked', { entities: { user: id } })
    })
  }

  /**
   * Checks the re-entered passwords of those who sign. The first must hold `permissions[0]`, a second one `permissions[1]` and be
   * somebody else. Errors: `sign.count`, `sign.samePerson`, `sign.notAllowed`, and those of a sign-in.
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
      const permission = permissions[i]!
      const role = actingRole(user.roles, permission)
      if (role === null) throw refuse('sign.notAllowed', { name: user.name, permission })
      signers.push({ user, role })
    }
    return signers
  }

  /** True when the person may still act: not locked or disabled meanwhile, and holding the permission. */
  may(user: User, permission: Permission): boolean {
    const now = this.get(user.id)
    return now !== null && now.state === 'active' && allows(now.roles, permission)
  }

  async #identify(login: string, secret: string, method: 'pin' | 'password'): Promise<User> {
    const user = userByLogin(this.#store.read, login)
    const secrets = user === null ? null : secretsOf(this.#store.read, user.id)
    const right = await checkSecret(secret, method === 'pin' ? (secrets?.pin ?? null) : (secrets?.password ?? null))
    if (user === null) {
      this.#store.act(system, (tx) => tx.append('session.refused', { after: { login: login.slice(0, 40), why: 'unknown' } }))
      throw refuse('session.wrong', { left: null })
    }
    // Read again: another attempt may have locked the person while the hash was computed.
    const now = userById(this.#store.read, user.id)!
    if (now.state === 'disabled') throw refuse('session.disabled', { name: user.name })
    if (now.state === 'locked') throw refuse('session.locked', { name: user.name })
    const fails = secretsOf(this.#store.read, user.id)!.fails
    if (right) {
      if (fails > 0) this.#store.stage((tx) => setFails(tx, user.id, 0, 'active'))
      return now
    }
    const locked = fails + 1 >= lockAfter
    this.#store.act(system, (tx) => {
      setFails(tx, user.id, fails + 1, locked ? 'locked' : 'active')
      tx.append('session.refused', { entities: { user: user.id }, after: { login: user.login, why: 'wrong' } })
      if (locked) tx.append('user.lockedOut', { entities: { user: user.id }, after: { fails: fails + 1 } })
    })
    throw locked ? refuse('session.locked', { name: user.name }) : refuse('session.wrong', { left: lockAfter - fails - 1 })
  }

  #admins(): number {
    return this.list().filter((user) => user.roles.includes('admin') && user.state !== 'disabled').length
  }
}

export const actorOf = (user: User, role: string, call?: string): Actor =>
  call === undefined ? { user: user.id, role } : { user: user.id, role, call }

/** Records who signed an event, bound to its leaf (21 CFR 11.70). Call in the same transaction as the signed event. */
export function sign(tx: Tx, signed: Appended, signers: readonly Signer[], meaning: string, reason: string): void {
  const asked = signers.find((signer) => signer.asked !== undefined)?.asked
  for (const [i, signer] of signers.entries()) {
    if (signer.asked !== undefined) continue
    tx.append(
      'signature',
      {
        entities: { user: signer.user.id },
        after: {
          meaning,
          signs: { seq: signed.seq, leaf: signed.leaf.toString('hex') },
          nth: i + 1,
          of: signers.length,
          ...(asked === undefined ? {} : { asked: { ...asked } }),
        },
        reason,
      },
      actorOf(signer.user, signer.role),
    )
  }
}

/** Shortest password. */
const passwordLeast = 8

/** Refuses a password nobody should have (`people.passwordShort`). */
export function checkPassword(password: string): void {
  if (password.length < passwordLeast) throw refuse('people.passwordShort', { min: passwordLeast }, 'password')
}
