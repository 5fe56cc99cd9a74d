import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { roles } from '../auth/permissions.ts'
import { bytes, command, date, id, instant, key, ok, problem, query, text } from './procedure.ts'

const role = z.enum(roles)
/** Rules of the station say what is wrong with them, all at once (`people.…`). */
const password = z.string().min(1).max(1_000)
const pin = z.string().max(20)
/** Pages scan and type these; long ones are no codes. */
const scan = z.string().min(1).max(200)

export const person = z.object({
  id,
  login: z.string(),
  name: z.string(),
  staffNo: z.string(),
  roles: z.array(role),
  state: z.enum(['active', 'locked', 'disabled']),
  /** `state`, or that the account has ended. */
  standing: z.enum(['active', 'locked', 'disabled', 'expired']),
  hasPin: z.boolean(),
  mustChange: z.array(z.enum(['password', 'pin'])),
  passwordAt: instant,
  validUntil: date.nullable(),
  lastSignIn: instant.nullable(),
  /** Number of the valid badge, 0 for none. */
  badge: z.number().int(),
})

/** A person as a sign-in screen names them. */
const shown = person.pick({ id: true, login: true, name: true, staffNo: true, roles: true, hasPin: true })

/** What the frame of every screen shows. */
export const overview = z.object({
  revision: z.number(),
  mode: z.enum(['training', 'production']),
  station: z.string(),
  firm: z.string(),
  site: z.string(),
  language: z.enum(['zh-CN', 'en']),
  setUp: z.boolean(),
  version: z.string(),
  log: z.object({ seq: z.number(), ok: z.boolean(), code: z.string() }),
  fence: z.object({ suspended: z.number(), why: z.enum(['none', 'restored', 'otherMachine', 'fenceMissing']) }),
  clock: z.object({ behindMs: z.number() }),
  disk: z.object({ freeMb: z.number().nullable(), low: z.boolean() }),
  lastBackup: instant.nullable(),
  printer: z.object({ name: z.string(), ok: z.boolean(), virtual: z.boolean(), code: z.string() }).nullable(),
  scanner: z.object({ name: z.string(), ok: z.boolean(), virtual: z.boolean(), code: z.string() }).nullable(),
  /** What the station's keyboard scanner types in the place of GS; empty: GS itself. */
  wedgeGs: z.string(),
  runningJob: z.object({ jobId: id, order: z.string(), orderId: id }).nullable(),
  doubts: z.number(),
  /** Acts that wait for a second signature. */
  toSign: z.number(),
  me: person.pick({ id: true, login: true, name: true, staffNo: true, roles: true }).nullable(),
  /** What `me` may do now; nothing but their own secrets while something must be changed. */
  permissions: z.array(z.string()),
  mustChange: z.array(z.enum(['password', 'pin'])),
  /** Who was signed in at this page until the station ended it, and why. */
  ended: z.object({ why: z.enum(['asked', 'replaced', 'pageGone', 'idle', 'locked', 'disabled', 'expired']), person: shown }).nullable(),
  /** The newest badge shown to this station since the sign-in: whose PIN is asked for, or why it does not count. */
  badge: z.object({ seq: z.number(), person: shown.nullable(), problem: problem.nullable() }).nullable(),
  /** Seconds without key, touch or scan after which it is asked again who acts; 0 = never. */
  idleSeconds: z.number(),
  /** Shown on the sign-in screen of a training ledger, for its sample people. */
  trainingPin: z.string().nullable(),
})
export type Overview = z.infer<typeof overview>

export const session = {
  overview: query('open').output(overview),
  watch: query('open').output(eventIterator(overview)),
  people: query('open').output(z.array(shown.extend({ state: person.shape.state }))),
  signIn: command('open')
    .input(z.object({ key, login: text(40), secret: z.string().min(1).max(200), method: z.enum(['pin', 'password']) }))
    .output(overview.shape.me.unwrap()),
  signOut: command('session.own').input(z.object({ key })).output(ok),
  /** A badge that a keyboard wedge read at the page; what it means comes with the overview, as for a scanner of the station. */
  badge: command('open').input(z.object({ key, scan })).output(ok),
  /** A key, touch or scan at the page: the session does not fall idle. Tells of a person, so it changes nothing that is kept. */
  active: query('session.own').output(ok),
  /** One's own new password or PIN; the old password is due. */
  changeOwn: command('session.own')
    .input(z.object({ key, old: password, password: password.nullable(), pin: pin.nullable() }))
    .output(ok),
  /** An administrator who cannot get in: recovery code and a new password. Answers with the next code, shown once. */
  recover: command('open')
    .input(z.object({ key, login: text(40), code: z.string().max(60), password }))
    .output(z.object({ name: z.string(), recoveryCode: z.string() })),
  /** First run: the first administrator, the firm and the language. Refused once anybody exists. Answers with the recovery code, shown once. */
  firstRun: command('open')
    .input(
      z.object({
        key,
        firm: text(60),
        site: z.string().max(40),
        language: z.enum(['zh-CN', 'en']),
        login: text(40),
        name: text(40),
        staffNo: text(20),
        password,
        pin: pin.nullable(),
      }),
    )
    .output(z.object({ recoveryCode: z.string() })),
}

const account = { name: text(40), roles: z.array(role).min(1), validUntil: date.nullable() }

export const people = {
  list: query('user.read').output(z.object({ people: z.array(person), recovery: z.boolean() })),
  create: command('user.write')
    .input(z.object({ key, login: text(40), staffNo: text(20), ...account, password, pin: pin.nullable() }))
    .output(z.object({ id })),
  change: command('user.write')
    .input(z.object({ key, id, ...account, state: z.enum(['active', 'disabled']) }))
    .output(ok),
  unlock: command('user.write').input(z.object({ key, id })).output(ok),
  /** The person must change it at the next sign-in. */
  resetPassword: command('user.write').input(z.object({ key, id, password })).output(ok),
  /** A PIN of null is taken away. */
  resetPin: command('user.write')
    .input(z.object({ key, id, pin: pin.nullable() }))
    .output(ok),
  /** A new badge; the one before is refused from now on. */
  issueBadge: command('user.write')
    .input(z.object({ key, id }))
    .output(z.object({ nth: z.number().int() })),
  /** The valid badges of these people, to be printed and cut. */
  printBadges: command('user.write')
    .input(z.object({ key, ids: z.array(id).min(1).max(100) }))
    .output(z.object({ name: z.string(), bytes, badges: z.number() })),
  /** A new recovery code, shown once; the administrator's own password is due. */
  makeRecovery: command('user.write')
    .input(z.object({ key, password }))
    .output(z.object({ recoveryCode: z.string() })),
}
