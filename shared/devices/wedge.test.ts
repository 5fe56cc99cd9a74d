import { describe, expect, it } from 'vitest'
import { type Burst, endBurst, noBurst, type WedgeKey, type WedgeOptions, type WedgeScan, wedgeDefaults, wedgeKey } from './wedge.ts'

const GS = '\u001d'

interface Typed {
  readonly code: string
  readonly shift?: boolean
  readonly ctrl?: boolean
  readonly alt?: boolean
}

/** Keys a scanner set to a US board sends for a text; GS as Ctrl+]. */
function keysOf(text: string): Typed[] {
  const signs: Record<string, Typed> = {
    '-': { code: 'Minus' },
    '.': { code: 'Period' },
    '/': { code: 'Slash' },
    ']': { code: 'BracketRight' },
    '!': { code: 'Digit1', shift: true },
    '(': { code: 'Digit9', shift: true },
    ')': { code: 'Digit0', shift: true },
    '%': { code: 'Digit5', shift: true },
    [GS]: { code: 'BracketRight', ctrl: true },
    ' ': { code: 'Space' },
    '|': { code: 'Backslash', shift: true },
  }
  return [...text].map((character) => {
    if (/\d/.test(character)) return { code: `Digit${character}` }
    if (/[a-z]/.test(character)) return { code: `Key${character.toUpperCase()}` }
    if (/[A-Z]/.test(character)) return { code: `Key${character}`, shift: true }
    return signs[character]!
  })
}

interface Run {
  readonly everyMs?: number
  readonly enter?: boolean
  readonly options?: Partial<WedgeOptions>
  readonly event?: Partial<WedgeKey>
}

function send(keys: readonly Typed[], { everyMs = 8, enter = true, options = {}, event = {} }: Run = {}): WedgeScan | null {
  const settings = { ...wedgeDefaults, ...options }
  let burst: Burst = noBurst
  let at = 1_000
  for (const key of enter ? [...keys, { code: 'Enter' }] : keys) {
    at += everyMs
    const step = wedgeKey(
      burst,
      { key: '', shift: false, ctrl: false, alt: false, capsLock: false, isComposing: false, ...event, ...key, at },
      settings,
    )
    if (step.kind === 'scan') return step.scan
    burst = step.burst
  }
  return endBurst(burst, settings)
}

describe('a keyboard-wedge scanner', () => {
  const label = `]d20106901234500011112611071731110610H26K1107${GS}21HS26K004189`

  it('is read by key places, with GS as Ctrl+], its Enter swallowed', () => {
    expect(send(keysOf(label))).toMatchObject({ text: label, imeSeen: false })
  })

  it('is read without an Enter, too', () => {
    expect(send(keysOf(label), { enter: false })?.text).toBe(label)
  })

  it.each(['029', '0029', '29'])('sends GS as Alt+%s on the number pad, once or twice', (digits) => {
    const pad = [...digits].map((digit) => ({ code: `Numpad${digit}`, alt: true }))
    const alt = [{ code: 'AltLeft', alt: true }, ...pad]
    expect(send([...keysOf('10ABC'), ...pad, ...keysOf('21X')])?.text).toBe(`10ABC${GS}21X`)
    expect(send([...keysOf('10A'), ...alt, ...keysOf('21X'), ...alt, ...alt, ...keysOf('99Y')])?.text).toBe(`10A${GS}21X${GS}${GS}99Y`)
    expect(send([...keysOf('10ABC'), ...alt])?.text).toBe(`10ABC${GS}`)
    expect(send([...keysOf('10ABC'), ...alt], { enter: false })?.text).toBe(`10ABC${GS}`)
  })

  it('sends GS as a configured character', () => {
    expect(send(keysOf('10ABC|21X'), { options: { gsSubstitute: '|' } })?.text).toBe(`10ABC${GS}21X`)
    expect(send(keysOf('10ABC|21X'))?.text).toBe('10ABC|21X')
  })

  it('is read right under an input method, which is told', () => {
    expect(send(keysOf('10aBc21X'), { event: { key: 'Process' } })).toMatchObject({ text: '10aBc21X', imeSeen: true })
    expect(send(keysOf('10ABC21X'), { event: { isComposing: true } })?.imeSeen).toBe(true)
  })

  it('is read right with Caps Lock on, which most scanners do not look at', () => {
    expect(send(keysOf('10abC21x'), { event: { capsLock: true } })?.text).toBe('10abC21x')
    expect(send(keysOf(label), { event: { capsLock: true } })?.text).toBe(label)
    expect(send(keysOf('!SGN.VOID.C'), { event: { capsLock: true } })?.text).toBe('!SGN.VOID.C')
  })

  it('that sees Caps Lock and makes up for it is told by its AIM id or the beginning of a card', () => {
    const madeUp = (text: string) => keysOf(text).map((key) => (key.code.startsWith('Key') ? { ...key, shift: key.shift !== true } : key))
    for (const text of [label, ']C110ABc', ']Q3x', '!SGN.VOID.C'])
      expect(send(madeUp(text), { event: { capsLock: true } })?.text).toBe(text)
  })

  it('may send modifiers as keys of their own', () => {
    expect(send(keysOf('10AB21X').flatMap((key) => (key.shift === true ? [{ code: 'ShiftLeft', shift: true }, key] : [key])))?.text).toBe(
      '10AB21X',
    )
  })

  it('sends command cards', () => {
    expect(send(keysOf('!SGN.VOID.C'))?.text).toBe('!SGN.VOID.C')
  })
})

describe('a person at the keyboard', () => {
  it('never makes a scan by typing', () => {
    for (const everyMs of [60, 90, 119, 200]) expect(send(keysOf('246810'), { everyMs })).toBeNull()
  })

  it('never makes a scan with a few quick keys', () => {
    expect(send(keysOf('123'), { everyMs: 5 })).toBeNull()
  })

  it('presses Enter and function keys that belong to no burst', () => {
    const alone = wedgeKey(noBurst, {
      code: 'Enter',
      key: 'Enter',
      shift: false,
      ctrl: false,
      alt: false,
      capsLock: false,
      at: 1,
      isComposing: false,
    })
    expect(alone.kind).toBe('other')
    expect(
      wedgeKey(noBurst, { code: 'F2', key: 'F2', shift: false, ctrl: false, alt: false, capsLock: false, at: 1, isComposing: false }).kind,
    ).toBe('other')
  })

  it('leaning on the board makes no scan and fills no memory', () => {
    expect(send(keysOf('a'.repeat(20_000)), { everyMs: 1 })).toBeNull()
  })
})

it('says how GS came, what ended the scan and whether Caps Lock was on', () => {
  expect(send(keysOf('10ABC]21X'), { options: { gsSubstitute: ']' } })?.how).toMatchObject({
    typed: '10ABC]21X',
    gsKey: null,
    end: 'enter',
    capsLock: false,
  })
})
