import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { AI_TABLE } from './ai-table.ts'
import { LINTERS } from './lint/linters.ts'
import { AI_LENGTH, findRule, GTIN_BIT, PLAIN_AIS, RULES, ruleAt } from './rules.ts'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const dictionary = path('../../../../shared/data/gs1-syntax-dictionary.txt')

describe('AI table', () => {
  it.skipIf(!existsSync(dictionary))('equals what the syntax dictionary gives today (skipped where the dictionary is not at hand)', () => {
    expect(() => execFileSync(process.execPath, [path('../../../scripts/generate.mjs'), '--check'], { stdio: 'pipe' })).not.toThrow()
  })

  it('spells ranges out and tells AIs apart by their first two digits', () => {
    expect(RULES.length).toBeGreaterThan(500)
    for (const rule of RULES) {
      expect(AI_LENGTH[Number(rule.ai.slice(0, 2))]).toBe(rule.ai.length)
      expect(findRule(rule.ai)).toBe(rule)
      expect(ruleAt(`x${rule.ai}1`, 1)).toBe(rule)
    }
    expect(findRule('3106')).toBeUndefined()
    expect(ruleAt('9', 0)).toBeUndefined()
  })

  it('has a function for every linter the dictionary names', () => {
    const named = new Set(AI_TABLE.flatMap((entry) => entry.parts.flatMap((part) => part.lint)))
    expect([...named].sort()).toEqual(Object.keys(LINTERS).sort())
  })

  it('reads components, flags, pairings and link keys', () => {
    const rule = findRule('01')!
    expect(rule).toMatchObject({ predefined: true, attribute: true, min: 14, max: 14, dlpkey: [['22', '10', '21'], ['235']] })
    expect(rule.excludes.map((id) => RULES[id]!.ai)).toEqual(['255', '37'])
    expect(findRule('250')!.requiresText).toEqual(['01+21,03+21,8006+21'])
    expect(findRule('423')!.parts.map((part) => part.optional)).toEqual([false, true, true, true, true])
    expect(findRule('3103')!.excludes.map((id) => RULES[id]!.ai)).toEqual(['3100', '3101', '3102', '3104', '3105'])
  })

  it('the everyday AIs need nothing but a GTIN and exclude none of each other', () => {
    const ids = new Set(PLAIN_AIS.map((ai) => findRule(ai)!.id))
    const gtin = findRule('01')!.id
    for (const ai of PLAIN_AIS) {
      const rule = findRule(ai)!
      for (const alternatives of rule.requires)
        expect(alternatives.some((terms) => terms.length === 1 && terms[0]!.includes(gtin))).toBe(true)
      expect(rule.excludes.filter((id) => ids.has(id))).toEqual([])
    }
    expect(findRule('01')!.plainBit).toBe(GTIN_BIT)
  })
})
