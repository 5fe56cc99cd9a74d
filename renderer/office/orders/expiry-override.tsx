import { useState } from 'react'
import { isDate } from '../../../shared/dates.ts'
import { client } from '../../client.ts'
import { useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { DateInput } from '../parts/date-input.tsx'
import { Field } from '../parts/field.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'
import type { OrderDetail } from './order-state.tsx'

/** Another last day than the rule gives: two people of quality sign it. */
export function ExpiryOverride({ order, onDone }: { readonly order: OrderDetail; readonly onDone: () => void }) {
  const { t } = useWords()
  const me = useOverview().me
  const [expires, setExpires] = useState(order.expires)
  const [pressed, setPressed] = useState(false)
  const command = useCommand(client.orders.overrideExpiry)
  const own = !isDate(expires)
    ? [fault('expires', 'field.date')]
    : expires <= order.made
      ? [fault('expires', 'order.expiryBeforeMade', { made: order.made })]
      : []
  const { of, rest } = sortProblems([...(pressed ? own : []), ...command.problems], ['expires'])
  return (
    <SignDialog
      title={t('office.override.title')}
      posts={[t('office.sign.quality1'), t('office.sign.quality2')]}
      firstLogin={me?.login ?? ''}
      action={t('office.override.act')}
      busy={command.busy}
      problems={rest}
      mayWait
      onCancel={onDone}
      onSign={(signing) => {
        setPressed(true)
        if (own.length === 0) void command.run({ id: order.id, expires, signing }).then((done) => done !== undefined && onDone())
      }}
    >
      <p>{t('office.override.means', { no: order.no, expires: order.expires })}</p>
      <Field label={t('office.override.new')} problems={of('expires')}>
        {(control) => <DateInput {...control} value={expires} onChange={setExpires} />}
      </Field>
    </SignDialog>
  )
}
