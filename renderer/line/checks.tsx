import type { LineState } from '../../shared/contract/line.ts'
import { isWord } from '../../shared/i18n/index.ts'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { say, useWords } from '../station/words.ts'
import type { Opened } from './line-route.tsx'

type Condition = Opened['conditions'][number]

/** Rows that fit; what is wrong comes first, so that it is always among them. */
const most = 6

/** Everything that must be right before the first label, worst first. */
export function Checks({ conditions, state }: { readonly conditions: readonly Condition[]; readonly state: LineState }) {
  const { t } = useWords()
  const device = (name: 'printer' | 'scanner'): Row => {
    const { ok, code, virtual } = state[name]
    const word = `status.${code}`
    return {
      key: name,
      name: virtual ? t(name === 'printer' ? 'pill.virtualPrinter' : 'pill.virtualScanner') : t(`condition.${name}`),
      note: isWord(word) ? t(word) : t('status.unknown'),
      state: ok ? 'ok' : 'blocked',
    }
  }
  const rows = [
    ...(state.job.verifyOnly ? [] : [device('printer')]),
    device('scanner'),
    ...conditions.map(rowOf).sort((a, b) => weight(a) - weight(b)),
  ]
  const order = ['blocked', 'warn', 'ok']
  const bad = rows.filter(({ state: how }) => how !== 'ok').sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  const shown = [...bad, ...rows.filter(({ state: how }) => how === 'ok')].slice(0, most)
  return (
    <ul className="line-checks">
      {shown.map((row) => (
        <li key={row.key} className={row.state}>
          <VerdictMark mark={row.state === 'ok' ? 'pass' : row.state === 'warn' ? 'device' : 'fail'} />
          <span>{row.name}</span>
          <span className="soft">{row.note}</span>
        </li>
      ))}
    </ul>
  )
}

/** The self-check is the one most worth seeing when all is well. */
const weight = ({ key }: Row): number => (key === 'condition.selfCheck' ? 0 : 1)

interface Row {
  readonly key: string
  readonly name: string
  readonly note: string
  readonly state: Condition['state']
}

function rowOf({ code, params, state }: Condition): Row {
  const note = [`${code}.note.${state}`, ...(params['until'] === null ? [`${code}.note.open`] : []), `${code}.note`].find(isWord)
  return {
    key: code,
    name: isWord(code) ? say(code, params) : say('error.unknown'),
    note: note !== undefined && isWord(note) ? say(note, params) : '',
    state,
  }
}
