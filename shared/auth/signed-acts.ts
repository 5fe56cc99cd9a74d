import type { Permission } from './permissions.ts'

interface SignedAct {
  /** Signatures it always needs, by design. */
  readonly least: 0 | 1 | 2
  /** Signatures where nothing is configured. */
  readonly usual: 0 | 1 | 2
  /** What the first and the second signer must hold. */
  readonly permissions: readonly [Permission, Permission]
  /** Whether the second signature may come later, from another place. */
  readonly mayWait: boolean
}

/**
 * Acts that are signed electronically (21 CFR 11.50, 11.200; GMP 2025 art. 45): re-entered password, meaning, reason, bound to the
 * event's leaf. How many sign is configured within `least` ... 2; the name is also the meaning in the ledger.
 */
export const signedActs = {
  deviation: { least: 2, usual: 2, permissions: ['order.close', 'deviation.sign'], mayWait: true },
  expiryOverride: { least: 2, usual: 2, permissions: ['expiry.override', 'expiry.override'], mayWait: true },
  reprintSame: { least: 2, usual: 2, permissions: ['label.reprintSame', 'reprint.approve'], mayWait: false },
  fenceLifted: { least: 1, usual: 1, permissions: ['pool.resume', 'sign.second'], mayWait: true },
  restore: { least: 1, usual: 1, permissions: ['restore.write', 'sign.second'], mayWait: false },
  goLive: { least: 1, usual: 1, permissions: ['live.start', 'sign.second'], mayWait: false },
  clockAccepted: { least: 1, usual: 1, permissions: ['clock.accept', 'sign.second'], mayWait: false },
  keyEscrowed: { least: 1, usual: 1, permissions: ['backup.write', 'sign.second'], mayWait: false },
  keyRestored: { least: 1, usual: 1, permissions: ['restore.write', 'sign.second'], mayWait: false },
  validated: { least: 1, usual: 1, permissions: ['settings.write', 'sign.second'], mayWait: false },
  orderClosed: { least: 0, usual: 0, permissions: ['order.close', 'sign.second'], mayWait: true },
  productChanged: { least: 0, usual: 0, permissions: ['product.write', 'sign.second'], mayWait: true },
  settingsChanged: { least: 0, usual: 0, permissions: ['settings.write', 'sign.second'], mayWait: true },
} as const satisfies Record<string, SignedAct>

export type SignedActName = keyof typeof signedActs
export const signedActNames = Object.keys(signedActs) as SignedActName[]

/** Signatures an act needs under a station's configuration; never fewer than by design. */
export function signaturesDue(act: SignedActName, configured: Readonly<Partial<Record<SignedActName, number>>>): 0 | 1 | 2 {
  const { least, usual } = signedActs[act]
  return Math.min(2, Math.max(least, configured[act] ?? usual)) as 0 | 1 | 2
}
