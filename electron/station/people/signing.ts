import type { Role } from '../../../shared/auth/permissions.ts'
import { type SignedActName, signaturesDue, signedActs } from '../../../shared/auth/signed-acts.ts'
import type { Json } from '../../../shared/ledger/jcs.ts'
import { kinds } from '../../../shared/ledger/kinds.ts'
import { refuse } from '../../../shared/station-error.ts'
import { readSettings } from '../settings.ts'
import type { Read } from '../store/database.ts'
import type { Actor, Store } from '../store/store.ts'
import { userById } from '../store/users.ts'
import { actorOf, type People, type Signer, sign } from './people.ts'

/** Who re-entered a password, and why. */
export interface SigningInput {
  readonly reason: string
  readonly signers: readonly { readonly login: string; readonly password: string }[]
}

/** An act that one person has signed and another one has not. */
export interface WaitingAct {
  readonly id: number
  readonly act: SignedActName
  /** Input of the act, without passwords. */
  readonly params: Readonly<Record<string, Json>>
  readonly order: string | null
  readonly reason: string
  readonly first: { readonly id: number; readonly name: string; readonly role: Role }
  readonly at: number
  /** The event that asked, and its leaf: what the first signature is bound to. */
  readonly asked: { readonly seq: number; readonly leaf: string }
}

interface WaitingRow {
  readonly id: number
  readonly body: string
  readonly name: string
  readonly seq: number
  readonly leaf: Buffer
}

/** What event 211 says: the text under the first signature. */
interface AskedBody {
  readonly at: number
  readonly actor: number
  readonly role: Role
  readonly entities: { readonly order?: string }
  readonly before: { readonly params: { readonly after: Json } } | null
  readonly after: { readonly act: SignedActName; readonly params: WaitingAct['params'] }
  readonly reason: string
}

/** How often each act is signed, and the acts that wait for a second signature. */
export class Signing {
  readonly #store: Store
  readonly #people: People

  constructor(store: Store, people: People) {
    this.#store = store
    this.#people = people
  }

  due(act: SignedActName): 0 | 1 | 2 {
    return signaturesDue(act, readSettings(this.#store).signatures)
  }

  /**
   * The signers of an act, their passwords checked. None where none are due. Errors: `sign.due` {act, due} when nothing was signed but
   * something must be, `sign.waits` when only the first signed and the second may come later, and those of `People.signers`.
   */
  async take(act: SignedActName, given: SigningInput | null): Promise<Signer[]> {
    const due = this.due(act)
    if (given === null) {
      if (due > 0) throw refuse('sign.due', { act, due })
      return []
    }
    // More than are due may sign, as long as both may.
    const count = Math.max(due, given.signers.length)
    return this.#people.signers(given.signers, signedActs[act].permissions.slice(0, count))
  }

  /**
   * Puts an act into the queue, signed by the one who asks for it. Errors: `sign.cannotWait`, and those of a signature.
   */
  async ask(act: SignedActName, params: Readonly<Record<string, Json>>, order: string | null, given: SigningInput): Promise<number> {
    if (!signedActs[act].mayWait || this.due(act) < 2) throw refuse('sign.cannotWait', { act })
    const [first] = await this.#people.signers(given.signers.slice(0, 1), signedActs[act].permissions.slice(0, 1))
    if (first === undefined) throw refuse('sign.count', { due: 1, given: 0 })
    return this.#store.act(actorOf(first.user, first.role), (tx) => {
      // What a change was based on stands in the entry's own `before`, at the same place, so that every reader shows both.
      const { before, ...rest } = params
      const event = tx.append('sign.asked', {
        entities: order === null ? {} : { order },
        before: before === undefined ? null : { params: { after: before } },
        after: { act, params: rest },
        reason: given.reason,
      })
      sign(tx, event, [first], act, given.reason)
      return tx.run(
        'INSERT INTO to_sign (act, params, order_no, reason, first, role, asked) VALUES (?, ?, ?, ?, ?, ?, ?)',
        act,
        JSON.stringify(params),
        order,
        given.reason,
        first.user.id,
        first.role,
        event.seq,
      ).lastInsertRowid
    })
  }

  waiting(): WaitingAct[] {
    return waitingIn(this.#store.read)
  }

  count(): number {
    return this.waiting().length
  }

  /**
   * Signs a waiting act as its second person and carries it out. `perform` does it with both signers; it is done only when that
   * succeeds. Errors: `sign.gone`, `sign.ownAct`, those of a signature, and those of the act.
   */
  async approve(
    id: number,
    given: SigningInput,
    perform: (waiting: WaitingAct, signers: readonly Signer[], by: Actor) => Promise<void> | void,
  ): Promise<void> {
    const waiting = this.#mustWait(id)
    const { permissions } = signedActs[waiting.act]
    const [second] = await this.#people.signers(given.signers.slice(0, 1), permissions.slice(1))
    if (second === undefined) throw refuse('sign.count', { due: 1, given: 0 })
    // 21 CFR 11.200 and common sense: nobody approves what they asked for.
    if (second.user.id === waiting.first.id) throw refuse('sign.ownAct', { name: second.user.name })
    const asker = userById(this.#store.read, waiting.first.id)
    // The post in which they may do it now: the one they asked in stands in the event that asked.
    const role = this.#people.roleFor(waiting.first.id, permissions[0])
    if (asker === null || role === null) throw refuse('sign.askerGone', { name: waiting.first.name })
    this.#mustWait(id)
    // The act takes itself out of the queue, in its own transaction (`sign`): a no that came meanwhile stops it.
    await perform(waiting, [{ user: asker, role, asked: waiting.asked }, second], actorOf(asker, role))
  }

  /**
   * Says no to a waiting act, with a reason: whoever could give its second signature. The one who asked may take it back. Errors:
   * `sign.gone`, `permission.denied`.
   */
  end(by: Actor, id: number, reason: string): void {
    const waiting = this.#mustWait(id)
    const state = by.user === waiting.first.id ? 'withdrawn' : 'refused'
    const permission = signedActs[waiting.act].permissions[1]
    const role = state === 'withdrawn' ? by.role : this.#people.roleFor(by.user, permission)
    if (role === null) throw refuse('permission.denied', { permission })
    this.#store.act({ ...by, role }, (tx) => {
      const { seq } = tx.append('sign.ended', {
        entities: waiting.order === null ? {} : { order: waiting.order },
        after: { act: waiting.act, asked: waiting.asked.seq, how: state },
        reason,
      })
      const { changes } = tx.run("UPDATE to_sign SET state = ?, ended = ? WHERE id = ? AND state = 'waiting'", state, seq, id)
      if (changes !== 1) throw refuse('sign.gone')
    })
  }

  #mustWait(id: number): WaitingAct {
    const found = this.waiting().find((candidate) => candidate.id === id)
    if (found === undefined) throw refuse('sign.gone')
    return found
  }
}

/** The second signature names the event that asked. */
const signedFor = (asked: string): string =>
  `s.kind = ${kinds.signature.no} AND s.kind NOT IN (500, 501) AND s.seq > ${asked} AND json_extract(s.body, '$.after.asked.seq') = ${asked}`

/** The queue says only which acts wait. What each of them is stands in the entry whose leaf was signed, and is read from there. */
function waitingIn(db: Read): WaitingAct[] {
  return db
    .all<WaitingRow>(
      `SELECT w.id, u.name, e.body, e.seq, e.leaf FROM to_sign w
       JOIN event e ON e.seq = w.asked AND e.kind = ${kinds['sign.asked'].no} JOIN user u ON u.id = json_extract(e.body, '$.actor')
       WHERE w.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM event s WHERE ${signedFor('w.asked')}) ORDER BY w.id`,
    )
    .map((row) => {
      const { at, actor, role, entities, before, after, reason } = JSON.parse(row.body) as AskedBody
      return {
        id: row.id,
        act: after.act,
        params: before === null ? after.params : { ...after.params, before: before.params.after },
        order: entities.order ?? null,
        reason,
        first: { id: actor, name: row.name, role },
        at,
        asked: { seq: row.seq, leaf: row.leaf.toString('hex') },
      }
    })
}
