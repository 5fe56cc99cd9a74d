import { beginsNext, type VerifierProfile } from '../../../shared/verifier/profile.ts'

/** ms without a further line that end a report. */
const idleMs = 500
/** A report is no longer than this, characters. */
export const longestText = 65_536

/**
 * Lines of a verifier to reports of one symbol each. A report ends with an empty line, when a line says the code or the grade anew, or when
 * nothing follows for 500 ms: until then nobody knows whether the code is still to come. `end` takes what is held (link lost, closing).
 */
export function linesToReport<T>(
  profile: VerifierProfile,
  /** Asked at the first line of each report, and handed over with it. */
  atFirst: () => T,
  onReport: (text: string, first: T) => void,
): { line(text: string): void; end(): void } {
  let held: { readonly text: string; readonly first: T } | null = null
  let timer: NodeJS.Timeout | null = null
  const end = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const whole = held
    held = null
    if (whole !== null) onReport(whole.text, whole.first)
  }
  return {
    line(text) {
      if (text.trim() === '') return end()
      if (held !== null && (beginsNext(held.text, text, profile) || held.text.length + text.length > longestText)) end()
      held = held === null ? { text, first: atFirst() } : { ...held, text: `${held.text}\n${text}` }
      if (timer !== null) clearTimeout(timer)
      timer = setTimeout(end, idleMs)
    },
    end,
  }
}
