import type { Permission, Role } from '../../../shared/auth/permissions.ts'
import { kinds } from '../../../shared/ledger/kinds.ts'
import type { Finding } from '../../../shared/validation.ts'
import { lockAfter } from '../people/people.ts'
import { onBench, type Trial, trialPassword } from './bench.ts'
import { must, mustRefuse, ok } from './finding.ts'
import { closeWith, lostOrder } from './lost-order.ts'

/** Wrong passwords lock a person out, the right one then, too (21 CFR 11.300(d)). */
export const locksOut = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-07', async (bench) => {
    const { login } = await bench.person('val-operator', 'operator')
    const attempt = (secret: string) => () => bench.people.signIn(login, secret, 'password')
    await attempt(trialPassword)()
    for (let n = 1; n < lockAfter; n++) await mustRefuse('session.wrong', attempt(`wrong ${n}`))
    const code = await mustRefuse('session.locked', attempt('wrong again'))
    await mustRefuse('session.locked', attempt(trialPassword))
    must(bench.events(kinds['session.refused'].no) >= lockAfter, 'validation.notFound', 'session.refused')
    return ok(`${lockAfter} · ${code}`)
  })

/** What two must sign is not done with one, nor by one person twice, nor approved by who asked (21 CFR 11.200(a)). */
export const twoSign = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-08', async (bench) => {
    const { parts, store, people } = bench
    const signing = new parts.Signing(store, people)
    const due = signing.due('deviation')
    must(due === 2, 'validation.signatures', String(due))
    const [first, second] = [await bench.person('val-q1', 'quality'), await bench.person('val-q2', 'quality')]
    const id = { login: first.login, password: trialPassword }
    const given = (...signers: (typeof id)[]) => ({ reason: 'validation', signers })
    const codes = [
      await mustRefuse('sign.due', () => signing.take('deviation', null)),
      await mustRefuse('sign.count', () => signing.take('deviation', given(id))),
      await mustRefuse('sign.samePerson', () => signing.take('deviation', given(id, id))),
    ]
    const order = await lostOrder(bench)
    const asked = await signing.ask('deviation', { order: order.id }, order.no, given(id))
    codes.push(await mustRefuse('sign.ownAct', () => signing.approve(asked, given(id), () => undefined)))
    await signing.approve(asked, given({ ...id, login: second.login }), (waiting, signers) =>
      closeWith(bench, order.id, { reason: waiting.reason, signers }),
    )
    const signed = bench.events(kinds.signature.no)
    must(signed === 2, 'validation.signatures', String(signed))
    return ok(codes.join(', '))
  })

/** Acts, and posts that must not do them (21 CFR 11.10(d), (g)). */
const denied: readonly (readonly [Role, Permission])[] = [
  ['visitor', 'line.run'],
  ['visitor', 'settings.write'],
  ['operator', 'order.write'],
  ['operator', 'deviation.sign'],
  ['inspector', 'user.write'],
  ['quality', 'restore.write'],
]

/** Nobody does what their post does not allow; who may is named with the post. */
export const rightsHold = (trial: Trial): Promise<Finding> =>
  onBench(trial, 'OQ-16', async (bench) => {
    const { parts } = bench
    for (const role of new Set(denied.map(([post]) => post))) await bench.person(`val-${role}`, role)
    const user = (role: Role) => bench.people.list().find(({ login }) => login === `val-${role}`)!
    for (const [role, permission] of denied) await mustRefuse('permission.denied', () => parts.actorFor(bench, user(role), permission))
    const may = parts.actorFor(bench, user('operator'), 'line.run')
    must(may.role === 'operator' && may.user === user('operator').id, 'validation.differs', may.role)
    return ok(`${denied.length} · permission.denied`)
  })
