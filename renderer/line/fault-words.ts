import type { LineState } from '../../shared/contract/line.ts'
import type { WordKey } from '../../shared/i18n/index.ts'
import { timeOf } from '../design/format.ts'
import type { Step } from '../design/steps.tsx'
import { say } from '../station/words.ts'

export type Shown = NonNullable<LineState['verdict']>
export type Fault = Shown['faults'][number]

/** The headline of a verdict: the first fault, as specific as its field allows. */
export function faultWord(verdict: Shown): WordKey {
  if (verdict.name !== 'wrongLotOrDate') return `verdict.${verdict.name}`
  const field = verdict.faults[0]?.field
  if (field === 'lot') return 'verdict.wrongLot'
  return field === 'serial' ? 'verdict.wrongSerial' : 'verdict.wrongDate'
}

/** What it means for this label. */
export function faultReason(verdict: Shown, order: string): string {
  const first = verdict.faults[0]
  const n = verdict.awaited ?? verdict.ordinal ?? 0
  const params = {
    n,
    found: first?.found ?? '–',
    expected: first?.expected ?? '–',
    order: first?.order ?? '–',
    time: first?.at == null ? '–' : timeOf(first.at),
  }
  if (verdict.name === 'foreign' && first?.expected === 'GS') return say('fault.why.separator')
  if (verdict.name === 'foreign' && first?.field === 'serial') return say('fault.why.foreignSerial', params)
  const other = verdict.faults.find((fault) => fault.order !== null && fault.order !== order)
  if (verdict.name === 'wrongLotOrDate' && other !== undefined) return say('fault.why.otherOrder', { ...params, order: other.order })
  const key = `fault.why.${verdict.name}` as const
  return key === 'fault.why.match' || key === 'fault.why.missing' ? '' : say(key, params)
}

/** What the hand does, in order. */
export function faultSteps(verdict: Shown): Step[] {
  const first = verdict.faults[0]
  const n = verdict.awaited ?? verdict.ordinal ?? 0
  const scan: Step = { title: say('fault.step.scan', { n }), note: say('fault.step.scanNote') }
  const tear: Step = { title: say('fault.step.tear') }
  switch (verdict.name) {
    case 'unreadable':
      return [
        { title: say('fault.step.again'), note: say('fault.step.againNote') },
        { title: say('fault.step.twice'), note: say('fault.step.twiceNote') },
      ]
    case 'notGs1':
      return [{ title: say('fault.step.voidThis'), note: say('fault.step.twiceNote') }, { title: say('fault.step.quality') }]
    case 'foreign':
      if (first?.expected === 'GS') return [{ title: say('fault.step.otherScanner') }, { title: say('fault.step.prove') }]
      return first?.field === 'serial'
        ? [tear, scan]
        : [{ title: say('fault.step.putAway') }, { title: say('fault.step.labelCode'), note: say('fault.step.scanNote') }]
    case 'wrongProduct':
      return [tear, { title: say('fault.step.clear') }, scan]
    case 'wrongLotOrDate':
      return [tear, { title: say('fault.step.lookRound', { found: first?.found ?? '' }), note: say('fault.step.lookRoundNote') }, scan]
    case 'duplicate':
      return [{ title: say('fault.step.together') }, { title: say('fault.step.oneOnly') }, { title: say('fault.step.two') }]
    case 'outOfOrder': {
      const due = Number(first?.expected ?? n)
      return [
        { title: say('fault.step.find', { n: due }), note: say('fault.step.scanNote') },
        { title: say('fault.step.notFound', { n: due }) },
      ]
    }
    case 'match':
    case 'missing':
      return []
  }
}

/** The words on the one button that ends it. */
export function faultAct(verdict: Shown, stopped: boolean): string {
  if (stopped) return say('fault.act.stopped')
  const n = verdict.name === 'outOfOrder' ? Number(verdict.faults[0]?.expected ?? 0) : verdict.awaited
  if (verdict.name === 'duplicate') return say('fault.act.one')
  if (n === null || n === 0) return say('fault.act.takenAny')
  return verdict.name === 'outOfOrder' || verdict.name === 'unreadable' || verdict.name === 'foreign'
    ? say('fault.act.found', { n })
    : say('fault.act.taken', { n })
}

const fieldWords = {
  carrier: 'field.carrier',
  di: 'field.di',
  lot: 'field.lot',
  made: 'field.made',
  expires: 'field.expires',
  serial: 'field.serial',
  ordinal: 'field.ordinal',
  text: 'field.text',
} as const satisfies Record<Fault['field'], WordKey>

/** A further fault in one line. */
export function faultLine(fault: Fault): string {
  const field = say(fieldWords[fault.field])
  const found = fault.found ?? say('fault.none')
  if (fault.verdict === 'duplicate') return say('fault.moreDuplicate', { field, found })
  return fault.expected === null
    ? say('fault.moreFound', { field, found })
    : say('fault.moreLine', { field, expected: fault.expected, found })
}
