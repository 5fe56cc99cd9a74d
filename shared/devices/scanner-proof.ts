/**
 * What a scanner makes of a symbol that holds everything it could spoil: GS, both cases, brackets and signs, an AIM id. The DI is of a
 * GS1 prefix for internal use, so the symbol is no product's.
 */
export const proofData = '0102000000000008112611071731110610Test-1a\u001d21aB(9)-x'

/** Reads of the same symbol after which it is proved. */
export const proofReads = 6

/** One read as it came, before anything was replaced in it. */
export interface ProofRead {
  readonly text: string
  /** How GS came through a keyboard, where that is known. */
  readonly gsKey?: 'ctrl' | 'alt' | null
  readonly capsLock?: boolean
  /** An input method was at work. */
  readonly imeSeen?: boolean
  /** What ended it. */
  readonly end?: 'enter' | 'tab' | 'pause' | null
  /** From its first key to its last. */
  readonly ms?: number
}

export const proofPoints = ['gs', 'aim', 'letterCase', 'signs', 'end', 'ime'] as const
export type ProofPoint = (typeof proofPoints)[number]

/** How one read stands in one point. */
export type ProofState =
  /** gs: kept as GS, `ctrl` or `alt` say how it came. */
  | { readonly point: 'gs'; readonly found: 'kept' | 'ctrl' | 'alt' | 'lost' | 'unclear' }
  /** gs: something else stands there, always the same. */
  | { readonly point: 'gs'; readonly found: 'substitute'; readonly text: string }
  /** aim: `]d2`, none, or another one (a scanner that does not tell GS1 from plain). */
  | { readonly point: 'aim'; readonly found: 'gs1' | 'none' | 'other'; readonly text: string }
  | { readonly point: 'letterCase'; readonly found: 'kept' | 'swapped' | 'upper' | 'lower' | 'unclear' }
  /** signs: as they are, or as another keyboard layout makes them. */
  | { readonly point: 'signs'; readonly found: 'kept' | 'layout' | 'unclear'; readonly text: string }
  | { readonly point: 'end'; readonly found: 'enter' | 'tab' | 'pause' | 'none' }
  | { readonly point: 'ime'; readonly found: 'none' | 'seen' }

/** `stop`: labels could be judged wrongly. `warn`: it works, but not in the best way. */
export const proofWeight = (state: ProofState): 'ok' | 'warn' | 'stop' => {
  if (state.found === 'lost' || state.found === 'unclear' || state.found === 'upper' || state.found === 'lower') return 'stop'
  if (state.point === 'letterCase' && state.found === 'swapped') return 'stop'
  if (state.point === 'signs' && state.found === 'layout') return 'stop'
  if (state.point === 'aim' && state.found === 'other') return 'stop'
  if (state.point === 'aim' && state.found === 'none') return 'warn'
  if (state.point === 'gs' && state.found === 'substitute') return 'warn'
  return state.point === 'ime' && state.found === 'seen' ? 'warn' : 'ok'
}

const [beforeGs, afterGs] = proofData.split('\u001d') as [string, string]
const lettersOf = (text: string): string => text.replaceAll(/[^A-Za-z]/g, '')
const signsOf = (text: string): string => text.replaceAll(/[0-9A-Za-z\u0000-\u001f]/g, '')
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

/** Whether a read can be of the proof symbol at all: its digits are. */
export const isProofRead = (text: string): boolean => digitsOf(withoutAim(text)).startsWith(digitsOf(beforeGs).slice(0, 32))

const aimOf = (text: string): string => /^\](?:[A-Za-z][0-9A-Za-z])/.exec(text)?.[0] ?? ''
const withoutAim = (text: string): string => text.slice(aimOf(text).length)

/** What a read shows, point by point; a point that does not apply (no keyboard) is left out. */
export function proofOf(read: ProofRead): ProofState[] {
  const aim = aimOf(read.text)
  const data = withoutAim(read.text).replace(/[\r\n\t]+$/, '')
  return [
    gsOf(data, read.gsKey ?? null),
    { point: 'aim', found: aim === '' ? 'none' : aim === ']d2' ? 'gs1' : 'other', text: aim },
    { point: 'letterCase', found: caseOf(lettersOf(data)) },
    signsFound(data),
    ...(read.end === undefined || read.end === null ? [] : [{ point: 'end', found: read.end } as const]),
    ...(read.imeSeen === undefined ? [] : [{ point: 'ime', found: read.imeSeen ? 'seen' : 'none' } as const]),
  ]
}

function gsOf(data: string, gsKey: 'ctrl' | 'alt' | null): ProofState {
  if (data.includes('\u001d')) return { point: 'gs', found: gsKey ?? 'kept' }
  // Between the two parts stands what the scanner made of GS; their own signs and case are judged elsewhere.
  const parts = /^(\d{32}10test.1a)(.*?)(21ab.9.*)$/i.exec(data)
  if (parts === null) return { point: 'gs', found: 'unclear' }
  const between = parts[2]!
  return between === ''
    ? { point: 'gs', found: 'lost' }
    : between.length <= 4
      ? { point: 'gs', found: 'substitute', text: between }
      : { point: 'gs', found: 'unclear' }
}

function caseOf(letters: string): 'kept' | 'swapped' | 'upper' | 'lower' | 'unclear' {
  const due = lettersOf(beforeGs + afterGs)
  if (letters === due) return 'kept'
  if (letters.toLowerCase() !== due.toLowerCase()) return 'unclear'
  if (letters === due.toUpperCase()) return 'upper'
  if (letters === due.toLowerCase()) return 'lower'
  return letters === [...due].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('')
    ? 'swapped'
    : 'unclear'
}

function signsFound(data: string): ProofState {
  const parts = /^\d{32}10test(.)1a(.*?)21ab(.)9(.)(.)x$/i.exec(data)
  if (parts === null) return { point: 'signs', found: signsOf(data).includes('()') ? 'kept' : 'unclear', text: signsOf(data) }
  const signs = `${parts[1]}${parts[3]}${parts[4]}${parts[5]}`
  return { point: 'signs', found: signs === '-()-' ? 'kept' : 'layout', text: signs }
}

/** What several reads show together: how many of them stand well in each point, the worst state of each, and what to set. */
export interface Proof {
  readonly points: readonly { readonly point: ProofPoint; readonly worst: ProofState; readonly good: number; readonly of: number }[]
  /** Enough reads, and none of them spoils a label. */
  readonly proved: boolean
  /** Stand-in for GS to set; null: none, or not the same in every read. */
  readonly substitute: string | null
}

const order = { ok: 0, warn: 1, stop: 2 } as const

export function proofTogether(reads: readonly ProofRead[]): Proof {
  const all = reads.map(proofOf)
  const points = proofPoints.flatMap((point) => {
    const states = all.flatMap((states) => states.filter((state) => state.point === point))
    if (states.length === 0) return []
    const worst = states.reduce((a, b) => (order[proofWeight(b)] > order[proofWeight(a)] ? b : a))
    return [{ point, worst, good: states.filter((state) => proofWeight(state) !== 'stop').length, of: reads.length }]
  })
  const stand = new Set(
    all.flatMap((states) => states.flatMap((state) => (state.point === 'gs' && state.found === 'substitute' ? [state.text] : []))),
  )
  const others = all.some((states) => states.some((state) => state.point === 'gs' && (state.found === 'lost' || state.found === 'unclear')))
  return {
    points,
    proved: reads.length >= proofReads && stand.size <= 1 && points.every(({ worst }) => proofWeight(worst) !== 'stop'),
    substitute: stand.size === 1 && !others ? [...stand][0]! : null,
  }
}
