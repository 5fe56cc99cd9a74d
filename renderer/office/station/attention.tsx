import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'
import { ValidationDue } from './validation-due.tsx'

/** What only a signature mends, for the person who may give it: a clock that was set back, serials locked after a restore, a changed installation. */
export function Attention() {
  const { clock, fence } = useOverview()
  const may = useMay()
  return (
    <>
      {clock.behindMs > 0 && may('clock.accept') ? <AcceptClock /> : null}
      {may('settings.read') ? <ValidationDue /> : null}
      {fence.suspended > 0 && may('pool.resume') ? <LockedSerials count={fence.suspended} /> : null}
    </>
  )
}

function AcceptClock() {
  const { t } = useWords()
  const { me } = useOverview()
  const [signing, setSigning] = useState(false)
  const accept = useCommand(client.settings.acceptClock)
  return (
    <div className="note-box warn attention" role="status">
      <VerdictMark mark="device" />
      <p className="grow">{t('office.clock.words')}</p>
      <Button onClick={() => setSigning(true)}>{t('office.clock.act')}</Button>
      {signing ? (
        <SignDialog
          title={t('office.clock.act')}
          posts={[t('role.admin')]}
          firstLogin={me?.login ?? ''}
          action={t('office.clock.sign')}
          busy={accept.busy}
          problems={accept.problems}
          onCancel={() => setSigning(false)}
          onSign={(given) => void accept.run({ signing: given }).then((done) => done !== undefined && setSigning(false))}
        >
          <p>{t('office.clock.means')}</p>
        </SignDialog>
      ) : null}
    </div>
  )
}

function LockedSerials({ count }: { readonly count: number }) {
  const { t } = useWords()
  const go = useNavigate()
  if (location.hash.startsWith('#/pools')) return null
  return (
    <div className="note-box warn attention" role="status">
      <VerdictMark mark="device" />
      <p className="grow">{t('office.fence.words', { n: count })}</p>
      <Button onClick={() => void go({ to: '/pools' })}>{t('office.fence.act')}</Button>
    </div>
  )
}
