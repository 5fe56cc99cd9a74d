/** Posts, as the station and the evidence page name them. */
export const roles = {
  'role.operator': '操作员',
  'role.inspector': '检验员',
  'role.keeper': '仓管员',
  'role.quality': '质量',
  'role.regulatory': '法规',
  'role.admin': '管理员',
  'role.visitor': '监管检查员',
  'role.system': '系统',
} as const
