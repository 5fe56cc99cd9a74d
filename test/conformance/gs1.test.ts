import bwipjs from 'bwip-js'
import { describe, expect, it } from 'vitest'
import { CSET_39, CSET_82 } from '../../shared/udi/gs1/charset.ts'
import { RULES, type Rule } from '../../shared/udi/gs1/rules.ts'
import { isValidValue } from '../../shared/udi/gs1/value.ts'
import { seeded } from '../bench/bench.ts'

const SEED = Number(process.env['SIGNET_SEED'] ?? 20261121)

/**
 * bwip-js carries its own table and linters, made by others from the same specifications. It judges each value alone
 * here (no pairing rules); EXCEPTIONS names where it follows an older text.
 */
function bwipAccepts(rule: Rule, value: string): boolean | null {
  try {
    bwipjs.raw({ bcid: 'gs1datamatrix', text: `(${rule.ai})${value}`, dontlint: false, lintreqs: false } as never)
    return true
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    // not a judgement on the value
    return /unknownAI|TooLong#|tooMuchData/i.test(reason) && !/GS1valueTooLong/i.test(reason) ? null : false
  }
}

/** Alphanumeric keys: bwip-js asks for two digits of company prefix, the GS1 syntax engine for four (so do we). */
const EXCEPTIONS: ReadonlySet<string> = new Set(['401', '7023', '8004', '8010', '8013', '8014'])

describe(`values judged as bwip-js judges them, seed ${SEED}`, () => {
  it('every AI, values near the edge of what is right', { timeout: 300_000 }, () => {
    const random = seeded(SEED)
    const below = (n: number) => Math.floor(random() * n)
    const digits = (n: number) => Array.from({ length: n }, () => below(10)).join('')
    const pick = (set: string, n: number) => Array.from({ length: n }, () => set[below(set.length)]).join('')
    const plain = CSET_82.replace(/[()]/g, '')
    const part = (set: string, n: number) =>
      set === 'N'
        ? n === 6 && below(2)
          ? `2${below(10)}0${below(10)}${below(4)}${below(10)}`
          : digits(n)
        : pick(set === 'Y' ? CSET_39 : plain, n)
    let judged = 0
    let accepted = 0
    const differences: string[] = []
    for (const rule of RULES) {
      if (EXCEPTIONS.has(rule.ai)) continue
      // of the many AIs of one range, the first stands for all
      if (rule.ai.length === 4 && rule.ai.startsWith('3') && !rule.ai.endsWith('0')) continue
      for (let k = 0; k < 12; k++) {
        const value = rule.parts.map((p) => (p.optional && below(2) ? '' : part(p.set, p.min + below(p.max - p.min + 1)))).join('')
        if (value === '') continue
        const theirs = bwipAccepts(rule, value)
        if (theirs === null) continue
        const mine = isValidValue(rule, value, 0, value.length)
        judged++
        if (mine) accepted++
        if (mine !== theirs) differences.push(`(${rule.ai})${value} ours ${mine}`)
      }
    }
    expect(differences).toEqual([])
    expect(judged).toBeGreaterThan(1500)
    expect(accepted).toBeGreaterThan(500)
  })
})
