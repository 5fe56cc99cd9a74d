import type { CDPSession } from 'playwright-core'

export const GS = '\u001d'

/** How the scanner is set up: in what shape GS travels. */
type Gs = 'ctrl' | 'alt029' | 'alt0029'

interface Key {
  readonly code: string
  readonly shift?: boolean
}

export interface ScanKeys {
  readonly gs?: Gs
  /** Key that ends it; null: none. */
  readonly end?: string | null
}

/** Types a scan as a keyboard scanner does, as fast as the keys go: none waits for the page to have taken the one before. */
export async function typeScan(cdp: CDPSession, text: string, { gs = 'ctrl', end = 'Enter' }: ScanKeys = {}): Promise<void> {
  const strokes = [...text].flatMap((character) => (character === GS && gs !== 'ctrl' ? altStrokes(gs.slice(3)) : strokesOf(character)))
  await Promise.all(
    [...strokes, ...(end === null ? [] : pressed({ code: end, key: end.replace('Numpad', ''), virtual: end === 'Tab' ? 9 : 13 }))].map(
      (stroke) => cdp.send('Input.dispatchKeyEvent', stroke),
    ),
  )
}

/** The key of a US board for a character, as scanners have it. */
export function keyOf(character: string): Key {
  if (/\d/.test(character)) return { code: `Digit${character}` }
  if (/[a-z]/i.test(character)) return { code: `Key${character.toUpperCase()}`, shift: /[A-Z]/.test(character) }
  const signs: Readonly<Record<string, Key>> = {
    ']': { code: 'BracketRight' },
    '|': { code: 'Backslash', shift: true },
    '(': { code: 'Digit9', shift: true },
    ')': { code: 'Digit0', shift: true },
    '-': { code: 'Minus' },
    ' ': { code: 'Space' },
    '\r': { code: 'Enter' },
    [GS]: { code: 'BracketRight' },
  }
  return signs[character]!
}

/** What the debugger sends as one key event. */
interface Stroke {
  type: 'keyDown' | 'rawKeyDown' | 'keyUp'
  code: string
  key: string
  windowsVirtualKeyCode: number
  modifiers?: number
  text?: string
  isKeypad?: boolean
}
interface Pressed {
  readonly code: string
  readonly key: string
  readonly virtual: number
  readonly text?: string
  readonly modifiers?: number
}

export const [altBit, ctrlBit, shiftBit] = [1, 2, 8]

export const pressed = ({ code, key: name, virtual, text, modifiers = 0 }: Pressed): Stroke[] => {
  const both = { code, key: name, windowsVirtualKeyCode: virtual, modifiers, isKeypad: code.startsWith('Numpad') }
  const typed = name === 'Enter' ? '\r' : text
  return [typed === undefined ? { ...both, type: 'rawKeyDown' } : { ...both, type: 'keyDown', text: typed }, { ...both, type: 'keyUp' }]
}

/** A key held while others are pressed. */
const holding = (code: string, name: string, virtual: number, bit: number, inner: readonly Stroke[]): Stroke[] => [
  { type: 'rawKeyDown', code, key: name, windowsVirtualKeyCode: virtual, modifiers: bit },
  ...inner,
  { type: 'keyUp', code, key: name, windowsVirtualKeyCode: virtual },
]

const altStrokes = (digits: string): Stroke[] =>
  holding(
    'AltLeft',
    'Alt',
    18,
    altBit,
    [...digits].flatMap((digit) => pressed({ code: `Numpad${digit}`, key: digit, virtual: 0x60 + Number(digit), modifiers: altBit })),
  )

export function strokesOf(character: string): Stroke[] {
  const { code, shift = false } = keyOf(character)
  if (character === GS) return holding('ControlLeft', 'Control', 17, ctrlBit, pressed({ code, key: ']', virtual: 221, modifiers: ctrlBit }))
  const virtual = /[a-z0-9]/i.test(character) ? character.toUpperCase().charCodeAt(0) : ({ ']': 221, '|': 220, ' ': 32 }[character] ?? 0)
  const key = pressed({ code, key: character, virtual, text: character, modifiers: shift ? shiftBit : 0 })
  return shift ? holding('ShiftLeft', 'Shift', 16, shiftBit, key) : key
}
