import { Worker } from 'node:worker_threads'
import type { Role } from '../../../shared/auth/permissions.ts'
import { roles as english } from '../../../shared/i18n/en/roles.ts'
import { roles as chinese } from '../../../shared/i18n/zh-CN/roles.ts'
import { entryFile, fontFile } from '../resources.ts'
import { readSettings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import { badgeText } from './badges.ts'

/** One card as the sheet shows it. */
export interface BadgeCard {
  readonly code: string
  readonly name: string
  readonly staffNo: string
  readonly posts: string
  readonly nth: number
}

export interface BadgeSheetData {
  readonly cards: readonly BadgeCard[]
  readonly firm: string
  readonly note: string
  /** Printed over each card of a training ledger. */
  readonly training: string | null
  readonly fonts: { readonly medium: string; readonly bold: string }
}

const words = {
  'zh-CN': { roles: chinese, note: '工牌只说你是谁，登录还要输 PIN。丢了就告诉管理员。' },
  en: { roles: english, note: 'A badge only says who you are; the PIN signs in. Report a lost one to an administrator.' },
} as const

/**
 * The valid badges of these people as a PDF to print and cut: A5 sheets of four cards of 85.6 x 54 mm (ISO/IEC 7810 ID-1), each with its
 * Code 128. Drawn in a thread of its own. Errors: `people.unknown`, `badge.none`.
 */
export function badgeSheet(store: Store, ids: readonly number[]): Promise<Uint8Array> {
  const { firm, language } = readSettings(store)
  const { note, roles } = words[language]
  const cards = ids.map((id): BadgeCard => {
    const { user, code } = badgeText(store, id)
    const posts = user.roles.map((role: Role) => roles[`role.${role}`]).join(' · ')
    return { code, name: user.name, staffNo: user.staffNo, posts, nth: user.badge }
  })
  const training = store.mode === 'training' ? '培训 TRAINING' : null
  const data: BadgeSheetData = { cards, firm, note, training, fonts: { medium: fontFile('medium'), bold: fontFile('bold') } }
  return new Promise((resolve, reject) => {
    const worker = new Worker(entryFile('badge-worker', 'station/people/badge-worker.ts'), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    })
    worker.once('message', (pdf: Uint8Array) => resolve(pdf))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('badge-worker ended without a sheet')))
  })
}
