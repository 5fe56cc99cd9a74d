/** Posts a person can hold. A visitor (监管检查员) only reads. */
export const roles = ['operator', 'inspector', 'keeper', 'quality', 'regulatory', 'admin', 'visitor'] as const
export type Role = (typeof roles)[number]

/**
 * Who may do what, as data. A permission that is not listed for a role is denied.
 * `open` needs no person: what the sign-in screen shows before anybody is known.
 */
export const permissions = {
  open: [],
  /** One's own session and secrets: what is left to somebody who must change a password first. */
  'session.own': ['operator', 'inspector', 'keeper', 'quality', 'regulatory', 'admin', 'visitor'],
  'session.any': ['operator', 'inspector', 'keeper', 'quality', 'regulatory', 'admin', 'visitor'],
  'order.read': ['operator', 'inspector', 'keeper', 'quality', 'regulatory', 'admin', 'visitor'],
  'order.write': ['quality', 'admin'],
  'order.close': ['operator', 'quality', 'admin'],
  'product.read': ['operator', 'inspector', 'keeper', 'quality', 'regulatory', 'admin', 'visitor'],
  'product.write': ['regulatory', 'quality', 'admin'],
  'insurance.write': ['regulatory', 'admin'],
  'insurance.check': ['regulatory', 'quality'],
  'pool.read': ['operator', 'quality', 'regulatory', 'admin'],
  'pool.write': ['admin'],
  'pool.resume': ['admin'],
  'serial.assign': ['operator', 'quality', 'admin'],
  'template.read': ['operator', 'inspector', 'quality', 'regulatory', 'admin', 'visitor'],
  'line.run': ['operator', 'admin'],
  'line.watch': ['operator', 'inspector', 'quality', 'admin'],
  'label.void': ['operator', 'inspector', 'admin'],
  'label.sample': ['operator', 'inspector', 'admin'],
  'label.reprintSame': ['operator', 'admin'],
  'deviation.sign': ['quality'],
  'expiry.override': ['quality'],
  'reprint.approve': ['quality', 'inspector'],
  'audit.read': ['quality', 'admin', 'inspector', 'visitor'],
  'log.witness': ['quality', 'admin'],
  'evidence.export': ['quality', 'admin', 'visitor'],
  'export.read': ['quality', 'admin', 'regulatory', 'visitor'],
  'device.read': ['operator', 'inspector', 'quality', 'admin'],
  'device.write': ['admin'],
  'grade.attach': ['inspector', 'quality'],
  'training.fault': ['operator', 'inspector', 'quality', 'admin'],
  'user.read': ['admin', 'quality'],
  'user.write': ['admin'],
  'settings.read': ['admin', 'quality'],
  'settings.write': ['admin'],
  'backup.write': ['admin'],
  'restore.write': ['admin'],
  'live.start': ['admin'],
  'clock.accept': ['admin'],
  'sign.read': ['operator', 'inspector', 'quality', 'regulatory', 'admin'],
  'sign.second': ['quality', 'admin'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** True when one of the roles holds the permission. Default deny. */
export function allows(held: readonly Role[], permission: Permission): boolean {
  const holders: readonly Role[] = permissions[permission]
  return permission === 'open' || held.some((role) => holders.includes(role))
}

/** The role in which a person acts: the first of theirs that holds the permission, so that the ledger says why it was allowed. */
export function actingRole(held: readonly Role[], permission: Permission): Role | null {
  const holders: readonly Role[] = permissions[permission]
  return held.find((role) => holders.includes(role)) ?? null
}
