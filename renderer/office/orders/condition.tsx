import { isWord } from '../../../shared/i18n/index.ts'
import { dayOf } from '../../design/format.ts'
import { type Mark, VerdictMark } from '../../design/verdict-mark.tsx'
import { say, useWords } from '../../station/words.ts'
import type { OrderDetail } from './order-state.tsx'

type Condition = OrderDetail['conditions'][number]

export const markOf: Readonly<Record<Condition['state'], Mark>> = { ok: 'pass', warn: 'device', blocked: 'fail' }

/** What must hold before labels may be printed: mark, words, and what it rests on. */
export function Conditions({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  return (
    <ul className="checks">
      {order.conditions.map((condition) => (
        <li key={condition.code}>
          <VerdictMark mark={markOf[condition.state]} name={t(`office.check.${condition.state}`)} />
          <span>{nameOf(condition)}</span>
          <span>{noteOf(condition, order)}</span>
        </li>
      ))}
    </ul>
  )
}

function nameOf({ code, params }: Condition): string {
  const key = [`office.${code}`, code].find(isWord)
  return key !== undefined && isWord(key) ? say(key, params) : say('error.unknown')
}

/** What stands right of a condition: who approved it, until when it holds, what is left, or whom to ask. */
function noteOf({ code, params, state }: Condition, order: OrderDetail): string | null {
  if (code === 'condition.template' && state === 'ok' && order.template.approvedAt !== null) {
    return say('office.template.approved', {
      name: order.template.approvedBy ?? say('role.system'),
      day: dayOf(order.template.approvedAt).slice(5),
    })
  }
  if (code === 'condition.traceAgrees' && state === 'ok') return say(`trace.${order.trace}`)
  const open = code === 'condition.registration' && params['until'] === null ? '.open' : ''
  const key = [`${code}.note.${state}`, `${code}.note${open}`].find(isWord)
  return key !== undefined && isWord(key) ? say(key, params) : null
}
