import type { Role } from '../../../shared/auth/permissions.ts'
import type { Read, Write } from './database.ts'

/** What an administrator set and the person must change before anything else. */
export type OwnSecret = 'password' | 'pin'

export interface User {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly state: 'active' | 'locked' | 'disabled'
  readonly hasPin: boolean
  readonly mustChange: readonly OwnSecret[]
  /** When the password was set, UTC ms. */
  readonly passwordAt: number
  /** Last day on which the person may sign in, YYYY-MM-DD, or null. */
  readonly validUntil: string | null
  readonly lastSignIn: number | null
  /** Number of the valid badge: 1 for the first, 0 for none. */
  readonly badge: number
}

interface UserRow {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly staff_no: string
  readonly roles: string
  readonly state: User['state']
  readonly has_pin: number
  readonly change_password: number
  readonly change_pin: number
  readonly password_at: number
  readonly valid_until: string | null
  readonly last_sign_in: number | null
  readonly badge: number
}

const columns = `id, login, name, staff_no, roles, state, pin IS NOT NULL AS has_pin, change_password, change_pin, password_at, valid_until,
  last_sign_in, (SELECT coalesce(max(nth), 0) FROM badge WHERE badge.user = user.id) AS badge`

export const userById = (db: Read, id: number): User | null => toUser(db.get<UserRow>(`SELECT ${columns} FROM user WHERE id = ?`, id))
export const userByLogin = (db: Read, login: string): User | null =>
  toUser(db.get<UserRow>(`SELECT ${columns} FROM user WHERE login = ?`, login))
export const allUsers = (db: Read): User[] => db.all<UserRow>(`SELECT ${columns} FROM user ORDER BY id`).map((row) => toUser(row)!)
export const countUsers = (db: Read): number => db.get<{ n: number }>('SELECT count(*) AS n FROM user')!.n

/** Hashes and failed attempts of a person, for checking a sign-in. */
export function secretsOf(db: Read, id: number): { password: string; pin: string | null; fails: number } | null {
  return db.get<{ password: string; pin: string | null; fails: number }>('SELECT password, pin, fails FROM user WHERE id = ?', id) ?? null
}

export interface NewUser {
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly password: string
  readonly pin: string | null
  readonly sample: boolean
  /** UTC ms. */
  readonly at: number
  readonly validUntil?: string | null
  readonly mustChange?: readonly OwnSecret[]
}

export function insertUser(db: Write, user: NewUser): number {
  return db.run(
    `INSERT INTO user (login, name, staff_no, roles, state, password, pin, sample, password_at, valid_until, change_password, change_pin)
     VALUES (?, ?, ?, ?, 'active', ?, ?, ?, ?, ?, ?, ?)`,
    user.login,
    user.name,
    user.staffNo,
    JSON.stringify(user.roles),
    user.password,
    user.pin,
    user.sample ? 1 : 0,
    user.at,
    user.validUntil ?? null,
    user.mustChange?.includes('password') ? 1 : 0,
    user.mustChange?.includes('pin') ? 1 : 0,
  ).lastInsertRowid
}

export interface UserChange {
  readonly name: string
  readonly roles: readonly Role[]
  readonly state: User['state']
  readonly validUntil: string | null
}

export function updateUser(db: Write, id: number, change: UserChange): void {
  db.run(
    'UPDATE user SET name = ?, roles = ?, state = ?, valid_until = ? WHERE id = ?',
    change.name,
    JSON.stringify(change.roles),
    change.state,
    change.validUntil,
    id,
  )
}

export function setFails(db: Write, id: number, fails: number, state: User['state']): void {
  db.run('UPDATE user SET fails = ?, state = ? WHERE id = ?', fails, state, id)
}

export const noteSignIn = (db: Write, id: number, at: number): void => {
  db.run('UPDATE user SET last_sign_in = ? WHERE id = ?', at, id)
}

/** Most passwords that are remembered. */
const rememberMost = 10

/** A new password; the one before is remembered. `change`: the person must set their own at the next sign-in. */
export function setPassword(db: Write, id: number, hash: string, at: number, change: boolean): void {
  db.run(
    `INSERT INTO password_before (user, nth, hash)
     SELECT id, (SELECT coalesce(max(nth), 0) + 1 FROM password_before AS before WHERE before.user = user.id), password FROM user WHERE id = ?`,
    id,
  )
  db.run(
    'DELETE FROM password_before WHERE user = ? AND nth <= (SELECT max(nth) FROM password_before WHERE user = ?) - ?',
    id,
    id,
    rememberMost,
  )
  db.run('UPDATE user SET password = ?, password_at = ?, change_password = ? WHERE id = ?', hash, at, change ? 1 : 0, id)
}

export function setPin(db: Write, id: number, hash: string | null, change: boolean): void {
  db.run('UPDATE user SET pin = ?, change_pin = ? WHERE id = ?', hash, change && hash !== null ? 1 : 0, id)
}

/** Hashes of a person's newest `count` passwords, the present one first. */
export function lastPasswords(db: Read, id: number, count: number): string[] {
  if (count === 0) return []
  const before = db.all<{ hash: string }>('SELECT hash FROM password_before WHERE user = ? ORDER BY nth DESC LIMIT ?', id, count - 1)
  return [secretsOf(db, id)!.password, ...before.map(({ hash }) => hash)]
}

export interface Badge {
  readonly user: number
  readonly nth: number
  /** False for one that was replaced. */
  readonly valid: boolean
}

export function badgeByCode(db: Read, code: string): Badge | null {
  const row = db.get<{ user: number; nth: number; newest: number }>(
    'SELECT user, nth, (SELECT max(nth) FROM badge AS other WHERE other.user = badge.user) AS newest FROM badge WHERE code = ?',
    code,
  )
  return row === undefined ? null : { user: row.user, nth: row.nth, valid: row.nth === row.newest }
}

/** The text of a person's valid badge, or null. */
export const badgeOf = (db: Read, user: number): string | null =>
  db.get<{ code: string }>('SELECT code FROM badge WHERE user = ? ORDER BY nth DESC LIMIT 1', user)?.code ?? null

export function insertBadge(
  db: Write,
  badge: { readonly code: string; readonly user: number; readonly nth: number; readonly made: number },
): void {
  db.run('INSERT INTO badge (code, user, nth, made) VALUES (?, ?, ?, ?)', badge.code, badge.user, badge.nth, badge.made)
}

export interface Recovery {
  readonly hash: string
  readonly fails: number
  readonly lockouts: number
  /** UTC ms. */
  readonly lockedUntil: number
}

export const recoveryOf = (db: Read): Recovery | null =>
  db.get<Recovery>('SELECT hash, fails, lockouts, locked_until AS lockedUntil FROM recovery') ?? null

export function setRecovery(db: Write, hash: string, made: number): void {
  db.run(
    `INSERT INTO recovery (id, hash, made) VALUES (1, ?, ?)
     ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, fails = 0, lockouts = 0, locked_until = 0, made = excluded.made`,
    hash,
    made,
  )
}

export function setRecoveryFails(db: Write, fails: number, lockouts: number, lockedUntil: number): void {
  db.run('UPDATE recovery SET fails = ?, lockouts = ?, locked_until = ?', fails, lockouts, lockedUntil)
}

function toUser(row: UserRow | undefined): User | null {
  if (row === undefined) return null
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    staffNo: row.staff_no,
    roles: JSON.parse(row.roles) as Role[],
    state: row.state,
    hasPin: row.has_pin === 1,
    mustChange: [...(row.change_password === 1 ? (['password'] as const) : []), ...(row.change_pin === 1 ? (['pin'] as const) : [])],
    passwordAt: row.password_at,
    validUntil: row.valid_until,
    lastSignIn: row.last_sign_in,
    badge: row.badge,
  }
}
