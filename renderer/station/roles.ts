import type { Permission, Role } from '../../shared/auth/permissions.ts'
import type { IconName } from '../design/icon.tsx'

export interface NavItem {
  readonly path: string
  readonly word:
    | 'orders'
    | 'products'
    | 'insurance'
    | 'codes'
    | 'pools'
    | 'templates'
    | 'audit'
    | 'export'
    | 'devices'
    | 'users'
    | 'backup'
    | 'settings'
    | 'toSign'
  readonly icon: IconName
  readonly permission: Permission
  readonly group: 'work' | 'station' | 'proof'
}

/** Every office screen. A person sees those they may read, and nothing greyed for others. */
const items: readonly NavItem[] = [
  { path: '/orders', word: 'orders', icon: 'orders', permission: 'order.read', group: 'work' },
  { path: '/to-sign', word: 'toSign', icon: 'edit', permission: 'sign.read', group: 'work' },
  { path: '/products', word: 'products', icon: 'box', permission: 'product.read', group: 'work' },
  { path: '/codes', word: 'codes', icon: 'scan', permission: 'product.read', group: 'work' },
  { path: '/insurance', word: 'insurance', icon: 'swap', permission: 'product.read', group: 'work' },
  { path: '/pools', word: 'pools', icon: 'pools', permission: 'pool.read', group: 'work' },
  { path: '/templates', word: 'templates', icon: 'template', permission: 'template.read', group: 'work' },
  { path: '/devices', word: 'devices', icon: 'printer', permission: 'device.read', group: 'station' },
  { path: '/users', word: 'users', icon: 'person', permission: 'user.read', group: 'station' },
  { path: '/backup', word: 'backup', icon: 'book', permission: 'settings.read', group: 'station' },
  { path: '/settings', word: 'settings', icon: 'cog', permission: 'settings.read', group: 'station' },
  { path: '/audit', word: 'audit', icon: 'book', permission: 'audit.read', group: 'proof' },
  { path: '/export', word: 'export', icon: 'download', permission: 'export.read', group: 'proof' },
]

/** Screens beyond what a role's work needs are left out of its navigation, even if it may read them. */
const notFor: Partial<Record<Role, readonly NavItem['word'][]>> = {
  operator: ['toSign', 'insurance', 'codes'],
  admin: ['insurance'],
  regulatory: ['toSign'],
  inspector: ['insurance', 'products', 'templates', 'devices'],
  keeper: ['products', 'insurance'],
  visitor: ['insurance', 'codes', 'products', 'templates'],
  quality: ['users', 'backup', 'settings'],
}

export function navFor(roles: readonly Role[], permissions: readonly string[]): readonly NavItem[] {
  const hidden = roles.map((role) => new Set<string>(notFor[role] ?? []))
  return items.filter(
    ({ word, permission }) => permissions.includes(permission) && !(hidden.length > 0 && hidden.every((words) => words.has(word))),
  )
}

/** An operator lands on the line's own home; everybody else on the first screen of their navigation. */
export function homeOf(roles: readonly Role[]): string {
  if (roles.length === 1 && roles[0] === 'operator') return '/'
  if (roles.includes('admin') || roles.includes('quality') || roles.includes('inspector')) return '/orders'
  if (roles.includes('operator')) return '/'
  if (roles.includes('visitor')) return '/export'
  if (roles.includes('regulatory')) return '/products'
  return '/orders'
}
