import { en } from './en.ts'
import type { Language } from './index.ts'
import { type WordKey, zhCN } from './zh-CN.ts'

/** Every catalogue, by language. Not for the page, which begins with one language. */
export const catalogues: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { 'zh-CN': zhCN, en }
