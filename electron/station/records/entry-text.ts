import { amount } from '../../../shared/i18n/amount.ts'
import type { LabelLine, Who } from './label-lines.ts'
import type { Entry } from './order-data.ts'
import type { Words } from './words.ts'

export const dash = (text: string | null): string => (text === null || text === '' ? '–' : text)

/** Name and post. */
export const personOf = ({ name, role, id }: Who, words: Words): string => {
  const post = words.roleOf(role)
  return id === 0 || name === '' ? post : words.t('office.audit.whoRole', { name, role: post })
}

/** The number of a label; behind a point, which take it is. */
export const ordinalOf = (ordinal: number | null, take: number | null): string =>
  ordinal === null ? '–' : take !== null && take > 1 ? `${amount(ordinal)}·${take}` : amount(ordinal)

/** What an entry of the run says besides its kind. */
export function whatOf({ kind, before, after, reason }: Entry, words: Words): string {
  if (kind === 'device.fault') return words.known(`status.${String(after['status'])}`, String(after['status']))
  if (kind === 'job.stopped') return words.known(`record.stop.${String(after['why'])}`, String(after['why']))
  if (kind === 'label.doubted') return words.known(`record.doubt.${String(after['why'])}`, String(after['why']))
  if (kind === 'scan.refused') return `${verdictOf(String(after['verdict']), words)} ${String(after['raw'] ?? '').slice(0, 120)}`
  if (kind === 'job.started') return ''
  const changes = words
    .differences(before, after)
    .map(({ name, was, is }) => `${words.fieldWord(name)} ${was === null ? '' : `${was} → `}${is ?? ''}`)
  return [...changes, ...(reason === null ? [] : [words.reason(reason)])].join(words.t('office.semicolon'))
}

const verdictOf = (verdict: string, words: Words): string =>
  words.known(verdict === 'wrongLotOrDate' ? 'record.verdict.wrongLotOrDate' : `verdict.${verdict}`, verdict)

/** The state of a label; it is "printed" only where the printer was seen well before and after (E2), else it was sent. */
export function stateOf({ state, evidence }: Pick<LabelLine, 'state' | 'evidence'>, words: Words): string {
  if (state === 'out') return words.t((evidence ?? 0) >= 2 ? 'record.state.printed' : 'record.state.sent')
  return words.known(`record.state.${state}`, state)
}
