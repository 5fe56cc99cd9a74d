import { evidence as enEvidence } from '../../shared/i18n/en/evidence.ts'
import { kinds as enKinds } from '../../shared/i18n/en/kinds.ts'
import { roles as enRoles } from '../../shared/i18n/en/roles.ts'
import { fill } from '../../shared/i18n/fill.ts'
import { evidence as zhEvidence } from '../../shared/i18n/zh-CN/evidence.ts'
import { kinds as zhKinds } from '../../shared/i18n/zh-CN/kinds.ts'
import { roles as zhRoles } from '../../shared/i18n/zh-CN/roles.ts'

export type Language = 'zh-CN' | 'en'

/** Only the words the page can show: it travels as one file. */
const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': { ...zhRoles, ...zhKinds, ...zhEvidence },
  en: { ...enRoles, ...enKinds, ...enEvidence },
}

export type Say = (key: string, params?: Readonly<Record<string, unknown>>) => string

/** Words of one language; a key without words is shown as it is. */
export const sayIn =
  (language: Language): Say =>
  (key, params) =>
    fill(words[language][key] ?? key, params)
