import { RULES, type Rule } from './rules.ts'

/**
 * Which AIs stand together, as a table by rule id. A run number instead of clearing makes a new set cost nothing; the
 * table is never seen outside this module, and parsing is never re-entered.
 */
const seen = new Uint32Array(RULES.length)
let run = 0

/** Starts an empty set. */
export function clearAis(): void {
  run = (run + 1) >>> 0
  if (run === 0) {
    seen.fill(0)
    run = 1
  }
}

/** Adds an AI; false when it was there already. */
export function addAi(rule: Rule): boolean {
  if (seen[rule.id] === run) return false
  seen[rule.id] = run
  return true
}

/** Index of the first requirement the set does not meet (GS1 General Specifications 4.14), or -1. */
export function unmetRequirement(rule: Rule): number {
  const requirements = rule.requires
  for (let r = 0; r < requirements.length; r++) if (!met(requirements[r]!)) return r
  return -1
}

function met(alternatives: readonly (readonly (readonly number[])[])[]): boolean {
  for (let a = 0; a < alternatives.length; a++) {
    const terms = alternatives[a]!
    let all = true
    for (let t = 0; t < terms.length && all; t++) all = any(terms[t]!)
    if (all) return true
  }
  return false
}

function any(ids: readonly number[]): boolean {
  for (let i = 0; i < ids.length; i++) if (seen[ids[i]!] === run) return true
  return false
}

/** The AIs of the set this one must not stand beside (GS1 General Specifications 4.13); null when there is none. */
export function excludedAis(rule: Rule): readonly string[] | null {
  const ids = rule.excludes
  let found: string[] | null = null
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (seen[id] !== run) continue
    found ??= []
    found.push(RULES[id]!.ai)
  }
  return found
}
