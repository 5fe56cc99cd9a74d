import { useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { NumberEntry } from './number-entry.tsx'

type Kind = 'roll' | 'ribbon'

/** A new roll or ribbon: which, its lot by scan, and how much is on it. */
export function LoadFlow({ state, close }: ScreenProps & { readonly close: () => void }) {
  const { t } = useWords()
  const [kind, setKind] = useState<Kind>('roll')
  const [lot, setLot] = useState('')
  const [typed, setTyped] = useState('')
  const call = useCall(client.devices.load)
  const amount = typed === '' ? null : Number(typed)
  const ready = lot !== '' && amount !== 0
  const load = async (): Promise<void> => {
    if (!ready) return director.answer('refused')
    if ((await call.run({ kind, lot, amount })) !== undefined) close()
  }
  useScan({ scan: ({ text }) => setLot(text.trim().slice(0, 40)), keys: { F2: () => void load(), Escape: close } })
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton look="primary" keyName="F2" onPress={() => void load()} disabled={!ready || call.busy} id="load-do">
              {t('load.do')}
            </LineButton>
          }
        >
          <LineButton icon="back" keyName="Esc" onPress={close}>
            {t('act.cancel')}
          </LineButton>
        </ActionBar>
      }
    >
      <div className="split">
        <section className="card">
          <h2>{t('load.title')}</h2>
          <fieldset className="choices" aria-label={t('load.title')}>
            {(['roll', 'ribbon'] as const).map((one) => (
              <LineButton key={one} pressed={kind === one} onPress={() => setKind(one)} id={`load-${one}`}>
                {t(`load.${one}`)}
              </LineButton>
            ))}
          </fieldset>
          <p className="lead">{lot === '' ? t('load.scan') : t('load.lot', { lot })}</p>
          <p className="soft">{t(`load.${kind}Amount`)}</p>
          <ErrorList problems={call.problems} />
        </section>
        <section className="card">
          <NumberEntry value={typed} onChange={setTyped} name={t(`load.${kind}Unit`)} />
        </section>
      </div>
    </LinePage>
  )
}
