import { zoneText } from '../../../shared/dates.ts'
import { amount } from '../../../shared/i18n/amount.ts'
import { catalogues } from '../../../shared/i18n/catalogues.ts'
import { entryWords, type Say } from '../../../shared/i18n/entry-words.ts'
import { fill } from '../../../shared/i18n/fill.ts'
import { isWord, type Language } from '../../../shared/i18n/index.ts'

/** The bar of every page, file and label of training, in both languages at once. */
export const trainingBar = '培训 TRAINING 不得使用'

/** Words, numbers and times of a document, in the station's language and on its clock. */
export interface Words extends ReturnType<typeof entryWords> {
  readonly language: Language
  readonly t: Say
  /** The words of a key that may not be one; else `otherwise`. */
  readonly known: (key: string, otherwise: string) => string
  /** YYYY-MM-DD HH:MM:SS of an instant (UTC ms), or a dash. */
  readonly time: (at: number | null) => string
  /** The same with its zone, as a signature shows it. */
  readonly instant: (at: number) => string
  /** A reason as it was chosen (`damaged: note`) or written. */
  readonly reason: (text: string | null) => string
}

export function wordsOf(language: Language, zone: number): Words {
  const catalogue = catalogues[language]
  const t: Say = (key, params = {}) =>
    fill(
      catalogue[key],
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, typeof value === 'number' ? amount(value) : value])),
    )
  const known = (key: string, otherwise: string): string => (isWord(key) ? t(key) : otherwise)
  const time = (at: number | null): string =>
    at === null ? '–' : new Date(at + zone * 60_000).toISOString().slice(0, 19).replace('T', ' ')
  return {
    ...entryWords(t),
    language,
    t,
    known,
    time,
    instant: (at) => `${time(at)} ${zoneText(zone)}`,
    reason: (text) => {
      if (text === null || text === '') return '–'
      const [, head = '', rest = ''] = /^([a-z]+)(?:: (.*))?$/su.exec(text) ?? []
      const chosen = known(`reason.${head}`, '')
      return chosen === '' ? text : rest === '' ? chosen : `${chosen}${t('record.colon')}${rest}`
    },
  }
}

/**
 * Characters that would turn, hide or join text are shown by their number; line ends become blanks. What the bundled font cannot draw
 * stays a box of the font's own.
 */
export const visible = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (letter) => `[U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
