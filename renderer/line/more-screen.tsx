import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ActionBar } from '../design/action-bar.tsx'
import { Icon, type IconName } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useMay, useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import type { ScreenProps } from './line-screen.tsx'

/** What is done seldom while a job is open. */
export function MoreScreen({ state, open, close }: ScreenProps & { readonly close: () => void }) {
  const { t } = useWords()
  const { mode } = useOverview()
  const may = useMay()
  const navigate = useNavigate()
  useScan({ keys: { Escape: close, F1: close } })
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton look="primary" icon="back" keyName="Esc" onPress={close}>
              {t('act.back')}
            </LineButton>
          }
        />
      }
    >
      <div className="more-tiles">
        {may('line.run') ? (
          <>
            <MoreTile icon="edit" name={t('line.setTotal')} note={t('more.setTotalNote')} press={() => open('total')} />
            {state.job.verifyOnly ? null : (
              <MoreTile icon="printer" name={t('load.title')} note={t('load.note')} press={() => open('load')} id="load" />
            )}
            <MoreTile icon="swap" name={t('line.shift')} note={t('more.shiftNote')} press={() => void navigate({ to: '/shift' })} />
          </>
        ) : null}
        {may('order.close') ? (
          <MoreTile
            icon="lock"
            name={t('line.close')}
            note={t('more.closeNote')}
            press={() => void navigate({ to: '/close/$orderId', params: { orderId: state.job.orderId } })}
          />
        ) : null}
        {mode === 'training' && may('training.fault') ? (
          <MoreTile icon="bell" name={t('line.makeFault')} note={t('more.faultNote')} press={() => open('training')} id="make-fault" />
        ) : null}
      </div>
    </LinePage>
  )
}

export function MoreTile({
  icon,
  name,
  note,
  press,
  id,
}: {
  readonly icon: IconName
  readonly name: string
  readonly note: ReactNode
  readonly press: () => void
  readonly id?: string
}) {
  return (
    <button type="button" className="tile" onClick={press} {...(id === undefined ? {} : { 'data-testid': id })}>
      <Icon name={icon} />
      <span>
        <b>{name}</b>
        <span className="soft">{note}</span>
      </span>
    </button>
  )
}
