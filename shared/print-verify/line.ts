import { assertNever } from '../station-error.ts'
import type { Verdict } from './verdict.ts'

/** How strongly a label is known to have been printed: E0 spooled … E6 verifier grade (design: evidence per label). */
export type Evidence = 0 | 1 | 2 | 3 | 4 | 5 | 6

export interface LinePolicy {
  readonly verify: 'every' | 'firstLast' | 'nth' | 'count'
  readonly nth: number
  /** Labels that may wait for their scan while the next one is printed. */
  readonly ahead: number
  /** Labels were printed elsewhere: nothing is drawn, each good scan is the next ordinal. */
  readonly verifyOnly: boolean
  /** Consecutive failures that stop the line. */
  readonly stopAfter: number
}

/** A label on the line without a verdict: drawn in the ledger, perhaps printed. */
export interface Piece {
  readonly label: number
  readonly ordinal: number
  readonly unit: number | null
  readonly serial: string | null
  readonly evidence: Evidence
  /** Nobody saw whether it came out. */
  readonly doubt: boolean
  readonly at: number
}

export type Phase = 'idle' | 'running' | 'paused' | 'fault' | 'stopped' | 'trouble' | 'doubt' | 'printed'

export interface Line {
  readonly phase: Phase
  /** Where the line goes when fault, trouble or doubt is over. */
  readonly resume: 'running' | 'paused'
  readonly policy: LinePolicy
  readonly total: number
  /** The lowest ordinal that was never drawn. */
  readonly next: number
  /** Ordinals to print again, ascending. */
  readonly redo: readonly number[]
  /** Labels without a verdict, in the order in which they left. */
  readonly out: readonly Piece[]
  readonly good: number
  readonly voided: number
  readonly sampled: number
  readonly fails: number
  /** A draw was asked for and has not ended yet, by handing its label over or not. Only its own end frees the way for the next. */
  readonly drawing: boolean
  readonly trouble: { readonly status: string; readonly label: number | null; readonly cleared: boolean } | null
}

export type LineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'total'; readonly total: number }
  | { readonly type: 'drawn'; readonly piece: Piece }
  | { readonly type: 'sent'; readonly label: number; readonly evidence: Evidence }
  | { readonly type: 'notSent' }
  | { readonly type: 'evidence'; readonly label: number; readonly evidence: Evidence }
  | { readonly type: 'verified'; readonly label: number; readonly ordinal: number; readonly verdict: Verdict }
  | { readonly type: 'accepted'; readonly labels: readonly number[] }
  | { readonly type: 'refused' }
  | { readonly type: 'acknowledged' }
  | { readonly type: 'voided'; readonly label: number; readonly ordinal: number; readonly wasGood: boolean; readonly replace: boolean }
  | { readonly type: 'sampled'; readonly label: number; readonly ordinal: number; readonly wasGood: boolean }
  | { readonly type: 'notPrinted'; readonly label: number; readonly ordinal: number }
  | { readonly type: 'lost'; readonly label: number; readonly ordinal: number }
  | { readonly type: 'trouble'; readonly status: string; readonly label: number | null }
  | { readonly type: 'troubleCleared' }
  | { readonly type: 'troubleOver' }
  | { readonly type: 'doubted'; readonly labels: readonly number[] }

export type LineEffect =
  | { readonly do: 'draw'; readonly ordinal: number }
  | { readonly do: 'accept'; readonly label: number }
  /** The loop stands: evidence in memory is committed. */
  | { readonly do: 'settle' }
  | { readonly do: 'finish' }

export interface Step {
  readonly line: Line
  readonly effects: readonly LineEffect[]
}

/** An empty line, nothing drawn. */
export function newLine(policy: LinePolicy, total: number): Line {
  return {
    phase: 'idle',
    resume: 'paused',
    policy,
    total,
    next: 1,
    redo: [],
    out: [],
    good: 0,
    voided: 0,
    sampled: 0,
    fails: 0,
    drawing: false,
    trouble: null,
  }
}

/** Whether the policy wants this label scanned. Replacements of an ordinal follow its rule. */
export function needsScan(policy: LinePolicy, ordinal: number, total: number): boolean {
  switch (policy.verify) {
    case 'every':
      return true
    case 'firstLast':
      return ordinal === 1 || ordinal === total
    case 'nth':
      return ordinal === 1 || ordinal % policy.nth === 0
    case 'count':
      return false
    default:
      return assertNever(policy.verify)
  }
}

/** Outstanding labels that are due to be scanned, oldest first. */
export const awaited = (line: Line): readonly Piece[] =>
  line.out.filter((piece) => piece.doubt || needsScan(line.policy, piece.ordinal, line.total))

/** The label asked about first, or null. */
export const firstDoubt = (line: Line): Piece | null => line.out.find((piece) => piece.doubt) ?? null

/** The ordinal that would be printed next, or null when all are drawn. */
export function nextOrdinal(line: Line): number | null {
  if (line.policy.verifyOnly) return line.good < line.total ? line.good + 1 : null
  const redo = line.redo[0]
  if (redo !== undefined) return redo
  return line.next <= line.total ? line.next : null
}

/**
 * One step of the line. Faults of devices are events; nothing here knows a device, a clock or a database. A verdict enters only as
 * an event that tells of its commit.
 */
export function step(line: Line, event: LineEvent): Step {
  return settle(line, apply(line, event), event)
}

function apply(line: Line, event: LineEvent): Line {
  switch (event.type) {
    case 'start':
      if (line.phase !== 'idle' && line.phase !== 'paused') return line
      return firstDoubt(line) !== null ? { ...line, phase: 'doubt', resume: 'running' } : { ...line, phase: 'running', resume: 'running' }
    case 'pause':
      return line.phase === 'running' ? { ...line, phase: 'paused', resume: 'paused' } : { ...line, resume: 'paused' }
    case 'total':
      return { ...line, total: Math.max(event.total, line.next - 1) }
    case 'drawn':
      return {
        ...line,
        out: [...line.out, event.piece],
        next: Math.max(line.next, event.piece.ordinal + 1),
        redo: line.redo.filter((ordinal) => ordinal !== event.piece.ordinal),
      }
    case 'sent':
      return { ...raise(line, event.label, event.evidence), drawing: false }
    case 'notSent':
      return { ...line, drawing: false }
    case 'evidence':
      return raise(line, event.label, event.evidence)
    case 'verified':
      return afterVerdict(line, event)
    case 'accepted': {
      const gone = new Set(event.labels)
      return { ...line, out: line.out.filter((piece) => !gone.has(piece.label)), good: line.good + event.labels.length }
    }
    case 'refused': {
      const fails = line.fails + 1
      const stopped = fails >= line.policy.stopAfter || line.phase === 'stopped'
      if (line.phase === 'trouble' || line.phase === 'doubt') return { ...line, fails }
      return { ...line, fails, phase: stopped ? 'stopped' : 'fault', resume: line.phase === 'running' ? 'running' : line.resume }
    }
    case 'acknowledged':
      return leaveFault(line)
    case 'voided': {
      const next = withdraw(line, event.label, event.replace ? event.ordinal : null)
      return over({ ...next, voided: line.voided + 1, good: line.good - (event.wasGood ? 1 : 0) })
    }
    case 'sampled': {
      const next = withdraw(line, event.label, event.ordinal)
      return over({ ...next, sampled: line.sampled + 1, good: line.good - (event.wasGood ? 1 : 0) })
    }
    case 'notPrinted':
    case 'lost':
      return over(withdraw(line, event.label, event.ordinal))
    case 'trouble': {
      if (line.phase === 'trouble')
        return { ...line, trouble: { status: event.status, label: line.trouble?.label ?? event.label, cleared: false } }
      const resume = line.phase === 'running' ? 'running' : line.resume
      return { ...line, phase: 'trouble', resume, trouble: { status: event.status, label: event.label, cleared: false } }
    }
    case 'troubleCleared':
      return line.trouble === null ? line : { ...line, trouble: { ...line.trouble, cleared: true } }
    case 'troubleOver':
      return line.phase === 'trouble' ? over({ ...line, phase: line.resume, trouble: null }) : line
    case 'doubted': {
      const asked = new Set(event.labels)
      const out = line.out.map((piece) => (asked.has(piece.label) ? { ...piece, doubt: true } : piece))
      return {
        ...line,
        out,
        phase: line.phase === 'trouble' ? 'trouble' : 'doubt',
        resume: line.phase === 'running' ? 'running' : line.resume,
      }
    }
    default:
      return assertNever(event)
  }
}

function afterVerdict(line: Line, event: Extract<LineEvent, { type: 'verified' }>): Line {
  const next: Line = {
    ...line,
    out: line.out.filter((piece) => piece.label !== event.label),
    // One that was given up for lost and turns up need not be printed again.
    redo: line.redo.filter((ordinal) => ordinal !== event.ordinal),
    good: line.good + 1,
  }
  if (event.verdict === 'outOfOrder') {
    if (line.phase === 'doubt') return over({ ...next, fails: 0 })
    return {
      ...next,
      phase: line.phase === 'trouble' || line.phase === 'stopped' ? line.phase : 'fault',
      resume: line.phase === 'running' ? 'running' : line.resume,
    }
  }
  const cleared: Line = { ...next, fails: 0 }
  return line.phase === 'fault' ? { ...cleared, phase: line.resume } : over(cleared)
}

/** What follows a change by itself: the next draw, acceptance without a scan, the end. */
function settle(before: Line, line: Line, event: LineEvent): Step {
  const effects: LineEffect[] = []
  if (event.type === 'evidence' && event.evidence >= 2) {
    const piece = line.out.find(({ label }) => label === event.label)
    if (piece !== undefined && !piece.doubt && !needsScan(line.policy, piece.ordinal, line.total))
      effects.push({ do: 'accept', label: piece.label })
  }
  if (before.phase === 'running' && line.phase !== 'running') effects.push({ do: 'settle' })
  if (line.phase === 'running' && isDone(line)) return { line: { ...line, phase: 'printed' }, effects: [...effects, { do: 'finish' }] }
  const ordinal = drawable(line)
  if (ordinal === null) return { line, effects }
  return { line: { ...line, drawing: true }, effects: [...effects, { do: 'draw', ordinal }] }
}

function drawable(line: Line): number | null {
  if (line.phase !== 'running' || line.drawing || line.policy.verifyOnly) return null
  if (awaited(line).length >= line.policy.ahead) return null
  // What is accepted by count waits for the printer's word: a line that drew on without it would have thousands in doubt at a fault.
  if (line.out.length - awaited(line).length >= unacceptedAhead) return null
  return nextOrdinal(line)
}

/** Labels that need no scan and may be out without having been accepted while the next one is drawn. */
export const unacceptedAhead = 50

const isDone = (line: Line): boolean => !line.drawing && line.out.length === 0 && nextOrdinal(line) === null

function raise(line: Line, label: number, evidence: Evidence): Line {
  return { ...line, out: line.out.map((piece) => (piece.label === label && evidence > piece.evidence ? { ...piece, evidence } : piece)) }
}

/** Takes a label off the line; its ordinal is printed again when `again` names it. */
function withdraw(line: Line, label: number, again: number | null): Line {
  const out = line.out.filter((piece) => piece.label !== label)
  const redo = again === null || line.redo.includes(again) ? line.redo : [...line.redo, again].sort((a, b) => a - b)
  return leaveFault({ ...line, out, redo })
}

function leaveFault(line: Line): Line {
  if (line.phase === 'stopped') return { ...line, phase: line.resume, fails: 0 }
  return line.phase === 'fault' ? { ...line, phase: line.resume } : line
}

/** Leaves doubt when the last one is settled; a finished line that gets work again waits for a start. */
function over(line: Line): Line {
  if (line.phase === 'trouble') return line
  if (firstDoubt(line) !== null) return line.phase === 'running' || line.phase === 'paused' ? { ...line, phase: 'doubt' } : line
  if (line.phase === 'doubt') return { ...line, phase: line.resume }
  if (line.phase === 'printed' && !isDone(line)) return { ...line, phase: 'paused', resume: 'paused' }
  return line
}
