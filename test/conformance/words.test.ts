import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { permissions, roles } from '../../shared/auth/permissions.ts'
import { postPresets, postReasons } from '../../shared/auth/posts.ts'
import { en } from '../../shared/i18n/en.ts'
import { zhCN } from '../../shared/i18n/zh-CN.ts'
import { kinds } from '../../shared/ledger/kinds.ts'
import { verdicts } from '../../shared/print-verify/verdict.ts'

const root = join(import.meta.dirname, '../..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
}

/** Codes that only the command line, a log or a program ever sees. */
const notForPeople = new Set([
  'record.invalid',
  'file.missing',
  'usage',
  'file.notWritten',
  'doctor.runtime',
  'doctor.symbol',
  'doctor.disk',
])

const refusals = [
  ...new Set(
    ['electron/station', 'electron/engine', 'shared/print-verify', 'shared/label']
      .flatMap(sources)
      .flatMap((text) => [...text.matchAll(/refuse\(\s*'([a-zA-Z]+\.[a-zA-Z]+)'/g)].map((match) => match[1]!)),
  ),
]

test('every refusal has words in both languages and a line in docs/spec/errors.md', () => {
  const spec = readFileSync(join(root, 'docs/spec/errors.md'), 'utf8')
  expect(refusals.length).toBeGreaterThan(50)
  for (const code of refusals) {
    expect(spec, code).toContain(`\`${code}\``)
    if (notForPeople.has(code) || code.startsWith('condition.')) continue
    for (const [language, words] of [
      ['zh-CN', zhCN],
      ['en', en],
    ] as const)
      expect(Object.keys(words), `${language} ${code}`).toContain(`error.${code}`)
  }
})

test('every ledger kind and verdict has words in both languages', () => {
  for (const words of [zhCN, en] as readonly Record<string, string>[]) {
    for (const kind of Object.keys(kinds)) expect(words[`kind.${kind}`], kind).toBeTruthy()
    for (const verdict of verdicts)
      expect(
        Object.keys(words).some((key) => key.startsWith('verdict.') && key.includes(verdict.replace('OrDate', ''))),
        verdict,
      ).toBe(true)
  }
})

test('every permission, post and reason to keep posts apart has words in both languages', () => {
  for (const words of [zhCN, en] as readonly Record<string, string>[]) {
    for (const permission of Object.keys(permissions))
      if (permission !== 'open') expect(words[`permission.${permission}`], permission).toBeTruthy()
    for (const role of roles) expect(words[`role.${role}`], role).toBeTruthy()
    for (const preset of postPresets) expect(words[`posts.${preset}`], preset).toBeTruthy()
    for (const why of postReasons)
      for (const key of [`error.people.${why}`, `office.posts.why.${why}`]) expect(words[key], key).toBeTruthy()
  }
})

test('Chinese words are Chinese: no exclamation marks, no 请 or 您', () => {
  for (const [key, text] of Object.entries(zhCN)) expect(/[!！]|(?<!申)请|您|系统错误|未知错误/.test(text), `${key}: ${text}`).toBe(false)
})
