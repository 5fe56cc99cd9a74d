import { type WordKey, zhCN } from './zh-CN.ts'

export type { WordKey }

export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** True when there are words for the key: codes come from outside. */
export const isWord = (key: string): key is WordKey => Object.hasOwn(zhCN, key)
