import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { isWord, type Language, languages, type WordKey } from '../../shared/i18n/index.ts'
import { zhCN } from '../../shared/i18n/zh-CN.ts'
import type { Problem } from '../../shared/station-error.ts'
import { amount } from '../design/format.ts'

export type WordParams = Readonly<Record<string, string | number | boolean | null | undefined>>

const storageKey = 'signet.language'
/** i18next's own name for the words of a language. */
const bundle = 'translation'

/** The language this window speaks: what a person chose here, else that of the station. English is fetched when it is asked for. */
export async function startWords(): Promise<void> {
  const kept = localStorage.getItem(storageKey)
  void i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: false,
    resources: { 'zh-CN': { translation: zhCN } },
    // Keys are flat and codes have dots in them; resources are here, so nothing has to be waited for.
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  i18next.on('languageChanged', tellDocument)
  tellDocument(i18next.language)
  const language = languages.find((known) => known === kept)
  if (language !== undefined) await speak(language)
}

async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, bundle))
    i18next.addResourceBundle(language, bundle, (await import('../../shared/i18n/en.ts')).en)
  await i18next.changeLanguage(language)
}

const tellDocument = (language: string): void => {
  document.documentElement.lang = language
}

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN')

/** Chosen by a person: kept on this machine. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(storageKey, language)
  void speak(language)
}

/** Taken from the station's settings, unless a person chose one here. */
export function offerLanguage(language: Language): void {
  if (localStorage.getItem(storageKey) === null && language !== currentLanguage()) void speak(language)
}

/** The words of a key; numbers get their commas. */
export function say(key: WordKey, params: WordParams = {}): string {
  const shown = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? amount(value) : (value ?? '–')]),
  )
  return i18next.t(key, shown)
}

/** A problem in words, never its code. */
export function sayProblem({ code, params }: Pick<Problem, 'code' | 'params'>): string {
  if (code === 'session.wrong' && params['left'] === null) return say('error.session.wrongUnknown')
  const key = `error.${code}`
  if (isWord(key)) return say(key, params)
  if (code.startsWith('input.')) return say('error.input.other', params)
  return say('error.unknown')
}

/** Words that follow the language of the window. */
export function useWords(): { readonly t: typeof say; readonly problem: typeof sayProblem; readonly language: Language } {
  useTranslation()
  return { t: say, problem: sayProblem, language: currentLanguage() }
}
