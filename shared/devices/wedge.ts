/** What is needed of a KeyboardEvent. `code` names the key's place on the board and is the same under every input method. */
export interface WedgeKey {
  readonly code: string
  readonly key: string
  readonly shift: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly capsLock: boolean
  /** ms, from one clock. */
  readonly at: number
  readonly isComposing: boolean
}

export interface WedgeScan {
  readonly text: string
  /** An input method was at work: the text is from key places and right, but the scanner should get another mode. */
  readonly imeSeen: boolean
  /** How it came; not known of what was no burst of keys. */
  readonly how?: WedgeHow
}

/** How a scan came through the keyboard. */
export interface WedgeHow {
  /** As typed, before a stand-in was replaced. */
  readonly typed: string
  /** How GS came: Ctrl+], Alt with the number pad, or not at all. */
  readonly gsKey: 'ctrl' | 'alt' | null
  readonly capsLock: boolean
  readonly end: 'enter' | 'tab' | 'pause'
  /** From the first key to the last. */
  readonly ms: number
}

export interface WedgeOptions {
  /** Characters the scanner sends in the place of GS, or empty. */
  readonly gsSubstitute: string
  /** Keys further apart than this are no burst, ms. */
  readonly gapMs: number
  /** A burst is a scan when its keys come on average closer than this, ms: no person types so fast. */
  readonly meanMs: number
  /** Shorter bursts are a person's keys. */
  readonly least: number
}

export const wedgeDefaults: WedgeOptions = { gsSubstitute: '', gapMs: 120, meanMs: 45, least: 4 }

const GS = '\u001d'

/** Characters of the longest burst; more is no code of ours. */
const longest = 4_096

/** A burst so far. */
export interface Burst {
  readonly text: string
  /** The same with letters in the other case wherever Caps Lock was on: what a scanner means that sees Caps Lock and makes up for it. */
  readonly flipped: string
  readonly keys: number
  readonly firstAt: number
  readonly lastAt: number
  readonly imeSeen: boolean
  readonly gsKey: 'ctrl' | 'alt' | null
  readonly capsLock: boolean
  /** Digits of Alt + number pad so far, or null. */
  readonly pad: string | null
}

export const noBurst: Burst = {
  text: '',
  flipped: '',
  keys: 0,
  firstAt: 0,
  lastAt: 0,
  imeSeen: false,
  gsKey: null,
  capsLock: false,
  pad: null,
}

export type WedgeStep =
  /** The key belongs to the burst, which goes on. */
  | { readonly kind: 'more'; readonly burst: Burst }
  /** Enter or Tab closed the burst: it was a scan. */
  | { readonly kind: 'scan'; readonly burst: Burst; readonly scan: WedgeScan }
  /** No key of a scanner (function keys, arrows, a lone Enter). */
  | { readonly kind: 'other'; readonly burst: Burst }

/** One key down. A key that comes late starts a new burst; ask `endBurst` for the old one before. */
export function wedgeKey(before: Burst, event: WedgeKey, options: WedgeOptions = wedgeDefaults): WedgeStep {
  const late = before.keys > 0 && event.at - before.lastAt > options.gapMs
  const burst = late ? noBurst : before
  if (isModifier(event.code)) return { kind: 'more', burst: burst.keys === 0 ? burst : { ...padDone(burst), lastAt: event.at } }
  const imeSeen = burst.imeSeen || event.isComposing || event.key === 'Process'
  if (event.code === 'Enter' || event.code === 'NumpadEnter' || event.code === 'Tab') {
    const closed = { ...burst, imeSeen }
    // The terminator itself proves little; the pace and the length do.
    if (isScan(closed, options))
      return { kind: 'scan', burst: noBurst, scan: scanOf(closed, options, event.code === 'Tab' ? 'tab' : 'enter') }
    return { kind: 'other', burst: noBurst }
  }
  if (event.alt && /^Numpad\d$/.test(event.code))
    return { kind: 'more', burst: { ...grow(burst, event.at, '', '', imeSeen), pad: (burst.pad ?? '') + event.code.slice(-1) } }
  const character = characterOfKey(event)
  if (character === null) return { kind: 'other', burst }
  const other = event.capsLock && event.code.startsWith('Key') ? otherCase(character) : character
  const grown = grow(padDone(burst), event.at, character, other, imeSeen)
  const gsKey = character === GS ? 'ctrl' : grown.gsKey
  return { kind: 'more', burst: { ...grown, gsKey, capsLock: grown.capsLock || event.capsLock } }
}

/** What a burst was when no key came for `gapMs`: a scan without Enter, or a person's keys. */
export function endBurst(burst: Burst, options: WedgeOptions = wedgeDefaults): WedgeScan | null {
  return isScan(burst, options) ? scanOf(burst, options, 'pause') : null
}

/** Milliseconds from key to key on average. */
export const paceOf = (burst: Burst): number =>
  burst.keys < 2 ? Number.POSITIVE_INFINITY : (burst.lastAt - burst.firstAt) / (burst.keys - 1)

const isScan = (burst: Burst, options: WedgeOptions): boolean => {
  const { length } = padDone(burst).text
  return length >= options.least && length <= longest && paceOf(burst) <= options.meanMs
}

function scanOf(burst: Burst, { gsSubstitute }: WedgeOptions, end: WedgeHow['end']): WedgeScan {
  const { text, flipped, imeSeen, gsKey, capsLock, firstAt, lastAt } = padDone(burst)
  const meant = !isKnown.test(text) && isKnown.test(flipped) ? flipped : text
  const how: WedgeHow = { typed: meant, gsKey, capsLock, end, ms: Math.round(lastAt - firstAt) }
  return { text: gsSubstitute === '' ? meant : meant.replaceAll(gsSubstitute, GS), imeSeen, how }
}

/** AIM ids of the symbols that labels carry (ISO/IEC 15424), and cards of the station: they are written in one case only. */
const isKnown = /^(?:\][CdeEhIQ][0-9A-Za-z]|!SG)/

function grow(burst: Burst, at: number, character: string, flipped: string, imeSeen: boolean): Burst {
  const full = burst.text.length > longest
  return {
    text: full ? burst.text : burst.text + character,
    flipped: full ? burst.flipped : burst.flipped + flipped,
    keys: burst.keys + 1,
    firstAt: burst.keys === 0 ? at : burst.firstAt,
    lastAt: at,
    imeSeen,
    gsKey: burst.gsKey,
    capsLock: burst.capsLock,
    pad: burst.pad,
  }
}

/** Alt was let go, which no key tells: whatever comes after the digits ends them. Three digits or four, `029` and `0029`, are one character. */
function padDone(burst: Burst): Burst {
  if (burst.pad === null) return burst
  const character = characterOf(burst.pad)
  const gsKey = character === GS ? 'alt' : burst.gsKey
  return { ...burst, text: burst.text + character, flipped: burst.flipped + character, gsKey, pad: null }
}

/** Alt + number pad: the character with that decimal code. Only ASCII is sent that way. */
function characterOf(pad: string): string {
  const code = Number(pad)
  return code < 128 ? String.fromCharCode(code) : ''
}

const otherCase = (letter: string): string => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())

const isModifier = (code: string): boolean =>
  /^(Shift|Control|Alt|Meta)(Left|Right)$/.test(code) || code === 'CapsLock' || code === 'NumLock'

/**
 * Character of a key by its place on a US board, which is what scanners imitate, and by Shift alone: most scanners do not look at Caps
 * Lock. Null: the key makes none.
 */
function characterOfKey({ code, shift, ctrl, alt }: WedgeKey): string | null {
  if (ctrl && !alt) return controls[code] ?? null
  if (alt) return null
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined) return shift ? letter : letter.toLowerCase()
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)
  if (digit !== null && !(code.startsWith('Digit') && shift)) return digit[1]!
  return (shift ? shifted[code] : plain[code]) ?? (shift ? null : (padKeys[code] ?? null))
}

/** Control characters as Ctrl with the key 64 places further: GS is Ctrl+]. */
const controls: Readonly<Record<string, string>> = { BracketRight: GS, Backslash: '\u001c', Digit6: '\u001e', Minus: '\u001f' }

const plain: Readonly<Record<string, string>> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Space: ' ',
}

const shifted: Readonly<Record<string, string>> = {
  Digit1: '!',
  Digit2: '@',
  Digit3: '#',
  Digit4: '$',
  Digit5: '%',
  Digit6: '^',
  Digit7: '&',
  Digit8: '*',
  Digit9: '(',
  Digit0: ')',
  Minus: '_',
  Equal: '+',
  BracketLeft: '{',
  BracketRight: '}',
  Backslash: '|',
  Semicolon: ':',
  Quote: '"',
  Backquote: '~',
  Comma: '<',
  Period: '>',
  Slash: '?',
  Space: ' ',
}

const padKeys: Readonly<Record<string, string>> = {
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadMultiply: '*',
  NumpadDivide: '/',
  NumpadDecimal: '.',
}
