import type { FaultParams } from '../../shared/errors.ts'
import { catalogues } from '../../shared/i18n/catalogues.ts'
import { fill } from '../../shared/i18n/fill.ts'
import { isWord, type Language, languages } from '../../shared/i18n/index.ts'
import type { ExplainedCut, ExplainedFault, Explanation } from '../../shared/udi/explain/explain.ts'
import { visible } from '../../shared/udi/gs1/value.ts'
import type { Reading } from '../../shared/udi/types.ts'

/** The languages an explanation is printed in: the one asked for, or all, Chinese first. Null when there is no such language. */
export function languagesFor(asked: string | undefined): readonly Language[] | null {
  if (asked === undefined) return languages
  return languages.filter((language) => language === asked).length > 0 ? [asked as Language] : null
}

/**
 * An explanation for a terminal: per language one line per cut, then faults with how to mend them; readings, hidden characters and the
 * bytes once.
 */
export function explanationLines(explanation: Explanation, wanted: readonly Language[]): readonly string[] {
  const { result, hidden, hex } = explanation
  return [
    visible(result.raw),
    ...wanted.flatMap((language) => wordLines(explanation, sayer(language))),
    ...result.readings.map(readingLine),
    ...hidden.map(({ at, code, name }) => `  ${String(at).padStart(4)} ${code} ${name}`.trimEnd()),
    ...hex.map(({ at, hex: bytes, text }) => `  ${at.toString(16).padStart(4, '0')}  ${bytes.join(' ').padEnd(47)}  ${text}`),
  ]
}

function wordLines({ result, cuts, faults, warnings, hidden }: Explanation, say: Say): readonly string[] {
  const kind = say(result.kind === null ? 'udi.explain.unknown' : `udi.kind.${result.kind}`)
  return [
    [kind, result.agency, result.di].filter((part) => part !== null).join(' · '),
    ...cuts.map((cut) => cutLine(cut, say)),
    faults.length === 0 ? say('udi.explain.ok') : say('udi.explain.faults', { count: faults.length }),
    ...faults.flatMap((found) => faultLines(found, say)),
    ...(warnings.length === 0 ? [] : [say('udi.explain.warnings'), ...warnings.flatMap((found) => faultLines(found, say))]),
    ...(result.readings.length === 0 ? [] : [say('udi.explain.readings')]),
    ...(hidden.length === 0 ? [] : [say('udi.explain.hidden', { list: hidden.map(({ code, name }) => (name === '' ? code : name)) })]),
  ]
}

type Say = (key: string, params?: FaultParams) => string

/** A key without words is said as it is: codes may be newer than the words. */
function sayer(language: Language): Say {
  return (key, params = {}) => (isWord(key) ? fill(catalogues[language][key], params) : key)
}

function cutLine({ at, length, text, what, ai, params, rule, clause }: ExplainedCut, say: Say): string {
  // an AI common on devices is named in words, any other by the title of the dictionary
  const named = ai !== null && isWord(`udi.ai.${ai}`) ? { ...params, title: say(`udi.ai.${ai}`) } : params
  const because = `${say(`udi.rule.${rule}`, named)}${clause === '' ? '' : ` [${clause}]`}`
  return `  ${String(at).padStart(4)} +${String(length).padEnd(3)} ${text.padEnd(20)}  ${say(`udi.what.${what}`, named)}: ${because}`
}

function faultLines({ code, params, at, part }: ExplainedFault, say: Say): readonly string[] {
  const place = part === null ? `${at ?? ''}` : `${part}/${at ?? ''}`
  return [`  ${place.padStart(5)} ${code}: ${say(`udi.fault.${code}`, params)}`, `        ${say(`udi.mend.${code}`, params)}`]
}

function readingLine({ agency, elements }: Reading): string {
  return `  ${agency} ${elements.map(({ ai, value }) => `(${ai})${value}`).join('')}`
}
