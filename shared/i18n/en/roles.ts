import type { roles as source } from '../zh-CN/roles.ts'

export const roles: Record<keyof typeof source, string> = {
  'role.operator': 'Operator',
  'role.inspector': 'Inspector',
  'role.keeper': 'Keeper',
  'role.quality': 'Quality',
  'role.regulatory': 'Regulatory',
  'role.admin': 'Administrator',
  'role.visitor': 'Visiting inspector',
  'role.system': 'System',
}
