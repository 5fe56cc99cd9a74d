import {
  type Burst,
  endBurst,
  noBurst,
  paceOf,
  type WedgeOptions,
  type WedgeScan,
  wedgeDefaults,
  wedgeKey,
} from '../../shared/devices/wedge.ts'
import { type CommandVerb, commandText, readCommand } from '../../shared/print-verify/commands.ts'
import { engineState } from '../client.ts'

/** What the active screen does with a scan, with bare digits and with function keys. Later screens stand above earlier ones. */
export interface Listener {
  readonly scan?: (scan: WedgeScan) => void
  /** A digit, or `Backspace`, pressed by a person while no field had the focus. */
  readonly digit?: (key: string) => void
  /** How many digits are in that may yet turn out to be a scan: shown at once, counted by `digit` when they are a person's. */
  readonly held?: (digits: number) => void
  readonly keys?: Readonly<Partial<Record<FunctionKey, () => void>>>
}
export type FunctionKey = 'F1' | 'F2' | 'F3' | 'F4' | 'F5' | 'F6' | 'F7' | 'F8' | 'F9' | 'Escape'

const listeners: { readonly current: Listener }[] = []
let lost: (() => boolean) | null = null

/** Adds the newest listener, or one that stands below all others; returns the function that takes it away. */
export function listen(ref: { readonly current: Listener }, base: boolean): () => void {
  if (base) listeners.unshift(ref)
  else listeners.push(ref)
  return () => {
    const at = listeners.indexOf(ref)
    if (at >= 0) listeners.splice(at, 1)
  }
}

/** Asked before a scan is handed on: true when it could not be recorded and that was said. */
export function beforeScans(isLost: () => boolean): void {
  lost = isLost
}

let badge: ((scan: string) => void) | null = null

/** Badges are handed to `heard` on whatever screen they are read; returns the function that ends it. */
export function onBadge(heard: (scan: string) => void): () => void {
  badge = heard
  return () => {
    if (badge === heard) badge = null
  }
}

let options: WedgeOptions = wedgeDefaults

/** A digit is shown as taken after this time without another key, ms: most scanners would have sent their next one. */
const heldMs = 25

/** The configured stand-in for GS of this station's scanner. */
export function setSubstitute(gsSubstitute: string): void {
  options = { ...options, gsSubstitute }
}

let burst: Burst = noBurst
let quiet: ReturnType<typeof setTimeout> | undefined
let pause: ReturnType<typeof setTimeout> | undefined
/** The field the burst fell into, and what it held before. */
let field: { readonly element: HTMLInputElement | HTMLTextAreaElement; readonly before: string } | null = null

/** One listener for the whole page, before any element sees the key. */
export function startScanning(): void {
  window.addEventListener('keydown', onKey, { capture: true })
}

function onKey(event: KeyboardEvent): void {
  const named = functionKey(event)
  if (named !== null) {
    const act = newest((listener) => listener.keys?.[named])
    if (act !== undefined) {
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat && engineState() === 'ready') act()
    }
    return
  }
  // A key held down repeats at a scanner's pace; a scanner lets go of each.
  if (event.metaKey || (event.repeat && event.code !== 'Backspace')) return
  const editable = editableOf(event.target)
  const first = burst.keys === 0 || event.timeStamp - burst.lastAt > options.gapMs
  if (first) flush()
  if (first && editable !== null) field = { element: editable, before: editable.value }
  const step = wedgeKey(
    burst,
    {
      code: event.code,
      key: event.key,
      shift: event.shiftKey,
      ctrl: event.ctrlKey,
      alt: event.altKey,
      capsLock: event.getModifierState('CapsLock'),
      at: event.timeStamp,
      isComposing: event.isComposing,
    },
    options,
  )
  const inBurst = burst.keys > 0
  burst = step.burst
  if (step.kind === 'scan') {
    event.preventDefault()
    event.stopPropagation()
    clearTimeout(quiet)
    hold(0)
    deliver(step.scan)
    return
  }
  if (step.kind === 'other') {
    if (event.code === 'Backspace' && editable === null) newest((listener) => listener.digit)?.('Backspace')
    // The Enter of a scanner never presses a button; a person's Enter stands alone.
    if (inBurst && editable === null && (event.code === 'Enter' || event.code === 'NumpadEnter')) event.preventDefault()
    return
  }
  if (editable === null && (inBurst || (event.code !== 'Space' && !event.ctrlKey && !event.altKey))) event.preventDefault()
  clearTimeout(quiet)
  quiet = setTimeout(afterKeys, options.gapMs)
  clearTimeout(pause)
  if (field === null) pause = setTimeout(() => hold(burst.text.replaceAll(/\D/g, '').length), heldMs)
}

function hold(digits: number): void {
  clearTimeout(pause)
  newest((listener) => listener.held)?.(digits)
}

/** A page that was busy has keys waiting which were pressed in time: they come before the end of the burst. */
function afterKeys(): void {
  quiet = setTimeout(flush, 0)
}

/** No key for a while: the burst was a scan without Enter, or a person's keys. */
function flush(): void {
  clearTimeout(quiet)
  const ended = burst
  burst = noBurst
  hold(0)
  const scan = endBurst(ended, options)
  if (scan !== null) deliver(scan)
  else if (field === null)
    for (const digit of ended.text)
      if (/\d/.test(digit) && (ended.keys === 1 || paceOf(ended) > options.meanMs)) newest((listener) => listener.digit)?.(digit)
  field = null
}

let onKept: ((scan: WedgeScan) => void) | null = null
let imeHeard: (() => void) | null = null

/** Told of every scan that went into a field which keeps scans. */
export function onKeptScan(heard: ((scan: WedgeScan) => void) | null): void {
  onKept = heard
}

/** Told whenever a scan had to be won from an input method. */
export function onIme(heard: () => void): void {
  imeHeard = heard
}

function deliver(scan: WedgeScan): void {
  if (scan.imeSeen) imeHeard?.()
  if (field !== null) {
    if (scan.imeSeen) endComposition(field.element)
    setField(field.element, field.element.dataset['scan'] === 'keep' ? scan.text : field.before)
  }
  const kept = field?.element.dataset['scan'] === 'keep'
  field = null
  if (kept) onKept?.(scan)
  if (kept || lost?.() === true) return
  if (badge !== null && scan.text.includes('!SGB')) badge(scan.text)
  else if (!answerCard(readCommand(scan.text))) newest((listener) => listener.scan)?.(scan)
}

/** Number and OK cards are keys of the screen on top; true when the card was one. */
function answerCard(verb: ReturnType<typeof readCommand>): boolean {
  const digit = /^N(\d)$/.exec(verb ?? '')?.[1]
  if (digit !== undefined) newest((listener) => listener.digit)?.(digit)
  else if (verb === 'OK') newest((listener) => listener.keys?.F2)?.()
  else return false
  return true
}

/** A command card that a device of the station read, as if the keyboard wedge had. */
export function cardRead(verb: CommandVerb): void {
  if (!answerCard(verb)) newest((listener) => listener.scan)?.({ text: commandText(verb), imeSeen: false } as WedgeScan)
}

/** What an input method still composes would be written into the field after it was put right; losing the focus ends that at once. */
function endComposition(element: HTMLElement): void {
  if (document.activeElement !== element) return
  element.blur()
  element.focus({ preventScroll: true })
}

/** Puts a value where the framework that owns the field sees it as typed. */
function setField(element: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  const prototype = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, value)
  element.dispatchEvent(new Event('input', { bubbles: true }))
}

function newest<T>(pick: (listener: Listener) => T | undefined): T | undefined {
  for (let i = listeners.length - 1; i >= 0; i--) {
    const found = pick(listeners[i]!.current)
    if (found !== undefined) return found
  }
  return undefined
}

const functionKey = (event: KeyboardEvent): FunctionKey | null =>
  /^F[1-9]$/.test(event.code) || event.code === 'Escape' ? (event.code as FunctionKey) : null

function editableOf(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  if (target instanceof HTMLTextAreaElement) return target
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit', 'range', 'file'].includes(target.type)
    ? target
    : null
}
