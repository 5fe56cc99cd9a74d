import type { Role } from '../../../shared/auth/permissions.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Actor, Appended, Tx } from '../store/store.ts'
import type { User } from '../store/users.ts'

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

export const actorOf = (user: User, role: string, call?: string): Actor =>
  call === undefined ? { user: user.id, role } : { user: user.id, role, call }

/**
 * Records who signed an event, bound to its leaf (21 CFR 11.70). Call in the same transaction as the signed event: an act that waited
 * leaves the queue with it, or nothing is done. Errors: `sign.gone` when it was refused, taken back or done meanwhile.
 */
export function sign(tx: Tx, signed: Appended, signers: readonly Signer[], meaning: string, reason: string): void {
  const asked = signers.find((signer) => signer.asked !== undefined)?.asked
  if (asked !== undefined) {
    const { changes } = tx.run("UPDATE to_sign SET state = 'done', ended = ? WHERE asked = ? AND state = 'waiting'", signed.seq, asked.seq)
    if (changes !== 1) throw refuse('sign.gone')
  }
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
