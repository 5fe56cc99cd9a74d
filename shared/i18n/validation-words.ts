import type { CheckHead, ComponentChange, Finding } from '../validation.ts'
import type { Say } from './entry-words.ts'
import { isWord } from './index.ts'

/** Marks that tell a result without its colour; each is a character of the bundled font. */
export const resultMarks = { ok: '√', bad: '×', skipped: '○' } as const

/** Checks and what they found in words: on the screen, on paper and on the command line alike. */
export function validationWords(say: Say) {
  const known = (key: string, params: Readonly<Record<string, string>> = {}): string => (isWord(key) ? say(key, params) : key)
  const named = ({ name }: CheckHead) => ({ name: name ?? '' })
  /** Why a check is not good: its own words, or the state of a device. */
  const why = (code: string): string => {
    if (isWord(`error.${code}`)) return say(`error.${code}` as 'error.validation.stopped')
    const state = `status.${code.split('.').at(-1)}`
    return isWord(state) ? say(state) : code
  }
  return {
    requirement: (head: CheckHead): string => known(`validation.req.${head.words}`, named(head)),
    check: (head: CheckHead): string => known(`validation.check.${head.words}`, named(head)),
    /** The word of the result alone. */
    result: ({ result }: Pick<Finding, 'result'>): string => say(`validation.result.${result}`),
    /** What was seen, and what it means where it is not good. */
    detail: ({ code, value }: Finding): string => [code === null ? '' : why(code), value].filter((part) => part !== '').join(' '),
    component: ({ component }: Pick<ComponentChange, 'component'>): string => say(`office.f.components.${component}`),
  }
}
