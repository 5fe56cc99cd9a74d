import type { Role } from '../../../shared/auth/permissions.ts'
import type { Read, Write } from './database.ts'

export interface User {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly state: 'active' | 'locked' | 'disabled'
  readonly hasPin: boolean
}

interface UserRow {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly staff_no: string
  readonly roles: string
  readonly state: User['state']
  readonly pin: string | null
  readonly password: string
  readonly fails: number
}

const columns = 'id, login, name, staff_no, roles, state, pin, password, fails'

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
}

export function insertUser(db: Write, user: NewUser): number {
  return db.run(
    "INSERT INTO user (login, name, staff_no, roles, state, password, pin, sample) VALUES (?, ?, ?, ?, 'active', ?, ?, ?)",
    user.login,
    user.name,
    user.staffNo,
    JSON.stringify(user.roles),
    user.password,
    user.pin,
    user.sample ? 1 : 0,
  ).lastInsertRowid
}

export function updateUser(
  db: Write,
  id: number,
  change: { readonly name: string; readonly roles: readonly Role[]; readonly state: User['state'] },
): void {
  db.run('UPDATE user SET name = ?, roles = ?, state = ? WHERE id = ?', change.name, JSON.stringify(change.roles), change.state, id)
}

export function setFails(db: Write, id: number, fails: number, state: User['state']): void {
  db.run('UPDATE user SET fails = ?, state = ? WHERE id = ?', fails, state, id)
}

export function setSecret(db: Write, id: number, which: 'password' | 'pin', hash: string): void {
  db.run(which === 'password' ? 'UPDATE user SET password = ? WHERE id = ?' : 'UPDATE user SET pin = ? WHERE id = ?', hash, id)
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
    hasPin: row.pin !== null,
  }
}
